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
import type { OperatorSetup } from "./operator.ts";
import { placeOf } from "./operator_rights.ts";
import { normalPath } from "./options.ts";

/** Fields of settings: one that a template has can't be changed, as in a cluster. */
const OPTIONS = ["users", "profiles", "quotas", "settings", "files"];

/** Lists of templates, whose items are known by their names. */
const LISTS = ["hostTemplates", "podTemplates", "volumeClaimTemplates", "serviceTemplates"];

/** Finds the templates of resources. */
export class InstallationTemplates {
  readonly #seesToAll: boolean;
  /** Those of the operator, for all that it sees to. */
  readonly #ofOperator: readonly Manifest[];
  readonly #automatic: readonly Manifest[];
  readonly #byNamespace: ReadonlyMap<string, readonly Manifest[]>;
  readonly #byName = new Map<string, Manifest[]>();

  /** Those of the manifests, and those that come with the operator. */
  constructor(
    given: readonly Manifest[],
    { templates, seesToAll }: Pick<OperatorSetup, "templates" | "seesToAll">,
  ) {
    this.#seesToAll = seesToAll;
    this.#ofOperator = automatic(templates);
    this.#automatic = automatic(given);
    this.#byNamespace = Map.groupBy(this.#automatic, placeOf);
    for (const template of [...templates, ...given]) {
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
    // Without an operator's rights, what anybody has in a namespace changes nothing in another.
    const near = this.#byNamespace.get(placeOf(cr)) ?? [];
    if (!this.#seesToAll && near.length < this.#automatic.length) this.#sayForeign(cr, ctx);
    const used = new Set<Manifest>(
      byName([...this.#ofOperator, ...this.#seesToAll ? this.#automatic : near]),
    );
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
    const specs = [...used].map(({ spec }) => mapping(spec)).filter((spec) => isFor(cr, spec));
    return specs.length === 0 ? own : mergedSpecs([...specs, own]);
  }

  /** Says what is for all, and of another namespace, of the first that is for this one. */
  #sayForeign(cr: Manifest, { report }: Pick<ControllerContext, "report">): void {
    const found = this.#automatic.find((one) =>
      placeOf(one) !== placeOf(cr) && isFor(cr, mapping(one.spec))
    );
    if (!found) return;
    report(cr).info(
      "foreign-template",
      `the ClickHouseInstallationTemplate "${found.metadata.name}" is for all installations (templating.policy), and of the namespace "${
        placeOf(found)
      }", which nothing shows the operator to see to. So it is not used here. Name it in spec.useTemplates, or convert the operator along with its ClusterRole and ClusterRoleBinding`,
    );
  }

  #find({ name, namespace }: Mapping, own: string): Manifest | undefined {
    const wanted = text(namespace) || own;
    const named = this.#byName.get(text(name)) ?? [];
    return named.find((one) => namespaceOf(one) === wanted) ??
      named.find((one) => namespaceOf(one) === "");
  }
}

/** Templates for all installations. */
function automatic(templates: readonly Manifest[]): Manifest[] {
  return templates.filter(({ spec }) =>
    text(mapping(mapping(spec).templating).policy).toLowerCase() === "auto"
  );
}

function byName(templates: readonly Manifest[]): Manifest[] {
  return templates.toSorted((a, b) => a.metadata.name < b.metadata.name ? -1 : 1);
}

/** Whether a template with this `spec` is for an installation with such labels. */
function isFor({ metadata }: Manifest, { templating }: Mapping): boolean {
  const labels = textMap(metadata.labels);
  return Object.entries(textMap(mapping(templating).chiSelector))
    .every(([name, value]) => ownValue(labels, name) === value);
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
