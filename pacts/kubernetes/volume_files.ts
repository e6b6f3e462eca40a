/**
 * Files that a pod mounts from ConfigMaps, Secrets and its own fields, put into the output.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Reporter } from "../diagnostics.ts";
import type { TextRewrite } from "../files.ts";
import { shortHash } from "../hash.ts";
import { idOf } from "../manifest.ts";
import { items, text } from "../read.ts";
import { fieldValue, resourceValue } from "./env.ts";
import { configMapKeys, configMapValue, decodeText, secretBytes, secretKeys } from "./secrets.ts";
import type { KeyToPath, Volume } from "./types.ts";
import { volumeName } from "./volume_name.ts";
import type { Workload } from "./workloads.ts";

/** Permission bits that Kubernetes gives files of a ConfigMap, Secret or projected volume. */
const DEFAULT_MODE = 0o644;

/** A folder of files in the output. */
export interface FileFolder {
  /** Path below the output folder, without a leading `./`. */
  path: string;
  /** Files in it, by path below it. */
  files: ReadonlySet<string>;
}

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

interface SourceFile {
  path: string;
  content: string | Uint8Array;
  mode: number;
  rewrite?: TextRewrite;
}

/**
 * Writes the files of a ConfigMap or Secret and returns their folder: `configmaps/<name>` or
 * `secrets/<name>`, with `_<hash>` behind the name where `items` pick from it. `undefined` where the object
 * is missing; a diagnostic says so unless it is optional.
 */
export function writeSourceFolder(
  source: FileSource,
  workload: Workload,
  ctx: ConvertContext,
  path: string,
): FileFolder | undefined {
  const found = lookUp(source, workload, ctx, path);
  if (!found) return undefined;
  const defaultMode = modeBits(source.defaultMode);
  const picked = items(source.items).length > 0
    ? JSON.stringify(
      items(source.items).map((
        item,
      ) => [text(item.key), text(item.path), modeBits(item.mode, defaultMode)]),
    )
    : "";
  const base = `${source.kind === "ConfigMap" ? "configmaps" : "secrets"}/${
    ctx.names.folder(idOf(found))
  }`;
  const key = JSON.stringify([base, picked, defaultMode]);
  return ctx.files.shared(key, () => {
    // The first to mount the whole object gives its plain folder the mode; another mode is another folder.
    const isPlain = picked === "" && ctx.files.shared(`whole ${base}`, () => key) === key;
    return writeFiles(
      isPlain ? base : `${base}_${shortHash(picked || String(defaultMode))}`,
      sourceFiles(source, workload, ctx, path),
      ctx,
      ctx.report(workload.id, path),
    );
  });
}

/**
 * Writes the merged files of a projected volume and returns their folder. It lies below `secrets/` where a
 * Secret is among the sources. Tokens are left out, and that is said.
 */
export function writeProjectedFolder(
  volume: Volume,
  workload: Workload,
  ctx: ConvertContext,
  path: string,
): FileFolder | undefined {
  const { sources, defaultMode } = volume.projected ?? {};
  const files: SourceFile[] = [];
  let secret = false;
  for (const [index, source] of items(sources).entries()) {
    const at = `${path}.projected.sources[${index}]`;
    const { configMap, secret: secretSource, downwardAPI } = source;
    if (configMap) {
      files.push(
        ...sourceFiles(
          {
            kind: "ConfigMap",
            name: text(configMap.name),
            ...pick(configMap),
            defaultMode,
          },
          workload,
          ctx,
          at,
        ),
      );
    }
    if (secretSource) {
      secret = true;
      files.push(
        ...sourceFiles(
          {
            kind: "Secret",
            name: text(secretSource.name),
            ...pick(secretSource),
            defaultMode,
          },
          workload,
          ctx,
          at,
        ),
      );
    }
    if (downwardAPI) {
      files.push(
        ...fieldFiles(downwardAPI.items, defaultMode, workload, ctx, at),
      );
    }
    if (source.serviceAccountToken || source.clusterTrustBundle) {
      ctx.report(workload.id, at).info(
        "no-cluster-credentials",
        "there is no Kubernetes API here, so the projected service account token is left out",
      );
    }
  }
  return writeVolumeFolder(
    secret ? "secrets" : "configmaps",
    volume,
    files,
    workload,
    ctx,
    path,
  );
}

/** Writes the files of a downwardAPI volume and returns their folder. */
export function writeDownwardFolder(
  volume: Volume,
  workload: Workload,
  ctx: ConvertContext,
  path: string,
): FileFolder | undefined {
  const { items: fields, defaultMode } = volume.downwardAPI ?? {};
  const files = fieldFiles(
    fields,
    defaultMode,
    workload,
    ctx,
    `${path}.downwardAPI`,
  );
  return writeVolumeFolder("configmaps", volume, files, workload, ctx, path);
}

function pick<T extends { items?: unknown; optional?: unknown }>(
  source: T,
): { items: T["items"]; optional: T["optional"] } {
  return { items: source.items, optional: source.optional };
}

/** An underscore can't be part of a Kubernetes name, so this is nobody's ConfigMap. */
function writeVolumeFolder(
  parent: string,
  volume: Volume,
  files: SourceFile[],
  workload: Workload,
  ctx: ConvertContext,
  at: string,
): FileFolder | undefined {
  if (files.length === 0) return undefined;
  const path = `${parent}/${ctx.names.service(workload.id)}_${volumeName(volume)}`;
  return ctx.files.shared(path, () => writeFiles(path, files, ctx, ctx.report(workload.id, at)));
}

function writeFiles(
  path: string,
  files: SourceFile[],
  ctx: ConvertContext,
  reporter: Reporter,
): FileFolder {
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const file of byPath.values()) {
    // What is a file can't be a folder too, and one such volume must not stop the whole run.
    const above = pathsAbove(file.path).find((folder) => byPath.has(folder));
    if (above !== undefined) {
      byPath.delete(file.path);
      reporter.warn(
        "unsafe-path",
        `"${file.path}" would lie below "${above}", which is a file; it is left out`,
      );
      continue;
    }
    const { content, mode, rewrite } = file;
    ctx.files.write(`${path}/${file.path}`, content, { mode, ...(rewrite ? { rewrite } : {}) });
  }
  return { path, files: new Set(byPath.keys()) };
}

function pathsAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

function lookUp(
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

function sourceFiles(
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

  function secretContent(key: string): Partial<SourceFile> {
    const bytes = secretBytes(found!, key);
    const content = bytes && decodeText(bytes);
    return content === undefined ? { content: bytes } : { content, rewrite: {} };
  }
}

/** Whether a path is relative and stays where it is: no `..`, nothing empty, no backslash. */
function isFilePath(path: string): boolean {
  return path !== "" && !path.includes("\\") && !path.includes("\0") &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function fieldFiles(
  fields: NonNullable<Volume["downwardAPI"]>["items"],
  defaultMode: number | null | undefined,
  workload: Workload,
  ctx: ConvertContext,
  at: string,
): SourceFile[] {
  const files: SourceFile[] = [];
  const mode = modeBits(defaultMode);
  for (const item of items(fields)) {
    const path = text(item.path);
    if (!isFilePath(path)) {
      warn("unsafe-path", `"${path}" is no path below the volume; its file is left out`);
      continue;
    }
    const content = item.fieldRef
      ? fieldValue(item.fieldRef, workload, ctx)
      : item.resourceFieldRef
      ? resourceValue(item.resourceFieldRef, {}, workload)
      : undefined;
    if (content === undefined) {
      warn(
        "unknown-field",
        `the file "${path}" of the downward API has no counterpart in Compose; it is left out`,
      );
      continue;
    }
    files.push({ path, content, mode: modeBits(item.mode, mode) });
  }
  return files;

  function warn(code: string, message: string): void {
    ctx.report(workload.id, at).warn(code, message);
  }
}

function modeBits(mode: unknown, fallback = DEFAULT_MODE): number {
  const bits = Number(mode ?? fallback);
  return Number.isInteger(bits) && bits >= 0 && bits <= 0o777 ? bits : fallback;
}
