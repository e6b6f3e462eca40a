/**
 * What tells manifests from what they are rendered of, by names and texts of files.
 *
 * @module
 */

/** Names of a helmfile: those that helmfile itself looks for, in its order, then others that people give it. */
export const HELMFILES: readonly string[] = [
  "helmfile.yaml",
  "helmfile.yaml.gotmpl",
  "helmfile.d",
  "helmfile.yml",
  "helmfile.yml.gotmpl",
  "helmfile.gotmpl",
];
/** Those that helmfile, and what renders it here, looks for by itself. */
export const FOUND_BY_ITSELF: ReadonlySet<string> = new Set(HELMFILES.slice(0, 3));
/** What a chart is known by. */
export const CHART = "Chart.yaml";
/** Names of a kustomization, as kustomize knows them. */
export const KUSTOMIZATIONS: readonly string[] = [
  "kustomization.yaml",
  "kustomization.yml",
  "Kustomization",
];

/** Files with a `kind:` that are no manifests. */
export const NO_MANIFESTS: readonly string[] = [...HELMFILES, CHART, ...KUSTOMIZATIONS];

/** Names of files that are read for manifests. */
export const MANIFEST_FILE = /\.(yaml|yml|json)$/;

/** Whether a text of YAML, or of JSON as the file's name says, has a `kind` at its top, in one document at least. */
export function isManifestText(file: string, text: string): boolean {
  return file.endsWith(".json")
    ? /"kind"\s*:/.test(text) && /"apiVersion"\s*:/.test(text)
    : /^(?:--- *)?(?:\{ *)?["']?kind["']? *:/m.test(text);
}

/** Whether a text is a helmfile by what it holds, whatever its file is called. */
export function isHelmfileText(text: string): boolean {
  return /^(?:releases|helmfiles) *:/m.test(text);
}

/** What lies in each output folder. */
export const WRITTEN_BY_DEKUBE = ".dekube";

/** Whether a folder with these names in it holds packages of npm, or what an earlier run wrote. */
export function isIgnoredFolder(folder: string, names: ReadonlySet<string>): boolean {
  return /(?:^|[\\/])node_modules$/.test(folder) || names.has(WRITTEN_BY_DEKUBE);
}

/** What names a project of each sort to the command. */
export const PROJECT_FLAGS: Readonly<Record<string, string>> = {
  "a chart": "--helm-chart",
  "a kustomization": "--kustomize",
  "a helmfile": "--helmfile-dir",
};

/**
 * What project a folder with these names in it is; `undefined` for plain manifests.
 *
 * @example
 * ```ts
 * import { projectKind } from "./project_files.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(projectKind(new Set(["Chart.yaml", "templates"])), "a chart");
 * assertEquals(projectKind(new Set(["web.yaml"])), undefined);
 * ```
 */
export function projectKind(names: ReadonlySet<string>): string | undefined {
  if (names.has(CHART)) return "a chart";
  if (KUSTOMIZATIONS.some((name) => names.has(name))) return "a kustomization";
  return HELMFILES.some((name) => names.has(name)) ? "a helmfile" : undefined;
}
