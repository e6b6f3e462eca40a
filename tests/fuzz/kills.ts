/**
 * Ends the command at random moments, in first runs and later ones.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Place, tryKill } from "./_project.ts";
import { Random } from "./_random.ts";

/** What was seen. */
export interface Kills {
  /** Runs that were to be ended. */
  kills: number;
  /** Of them, those that were ended before they were done. */
  ended: number;
  /** Of them, those that were ended while they wrote. */
  writing: number;
  /** Of them, those that left the new compose.yml. */
  switched: number;
}

/** Kills so many runs, and throws at the first that leaves something wrong. */
export async function kill(count: number, seed: number): Promise<Kills> {
  const random = new Random(seed);
  const seen: Kills = { kills: 0, ended: 0, writing: 0, switched: 0 };
  let duration = 500;
  while (seen.kills < count) {
    const withOwn = random.chance(0.7);
    await using place = await Place.make({ withOwn });
    let before: number | undefined;
    const rounds = 1 + random.below(6);
    for (let round = 0; round < rounds && seen.kills < count; round++) {
      const version = 1 + random.below(1000);
      const start = performance.now();
      const child = await place.start(version);
      const signal = random.pick(["SIGKILL", "SIGKILL", "SIGTERM", "SIGINT"] as const);
      let isDone = false;
      const status = child.status.then((status) => (isDone = true, status));
      const stderr = child.stderr.cancel();
      if (random.chance(0.7)) {
        // Where it writes, things can go wrong.
        while (!isDone && !exists(join(place.out, ".dekube/staging"))) await pause(1);
        await pause(random.next() * 60);
      } else {
        await pause(random.next() * duration);
      }
      seen.kills++;
      tryKill(child, signal);
      const { success } = await status;
      await stderr;
      const found = place.check({ withOwn });
      assert(
        found === before || found === version,
        `${found} is there, between ${before} and ${version}`,
      );
      if (success) {
        duration = performance.now() - start;
        assertEquals(found, version);
      } else {
        seen.ended++;
        if (place.state().some((name) => name === "staging" || name === "pending.json")) {
          seen.writing++;
        }
        if (found === version) seen.switched++;
      }
      if (random.chance(0.5)) {
        const next = random.chance(0.5) ? version : 1 + random.below(1000);
        await place.convert(next);
        assertEquals(place.check({ withOwn }), next);
        assertEquals(place.state(), ["files.json"]);
      }
      before = place.check({ withOwn });
    }
    await place.convert(1);
    assertEquals(place.check({ withOwn }), 1);
    assertEquals(place.state(), ["files.json"]);
    const names = [...Deno.readDirSync(place.out)].map(({ name }) => name);
    const strange = names.filter((name) =>
      !/^(compose\.yml|compose\.override\.yml|dekube\.yaml|configmaps|secrets|data|notes\.txt|\.git|\.dekube)$/
        .test(name)
    );
    assertEquals(strange, []);
  }
  return seen;
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
