/**
 * What has to be rendered by a program, which nothing in a browser can start.
 *
 * @module
 */

import { shellQuote } from "../../pacts/shell.ts";
import { printable } from "../../pacts/printable.ts";

/** Something that is to be rendered first. */
export interface Unrendered {
  /** Where it lies in what was given; empty where it is all of that. */
  path: string;
  /** What it is, as `projectKind` calls it. */
  kind: string;
  /** What a helmfile's own file is called: of a folder helmfile takes each file for a helmfile. */
  file?: string;
  /** What that is called which was given; empty where nobody knows. */
  given?: string;
}

/** The command that renders a project of each sort. */
const COMMANDS: Readonly<Record<string, (project: Unrendered) => string>> = {
  "a chart": ({ path, given = "" }) =>
    `helm template ${shellQuote(releaseOf(path === "" ? given : path))} ${fromHere(path)}`,
  "a kustomization": ({ path }) => `kubectl kustomize ${fromHere(path)}`,
  "a helmfile": ({ path, file }) =>
    `helmfile template --file ${fromHere([path, file].filter(Boolean).join("/"))}`,
};

/** Who runs it. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "a chart": "Helm",
  "a kustomization": "kustomize",
  "a helmfile": "helmfile",
};

/**
 * What is said of something that is to be rendered first, with the command for it.
 *
 * @example
 * ```ts
 * import { renderFirst } from "./unrendered.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const command = "helm template api ./charts/api > rendered.yaml";
 * assertStringIncludes(renderFirst({ path: "charts/api", kind: "a chart" }), command);
 * ```
 */
export function renderFirst(project: Unrendered): string {
  const { path, kind, given = "" } = project;
  const name = path === "" ? given : path;
  return `${name === "" ? "what you gave" : `"${printable(name)}"`} is ${kind}, which ${
    PROGRAMS[kind]
  } has to render, and a browser can't run that. Render it${
    path === "" && given !== "" ? ", in its folder," : ","
  } and drop what comes out: ${renderCommand(project)}`;
}

/** The command that renders it into a file. */
export function renderCommand(project: Unrendered): string {
  return `${COMMANDS[project.kind](project)} > rendered.yaml`;
}

function releaseOf(path: string): string {
  const name = path.replace(/\.(tgz|tar\.gz|zip)$/i, "").split("/").at(-1)!;
  return name.toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "") || "release";
}

/** Never one that a program takes for a flag, or for the name of something elsewhere. */
function fromHere(path: string): string {
  return shellQuote(path === "" ? "." : `./${path}`);
}
