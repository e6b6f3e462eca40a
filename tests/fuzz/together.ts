/**
 * Runs the command several times at once on one folder.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Place, tryKill } from "./_project.ts";
import { Random } from "./_random.ts";

/** Runs so many rounds of two and of four runs at once. Returns how many runs that were. */
export async function runTogether(rounds: number, seed: number): Promise<number> {
  const random = new Random(seed);
  let runs = 0;
  for (let round = 0; round < rounds; round++) {
    const withOwn = random.chance(0.5);
    await using place = await Place.make({ withOwn });
    if (random.chance(0.5)) await place.convert(1 + random.below(1000));
    const versions = Array.from({ length: random.pick([2, 4]) }, () => 1 + random.below(1000));
    // One of them may be killed meanwhile.
    const victim = random.chance(0.3) ? random.below(versions.length) : -1;
    const ends = await Promise.all(versions.map(async (version, index) => {
      const child = await place.start(version);
      if (index === victim) setTimeout(() => tryKill(child, "SIGKILL"), random.next() * 800);
      return await child.output();
    }));
    ends.forEach(({ code, stderr }, index) => {
      if (index !== victim) assertEquals(code, 0, new TextDecoder().decode(stderr));
    });
    runs += versions.length;
    const found = place.check({ withOwn });
    assert(versions.includes(found!), `${found} is none of ${versions}`);
    await place.convert(1);
    assertEquals(place.check({ withOwn }), 1);
    assertEquals(place.state(), ["files.json"]);
  }
  return runs;
}
