/**
 * The password of the user "default".
 *
 * @module
 */

import {
  type ConfigMap,
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  type ObjectIndex,
  ownValue,
  type Secret,
  secretValue,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { isPasswordHash } from "../password_hash.ts";
import { sha256 } from "../sha256.ts";
import type { Resource } from "./resource.ts";

/** The variable with the password of the user "default". */
export const DEFAULT_PASSWORD = "CLICKHOUSE_DEFAULT_USER_PASSWORD";

const PASSWORD_TYPES = ["password", "password_sha256_hex", "password_double_sha1_hex"];

/** Where the password of the user "default" comes from. */
export interface Password {
  /** What it is in the config. */
  type: string;
  /** The variable's source. */
  source: Mapping;
  /** Whether it is there for certain. */
  isKnown?: boolean;
  /** The hash of one that a variable can't tell the server, which reads its value as XML. */
  hash?: string;
}

/** The password of the user "default"; `undefined` where it has none, `null` where what is asked for can't be had. */
export async function passwordOf(
  { cr, settings, namespace }: Resource,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Promise<Password | undefined | null> {
  const { report } = ctx;
  const given = settings.defaultUserPassword;
  const path = "spec.settings.defaultUserPassword";
  if (given === undefined || given === null) {
    report(cr, path).info(
      "open-default-user",
      'the user "default" has no password, as in a cluster: every container of the project may do anything. Name a Secret with one to change that',
    );
    return undefined;
  }
  const { passwordType, secret, configMap } = mapping(given);
  const type = text(passwordType) || "password";
  const reference = (of: unknown) =>
    isMapping(of) && text(of.name) !== "" && text(of.key) !== ""
      ? { name: text(of.name), key: text(of.key) }
      : undefined;
  const [ofSecret, ofMap] = [reference(secret), reference(configMap)];
  if (!PASSWORD_TYPES.includes(type) || (ofSecret === undefined) === (ofMap === undefined)) {
    report(cr, path).warn(
      "bad-default-password",
      `it needs one of secret and configMap, with name and key, and a passwordType of ${
        PASSWORD_TYPES.join(", ")
      }. Nothing is made of the resource, so that no server is open`,
    );
    return null;
  }
  const source = ofSecret ? { secretKeyRef: ofSecret } : { configMapKeyRef: ofMap };
  const known = knownPassword({ namespace, ofSecret, ofMap }, objects);
  const isHash = type !== "password";
  const isEmpty = known?.trim() === "";
  if (isEmpty) {
    report(cr, path).warn(
      "missing-password",
      'the password is empty, by which everybody could sign in, so "default" has one that nobody knows. Put one into it',
    );
  }
  const isBad = known !== undefined && !isEmpty && isHash && !isPasswordHash(type, known.trim());
  if (isBad) {
    report(cr, path).warn(
      "bad-password-hash",
      `it is no hash of a password as ${type} expects it, so "default" has a password that nobody knows. Write the hash, or passwordType: password`,
    );
  }
  if (isEmpty || isBad) {
    return { type, source, hash: await sha256(lockedPassword(cr, "password", ctx)) };
  }
  return {
    type,
    source,
    isKnown: known !== undefined,
    ...(!isHash && known !== undefined && /[<&]/.test(known) ? { hash: await sha256(known) } : {}),
  };
}

/** The password that a Secret or a ConfigMap among the manifests holds. */
function knownPassword(
  { namespace, ofSecret, ofMap }: {
    namespace: string;
    ofSecret?: { name: string; key: string };
    ofMap?: { name: string; key: string };
  },
  objects: ObjectIndex,
): string | undefined {
  if (ofSecret) {
    const secret = objects.get("Secret", namespace, ofSecret.name) as Secret | undefined;
    return secret && secretValue(secret, ofSecret.key);
  }
  if (!ofMap) return undefined;
  const map = objects.get("ConfigMap", namespace, ofMap.name) as ConfigMap | undefined;
  return ownValue(textMap(map?.data), ofMap.key);
}

/** A password, or a hash, that nobody knows. */
export function lockedPassword(
  cr: Manifest,
  type: string,
  { generated }: ControllerContext,
): string {
  const bytes = type === "password_double_sha1_hex" ? 20 : 32;
  return generated.value(
    cr,
    `locked-${type}`,
    () => crypto.getRandomValues(new Uint8Array(bytes)).toHex(),
  );
}
