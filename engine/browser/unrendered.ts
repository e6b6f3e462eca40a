/**
 * What has to be rendered by a program, which nothing in a browser can start.
 *
 * @module
 */

import { shellQuote } from "../../pacts/shell.ts";

/** The command that renders a project of each sort, as `projectKind` calls it; `folder` is where it lies. */
const COMMANDS: Readonly<Record<string, (folder: string) => string>> = {
  "a chart": (folder) => `helm template ${shellQuote(releaseOf(folder))} ${path(folder)}`,
  "a kustomization": (folder) => `kubectl kustomize ${path(folder)}`,
  "a helmfile": (folder) => `helmfile template --file ${path(folder)}`,
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
 * assertStringIncludes(renderFirst("charts/api", "a chart"), "helm template api ./charts/api > rendered.yaml");
 * ```
 */
export function renderFirst(folder: string, kind: string): string {
  return `${folder === "" ? "what you gave" : `"${folder}"`} is ${kind}, which ${
    PROGRAMS[kind]
  } has to render, and a browser can't run that. Render it, and drop what comes out: ${
    renderCommand(folder, kind)
  }`;
}

/** The command that renders it into a file. */
export function renderCommand(folder: string, kind: string): string {
  return `${COMMANDS[kind](folder)} > rendered.yaml`;
}

function releaseOf(folder: string): string {
  const name = folder.replace(/\.(tgz|tar\.gz)$/, "").split("/").at(-1)!;
  return name.toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "") || "release";
}

/** Never one that a program takes for a flag, or for the name of something elsewhere. */
function path(folder: string): string {
  return shellQuote(folder === "" ? "." : `./${folder}`);
}
