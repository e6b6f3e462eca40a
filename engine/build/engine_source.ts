/**
 * The engine that a build uses.
 *
 * @module
 */

import { join, resolve, toFileUrl } from "@std/path";
import own from "../../deno.json" with { type: "json" };
import { UserError } from "../core/user_error.ts";
import { RUN_FORM } from "../io/modules/run_form.ts";
import { exportsOf, type PackageConfig, readWorkspace } from "./workspace.ts";

/** Where the project lies that this module is part of. */
const OWN_ROOT = new URL("../../", import.meta.url);

/** Where an engine, its extensions and its distributions come from. */
export interface EngineSource {
  /** The checkout; none where all comes from JSR. */
  root?: URL;
  /** What imports mean, as in an import map: each name of ours means one module. */
  imports: Record<string, string>;
  /** What further imports mean to the engine's own modules, by folder. */
  scopes: Record<string, Record<string, string>>;
}

/**
 * The engine of a checkout, of a version on JSR, or else the one that this module is part of.
 *
 * @throws {UserError} where the folder is no checkout of the engine.
 */
export async function findEngine(coreDir?: string, version?: string): Promise<EngineSource> {
  if (coreDir !== undefined) return await fromCheckout(toFileUrl(join(resolve(coreDir), "/")));
  if (version === undefined && RUN_FORM === "checkout") return await fromCheckout(OWN_ROOT);
  return { imports: importsOf({ ...own, version: version ?? own.version }, published), scopes: {} };
}

/** A specifier of this project's own checkout, in the checkout that the build uses. */
export function relocate(specifier: string, { root }: EngineSource): string {
  return root && specifier.startsWith(OWN_ROOT.href)
    ? new URL(specifier.slice(OWN_ROOT.href.length), root).href
    : specifier;
}

async function fromCheckout(root: URL): Promise<EngineSource> {
  const packages = await readWorkspace(root).catch(() => []);
  const [engine] = packages;
  if (engine?.name !== own.name) {
    throw new UserError(
      `${root.pathname} is no checkout of the engine: it has no deno.json of ${own.name}. Give --core-dir the folder that has`,
    );
  }
  const imports = packages.map(({ config, folder }) =>
    importsOf(config, (_name, path) => new URL(path, folder).href)
  );
  const scopes = packages.map(({ config, folder }) => [folder.href, config.imports ?? {}]);
  return { root, imports: Object.assign({}, ...imports), scopes: Object.fromEntries(scopes) };
}

/** Every way to write a package's modules, and where each is. */
function importsOf(
  config: PackageConfig,
  locate: (name: string, path: string, version: string) => string,
): Record<string, string> {
  const { name, version = "" } = config;
  const ranges = ["", "@1", "@^1", "@^1.0.0", `@^${version}`, `@${version}`];
  const imports: Record<string, string> = {};
  for (const [entry, path] of Object.entries(exportsOf(config))) {
    const below = entry.slice(1);
    const target = locate(`${name}@${version}${below}`, path, version);
    for (
      const key of [
        `${name}${below}`,
        ...ranges.map((range) => `jsr:${name}${range}${below}`),
      ]
    ) {
      if (key !== target) imports[key] = target;
    }
  }
  return imports;
}

function published(name: string): string {
  return `jsr:${name}`;
}
