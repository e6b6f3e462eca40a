/**
 * Small inputs that are easily got wrong, each with what is right: `../shared/cases` beside the checkout.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { type Config, Diagnostics } from "@dekube/engine/pacts";
import { type Conversion, type ConvertOptions, parseManifests } from "../../mod.ts";
import { readManifestFiles } from "../../engine/io/input/manifest_files.ts";
import { DISTRIBUTIONS, needsShared, SHARED } from "../_corpus.ts";

/** What came out of a case. */
export interface ConvertedCase extends Conversion {
  /** Services of compose.yml by name. */
  // deno-lint-ignore no-explicit-any -- tests reach into them at will
  services: Record<string, any>;
  /** What was said, as `severity code: message`. */
  said: string[];
}

/** How a case is converted. */
export interface CaseOptions extends ConvertOptions {
  /** Settings of dekube.yaml. */
  config?: Partial<Config>;
  /** Changes the text of each file first, for what is right of an input that is another one in this. */
  edit?: (text: string) => string;
}

/** Converts a case with what helmfile2compose bundles. */
export async function convertCase(
  name: string,
  { config = {}, edit = (text) => text, ...options }: CaseOptions = {},
): Promise<ConvertedCase> {
  const diagnostics = new Diagnostics();
  const { files } = await readManifestFiles(join(SHARED, "cases", name, "in"));
  const conversion = await DISTRIBUTIONS.helmfile2compose.convert(
    parseManifests(files.map((file) => ({ ...file, text: edit(file.text) })), diagnostics),
    { name, ...config },
    [],
    { ...options, diagnostics },
  );
  return {
    ...conversion,
    services: conversion.project.services,
    said: [...diagnostics].map(({ severity, code, message }) => `${severity} ${code}: ${message}`),
  };
}

/** Labels that say which object a service runs for. */
export function labels(kind: string, name: string, namespace?: string): Record<string, string> {
  return {
    "dekube.io/kind": kind,
    ...(namespace === undefined ? {} : { "dekube.io/namespace": namespace }),
    "dekube.io/name": name,
  };
}

/** Asserts that labels are these, and that those whose values are hashes are there beside them. */
export function assertLabels(
  actual: Record<string, string>,
  expected: Record<string, string>,
  hashes: readonly string[],
): void {
  const isHash = ([key]: [string, string]) => hashes.includes(key);
  const all = Object.entries(actual);
  assertEquals(Object.fromEntries(all.filter((entry) => !isHash(entry))), expected);
  assertEquals(all.filter(isHash).map(([key]) => key).sort(), [...hashes].sort());
  for (const [key, hash] of all.filter(isHash)) assertMatch(hash, /^[0-9a-f]{16}$/, key);
}

/** What a service that stands for a pod is asked, to know whether the pod's emptyDirs are empty. */
export const READY = {
  test: [
    "CMD-SHELL",
    "[ ! -e /.pod-seen ] || sleep 86400; [ -e /.pod-started ] && touch /.pod-seen",
  ],
  interval: "1s",
  timeout: "25h",
  retries: 3600,
};

/** A test of a case; it is skipped, by name, where the cases are not there. */
export function caseTest(name: string, right: string, fn: () => Promise<void>): void {
  Deno.test({ ...needsShared(`convert() gets ${name} right: ${right}`), fn });
}
