/**
 * Traefik's settings: flags, variables of the environment and a file say the same things.
 *
 * @see https://doc.traefik.io/traefik/getting-started/configuration-overview/
 * @module
 */

import { parse } from "@std/yaml";
import type { ConvertContext } from "../context.ts";
import { flagsOf, type ProgramFlags } from "../kubernetes/program_flags.ts";
import { namespaceOf } from "../manifest.ts";
import { entries, isMapping, text, textMap } from "../read.ts";
import type { ControllerPod } from "./controller_pods.ts";

/** The names of files that Traefik reads without being told to. */
const FILES: readonly string[] = ["traefik.yaml", "traefik.yml"];

/** Nobody's settings are deeper, nor more. */
const MAX_DEPTH = 10;
const MAX_SETTINGS = 1000;

/**
 * The flags of Traefik, with those that its environment and its file stand for. Traefik itself reads one of the three: a
 * guard of either is minded, and what its command line says counts.
 */
export function traefikFlags(
  { manifest, flags }: ControllerPod,
  ctx: Pick<ConvertContext, "manifests">,
): ProgramFlags {
  const ofEnv = Object.entries(flags.env).flatMap(([name, value]) => {
    const [, setting] = /^TRAEFIK_(.+)$/.exec(name) ?? [];
    return setting ? [`--${setting.toLowerCase().replaceAll("_", ".")}=${value}`] : [];
  });
  const named = flags.value("configfile") ?? flags.env.TRAEFIK_CONFIGFILE;
  const files = named === undefined ? FILES : [named.slice(named.lastIndexOf("/") + 1)];
  const ofFiles = ctx.manifests.of("ConfigMap")
    .filter((config) => namespaceOf(config) === namespaceOf(manifest))
    .flatMap(({ data }) => Object.entries(textMap(data)))
    .filter(([key]) => files.includes(key))
    .flatMap(([, file]) => [...settingsOf(read(file)).take(MAX_SETTINGS)]);
  return flagsOf([...ofFiles, ...ofEnv, ...flags.words], flags.env);
}

/** A file that is no YAML (Traefik reads TOML, too) says nothing that is heard here. */
function read(file: string): unknown {
  try {
    return parse(file);
  } catch {
    return undefined;
  }
}

/** What a file says, as flags. */
function* settingsOf(value: unknown, path: readonly string[] = []): Generator<string> {
  if (isMapping(value)) {
    const inside = path.length < MAX_DEPTH ? entries(value) : [];
    for (const [name, inner] of inside) yield* settingsOf(inner, [...path, name]);
    // A provider that is there with nothing below it is on.
    if (inside.length === 0 && path.length > 0) yield `--${path.join(".")}=true`;
  } else if (path.length > 0 && value !== undefined) {
    yield `--${path.join(".")}=${
      Array.isArray(value) ? value.map(text).join(",") : value === null ? "true" : text(value)
    }`;
  }
}
