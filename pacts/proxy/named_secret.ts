/**
 * Secrets whose files a proxy has.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { ObjectRef } from "../ingress/object_ref.ts";
import type { Secret } from "../kubernetes/types.ts";
import { idOf } from "../manifest.ts";

/** What has to be known to find files of Secrets, and of ConfigMaps. */
export interface SecretContext
  extends Pick<ConvertContext, "secrets">, Partial<Pick<ConvertContext, "configMaps">> {
  /** Names in the output. */
  readonly names: Pick<ConvertContext["names"], "folder">;
}

/** A Secret, and the folder of its files below `secrets/`. */
export interface NamedSecret {
  /** The Secret. */
  secret: Secret;
  /** Name of the folder: letters, digits, `.`, `_` and `-`, so that it can stand in any config as it is. */
  folder: string;
}

/** The Secret that is meant; `undefined` where there is none. */
export function namedSecret(
  { namespace, name }: ObjectRef,
  ctx: SecretContext,
): NamedSecret | undefined {
  const secret = ctx.secrets.get(namespace, name);
  return secret && { secret, folder: ctx.names.folder(idOf(secret)) };
}

/** What is in a folder each, once and by the folders' names. */
export function onePerFolder<T extends { folder: string }>(found: Iterable<T>): T[] {
  const byFolder = new Map([...found].map((one) => [one.folder, one]));
  return [...byFolder.values()].sort((a, b) => a.folder < b.folder ? -1 : 1);
}
