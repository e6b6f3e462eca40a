/**
 * The texts in which cluster names are looked for.
 *
 * @module
 */

import {
  changeCommandLines,
  type ComposeService,
  type Config,
  type IngressEntry,
  isMapping,
  type OutputFiles,
} from "@dekube/engine/pacts";
import { decodeText } from "@dekube/engine/pacts/kubernetes";

/** Makes another text of one that programs in some namespaces read. */
export type Shorten = (text: string, namespaces: Iterable<string>) => string;

/** Shortens names in the environment and the command lines of each service. */
export function flattenServices(
  services: Record<string, ComposeService>,
  shorten: Shorten,
): void {
  for (const service of Object.values(services)) {
    const namespaces = namespacesOf(service);
    const change = (text: string) => shorten(text, namespaces);
    if (service.environment !== undefined) service.environment = deep(service.environment, change);
    changeCommandLines(service, change);
  }
}

/** Shortens names in what a route says of its backend. */
export function flattenEntries(entries: readonly IngressEntry[], shorten: Shorten): void {
  const change = (text: string) => shorten(text, []);
  for (const entry of entries) {
    for (const key of ["upstream", "serverSni", "upstreamHost"] as const) {
      const value = entry[key];
      if (typeof value === "string") entry[key] = change(value);
    }
    if (typeof entry.forwardAuth?.url === "string") {
      entry.forwardAuth = { ...entry.forwardAuth, url: change(entry.forwardAuth.url) };
    }
    if (entry.extraDirectives) entry.extraDirectives = deep(entry.extraDirectives, change);
  }
}

/** Shortens names in all files that are text. */
export function flattenFiles(
  files: OutputFiles,
  services: Record<string, ComposeService>,
  shorten: Shorten,
): void {
  const readers = readersOf(services);
  for (const [path, { content }] of [...files.entries()]) {
    const before = typeof content === "string" ? content : decodeText(content);
    if (before === undefined || before.includes("\0")) continue;
    const after = shorten(before, readers.get(folderOf(path)) ?? []);
    if (after !== before) files.replace(path, after);
  }
}

/** Namespaces of the services that mount something of a folder of the output. */
function readersOf(services: Record<string, ComposeService>): Map<string, Set<string>> {
  const readers = new Map<string, Set<string>>();
  for (const service of Object.values(services)) {
    for (const { source } of service.volumes ?? []) {
      if (!source?.startsWith("./")) continue;
      const folder = folderOf(source.slice(2));
      let namespaces = readers.get(folder);
      if (!namespaces) readers.set(folder, namespaces = new Set());
      for (const namespace of namespacesOf(service)) namespaces.add(namespace);
    }
  }
  return readers;
}

/** `configmaps/web` of `configmaps/web/conf.d/a.conf`. */
function folderOf(path: string): string {
  return path.split("/", 2).join("/");
}

function namespacesOf({ owner }: ComposeService): string[] {
  return owner?.namespace ? [owner.namespace] : [];
}

/** What the user wrote into dekube.yaml that reaches compose.yml as written. */
export function userTexts({ overrides, services }: Config): string[] {
  const texts: string[] = [];
  deep([overrides, services], (value) => {
    texts.push(value);
    return value;
  });
  return texts;
}

/** The same value with each text in it changed; keys stay. */
function deep<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((item) => deep(item, change)) as T;
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, deep(item, change)]),
  ) as T;
}
