/**
 * A resource's `spec` with the templates that it uses.
 *
 * @module
 */

import {
  append,
  type ControllerContext,
  isMapping,
  kindOf,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  ownValue,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { INSTALLATION } from "../kinds.ts";
import { normalPath } from "./options.ts";

/** Fields of settings: one that a template has can't be changed, as in a cluster. */
const OPTIONS = ["users", "profiles", "quotas", "settings", "files"];

/** Lists of templates, whose items are known by their names. */
const LISTS = ["hostTemplates", "podTemplates", "volumeClaimTemplates", "serviceTemplates"];

/** Finds the templates of resources. */
export class InstallationTemplates {
  readonly #automatic: readonly Manifest[];
  readonly #byName = new Map<string, Manifest[]>();

  /** Those of the manifests, and those that come with the operator. */
  constructor(templates: readonly Manifest[]) {
    this.#automatic = templates
      .filter(({ spec }) => text(mapping(mapping(spec).templating).policy).toLowerCase() === "auto")
      .toSorted((a, b) => a.metadata.name < b.metadata.name ? -1 : 1);
    for (const template of templates) {
      const { name } = template.metadata;
      const named = this.#byName.get(name);
      if (named) named.push(template);
      else this.#byName.set(name, [template]);
    }
  }

  /** The `spec` that is meant. */
  specOf(cr: Manifest, ctx: Pick<ControllerContext, "report">): Mapping {
    const own = mapping(cr.spec);
    if (kindOf(cr) !== INSTALLATION) return own;
    const used = new Set<Manifest>(this.#automatic);
    for (const [index, reference] of mappings(own.useTemplates).entries()) {
      const found = this.#find(reference, namespaceOf(cr));
      if (found) used.add(found);
      else {
        ctx.report(cr, `spec.useTemplates[${index}]`).warn(
          "missing-installation-template",
          `there is no ClickHouseInstallationTemplate "${
            text(reference.name)
          }" among the manifests, so nothing of it is used. Convert it along with the resource, or correct the name`,
        );
      }
    }
    const labels = textMap(cr.metadata.labels);
    const specs = [...used].map(({ spec }) => mapping(spec)).filter(({ templating }) =>
      Object.entries(textMap(mapping(templating).chiSelector))
        .every(([name, value]) => ownValue(labels, name) === value)
    );
    return specs.length === 0 ? own : mergedSpecs([...specs, own]);
  }

  #find({ name, namespace }: Mapping, own: string): Manifest | undefined {
    const wanted = text(namespace) || own;
    const named = this.#byName.get(text(name)) ?? [];
    return named.find((one) => namespaceOf(one) === wanted) ??
      named.find((one) => namespaceOf(one) === "");
  }
}

function mergedSpecs(specs: readonly Mapping[]): Mapping {
  const merged = specs.reduce(overridden, {});
  const configuration = mapping(merged.configuration);
  const of = (name: string) => specs.map((spec) => mapping(mapping(spec.configuration)[name]));
  const last = specs.findLast(({ configuration }) => isMapping(configuration));
  return {
    ...merged,
    configuration: {
      ...configuration,
      ...Object.fromEntries(OPTIONS.map((name) => [name, firstOptions(of(name))])),
      clusters: mapping(last?.configuration).clusters,
    },
    templates: Object.fromEntries(LISTS.map((name) => [
      name,
      firstNamed(specs.flatMap(({ templates }) => mappings(mapping(templates)[name]))),
    ])),
  };
}

/** Later fields that say something take the place of earlier ones. */
function overridden(base: Mapping, more: Mapping): Mapping {
  const result = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(more)) {
    if (isEmpty(value)) continue;
    const own = result.get(name);
    result.set(name, isMapping(value) && isMapping(own) ? overridden(own, value) : value);
  }
  return Object.fromEntries(result);
}

function firstOptions(all: readonly Mapping[]): Mapping {
  const first = new Map<string, unknown>();
  for (const options of all) {
    for (const [path, value] of Object.entries(options)) {
      const normal = normalPath(path);
      if (!first.has(normal) && value !== null) first.set(normal, value);
    }
  }
  return Object.fromEntries(first);
}

/** Templates of one name become one: what the earlier says holds, the later fills it up. */
function firstNamed(templates: readonly Mapping[]): Mapping[] {
  const named = new Map<string, Mapping>();
  for (const template of templates) {
    const name = text(template.name);
    const known = named.get(name);
    named.set(name, known ? filled(known, template) : template);
  }
  return [...named.values()];
}

function filled(base: Mapping, more: Mapping): Mapping {
  const result = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(more)) {
    const own = result.get(name);
    if (isEmpty(own)) result.set(name, value);
    else if (isMapping(own) && isMapping(value)) result.set(name, filled(own, value));
    else if (Array.isArray(own) && Array.isArray(value)) {
      result.set(name, name === "env" ? [...own, ...value] : filledList(own, value));
    }
  }
  return Object.fromEntries(result);
}

/** Items that stand at one place in both lists are one. */
function filledList(base: readonly unknown[], more: readonly unknown[]): unknown[] {
  const items = base.map((item, index) => {
    const other = more[index];
    return isMapping(item) && isMapping(other) ? filled(item, other) : item;
  });
  append(items, more.slice(base.length));
  return items;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === 0 || value === false) {
    return true;
  }
  return typeof value === "object" && Object.keys(value).length === 0;
}
