/**
 * Settings of the extension.
 *
 * @module
 */

import {
  BOOLEAN,
  type ConvertContext,
  isMapping,
  readSettings,
  type Reporter,
  settingPath,
  type Settings,
  type SettingType,
} from "@dekube/engine/pacts";

/** Entry points by their names in lower case, with their ports where they are known. */
export type PortsByName = ReadonlyMap<string, number | undefined>;

type Names = readonly string[] | Readonly<Record<string, number>>;

const NAMES: SettingType<Names> = {
  expected: "a list of names, or a map from names to ports",
  is: (value): value is Names =>
    Array.isArray(value)
      ? value.every((name) => typeof name === "string" && name !== "")
      : isMapping(value) && Object.values(value).every(isPort),
  schema: {
    anyOf: [
      { type: "array", items: { type: "string", minLength: 1 } },
      { type: "object", additionalProperties: { type: "integer", minimum: 1, maximum: 65535 } },
    ],
  },
};

function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65535;
}

/** What a user may set under `extensions.traefik`. */
export const SETTINGS = {
  entry_points: {
    type: NAMES,
    default: [] as Names,
    description:
      "Further entry points that the world reaches: a list of names, which are for HTTPS, or a map from names to ports.",
  },
  allow_cross_namespace: {
    type: BOOLEAN,
    default: false as boolean,
    description:
      "Whether Traefik's own routes may lead to Services of other namespaces, as `allowCrossNamespace` of the cluster's Traefik says.",
  },
} satisfies Settings;

/** `extensions.traefik.entry_points`, which holds for Ingresses and all of Traefik's own routes alike. */
export function publicEntryPoints(
  { config, report }: Pick<ConvertContext, "config" | "report">,
): PortsByName {
  const extensionConfig = config.extensions.traefik ?? {};
  const names = readSettings("traefik", SETTINGS, { extensionConfig, report }).entry_points;
  const pairs: [string, number | undefined][] = Array.isArray(names)
    ? names.map((name) => [name, undefined])
    : Object.entries(names as Readonly<Record<string, number>>);
  return new Map(pairs.map(([name, port]) => [name.toLowerCase(), port]));
}

/** Says of a route that only the inside reaches it, and how a user has one of its entry points be public. */
export function reportInside(site: Pick<Reporter, "warn">, names: readonly string[]): void {
  site.warn(
    "inside-route",
    `its entry points (${
      names.join(", ")
    }) are none of web and websecure, so it is left out: it must not be published. Where one of them is public after all, say its port in dekube.yaml: ${
      settingPath("extensions", "traefik", "entry_points", names[0] ?? "")
    }: 443`,
  );
}
