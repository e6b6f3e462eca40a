/**
 * What every Deno is told that we start: what it is to heed, and what it is not to.
 *
 * @module
 */

import { dirname, fromFileUrl, join } from "@std/path";
import { CONTRACT_SPECIFIERS } from "../modules/contracts.ts";
import { RUN_FORM, type RunForm } from "../modules/run_form.ts";

/** Packages come from Deno's own cache: not from node_modules, nor from vendor, of the folder that is the current one. */
export const FROM_CACHE: readonly string[] = ["--node-modules-dir=none", "--vendor=false"];

/** What is said of Deno itself must not be taken for what an extension says. */
export const DENO_ENVIRONMENT: Readonly<Record<string, string>> = {
  DENO_NO_UPDATE_CHECK: "1",
  NO_COLOR: "1",
};

/**
 * What a Deno is told that runs code of others. Its caches of the web take no permission, and would lie on the disk for all
 * who come later, in a worker too: at an address that no connection leads to there are none.
 */
export const SANDBOX_ENVIRONMENT: Readonly<Record<string, string>> = {
  ...DENO_ENVIRONMENT,
  DENO_CACHE_LSC_ENDPOINT: "http://127.0.0.1:0,none",
};

/** The project's folder, in a checkout. */
const CHECKOUT = new URL("../../../", import.meta.url).href;

/**
 * Flags by which Deno takes names for what they mean to the program whose module it is, and to nobody else: a deno.json,
 * a package.json, an import map, a lock or packages that lie in the current folder mean nothing.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 *
 * assert(namingFlags("https://jsr.io/@dekube/engine/1.0.0/engine/cli.ts", "registry").includes("--no-config"));
 * ```
 */
export function namingFlags(module: string, form: RunForm = RUN_FORM): string[] {
  if (form === "checkout" && module.startsWith(CHECKOUT)) {
    return [`--config=${fromFileUrl(new URL("deno.json", CHECKOUT))}`, ...FROM_CACHE];
  }
  if (form === "single-file") {
    const imports = Object.fromEntries(CONTRACT_SPECIFIERS.map((name) => [name, module]));
    const map = encodeURIComponent(JSON.stringify({ imports }));
    return ["--no-config", `--import-map=data:application/json,${map}`, ...FROM_CACHE];
  }
  // A program of somebody's own has its names in its own folder, where Deno looks for a module that is a file.
  const isOwn = module.startsWith("file:") && !/\/@dekube\/[^/]+\/[^/]+\//.test(module);
  return isOwn ? [] : ["--no-config", ...FROM_CACHE];
}

/** Names of Deno's settings, in its order. */
const SETTINGS = ["deno.json", "deno.jsonc"];

/**
 * As {@linkcode namingFlags}, for a Deno that begins with a module of others. It would take that one's folder for the
 * project, and do what a deno.json there says: map names, and run scripts of packages.
 */
export async function namingFlagsForOthers(
  module: string,
  form: RunForm = RUN_FORM,
): Promise<string[]> {
  const flags = namingFlags(module, form);
  if (flags.length > 0) return flags;
  const settings = await settingsOf(fromFileUrl(module));
  return [settings === undefined ? "--no-config" : `--config=${settings}`, ...FROM_CACHE];
}

/** The settings that Deno finds for a module of the user's own. */
async function settingsOf(path: string): Promise<string | undefined> {
  for (let [folder, above] = [dirname(path), path]; folder !== above;) {
    for (const name of SETTINGS) {
      const file = join(folder, name);
      if (await isFile(file)) return file;
    }
    [folder, above] = [dirname(folder), folder];
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return false;
  }
}

/** A folder to start Deno in that is nobody's project: the one that it lies in itself. */
export function denoFolder(): string {
  return dirname(Deno.execPath());
}

/** Where packages of JSR come from, where that is said and may be read. */
export function jsrUrl(): string | undefined {
  const variable = "JSR_URL";
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}

/** What Deno itself lets code be imported from, where nobody says otherwise. */
const DENO_HOSTS: readonly string[] = [
  "deno.land:443",
  "jsr.io:443",
  "esm.sh:443",
  "raw.esm.sh:443",
  "cdn.jsdelivr.net:443",
  "raw.githubusercontent.com:443",
  "gist.githubusercontent.com:443",
];

/**
 * The hosts that modules may be imported from, as a flag: Deno's own list, and those that some specifiers name.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch(importFlag(["https://acme.test/thing.ts", "npm:left-pad"]), /,acme\.test:443(,|$)/);
 * ```
 */
export function importFlag(specifiers: Iterable<string>): string {
  const hosts = new Set(DENO_HOSTS);
  // This program may have come from a registry of the user's own.
  for (const specifier of [...specifiers, import.meta.url, jsrUrl() ?? ""]) {
    if (!/^https?:/.test(specifier)) continue;
    const { hostname, port, protocol } = new URL(specifier);
    hosts.add(`${hostname}:${port || (protocol === "http:" ? "80" : "443")}`);
  }
  return `--allow-import=${[...hosts].join(",")}`;
}
