/**
 * Finds samples in checkouts of others: files of Kubernetes objects, and files that are no sample, each with the reason.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { admitManifests } from "../../engine/core/manifests/manifests.ts";
import { parseDocuments } from "../../engine/core/manifests/parse.ts";
import { Unrendered } from "../../engine/core/manifests/unrendered.ts";
import { readManifestFiles } from "../../engine/io/input/manifest_files.ts";
import { Diagnostics, isMapping, type Manifest, mapping, text } from "../../pacts/mod.ts";
import { Companions } from "./companions.ts";
import type { Sample } from "./sample.ts";

/** A file that is no sample. */
export interface Skipped {
  /** Folder that the checkout is in. */
  upstream: string;
  /** Path below that. */
  file: string;
  /** Why. */
  reason: SkipReason;
}

/** Why a file is no sample. */
export type SkipReason =
  | "belongs to Helm"
  | "CRDs alone"
  | "kustomization"
  | "no Kubernetes objects"
  | "not readable"
  | "not YAML"
  | "template";

/** What there is in a folder of checkouts. */
export interface Samples {
  /** What to convert, sorted by upstream and file. */
  samples: Sample[];
  /** The rest, sorted alike. */
  skipped: Skipped[];
}

/** How samples are found. */
export interface FindOptions {
  /** Only this checkout. */
  upstream?: string;
  /** Whether all files of a folder are one sample. */
  folders?: boolean;
}

/**
 * The samples of each checkout in a folder. A file is a sample of its own, unless `folders` is set.
 *
 * @throws {InputError} where the folder is not there.
 */
export async function findSamples(dir: string, options: FindOptions = {}): Promise<Samples> {
  const samples: Sample[] = [];
  const skipped: Skipped[] = [];
  for (const upstream of await checkouts(dir, options.upstream)) {
    const { files, problems } = await readManifestFiles(join(dir, upstream));
    for (const { file } of problems) skipped.push({ upstream, file, reason: "not readable" });
    const found: Sample[] = [];
    for (const { file, text } of files) {
      const manifests = readSample(file, text);
      if (typeof manifests === "string") skipped.push({ upstream, file, reason: manifests });
      else found.push({ upstream, file, manifests });
    }
    const own = options.folders ? byFolder(found) : found;
    const companions = new Companions(own);
    for (const sample of own) sample.companions = companions.of(sample);
    samples.push(...own);
  }
  return { samples, skipped };
}

async function checkouts(dir: string, only?: string): Promise<string[]> {
  if (only !== undefined) return [only];
  const entries = await Array.fromAsync(Deno.readDir(dir));
  return entries.filter(({ isFile, name }) => !isFile && !name.startsWith("."))
    .map(({ name }) => name).sort();
}

function byFolder(samples: readonly Sample[]): Sample[] {
  const folders = new Map<string, Sample>();
  for (const { upstream, file, manifests } of samples) {
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";
    const sample = folders.get(folder);
    if (sample) sample.manifests.push(...manifests);
    else folders.set(folder, { upstream, file: folder, manifests: [...manifests] });
  }
  return [...folders.values()];
}

/** The Kubernetes objects in a file, or why it is no sample. CRDs are left out of what is with them. */
export function readSample(file: string, content: string): Manifest[] | SkipReason {
  if (/^(?:Chart|values[^/]*)\.ya?ml$/.test(basename(file))) return "belongs to Helm";
  const diagnostics = new Diagnostics();
  const unrendered = new Unrendered();
  const documents = parseDocuments(content, file, diagnostics, { unrendered });
  unrendered.say(diagnostics);
  if (isTemplate(file, content, diagnostics)) return "template";
  if ([...diagnostics].some(({ code }) => code === "broken-yaml")) return "not YAML";
  if (documents.some((document) => KUSTOMIZE.test(text(mapping(document).apiVersion)))) {
    return "kustomization";
  }
  const objects = admitManifests(documents.filter(isObject), new Diagnostics());
  if (objects.length === 0) return "no Kubernetes objects";
  const manifests = objects.filter(({ kind }) => kind !== "CustomResourceDefinition");
  return manifests.length > 0 ? manifests : "CRDs alone";
}

const KUSTOMIZE = /^kustomize\.config\.k8s\.io\//;

/** A chart's template is one even where braces stand in texts alone, and one without any is none. */
function isTemplate(file: string, content: string, diagnostics: Diagnostics): boolean {
  if (!content.includes("{{")) return false;
  return /(?:^|\/)templates\//.test(file) ||
    [...diagnostics].some(({ code }) => code === "unrendered-template");
}

function isObject(document: unknown): boolean {
  if (!isMapping(document)) return false;
  return text(document.apiVersion) !== "" && text(document.kind) !== "";
}
