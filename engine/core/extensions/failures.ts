/**
 * Names the extension, and the manifest that it was on, where an extension throws.
 *
 * @module
 */

import {
  idOf,
  isLimitError,
  type Manifest,
  type ResourceId,
  settingPath,
} from "../../../pacts/mod.ts";
import { sourceOf } from "../manifests/source.ts";
import { UserError } from "../user_error.ts";
import { thrownAt } from "./thrown_at.ts";

/** Calls an extension for one manifest. */
export function onManifest<T>(
  extension: string,
  manifest: Manifest,
  call: () => T | Promise<T>,
): Promise<Awaited<T>> {
  return guard(extension, manifest, call);
}

/** Two ways to call an extension. */
export interface ManifestCalls<T> {
  /** With all manifests. */
  all: () => T | Promise<T>;
  /** With one of them alone, on the side: nothing that comes out of it counts. */
  one: (manifest: Manifest) => unknown;
}

/**
 * Calls an extension with a list of manifests. Where it throws, each of them is tried alone to find out which it
 * can't take: the error names that one.
 */
export async function onManifests<T>(
  extension: string,
  manifests: readonly Manifest[],
  { all, one }: ManifestCalls<T>,
): Promise<Awaited<T>> {
  try {
    return await all();
  } catch (error) {
    if (isForUser(error)) throw error;
    throw failed(extension, await culprit(manifests, one, error), error);
  }
}

async function culprit(
  manifests: readonly Manifest[],
  one: (manifest: Manifest) => unknown,
  error: unknown,
): Promise<Manifest | undefined> {
  if (manifests.length === 1) return manifests[0];
  for (const manifest of manifests) {
    try {
      await one(manifest);
    } catch (again) {
      if (messageOf(again) === messageOf(error)) return manifest;
    }
  }
  return undefined;
}

/** Calls an extension that is not about any one manifest. */
export function onProject<T>(extension: string, call: () => T | Promise<T>): Promise<Awaited<T>> {
  return guard(extension, undefined, call);
}

async function guard<T>(
  extension: string,
  manifest: Manifest | undefined,
  call: () => T | Promise<T>,
): Promise<Awaited<T>> {
  try {
    return await call();
  } catch (error) {
    if (isForUser(error)) throw error;
    throw failed(extension, manifest, error);
  }
}

/** Whether an error is none of the extension's: a limit says itself what was reached where. */
function isForUser(error: unknown): boolean {
  return error instanceof UserError || isLimitError(error);
}

function failed(extension: string, manifest: Manifest | undefined, error: unknown): UserError {
  return new UserError(
    `the extension "${extension}" failed${
      manifest ? ` on ${describe(idOf(manifest))}${fileOf(manifest)}` : ""
    }: ${messageOf(error).replace(/\.$/, "")}${
      placeOf(error)
    }. Nothing was written. Report it to the extension's author, or turn it off in dekube.yaml: ${
      settingPath("extensions", extension, "enabled")
    }: false`,
    {
      cause: error,
      ...manifest ? { resource: idOf(manifest), file: sourceOf(manifest)?.file } : {},
    },
  );
}

function placeOf(error: unknown): string {
  try {
    const place = error instanceof Error ? thrownAt(error.stack) : undefined;
    return place === undefined ? "" : ` (at ${place})`;
  } catch {
    return "";
  }
}

function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message || error.name : error);
  } catch {
    // Whatever was thrown can't be made text.
    return "something that is no Error was thrown";
  }
}

function fileOf(manifest: Manifest): string {
  const source = sourceOf(manifest);
  return source ? ` (${source.file})` : "";
}

/** An object for people: `Deployment shop/web`, `cert-manager.io/Certificate shop/web`. */
export function describe(id: ResourceId): string {
  return `${id.group ? `${id.group}/` : ""}${id.kind} ${nameOf(id)}`;
}

/** Its name, for people who know its kind: `shop/web`. */
export function nameOf({ namespace, name }: ResourceId): string {
  return `${namespace ? `${namespace}/` : ""}${name}`;
}
