/** What docs/codes/ says of each code: one file for each package, by the package's folder. */
import { parse } from "@std/yaml";
import type { Saying } from "./find.ts";

/** What is to be known of a code. */
export interface Entry {
  /** Why it is said. */
  cause: string;
  /** What to do, in words that can be typed. */
  remedy: string;
}

/** Entries by package and code. */
export type Entries = ReadonlyMap<string, ReadonlyMap<string, Entry>>;

/** The package of the engine and the contracts, which every distribution has. */
export const ENGINE = "engine";

/** In place of a package, for codes that several extensions share. */
export const SEVERAL = "several";

/** Reads a folder of entries. */
export async function readEntries(folder: URL): Promise<Entries> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
  return new Map(
    await Promise.all(names.map(async (name) => {
      const read = parse(await Deno.readTextFile(new URL(name, folder)));
      const entries = Object.entries(read as Record<string, Entry>);
      return [name.replace(/\.yaml$/, ""), new Map(entries)] as const;
    })),
  );
}

/** The package that a module is of. */
export function packageOf(module: string): string {
  return /^extensions\/([^/]+)/.exec(module)?.[1] ?? ENGINE;
}

/** Each code with its sayings, by the package whose file it belongs to. */
export function sayingsByHome(
  sayings: readonly Saying[],
): Map<string, Map<string, Saying[]>> {
  const homes = new Map<string, Map<string, Saying[]>>();
  for (const [code, said] of Map.groupBy(sayings, ({ code }) => code)) {
    const home = homeOf(said);
    const codes = homes.get(home) ?? new Map();
    homes.set(home, codes.set(code, said));
  }
  return homes;
}

/** What the engine says is the engine's, whoever says it too. */
function homeOf(sayings: readonly Saying[]): string {
  const packages = new Set(sayings.map(({ module }) => packageOf(module)));
  if (packages.has(ENGINE)) return ENGINE;
  return packages.size === 1 ? [...packages][0] : SEVERAL;
}

/** What entries lack, or have too much, each as a sentence. */
export function findGaps(sayings: readonly Saying[], entries: Entries): string[] {
  const homes = sayingsByHome(sayings);
  const gaps: string[] = [];
  for (const [home, codes] of homes) {
    for (const [code, [{ module }]] of codes) {
      const entry = entries.get(home)?.get(code);
      const path = `docs/codes/${home}.yaml`;
      if (!entry) gaps.push(`${path} has no entry for "${code}", which ${module} says`);
      else if (![entry.cause, entry.remedy].every((text) => typeof text === "string" && text)) {
        gaps.push(`${path}: "${code}" needs a cause and a remedy`);
      }
    }
  }
  for (const [home, codes] of entries) {
    for (const code of codes.keys()) {
      if (homes.get(home)?.has(code)) continue;
      gaps.push(
        `docs/codes/${home}.yaml has an entry for "${code}", which nobody says, or another file is for`,
      );
    }
  }
  return gaps.toSorted();
}

/** Whether a code is one of those found; `…` in one that is a family stands for any name. */
export function isKnown(code: string, known: ReadonlySet<string>): boolean {
  if (known.has(code)) return true;
  return [...known].some((family) => {
    const [before, after] = family.split("…");
    return after !== undefined && code.startsWith(before) && code.endsWith(after);
  });
}
