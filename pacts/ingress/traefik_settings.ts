/**
 * Traefik's settings: flags, variables of the environment and a file say the same things.
 *
 * @see https://doc.traefik.io/traefik/getting-started/configuration-overview/
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { parseInnerYaml } from "../encoding/inner_yaml.ts";
import { flagsOf, type ProgramFlags } from "../kubernetes/program_flags.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { isLimitError } from "../limits.ts";
import { entries, isMapping, text, textMap } from "../read.ts";
import type { ControllerPod } from "./controller_pods.ts";

/** The names of files that Traefik reads without being told to. */
const FILES: readonly string[] = ["traefik.toml", "traefik.yaml", "traefik.yml"];

/** Nobody's settings are deeper, nor more. */
const MAX_DEPTH = 10;
const MAX_SETTINGS = 1000;

/** Settings of entry points that keep somebody out, with something behind them, in TOML or in broken YAML. */
const GUARD = /\b(middlewares|options)\b["']?\s*[=:](?!\s*(?:["']{2}|\[\s*\]))/gi;

/** A file of Traefik's that can't be read here. */
export interface UnreadFile {
  /** The ConfigMap that holds it. */
  config: Manifest;
  /** Its name there. */
  key: string;
  /** The settings in it that keep somebody out: `middlewares`. */
  guards: string[];
}

/**
 * The flags of Traefik, with those that its environment and its file stand for. Traefik itself reads one of the three: a
 * guard of either is minded, and what its command line says counts.
 */
export function traefikFlags(
  pod: ControllerPod,
  ctx: Pick<ConvertContext, "manifests" | "limits">,
): ProgramFlags {
  const { flags } = pod;
  const ofEnv = Object.entries(flags.env).flatMap(([name, value]) => {
    const [, setting] = /^TRAEFIK_(.+)$/.exec(name) ?? [];
    return setting ? [`--${setting.toLowerCase().replaceAll("_", ".")}=${value}`] : [];
  });
  const ofFiles = filesOf(pod, ctx)
    .flatMap(({ settings }) => [...settingsOf(settings).take(MAX_SETTINGS)]);
  return flagsOf([...ofFiles, ...ofEnv, ...flags.words], flags.env);
}

/** The files of Traefik's that nobody reads here: TOML, and what is no YAML. */
export function unreadTraefikFiles(
  pod: ControllerPod,
  ctx: Pick<ConvertContext, "manifests" | "limits">,
): UnreadFile[] {
  return filesOf(pod, ctx).filter(({ settings }) => settings === undefined)
    .map(({ config, key, content }) => {
      const found = content.replace(/^[^\S\r\n\u2028\u2029]*#.*$/gm, "").matchAll(GUARD);
      return { config, key, guards: [...new Set([...found].map(([, name]) => name))] };
    });
}

/** A file of Traefik's, and what it says where that can be read. */
interface SettingsFile {
  config: Manifest;
  key: string;
  content: string;
  settings: unknown;
}

function filesOf(
  { manifest, flags }: ControllerPod,
  ctx: Pick<ConvertContext, "manifests" | "limits">,
): SettingsFile[] {
  const named = flags.value("configfile") ?? flags.env.TRAEFIK_CONFIGFILE;
  const names = named === undefined ? FILES : [named.slice(named.lastIndexOf("/") + 1)];
  return ctx.manifests.of("ConfigMap")
    .filter((config) => namespaceOf(config) === namespaceOf(manifest))
    .flatMap((config) =>
      Object.entries(textMap(config.data)).filter(([key]) => names.includes(key))
        .map(([key, content]) => ({ config, key, content, settings: read(key, content, ctx) }))
    );
}

/** What a file says; `undefined` where it is no YAML. Some TOML would pass for a text, or for a list. */
function read(
  key: string,
  content: string,
  { limits }: Pick<ConvertContext, "limits">,
): unknown {
  if (/\.toml$/i.test(key)) return undefined;
  try {
    const found = parseInnerYaml(content, limits, `Traefik's ${key}`) ?? {};
    return isMapping(found) ? found : undefined;
  } catch (error) {
    if (isLimitError(error)) throw error;
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
