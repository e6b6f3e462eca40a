/**
 * Scores one sample: how its conversion ends, what is wrong with what comes out, and which of its fields change nothing.
 *
 * @module
 */

import { parse } from "@std/yaml";
import { kindOf, type Manifest, type PreviousFiles } from "../../pacts/mod.ts";
import { SaidByObject } from "../../engine/core/account/said.ts";
import { problemsOf } from "../soundness.ts";
import { filesOf, type Finished, leavingOut, type Prints, printsOf, run } from "./conversion.ts";
import {
  chooseBySeed,
  chooseFields,
  type Field,
  leafFields,
  type Vocabulary,
  withoutField,
  withValue,
} from "./fields.ts";
import { mayBeSilent } from "./expected_silence.ts";
import { programProblems } from "./programs.ts";
import type { Sample } from "./sample.ts";

/** How samples are scored. */
export interface ScoreOptions {
  /** Most fields that are tried of a sample. */
  fields: number;
  /** Most objects that are, each of which costs a conversion of the whole. */
  objects: number;
  /** Chooses them. */
  seed: string;
  /** A JSON Schema of Compose files, in place of the repository's. */
  schema?: string;
  /** Whether programs that are installed check what is theirs. */
  check?: boolean;
  /** Fields of objects of this kind alone, as `group/Kind`. */
  kind?: string;
}

/** What is to be said of a sample. */
export interface SampleScore {
  /** Folder that the checkout is in. */
  upstream: string;
  /** Path of the sample below that. */
  file: string;
  /** 0 where services came out, 2 where none did, 1 where the conversion failed. */
  exit: 0 | 1 | 2;
  /** What failed it. */
  failure?: string;
  /** Whether that is a bug. */
  isCrash: boolean;
  /** What is wrong with the output. */
  unsound: string[];
  /** How often each code was said. */
  codes: Record<string, number>;
  /** How its objects fared. */
  objects: ObjectScore[];
  /** The fields that were tried. */
  fields: FieldScore[];
}

/**
 * How an object fared: something came out of it, something was said of it as a whole, or neither: without it
 * everything would be the same.
 */
export interface ObjectScore {
  /** `group/Kind`. */
  kind: string;
  /** What there would not be without it. */
  gives: "output" | "words" | "nothing";
}

/**
 * What becomes of a field that goes, or says something else: something changes (`heard`), if only in the company of what
 * the file alone lacks (`beside`); or nothing does, since something was said of a field that it is part of (`covered`), or
 * as nobody misses it (`expected`), or for no reason (`silent`).
 */
export type Fate = "heard" | "beside" | "covered" | "expected" | "silent";

/** How a field fared. */
export interface FieldScore {
  /** `group/Kind`. */
  kind: string;
  /** Its path, the same for all items of a list. */
  path: string;
  /** What became of it. */
  fate: Fate;
  /** What it holds, where it is silent and no secret. */
  value?: unknown;
}

/** A sample that can't be scored, and why. */
export function failedScore({ upstream, file }: Sample, failure: string): SampleScore {
  return {
    upstream,
    file,
    exit: 1,
    failure,
    isCrash: true,
    unsound: [],
    codes: {},
    objects: [],
    fields: [],
  };
}

/**
 * Scores a sample. `alive` is called before each conversion with what it is of, so that somebody can see one that does
 * not end.
 */
export async function scoreSample(
  sample: Sample,
  vocabulary: Vocabulary,
  options: ScoreOptions,
  alive: (what: string) => void = () => {},
): Promise<SampleScore> {
  const { manifests } = sample;
  const sourceName = sourceNameOf(sample);
  alive("the sample");
  const first = await run(manifests, sourceName);
  if ("failure" in first) return { ...failedScore(sample, first.failure), isCrash: first.isCrash };

  // Passwords and certificates are made once: what an earlier run wrote is kept, and runs can be compared.
  const previous = filesOf(first);
  const again = async (changed: readonly Manifest[], what: string): Promise<Prints> => {
    alive(what);
    return printsOf(await run(changed, sourceName, previous));
  };
  const whole = await again(manifests, "the sample, again");
  const unsound = await problems(first, manifests, options);
  if (!isSame(whole, await again(manifests, "the sample, once more"))) {
    unsound.push("differs from one run to the next");
  }
  return {
    upstream: sample.upstream,
    file: sample.file,
    exit: Object.keys(first.project.services).length > 0 ? 0 : 2,
    isCrash: false,
    unsound,
    codes: countCodes(first),
    ...await scoreFields(sample, first, { whole, again }, vocabulary, options, alive),
  };
}

/** Conversions in the company of others' objects; `undefined` where there are none, or each comes out differently. */
async function beside(
  { manifests, companions = [] }: Sample,
  sourceName: string,
  alive: (what: string) => void,
): Promise<Runs | undefined> {
  if (companions.length === 0) return undefined;
  const convert = (changed: readonly Manifest[], what: string, previous?: PreviousFiles) => {
    alive(`${what}, beside others`);
    return run([...changed, ...companions], sourceName, previous);
  };
  const first = await convert(manifests, "the sample");
  if ("failure" in first) return undefined;
  const previous = filesOf(first);
  const again = async (changed: readonly Manifest[], what: string) =>
    printsOf(await convert(changed, what, previous));
  const whole = await again(manifests, "the sample, again");
  return isSame(whole, await again(manifests, "the sample, once more"))
    ? { whole, again }
    : undefined;
}

function sourceNameOf({ file }: Sample): string {
  return file.split("/").at(-1)!.replace(/\.[^.]*$/, "");
}

function isSame(one: Prints, other: Prints): boolean {
  return one.output === other.output && one.said === other.said;
}

async function problems(
  conversion: Finished,
  manifests: readonly Manifest[],
  { schema, check }: ScoreOptions,
): Promise<string[]> {
  const { text, files, project } = conversion;
  const found = Object.keys(project.services).length > 0
    ? problemsOf(parse(text), files, schema)
    : [];
  found.push(...strayTexts(conversion, manifests));
  if (check) found.push(...await programProblems(conversion));
  return found;
}

/** What a program writes for a value that it has not got. */
const STRAY = ["undefined", "[object Object]", "NaN"];

function strayTexts({ text, files }: Finished, manifests: readonly Manifest[]): string[] {
  const input = JSON.stringify(manifests);
  const written: [string, string | Uint8Array][] = [["compose.yml", text]];
  for (const [path, { content }] of files.entries()) written.push([path, content]);
  return STRAY.filter((stray) => !input.includes(stray)).flatMap((stray) =>
    written.filter(([, content]) => typeof content === "string" && isWord(stray, content))
      .map(([path]) => `${path} says ${stray}`)
  );
}

/** Not within Base64, nor in another word. */
function isWord(stray: string, content: string): boolean {
  const at = content.indexOf(stray);
  if (at < 0) return false;
  const around = `${content[at - 1] ?? " "}${content[at + stray.length] ?? " "}`;
  return !/[\w+/=]/.test(around) || stray.startsWith("[");
}

function countCodes({ diagnostics }: Finished): Record<string, number> {
  const codes: Record<string, number> = {};
  for (const { code } of diagnostics) codes[code] = (codes[code] ?? 0) + 1;
  return codes;
}

/** Conversions of a sample in which something is changed, beside the one in which nothing is. */
interface Runs {
  whole: Prints;
  again: (changed: readonly Manifest[], what: string) => Promise<Prints>;
}

async function scoreFields(
  sample: Sample,
  first: Finished,
  runs: Runs,
  vocabulary: Vocabulary,
  options: ScoreOptions,
  alive: (what: string) => void,
): Promise<Pick<SampleScore, "objects" | "fields">> {
  const { manifests } = sample;
  const { whole, again } = runs;
  let company: Promise<Runs | undefined> | undefined;
  const objects: ObjectScore[] = [];
  const candidates: Field[] = [];
  const wanted = manifests.map((manifest, index) => ({ index, kind: kindOf(manifest) }))
    .filter(({ kind }) => options.kind === undefined || kind === options.kind);
  for (const { index, kind } of chooseBySeed(wanted, options.objects, options.seed)) {
    const { output, said } = await again(manifests.toSpliced(index, 1), `what is without ${kind}`);
    const gives = output !== whole.output ? "output" : said !== whole.said ? "words" : "nothing";
    objects.push({ kind, gives });
    // What is said of a whole object is said of its fields.
    if (gives === "output") candidates.push(...leafFields(manifests[index], index));
  }
  const fields: FieldScore[] = [];
  for (const field of chooseFields(candidates, options.fields, options.seed)) {
    const { kind, shown, value } = field;
    const isHeard = !await changesNothing(field, manifests, runs, vocabulary);
    const isHeardBeside = async () => {
      const others = await (company ??= beside(sample, sourceNameOf(sample), alive));
      return others !== undefined && !await changesNothing(field, manifests, others, vocabulary);
    };
    const fate = isHeard
      ? "heard"
      : mayBeSilent(field)
      ? "expected"
      : await isCovered(field, manifests[field.object], first)
      ? "covered"
      : await isHeardBeside()
      ? "beside"
      : "silent";
    const isShown = fate === "silent" && kind !== "Secret";
    fields.push({ kind, path: shown, fate, ...isShown ? { value } : {} });
  }
  return { objects, fields };
}

/**
 * Whether a field is silent. One that holds what is the default anyway changes nothing when it goes, so it is given other
 * values too.
 */
async function changesNothing(
  field: Field,
  manifests: readonly Manifest[],
  { whole, again }: Runs,
  vocabulary: Vocabulary,
): Promise<boolean> {
  const what = `${field.kind} ${field.shown}`;
  const gone = await again(withoutField(manifests, field), `what is without ${what}`);
  if (!isSame(gone, whole)) return false;
  for (const other of vocabulary.othersFor(field)) {
    const changed = await again(withValue(manifests, field, other), `another value of ${what}`);
    if (!isSame(changed, whole)) return false;
  }
  return true;
}

/**
 * Whether something was said of a field that holds this one. What is said of `spec`, or of all that a pod is, is not said
 * of each field in it.
 */
async function isCovered(
  field: Field,
  manifest: Manifest,
  { diagnostics }: Finished,
): Promise<boolean> {
  const said = new SaidByObject(diagnostics, await leavingOut()).of(manifest);
  return said.whole !== undefined || said.about(field.path) !== undefined;
}
