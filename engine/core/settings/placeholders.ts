/**
 * Placeholders of dekube.yaml: `$volume_root` and `$secret:<name>:<key>`.
 *
 * @module
 */

import {
  isMapping,
  namespaceOf,
  type Secret,
  type SecretValue,
  secretValue,
} from "../../../pacts/mod.ts";
import { secretKeys } from "../../../pacts/kubernetes/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";
import type { EngineContext } from "../context.ts";

const SECRET = /\$secret:(?:([a-z0-9.-]+)\/)?([A-Za-z0-9._-]+):([A-Za-z0-9._-]+)/g;

/** What placeholders are resolved with. */
export type PlaceholderContext = Pick<EngineContext, "secrets" | "diagnostics" | "confidential">;

/**
 * A text with `$secret:<name>:<key>` (or `$secret:<namespace>/<name>:<key>`) replaced. One that
 * names no value stays as it is, with a warning. `encode` fits the value to where it goes.
 */
export function resolveSecretPlaceholders(
  value: string,
  { secrets, diagnostics, confidential }: PlaceholderContext,
  encode: (value: string) => string = (value) => value,
): string {
  const values: SecretValue[] = [];
  const resolved = value.replace(SECRET, (whole, namespace, name, key) => {
    const secret = secrets.get(namespace ?? "", name);
    const found = secret && secretValue(secret, key);
    if (found !== undefined) {
      const namespace = namespaceOf(secret!);
      if (!found.includes("\0")) values.push({ namespace, secret: name, key, value: found });
      return encode(found);
    }
    diagnostics.warn(
      "unresolved-placeholder",
      `dekube.yaml: "${whole}" ${
        secret
          ? `names no text in that Secret${nearest(key, textKeys(secret))}`
          : noSecret(name, [...secrets.values()], namespace)
      }; it is left as it is. Write $secret:<name>:<key>, or $secret:<namespace>/<name>:<key>`,
    );
    return whole;
  });
  if (values.length > 0) confidential?.noteText(resolved, values);
  return resolved;
}

/** The keys of a Secret that have a text. */
function textKeys(secret: Secret): string[] {
  return secretKeys(secret).filter((key) => secretValue(secret, key) !== undefined);
}

/** Why a name is no Secret's: several have it, or none has. */
function noSecret(name: string, all: readonly Secret[], namespace: string | undefined): string {
  if (namespace === undefined) {
    const several = all.filter(({ metadata }) => metadata.name === name).map(namespaceOf);
    if (several.length > 1) return `is in several namespaces: ${several.sort().join(", ")}`;
    return `names no Secret${nearest(name, all.map(({ metadata }) => metadata.name))}`;
  }
  const names = all.map((secret) => `${namespaceOf(secret)}/${secret.metadata.name}`);
  return `names no Secret${nearest(`${namespace}/${name}`, names)}`;
}

/**
 * A value of the user's with all placeholders replaced, at any depth. Values of Secrets have their
 * `$` doubled, since Compose reads the result.
 */
export function resolvePlaceholders<T>(value: T, ctx: EngineContext): T {
  if (typeof value === "string") {
    const rooted = value.replace(
      /\$volume_root(?!\w)/g,
      () => ctx.config.volumeRoot,
    );
    return resolveSecretPlaceholders(
      rooted,
      ctx,
      (secret) => secret.replaceAll("$", "$$$$"),
    ) as T;
  }
  if (Array.isArray(value)) {
    return value.map((item) => resolvePlaceholders(item, ctx)) as T;
  }
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [key, item],
    ) => [key, resolvePlaceholders(item, ctx)]),
  ) as T;
}
