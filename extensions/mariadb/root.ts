/**
 * The password of a server's root user.
 *
 * @module
 */

import type { Mapping } from "@dekube/engine/pacts";
import { type SecretKey, secretKeyOf } from "./secrets.ts";
import type { Server } from "./server.ts";
import { variableFrom } from "./variables.ts";

/** Whether the MariaDB says that root needs none. */
export function hasEmptyRoot({ spec }: Server): boolean {
  return spec.rootEmptyPassword === true;
}

/** The key that has it; nothing where root needs none. */
export function rootKey(server: Server): SecretKey | undefined {
  if (hasEmptyRoot(server)) return undefined;
  return secretKeyOf(server.spec.rootPasswordSecretKeyRef) ??
    { name: `${server.name}-root`, key: "password" };
}

/** The variable that the image reads it from when the data is new. */
export function rootVariable(server: Server): Mapping {
  const key = rootKey(server);
  return key
    ? variableFrom("MARIADB_ROOT_PASSWORD", key)
    : { name: "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", value: "yes" };
}
