/**
 * Files that a volume takes from ConfigMaps and Secrets.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { TextRewrite } from "../files.ts";
import type { Reporter } from "../diagnostics.ts";
import { isLongPath, PATH_LIMIT, shownPath } from "../long_path.ts";
import { items, text } from "../read.ts";
import { configMapKeys, configMapValue, decodeText, secretBytes, secretKeys } from "./secrets.ts";
import type { ConfigMap, KeyToPath, Secret } from "./types.ts";
import type { Workload } from "./workloads.ts";

/** Permission bits that Kubernetes gives files of a ConfigMap, Secret or projected volume. */
const DEFAULT_MODE = 0o644;

/** A ConfigMap or Secret as a volume names it. */
export interface FileSource {
  /** Which of the two. */
  kind: "ConfigMap" | "Secret";
  /** Its name. */
  name: string;
  /** Keys to pick, and the paths to put them at; all keys under their own names where empty. */
  items?: readonly (KeyToPath | null)[] | null;
  /** Permission bits of files that `items` gives none. */
  defaultMode?: number | null;
  /** Whether its absence is fine. */
  optional?: boolean | null;
}

/** One file of a volume. */
export interface SourceFile {
  path: string;
  content: string | Uint8Array;
  mode: number;
  rewrite?: TextRewrite;
}

/** The object that a volume names; its absence is said unless it is optional. */
export function lookUp(
  source: FileSource,
  workload: Workload,
  ctx: ConvertContext,
  path: string,
) {
  const index = source.kind === "ConfigMap" ? ctx.configMaps : ctx.secrets;
  const found = index.get(workload.id.namespace, source.name);
  if (!found && source.optional !== true) {
    ctx.report(workload.id, path).warn(
      source.kind === "ConfigMap" ? "missing-config-map" : "missing-secret",
      `there is no ${source.kind} "${source.name}", so its mount is left out. Add it to the manifests, or mark the volume optional`,
    );
  }
  return found;
}

/** Values of Secrets that were decoded. */
const decoded = new WeakMap<Secret, Map<string, Partial<SourceFile>>>();

/** The files that a volume takes from a ConfigMap or Secret; what can't be one is left out, and that is said. */
export function sourceFiles(
  source: FileSource,
  workload: Workload,
  ctx: ConvertContext,
  path: string,
): SourceFile[] {
  const found = lookUp(source, workload, ctx, path);
  if (!found) return [];
  const keys = new Set(source.kind === "ConfigMap" ? configMapKeys(found) : secretKeys(found));
  const defaultMode = modeBits(source.defaultMode);
  const wanted = items(source.items).length > 0
    ? items(source.items).map((item) => ({
      key: text(item.key),
      path: text(item.path),
      mode: modeBits(item.mode, defaultMode),
    }))
    : [...keys].map((key) => ({ key, path: key, mode: defaultMode }));

  const files: SourceFile[] = [];
  for (const file of wanted) {
    if (!keys.has(file.key)) {
      if (source.optional !== true) {
        warn(
          "missing-key",
          `${source.kind} "${source.name}" has no key "${file.key}"; its file is left out. Add the key, or take it off "items"`,
        );
      }
      continue;
    }
    if (isLongPath(file.path)) {
      sayLong(file.path, ctx.report(workload.id, path));
      continue;
    }
    if (!isFilePath(file.path)) {
      warn(
        "unsafe-path",
        `"${file.path}" of ${source.kind} "${source.name}" is no path below the volume; its file is left out`,
      );
      continue;
    }
    const { content, rewrite } = source.kind === "ConfigMap"
      ? configMapContent(file.key)
      : secretContent(file.key);
    if (content === undefined) {
      warn(
        "broken-base64",
        `${source.kind} "${source.name}": the value of "${file.key}" is not base64; its file is left out. Encode it, or move it to "stringData"`,
      );
      continue;
    }
    files.push({ path: file.path, content, mode: file.mode, rewrite });
  }
  return files;

  function warn(code: string, message: string): void {
    ctx.report(workload.id, path).warn(code, message);
  }

  /** Addresses in it are rewritten once everything that they may lead to is known. */
  function configMapContent(key: string): Partial<SourceFile> {
    const content = configMapValue(found!, key);
    if (typeof content !== "string") return { content };
    const addressesIn = text(found!.metadata.namespace) || workload.id.namespace;
    return { content, rewrite: { addressesIn } };
  }

  /** One value may become many files, which share what it says. */
  function secretContent(key: string): Partial<SourceFile> {
    let known = decoded.get(found!);
    if (!known) decoded.set(found!, known = new Map());
    let file = known.get(key);
    if (!file) {
      const bytes = secretBytes(found!, key);
      const content = bytes && decodeText(bytes);
      known.set(key, file = content === undefined ? { content: bytes } : { content, rewrite: {} });
    }
    return file;
  }
}

/** Paths of the files that a volume takes from an object, whatever is in them. */
export function pathsIn(source: FileSource, found: ConfigMap | Secret): string[] {
  const keys = new Set(source.kind === "ConfigMap" ? configMapKeys(found) : secretKeys(found));
  const picked = items(source.items).map(({ key, path }) => ({ key: text(key), path: text(path) }));
  if (picked.length === 0) return [...keys];
  return picked.filter(({ key, path }) => keys.has(key) && isFilePath(path)).map(({ path }) =>
    path
  );
}

/** Says that a file is left out since its path is longer than any container's can be. */
export function sayLong(path: string, reporter: Reporter): void {
  reporter.error(
    "long-path",
    `the path "${
      shownPath(path)
    }" is longer than a container's can be (${PATH_LIMIT}); its file is left out. Shorten it`,
  );
}

/** Whether a path is relative, not too long, and stays where it is: no `..`, nothing empty, no backslash. */
export function isFilePath(path: string): boolean {
  return path !== "" && !isLongPath(path) && !path.includes("\\") && !path.includes("\0") &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** Permission bits as a manifest says them, where it does. */
export function modeBits(mode: unknown, fallback = DEFAULT_MODE): number {
  const bits = Number(mode ?? fallback);
  return Number.isInteger(bits) && bits >= 0 && bits <= 0o777 ? bits : fallback;
}
