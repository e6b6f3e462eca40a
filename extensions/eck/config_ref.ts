/**
 * Settings of a resource: its own, and those of a Secret that it names.
 *
 * @module
 */

import {
  isMapping,
  type Mapping,
  mapping,
  parseInnerYaml,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import type { Stack } from "./association.ts";
import type { Resource } from "./resource.ts";

/** Those of `spec.config`, with those of the Secret of `spec.configRef` on them, whose key is the file's name. */
export function configOf(
  { manifest, namespace, spec }: Resource,
  file: string,
  { objects, ctx }: Stack,
): Mapping {
  const own = mapping(spec.config);
  const name = text(mapping(spec.configRef).secretName);
  if (name === "") return own;
  const report = ctx.report(manifest, "spec.configRef.secretName");
  const secret = objects.get("Secret", namespace, name);
  if (!secret) {
    report.warn(
      "missing-secret",
      `there is no Secret "${name}", so the program has the settings of spec.config alone. Add it to the manifests, with "${file}"`,
    );
    return own;
  }
  const content = secretValue(secret, file);
  if (content === undefined) {
    report.warn(
      "missing-key",
      `the Secret "${name}" has no "${file}", so the program has the settings of spec.config alone. Add the key`,
    );
    return own;
  }
  try {
    const config = parseInnerYaml(content, ctx.limits, file);
    if (isMapping(config)) return { ...own, ...config };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  report.warn(
    "unreadable-config",
    `"${file}" in the Secret "${name}" is no YAML with settings by their names, so the program has none of them. Correct it`,
  );
  return own;
}
