/**
 * The extensions and distributions that have a name.
 *
 * @module
 */

import catalogue from "../../catalogue.json" with { type: "json" };
import type { Offer } from "../../core/extensions/offers.ts";
import { packageSpecifier, type RunForm } from "../modules/run_form.ts";

/** What the catalogue says of an extension. */
export interface CatalogueEntry {
  /** What it does, in a line. */
  readonly description: string;
  /** Kind of extension: `indexer`, `provider`, `rewriter` and so on. */
  readonly kind: string;
  /** When it has its turn: the lower, the earlier. */
  readonly priority: number;
  /** Extensions that must be loaded too. */
  readonly depends?: readonly string[];
  /** Extensions that must not be loaded too. */
  readonly incompatible?: readonly string[];
  /** Kinds that it converts, of those that not every distribution does. */
  readonly converts?: readonly string[];
  /** Classes of Ingresses that it reads, likewise. */
  readonly classes?: readonly string[];
  /** Annotations that it acts upon, likewise. */
  readonly annotations?: readonly string[];
}

/** Extensions by name. */
export const EXTENSIONS: Readonly<Record<string, CatalogueEntry>> = catalogue.extensions;

/** What could be added to a distribution, for the words of diagnostics. */
export const OFFERS: readonly Offer[] = Object.entries(EXTENSIONS)
  .map(([name, { converts, classes, annotations }]) => ({ name, converts, classes, annotations }));

/** Distributions by name. */
export const DISTRIBUTIONS: Readonly<Record<string, { readonly description: string }>> =
  catalogue.distributions;

/** What `import()` takes for a name of the catalogue, or for a version of it. */
export function extensionSpecifier(name: string, version?: string, form?: RunForm): string {
  return version ? `jsr:@dekube/${name}@${version}` : packageSpecifier("extensions", name, form);
}

/** Whether a specifier is that of an extension of the catalogue, in whatever version. */
export function isOfCatalogue(specifier: string): boolean {
  const [, name] = /^jsr:\/?@dekube\/([^@/]+)(?:@[^/]*)?$/.exec(specifier) ?? [];
  if (name !== undefined) return Object.hasOwn(EXTENSIONS, name);
  return Object.keys(EXTENSIONS).some((known) => extensionSpecifier(known) === specifier);
}
