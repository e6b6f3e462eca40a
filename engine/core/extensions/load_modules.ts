/**
 * Takes extensions out of modules that are there already.
 *
 * @module
 */

import { UserError } from "../user_error.ts";
import { infoOf } from "./info.ts";
import { extensionsIn, type Instances, type LoadedExtension, missedIn } from "./registry.ts";

/**
 * The extensions of modules that are there already, by entry: what a build imports statically.
 *
 * @throws {UserError} for a module that holds no extension.
 */
export function loadModules(modules: Readonly<Record<string, object>>): LoadedExtension[] {
  const instances: Instances = new Map();
  return Object.entries(modules).flatMap(([entry, module]) => {
    const extensions = extensionsOf(module, { origin: entry, runtime: false }, instances);
    if (extensions.length === 0) throw noExtension(entry, missedIn(module));
    return extensions;
  });
}

/** The extensions that a module holds; `who` begins messages about what it says of them. */
export function extensionsOf(
  module: object,
  source: Omit<LoadedExtension, "extension" | "create" | "info">,
  instances: Instances,
  who = (_names: readonly string[]) => `the extension ${source.origin}${named(source.namedBy)}`,
): LoadedExtension[] {
  const found = extensionsIn(module, instances);
  const names = found.map(({ extension }) => extension.name);
  const info = infoOf(module, names, who(names));
  return found.map((one) => ({ ...one, ...source, info }));
}

/** What is said of a module that holds none. */
export function noExtension(
  entry: string,
  missed: readonly string[],
  namedBy?: string,
  advice = "",
): UserError {
  return new UserError(
    `${entry}${named(namedBy)} exports no extension${
      missed.length > 0 ? `: ${missed.join("; ")}` : ""
    }. Export a class that extends Converter, Provider, CombinedConverter, IngressProvider, IngressRewriter or Transform of @dekube/engine/pacts, or an object of that shape${advice}`,
  );
}

export function named(by?: string): string {
  return by === undefined ? "" : `, which ${by} names,`;
}
