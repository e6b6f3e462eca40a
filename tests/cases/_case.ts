/**
 * Small inputs that are easily got wrong, each with what is right: `../shared/cases` beside the checkout.
 *
 * @module
 */

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

/** Converts a case with what helmfile2compose bundles. */
export async function convertCase(
  name: string,
  { config = {}, ...options }: ConvertOptions & { config?: Partial<Config> } = {},
): Promise<ConvertedCase> {
  const diagnostics = new Diagnostics();
  const { files } = await readManifestFiles(join(SHARED, "cases", name, "in"));
  const conversion = await DISTRIBUTIONS.helmfile2compose.convert(
    parseManifests(files, diagnostics),
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

/** A test of a case; it is skipped, by name, where the cases are not there. */
export function caseTest(name: string, right: string, fn: () => Promise<void>): void {
  Deno.test({ ...needsShared(`convert() gets ${name} right: ${right}`), fn });
}
