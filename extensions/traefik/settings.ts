/**
 * Settings of the extension.
 *
 * @module
 */

import { type ConvertContext, readSetting, type SettingType } from "@dekube/engine/pacts";

const NAMES: SettingType<string[]> = {
  expected: "a list of names",
  is: (value): value is string[] =>
    Array.isArray(value) && value.every((name) => typeof name === "string" && name !== ""),
};

/**
 * `extensions.traefik.entry_points`: names of further entry points that the world reaches over HTTPS. It
 * holds for Ingresses and IngressRoutes alike.
 */
export function publicEntryPoints(
  ctx: Pick<ConvertContext, "config" | "diagnostics">,
): readonly string[] {
  const extensionConfig = ctx.config.extensions.traefik ?? {};
  return readSetting("traefik", "entry_points", NAMES, [], {
    extensionConfig,
    diagnostics: ctx.diagnostics,
  });
}
