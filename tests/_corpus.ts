/**
 * Input to convert: what the repository has, and the large corpus, where it is there: `../shared/corpus` beside
 * the checkout.
 *
 * @module
 */

import { fromFileUrl, join } from "@std/path";
import { Diagnostics, type Manifest } from "@dekube/engine/pacts";
import { type Conversion, parseManifests, renderCompose } from "../mod.ts";
import helmfile2compose from "../distributions/helmfile2compose/mod.ts";
import kubernetes2simple from "../distributions/kubernetes2simple/mod.ts";
import { readManifestFiles } from "../engine/io/input/manifest_files.ts";
import { parse } from "@std/yaml";
import { type ConditionalTest, NO_CORPUS, unless } from "../tools/unless.ts";

/** Folder of what is shared with the checkout. */
export const SHARED = fromFileUrl(new URL("../../shared", import.meta.url));

/** Whether the corpus is there; a clone has none. */
export const HAS_SHARED = NO_CORPUS === undefined;

/** Name and `ignore` of a test that needs the corpus. */
export function needsShared(name: string): ConditionalTest {
  return unless(name, NO_CORPUS);
}

/** Inputs that are in the repository, by name. */
const IN_REPOSITORY: Record<string, string> = {
  testsuite: "testdata/testsuite",
  platform: "../examples/platform/rendered",
};

/** Every input that is there, by its path below the corpus or its name. */
export function corpusInputs(): string[] {
  const own = Object.keys(IN_REPOSITORY);
  if (!HAS_SHARED) return own;
  const charts = [...Deno.readDirSync(join(SHARED, "corpus/charts"))].map((entry) => entry.name)
    .sort();
  return [
    ...own,
    "voting-app/manifests",
    "online-boutique",
    "sock-shop",
    "la-suite/meet",
    "la-suite/docs",
    ...charts.map((chart) => `charts/${chart}`),
  ];
}

/** Those, and the platforms that are large: for what is to hold of all that there is. */
export function allInputs(): string[] {
  if (!HAS_SHARED) return corpusInputs();
  const projects = [...Deno.readDirSync(join(SHARED, "corpus/projects"))].map(({ name }) => name);
  return [...corpusInputs(), ...projects.sort().map((name) => `projects/${name}`)];
}

/** Folder of an input. */
export function inputFolder(input: string): string {
  return Object.hasOwn(IN_REPOSITORY, input)
    ? fromFileUrl(new URL(IN_REPOSITORY[input], import.meta.url))
    : join(SHARED, "corpus", input);
}

/** Manifests of an input, or of a folder in one. */
export async function corpusManifests(input: string): Promise<Manifest[]> {
  const { files } = await readManifestFiles(inputFolder(input));
  return parseManifests(files, new Diagnostics());
}

/** A converted input, with compose.yml as text and as a reader takes it. */
export interface Converted extends Conversion {
  /** compose.yml. */
  text: string;
  /** compose.yml, read back. */
  // deno-lint-ignore no-explicit-any -- tests reach into it at will
  compose: any;
}

/** The distributions that convert. */
export const DISTRIBUTIONS = { helmfile2compose, kubernetes2simple };

/** Name of one of them. */
export type DistributionName = keyof typeof DISTRIBUTIONS;

/** Converts an input as a first run of a distribution would. */
export async function convertCorpus(
  input: string,
  distribution: DistributionName = "helmfile2compose",
): Promise<Converted> {
  const diagnostics = new Diagnostics();
  const { files } = await readManifestFiles(inputFolder(input));
  const manifests = parseManifests(files, diagnostics);
  const conversion = await DISTRIBUTIONS[distribution].convert(manifests, {}, [], {
    firstRun: true,
    sourceName: input.split("/").at(-1)!,
    diagnostics,
  });
  const text = renderCompose(conversion.project);
  return { ...conversion, text, compose: parse(text) };
}
