/**
 * A registry of files with all packages of the workspace, and a user of it: an empty folder, and a
 * Deno that has loaded nothing yet.
 *
 * @module
 */

import { cp } from "node:fs/promises";
import { fromFileUrl, join, toFileUrl } from "@std/path";
import { buildRegistry } from "../engine/build/registry.ts";
import { findRegistry } from "../tools/jsr.ts";

/** Lays the workspace's packages out in a folder, with the `@std` packages that the tests run with. */
export async function layOut(folder: string): Promise<URL> {
  const registry = toFileUrl(`${folder}/`);
  // Where JSR answers nothing points at a registry of files: the stand-ins serve as well.
  const std = Deno.env.get("JSR_URL") ??
    await findRegistry({}, toFileUrl(`${folder}-std/`), () => Promise.resolve(false));
  await copy(fromFileUrl(new URL("@std/", std)), join(folder, "@std"));
  await buildRegistry(registry);
  return registry;
}

/** The npm packages that the engine and the stand-ins of `@std` load. */
const NPM_PACKAGES = [
  ...["@dagrejs", "@noble", "bcryptjs", "diff", "fflate", "leven", "modern-tar"],
  ...["js-yaml", "minimist", "argparse", "sprintf-js", "esprima"],
];

/**
 * An empty folder to be Deno's own, except for npm packages: `kubernetes-types` is none of them, unless it is asked for.
 */
export async function freshDenoDir(
  folder: string,
  { withTypes = false }: { withTypes?: boolean } = {},
): Promise<string> {
  const { npmCache } = JSON.parse((await deno(["info", "--json"])).stdout);
  for await (const { name, isDirectory } of Deno.readDir(npmCache)) {
    if (!isDirectory) continue;
    for (const needed of [...NPM_PACKAGES, ...withTypes ? ["kubernetes-types"] : []]) {
      await copy(join(npmCache, name, needed), join(folder, "npm", name, needed));
    }
  }
  return folder;
}

/** Names of npm packages in a folder of Deno's own. */
export async function npmPackages(denoDir: string): Promise<string[]> {
  const names: string[] = [];
  for await (const host of Deno.readDir(join(denoDir, "npm"))) {
    if (!host.isDirectory) continue;
    for await (const { name } of Deno.readDir(join(denoDir, "npm", host.name))) names.push(name);
  }
  return names;
}

/** How Deno is run. */
export interface DenoOptions {
  /** Folder to run in. */
  cwd?: string;
  /** Its environment, beside this process's. */
  env?: Record<string, string>;
}

/** Runs Deno to its end. */
export async function deno(
  args: string[],
  { cwd, env }: DenoOptions = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1", NO_PROXY: "127.0.0.1", ...env },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Serves a folder on this machine, as any file server does. */
export function serveFolder(folder: URL): { url: string } & AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    try {
      const body = await Deno.readFile(new URL(`.${decodeURI(pathname)}`, folder));
      return new Response(body, { headers: { "content-type": typeOf(pathname) } });
    } catch {
      return new Response("Not Found", { status: 404 });
    }
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function typeOf(path: string): string {
  if (path.endsWith(".json")) return "application/json";
  return path.endsWith(".ts") ? "text/typescript" : "application/octet-stream";
}

/** Copies a folder; one that is not there is passed over. */
async function copy(from: string, to: string): Promise<void> {
  const exists = await Deno.stat(from).then(() => true, () => false);
  if (exists) await cp(from, to, { recursive: true });
}
