/**
 * Values of flags that Prometheus and Alertmanager would start with.
 *
 * @module
 */

import { list, mapping, text, texts } from "@dekube/engine/pacts";
import { lengthOf } from "./duration.ts";
import type { Site } from "./read.ts";

/** Flags of the user's own; both programs refuse one that is given twice. */
export function additionalFlags(value: unknown, known: readonly string[], site: Site): string[] {
  const given = new Set(known.map(nameOf));
  return list(value).map(mapping).flatMap((argument, index) => {
    const name = text(argument.name);
    if (!/^[a-z][a-z0-9.-]*$/.test(name) || given.has(name)) {
      site.item(index).warn(
        "bad-argument",
        given.has(name)
          ? `the flag "${name}" is given already; this one is left out`
          : `"${name}" is no name of a flag; it is left out`,
      );
      return [];
    }
    given.add(name);
    const content = text(argument.value);
    return [content === "" ? `--${name}` : `--${name}=${content}`];
  });
}

function nameOf(flag: string): string {
  return flag.replace(/^--(?:no-)?/, "").replace(/=[^]*$/, "");
}

/** Where the web interface lies; with a slash at its beginning, as they have it. */
export function prefixOf(value: unknown, site: Site): string {
  const prefix = text(value);
  if (prefix === "") return "/";
  const path = `/${prefix.replace(/^\/+|(?<!\/)\/+$/g, "")}`;
  return checked(path, (path) => /^[!-~]+$/.test(path), "a path", site) ?? "/";
}

/** Whether a value is a duration of more than nothing. */
export function isLasting(value: string): boolean {
  return lengthOf(value) > 0;
}

/** A value that is as it must be; a diagnostic says where it is not. */
export function checked(
  value: string,
  is: (value: string) => boolean,
  expected: string,
  site: Site,
): string | undefined {
  if (value === "") return undefined;
  if (is(value)) return value;
  return site.warn("bad-value", `"${value}" is not ${expected}; it is left out`);
}

/** `--log.level` and `--log.format`, as Prometheus and Alertmanager both have them. */
export function logFlags(spec: Record<string, unknown>, site: Site): string[] {
  const flags: string[] = [];
  const level = checked(
    text(spec.logLevel),
    (value) => /^(?:debug|info|warn|error)$/.test(value),
    "one of debug, info, warn, error",
    site.at("logLevel"),
  );
  if (level) flags.push(`--log.level=${level}`);
  const format = checked(
    text(spec.logFormat),
    (value) => /^(?:logfmt|json)$/.test(value),
    "one of logfmt, json",
    site.at("logFormat"),
  );
  if (format) flags.push(`--log.format=${format}`);
  return flags;
}

/** `--enable-feature`, if any feature is named. */
export function featureFlags(spec: Record<string, unknown>, site: Site): string[] {
  const features = texts(spec.enableFeatures).filter((name) =>
    checked(name, (value) => /^[\w-]+$/.test(value), "a feature", site.at("enableFeatures"))
  );
  return features.length > 0 ? [`--enable-feature=${[...new Set(features)].join(",")}`] : [];
}
