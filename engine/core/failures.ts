/**
 * Names the extension, and the manifest that it was on, where an extension throws.
 *
 * @module
 */

import { idOf, type Manifest, type ResourceId } from "../../pacts/mod.ts";
import { sourceOf } from "./source.ts";
import { UserError } from "./user_error.ts";

/** Calls an extension for one manifest. */
export function onManifest<T>(
  extension: string,
  manifest: Manifest,
  call: () => T | Promise<T>,
): Promise<Awaited<T>> {
  return guard(extension, () => manifest, call);
}

/** Calls an extension with a list of manifests, minding which one it is looking at. */
export function onManifests<T>(
  extension: string,
  manifests: readonly Manifest[],
  call: (manifests: readonly Manifest[]) => T | Promise<T>,
): Promise<Awaited<T>> {
  let current: Manifest | undefined;
  const watched = new Proxy(manifests, {
    get(target, key, receiver) {
      const value = Reflect.get(target, key, receiver);
      if (typeof value === "function") {
        // `map` and the like: when they return, every manifest has had its turn.
        return (...args: unknown[]) => {
          const result = value.apply(receiver, args);
          current = undefined;
          return result;
        };
      }
      // A loop asks for the length once more when it is through.
      if (key !== "length") current = value as Manifest | undefined;
      else if (current === target.at(-1)) current = undefined;
      return value;
    },
  });
  return guard(extension, () => current, () => call(watched));
}

/** Calls an extension that is not about any one manifest. */
export function onProject<T>(extension: string, call: () => T | Promise<T>): Promise<Awaited<T>> {
  return guard(extension, () => undefined, call);
}

async function guard<T>(
  extension: string,
  current: () => Manifest | undefined,
  call: () => T | Promise<T>,
): Promise<Awaited<T>> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const manifest = current();
    const message = error instanceof Error ? error.message || error.name : String(error);
    throw new UserError(
      `the extension "${extension}" failed${
        manifest ? ` on ${describe(idOf(manifest))}${fileOf(manifest)}` : ""
      }: ${
        message.replace(/\.$/, "")
      }. Nothing was written. Report it to the extension's author, or turn it off in dekube.yaml: extensions.${extension}.enabled: false`,
      { cause: error },
    );
  }
}

function fileOf(manifest: Manifest): string {
  const source = sourceOf(manifest);
  return source ? ` (${source.file})` : "";
}

/** An object for people: `Deployment shop/web`. */
export function describe({ kind, namespace, name }: ResourceId): string {
  return `${kind} ${namespace ? `${namespace}/` : ""}${name}`;
}
