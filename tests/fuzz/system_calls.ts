/**
 * Lets the command fail at each system call that has to do with its output: it is killed there, or the call is refused.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Place } from "./_project.ts";
import { Random } from "./_random.ts";

/** What happens at a call, in strace's words. */
const FAULTS = ["signal=KILL", "error=ENOSPC", "error=EIO", "error=EACCES"] as const;

/** Calls that change what lies on the disk, or hold it. */
const CALLS =
  "openat,write,pwrite64,rename,renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,rmdir,chmod,fchmod," +
  "fchmodat,link,linkat,symlink,symlinkat,ftruncate,fsync,fdatasync,flock,chdir";

/** Names that stand in many calls which are about something else. */
const COMMON = new Set([
  "openat",
  "write",
  "pwrite64",
  "chdir",
  "fdatasync",
  "fsync",
  "ftruncate",
  "unlink",
]);

/** So many faults are injected from one version to another. */
const MOST_CALLS = 150;

/** A call of a run: the so many-th of its name in its thread. */
interface Call {
  name: string;
  nth: number;
}

/** What was seen. */
export interface Faults {
  /** Faults that were injected. */
  faults: number;
  /** Of them, kills. */
  kills: number;
  /** Runs that came to nothing, and said so. */
  refused: number;
  /** Runs that were done all the same. */
  done: number;
}

/**
 * Injects so many faults, each at a call of its own while there are any, in first runs and later ones; throws at the
 * first that leaves something wrong.
 */
export async function failAtCalls(count: number, seed: number): Promise<Faults> {
  const random = new Random(seed);
  const seen: Faults = { faults: 0, kills: 0, refused: 0, done: 0 };
  while (seen.faults < count) {
    await using place = await Place.make({ withOwn: true });
    const before = random.chance(0.7) ? 1 + random.below(1000) : undefined;
    const next = 1 + random.below(1000);
    const calls = shuffled(await callsOf(place, before, next), random);
    for (const call of calls.slice(0, Math.min(count - seen.faults, MOST_CALLS))) {
      const fault = random.chance(0.4) ? FAULTS[0] : random.pick(FAULTS);
      await failAt(place, { call, fault, before, next }, seen);
    }
  }
  return seen;
}

/** One run, and what it leaves. */
async function failAt(
  place: Place,
  { call, fault, before, next }: {
    call: Call;
    fault: typeof FAULTS[number];
    before: number | undefined;
    next: number;
  },
  seen: Faults,
): Promise<void> {
  const as = `${call.name} ${call.nth}, ${fault}, from ${before} to ${next}`;
  await prepare(place, before);
  const whole = place.contents();
  const inject = `inject=${call.name}:${fault}:when=${call.nth}`;
  const child = await place.start(
    next,
    strace(["--output=/dev/null", `--trace=${call.name}`, "-e", inject]),
  );
  const { code, stderr } = await child.output();
  const said = new TextDecoder().decode(stderr);
  seen.faults++;
  const found = place.check({ withOwn: true });
  // A call of the same number in a thread of Deno's own ends Deno.
  if (fault === FAULTS[0] || said.includes("Deno has panicked")) {
    seen.kills++;
    assert(found === before || found === next, `${as}: ${found} is there\n${said}`);
  } else if (code === 0) {
    seen.done++;
    assertEquals(found, next, as);
  } else {
    seen.refused++;
    assertEquals(code, 1, `${as}: ${said}`);
    assert(!/bug in dekube|^ {4}at /m.test(said), `${as}: ${said}`);
    assertEquals(place.contents(), whole, `${as}: ${said}`);
  }
  await place.convert(next);
  assertEquals([place.check({ withOwn: true }), place.state()], [next, ["files.json"]], as);
}

async function prepare(place: Place, before: number | undefined): Promise<void> {
  if (before === undefined) await place.reset();
  else await place.convert(before);
}

/** The calls of a run that are about its output, but those that another thread makes as often. */
async function callsOf(place: Place, before: number | undefined, next: number): Promise<Call[]> {
  await prepare(place, before);
  const log = join(place.dir, "calls");
  const child = await place.start(next, strace(["-y", `--output=${log}`, `--trace=${CALLS}`]));
  const { code, stderr } = await child.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const counts = new Map<string, number>();
  const reached = new Map<string, number>();
  const calls: Call[] = [];
  for (const line of Deno.readTextFileSync(log).split("\n")) {
    const [, thread, name] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (name === undefined) continue;
    const nth = (counts.get(`${thread} ${name}`) ?? 0) + 1;
    counts.set(`${thread} ${name}`, nth);
    reached.set(`${name} ${nth}`, (reached.get(`${name} ${nth}`) ?? 0) + 1);
    const isReading = name === "openat" && !/O_(?:CREAT|WRONLY|RDWR)/.test(line);
    if (isReading || (COMMON.has(name) && !line.includes(place.out))) continue;
    calls.push({ name, nth });
  }
  return calls.filter(({ name, nth }) => reached.get(`${name} ${nth}`) === 1);
}

function strace(args: readonly string[]): string[] {
  return ["strace", "--follow-forks", "--seccomp-bpf", "--quiet=all", ...args];
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values.map((value) => ({ value, at: random.next() })).sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
