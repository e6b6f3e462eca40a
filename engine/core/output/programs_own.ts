/**
 * Names in the output folder by which other programs know files of theirs: a file there would be obeyed, not mounted.
 *
 * @module
 */

import { foldPath } from "./same_names.ts";

/** Folders of ConfigMaps and Secrets, whose keys may be any names; a repository is none of them. */
const FOLDERS_OF_KEYS = /^(configmaps|secrets)\/(?!\.git(\/|$))/;

/** Names that programs look for in the folder that they are started in, or in one above, by what they do with them. */
const OBEYED = [
  // Docker and its like: what else `docker compose` reads beside compose.yml, and what builds images.
  /(compose\.|(docker|podman)-compose).*/,
  /(docker|container|earth)file([.-].*)?/,
  /docker-bake\..*/,
  // Kubernetes' renderers and what drives them.
  /helmfile([.-].*)?/,
  /(kustomization(\.ya?ml)?|(chart|requirements)\.(ya?ml|lock))/,
  /(skaffold|werf|okteto|garden|devspace)([.-].*)?\.ya?ml/,
  /tiltfile/,
  // Runners of tasks, and builders.
  /(gnu|bsd)?makefile([.-].*)?/,
  /(just|task|rake|proc|vagrant|jenkins|brew|cap|pod|fast|snake|berks|guard|gem|pip)file([.-].*)?/,
  /(nox|fab|mage|conan|kpt|acorn)file([.-].*)?|kptfile/,
  /(process-compose.*|lefthook(-local)?\..*|nodemon\.json|(tasks|dodo|manage)\.py)/,
  /((workspace|build|module)\.bazel|build\.zig(\.zon)?|package\.swift|xmake\.lua|pixi\.toml)/,
  /(cdk|dagger|turbo|nx|lerna)\.json/,
  /(gulp|grunt|cake)file\..*/,
  /(cmakelists\.txt|meson\.build|build\.ninja|sconstruct|wscript|build\.xml|pom\.xml)/,
  /((build|settings)\.gradle.*|gradlew.*|mvnw.*|.*\.(sln|[a-z]+proj)|directory\..*\.(props|targets))/,
  // Deno, Node.js and Bun.
  /(deno\.jsonc?|deno\.lock|jsr\.jsonc?|import_?map\.json|vendor|node_modules)/,
  /(package(-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-.*|bunfig\.toml|bun\.lockb?)/,
  /([jt]sconfig.*\.json|.*\.config\.[cm]?[jt]sx?)/,
  // Other languages.
  /(pyproject\.toml|setup\.(py|cfg)|tox\.ini|pytest\.ini|conftest\.py|(site|user)customize\.py)/,
  /(cargo\.(toml|lock)|build\.rs|rust-toolchain.*|go\.(mod|work|sum)|composer\.(json|lock)|mix\.exs)/,
  /((flake|shell|default|devenv)\.nix|flake\.lock|devbox\.json|mise\.toml)/,
  // Infrastructure, pipelines, editors and file managers.
  /(.*\.tf(\.json)?|.*\.tfvars(\.json)?|terragrunt\.hcl|ansible\.cfg|pulumi.*\.ya?ml)/,
  /(serverless\..*|(azure|bitbucket)-pipelines\.ya?ml|(cloudbuild|appveyor|netlify|vercel|fly)\..*)/,
  /(.*\.code-workspace|desktop\.ini|autorun\.inf)/,
  // Agents that write code do what they read there.
  /(agents?|claude|gemini|qwen|crush|warp|copilot-instructions)(\.(local|override))?\.md/,
].map((pattern) => new RegExp(`^(?:${pattern.source})$`));

/**
 * Whether a program would take a path for its own: `.git/hooks/…`, `.env`, `package.json`. What a container mounts may
 * have such names inside of its folder.
 *
 * @example
 * ```ts
 * import { isProgramsOwn } from "./programs_own.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isProgramsOwn(".env", false));
 * assertFalse(isProgramsOwn("configmaps/web/.htaccess", false));
 * ```
 */
export function isProgramsOwn(path: string, isMounted: boolean): boolean {
  const folded = foldPath(path).split("/").map(asWindowsFindsIt).join("/");
  if (FOLDERS_OF_KEYS.test(folded)) return false;
  const parts = folded.split("/");
  const seen = isMounted ? parts.slice(0, 1) : parts;
  return seen.some((part) => part.startsWith(".") || OBEYED.some((name) => name.test(part)));
}

/**
 * A name without what some systems pass over: letters that nobody sees, and the stream of a file that stands behind a
 * colon on Windows. Letters that only look otherwise, as those of full width do, are plain ones.
 */
function asWindowsFindsIt(name: string): string {
  return foldPath(name.replace(/\p{Default_Ignorable_Code_Point}/gu, "").normalize("NFKC"))
    .replace(/(?<=.):.*$/s, "");
}

/** Why such a name is none for a file in the output folder. */
export const WHOSE_NAME =
  "a name in it is one by which another program knows a file of its own (it begins with a dot, or is one that Docker Compose, Helm, make, Deno or the like looks for)";
