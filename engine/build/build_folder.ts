/**
 * The folder that a build works in.
 *
 * @module
 */

import { dirname, join, toFileUrl } from "@std/path";
import type { BuildPlan } from "./plan.ts";

/** A temporary folder whose deno.json says what all imports of a build mean. */
export class BuildFolder implements AsyncDisposable {
  private constructor(readonly root: string) {}

  static async open({ engine, folders }: BuildPlan): Promise<BuildFolder> {
    const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "dekube-build-" }));
    const folder = new BuildFolder(root);
    const scopes = { ...engine.scopes };
    for (const own of folders) {
      const config = await findConfig(own);
      if (config && !(config.scope in scopes)) {
        scopes[config.scope] = { ...config.imports, ...engine.imports, ...stdOf(config.imports) };
      }
    }
    await folder.write(
      "deno.json",
      JSON.stringify({ imports: engine.imports, scopes, lock: false }),
    );
    return folder;
  }

  path(name: string): string {
    return join(this.root, name);
  }

  async write(name: string, text: string): Promise<string> {
    await Deno.mkdir(dirname(this.path(name)), { recursive: true });
    await Deno.writeTextFile(this.path(name), text);
    return this.path(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

/** The user's choice of versions stands for the user's modules, but names of ours mean one module. */
function stdOf(imports: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(imports).filter(([name]) => !/^(jsr:)?@dekube\//.test(name)),
  );
}

/** The imports of the nearest deno.json, and the folder that they hold for. */
async function findConfig(
  folder: string,
): Promise<{ scope: string; imports: Record<string, string> } | undefined> {
  for (let at = folder;; at = dirname(at)) {
    const text = await Deno.readTextFile(join(at, "deno.json")).catch(() => undefined);
    if (text !== undefined) {
      const scope = toFileUrl(join(at, "/")).href;
      const { imports = {} } = readJson(text);
      const absolute = Object.entries<string>(imports).map(([name, target]) => [
        name,
        /^\.{0,2}\//.test(target) ? new URL(target, scope).href : target,
      ]);
      return { scope, imports: Object.fromEntries(absolute) };
    }
    if (dirname(at) === at) return undefined;
  }
}

/** What can't be read here, Deno will name when it matters. */
function readJson(text: string): { imports?: Record<string, string> } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
