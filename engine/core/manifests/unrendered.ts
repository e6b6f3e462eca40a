/**
 * Templates that nobody rendered: what is in double braces becomes broken YAML, or mappings where texts should be.
 *
 * @module
 */

import { type Diagnostics, isMapping, mapping } from "../../../pacts/mod.ts";

const MOST_NAMED = 5;

/** What the parser makes of a key that is a mapping. */
const ODD_KEY = "[object Object]";

/** Files of templates, which are said once, whatever their number. */
export class Unrendered {
  /** How many documents of a file are templates, and how many there are. */
  readonly #files = new Map<string, { templates: number; all: number }>();

  /** Whether a document is a template, or `undefined` where it is no YAML; its file is kept in mind. */
  takes(text: string, document: unknown, file: string): boolean {
    const isTemplate = text.includes("{{") &&
      (document === undefined || hasBracesForName(document) || hasOddKey(document));
    if (!isTemplate && !isMapping(document)) return false;
    const count = this.#files.get(file) ?? { templates: 0, all: 0 };
    this.#files.set(file, count);
    count.all++;
    if (isTemplate) count.templates++;
    return isTemplate;
  }

  /** Says what there was. */
  say(diagnostics: Diagnostics): void {
    const files = [...this.#files].filter(([, { templates }]) => templates > 0).map(
      ([file, { templates, all }]) =>
        templates === all ? file : `${file} (${templates} of ${all} documents)`,
    );
    if (files.length === 0) return;
    const more = files.length > MOST_NAMED ? `, and ${files.length - MOST_NAMED} more` : "";
    diagnostics.warn(
      "unrendered-template",
      `templates that nobody rendered ({{ … }}) are skipped: ${
        files.slice(0, MOST_NAMED).join(", ")
      }${more}. Of a Helm chart convert the folder that Chart.yaml is in: --helm-chart FOLDER. Render others first, with helm template or helmfile template, and convert what comes out`,
    );
  }
}

/** A name in quotes is a text, template or not. */
function hasBracesForName(document: unknown): boolean {
  const { apiVersion, kind, metadata } = mapping(document);
  const { name, namespace } = mapping(metadata);
  return [apiVersion, kind, name, namespace].some((value) =>
    typeof value === "string" && value.includes("{{")
  );
}

/** Whether a mapping stands where a key should be, at any depth. */
export function hasOddKey(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasOddKey);
  if (!isMapping(value)) return false;
  return Object.hasOwn(value, ODD_KEY) || Object.values(value).some(hasOddKey);
}
