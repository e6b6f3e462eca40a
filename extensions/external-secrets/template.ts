/**
 * Puts values into the template of a Secret.
 *
 * @see https://external-secrets.io/latest/guides/templating/
 * @module
 */

import {
  type ConfigMap,
  type ControllerContext,
  entries,
  idOf,
  isLimitError,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  type ObjectIndex,
  parseInnerYaml,
  type Secret,
  secretValue,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { renderGoTemplate, TemplateError } from "@dekube/engine/pacts/go_template";
import { configMapValue } from "@dekube/engine/pacts/kubernetes";
import { isKey } from "./keys.ts";
import type { Fetched } from "./fetch_values.ts";
import { decoded, type Value } from "./value.ts";

/** What a template makes of values. */
export interface Templated {
  /** The Secret's keys. */
  data: Map<string, Value>;
  /** Its labels. */
  labels: Record<string, string>;
  /** Its annotations. */
  annotations: Record<string, string>;
}

/** Fills a template (`spec.target.template`) in. What can't be is said, and left out. */
export function fillTemplate(
  template: Mapping,
  fetched: Fetched,
  external: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Templated {
  const filling = new Filling(fetched, external, objects, ctx);
  const { data, templateFrom, mergePolicy } = template;
  const own = Object.entries(textMap(data));
  const others = mappings(templateFrom);
  if (mergePolicy === "Merge" || own.length === 0 && others.length === 0) {
    for (const [key, value] of fetched.values) filling.result.data.set(key, value);
  }
  for (const [index, other] of others.entries()) {
    filling.from(other, `spec.target.template.templateFrom[${index}]`);
  }
  for (const [key, written] of own) {
    filling.put("Data", key, written, `spec.target.template.data.${key}`);
  }
  const metadata = mapping(template.metadata);
  for (const [name, target] of [["labels", "Labels"], ["annotations", "Annotations"]] as const) {
    for (const [key, written] of Object.entries(textMap(metadata[name]))) {
      filling.put(target, key, written, `spec.target.template.metadata.${name}`);
    }
  }
  return filling.result;
}

class Filling {
  readonly result: Templated = { data: new Map(), labels: {}, annotations: {} };
  readonly #values: Record<string, string>;
  readonly #isComplete: boolean;
  readonly #external: Manifest;
  readonly #objects: ObjectIndex;
  readonly #ctx: ControllerContext;

  constructor(
    { values, isComplete }: Fetched,
    external: Manifest,
    objects: ObjectIndex,
    ctx: ControllerContext,
  ) {
    this.#isComplete = isComplete;
    this.#values = Object.fromEntries(
      [...values].filter(([, value]) => typeof value === "string"),
    ) as Record<string, string>;
    this.#external = external;
    this.#objects = objects;
    this.#ctx = ctx;
  }

  /** What one entry of `templateFrom` adds. */
  from(entry: Mapping, path: string): void {
    const target = text(entry.target) || "Data";
    const strategy = text(entry.valuesDecodingStrategy);
    if (typeof entry.literal === "string") {
      this.#putAll(target, entry.literal, `${path}.literal`, strategy);
    }
    for (const kind of ["ConfigMap", "Secret"] as const) {
      const field = kind === "Secret" ? "secret" : "configMap";
      const reference = entry[field];
      if (!isMapping(reference)) continue;
      for (const [index, item] of mappings(reference.items).entries()) {
        const where = `${path}.${field}.items[${index}]`;
        const key = text(item.key);
        const written = this.#read(kind, text(reference.name), key);
        if (written === undefined) {
          this.#ctx.report(this.#external, where).error(
            "missing-template-source",
            `the template is "${key}" of the ${kind} "${
              text(reference.name)
            }", which is not among the manifests. Add it`,
          );
        } else if (item.templateAs === "KeysAndValues") {
          this.#putAll(target, written, where, strategy);
        } else this.put(target, key, written, where, strategy);
      }
    }
  }

  /** Adds what a template makes, under a key. */
  put(target: string, key: string, written: string, path: string, strategy = ""): void {
    const value = this.#render(written, path);
    this.#ctx.limits.generate(value?.length ?? 0, { object: idOf(this.#external), path });
    if (value !== undefined) this.#add(target, key, value, path, strategy);
  }

  /** Adds what a template makes, which is a mapping of keys to values. */
  #putAll(target: string, written: string, path: string, strategy: string): void {
    const rendered = this.#render(written, path);
    if (rendered === undefined) return;
    let document: unknown;
    try {
      document = parseInnerYaml(rendered, this.#ctx.limits, "what a template makes");
    } catch (error) {
      if (isLimitError(error)) throw error;
      document = undefined;
    }
    if (!isMapping(document)) {
      this.#ctx.report(this.#external, path).error(
        "bad-template",
        "what the template makes is no mapping of keys to values, as YAML",
      );
      return;
    }
    for (const [key, value] of entries(document)) {
      this.#add(target, key, text(value), path, strategy);
    }
  }

  #add(target: string, key: string, value: string, path: string, strategy: string): void {
    if (target === "Labels") this.result.labels[key] = value;
    else if (target === "Annotations") this.result.annotations[key] = value;
    else if (isKey(key)) this.result.data.set(key, decoded(value, strategy) ?? value);
    else {
      // What a template makes can be a value.
      this.#ctx.report(this.#external, path).error(
        "bad-key",
        'a key that is made here can be none of a Secret: letters, digits, "-", "_" and "."',
      );
    }
  }

  #render(template: string, path: string): string | undefined {
    try {
      return renderGoTemplate(template, this.#values, {
        missing: "error",
        limits: { whole: this.#ctx.limits.settings },
      });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      if (this.#lacksValues(template)) return undefined;
      this.#ctx.report(this.#external, path).error(
        "bad-template",
        `the template can't be filled in: ${error.message}`,
      );
      return undefined;
    }
  }

  /** Whether it can't be filled in for want of values alone, which has been said. */
  #lacksValues(template: string): boolean {
    if (this.#isComplete) return false;
    try {
      const keys = mappings(mapping(this.#external.spec).data).map(({ secretKey }) =>
        text(secretKey)
      );
      const any = Object.fromEntries(keys.map((key) => [key, "any"]));
      renderGoTemplate(template, { ...any, ...this.#values }, {
        limits: { whole: this.#ctx.limits.settings },
      });
      return true;
    } catch {
      return false;
    }
  }

  #read(kind: "ConfigMap" | "Secret", name: string, key: string): string | undefined {
    const object = this.#objects.get(kind, namespaceOf(this.#external), name);
    if (!object) return undefined;
    const value = kind === "Secret"
      ? secretValue(object as Secret, key)
      : configMapValue(object as ConfigMap, key);
    return typeof value === "string" ? value : undefined;
  }
}
