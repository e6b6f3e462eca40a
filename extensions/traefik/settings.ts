/**
 * Settings of the extension.
 *
 * @module
 */

import {
  type ConvertContext,
  readSettings,
  type Settings,
  type SettingType,
} from "@dekube/engine/pacts";

const NAMES: SettingType<readonly string[]> = {
  expected: "a list of names",
  is: (value): value is readonly string[] =>
    Array.isArray(value) && value.every((name) => typeof name === "string" && name !== ""),
};

/** What a user may set under `extensions.traefik`. */
export const SETTINGS = {
  entry_points: {
    type: NAMES,
    default: [],
    description: "Names of further entry points that the world reaches over HTTPS.",
  },
} satisfies Settings;

/** `extensions.traefik.entry_points`, which holds for Ingresses and IngressRoutes alike. */
export function publicEntryPoints(
  { config, report }: Pick<ConvertContext, "config" | "report">,
): readonly string[] {
  const extensionConfig = config.extensions.traefik ?? {};
  return readSettings("traefik", SETTINGS, { extensionConfig, report }).entry_points;
}
