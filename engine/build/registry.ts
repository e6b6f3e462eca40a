/**
 * Lays the workspace's packages out as a JSR registry of plain files. Deno reads it where JSR_URL
 * points at it, be it the folder's `file://` URL or a file server that serves the folder.
 *
 * @module
 */

import { cp } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type JsrPackage, writePackage } from "./jsr_package.ts";
import { publishedFiles } from "./published_files.ts";
import { publishedSpecifier } from "./published_imports.ts";
import { renameImports } from "../io/modules/scan_source.ts";
import { exportsOf, type Package, readWorkspace } from "./workspace.ts";

/** Options of {@linkcode buildRegistry}. */
export interface RegistryOptions {
  /** Folder of the workspace; the checkout that this module is in unless told otherwise. */
  root?: URL;
  /**
   * Whether the registry also gets the `@std` packages, from the registry of files that JSR_URL
   * points at. A network without JSR needs them there.
   */
  withStd?: boolean;
}

/** A package that was laid out. */
export interface PublishedPackage {
  /** With its scope. */
  name: string;
  version: string;
}

/**
 * Adds all packages of the workspace to the registry in a folder, which is made where it is not
 * there. Other packages and versions that it has stay.
 *
 * Deno keeps what it has loaded by URL: to use a version that was laid out anew, run it with
 * `--reload` once.
 */
export async function buildRegistry(
  dir: string | URL,
  { root = new URL("../../", import.meta.url), withStd = false }: RegistryOptions = {},
): Promise<PublishedPackage[]> {
  const registry = toFolder(dir);
  const packages = await readWorkspace(root);
  // All is read before the first is written: one that can't be published leaves nothing half-done.
  const ready = await Promise.all(packages.map((entry) => prepare(entry, packages)));
  if (withStd) await copyStd(registry);
  for (const entry of ready) await writePackage(registry, entry);
  return ready.map(({ name, version }) => ({ name, version }));
}

async function prepare(entry: Package, packages: readonly Package[]): Promise<JsrPackage> {
  const { name, config } = entry;
  if (!config.version) throw new Error(`${name} has no version: its deno.json must have one`);
  const files = new Map<string, string | Uint8Array<ArrayBuffer>>();
  for (const [path, file] of await publishedFiles(entry)) {
    files.set(
      path,
      /\.[mc]?[jt]sx?$/.test(path)
        ? renameImports(
          await Deno.readTextFile(file),
          (specifier) => publishedSpecifier(specifier, entry, packages),
        )
        : await Deno.readFile(file),
    );
  }
  return { name, version: config.version, exports: exportsOf(config), files };
}

async function copyStd(registry: URL): Promise<void> {
  const source = Deno.env.get("JSR_URL");
  if (!source?.startsWith("file:")) {
    throw new Error(
      "the @std packages can only be copied from a registry of files: set JSR_URL to its file:// URL",
    );
  }
  const from = new URL("@std/", source.replace(/\/*$/, "/"));
  const to = new URL("@std/", registry);
  // The registry may be the one in use, which has them.
  if (from.href !== to.href) await cp(from, to, { recursive: true });
}

/** The URL of a folder, which ends with a slash. */
function toFolder(dir: string | URL): URL {
  return new URL(
    dir instanceof URL ? dir.href.replace(/\/*$/, "/") : `${pathToFileURL(resolve(dir))}/`,
  );
}
