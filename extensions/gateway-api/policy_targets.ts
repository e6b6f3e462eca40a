/**
 * What policies are attached to: objects by their names, or by their labels.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-713/
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import {
  type Labels,
  type LabelSelector,
  labelsOf,
  readLabelSelector,
  SelectorIndex,
  selectsLabels,
} from "@dekube/engine/pacts/kubernetes";
import { GROUP } from "./group.ts";
import { isClear, Namespaces } from "./selection.ts";

/** Something that policies may be attached to. */
export interface Target {
  /** Its kind, of Gateway API, `Service` or `Namespace`. */
  kind: string;
  /** Empty of a kind that is in none. */
  namespace: string;
  /** Empty of a class that nobody knows. */
  name: string;
  /** The one listener of it that is meant, where that is known. */
  section?: string;
  /** The object, where the manifests have it. */
  object?: Manifest;
}

interface Selection {
  isIn(target: Target): boolean;
  selector: LabelSelector;
  policy: Manifest;
}

interface Attached {
  policy: Manifest;
  /** The listener that it is for alone; empty for all of its target. */
  section: string;
}

/** Policies by what they are attached to. */
export class PolicyTargets {
  readonly #byName = new Map<string, Attached[]>();
  /** Those by labels, each under the kind that it is for. */
  readonly #selections = new SelectorIndex<Selection>();
  #isSelecting = false;
  readonly #found = new Map<string, readonly Manifest[]>();
  readonly #ofUnknown = new Map<string, readonly Selection[]>();
  /** Those of which nobody can tell what they are for, by their namespaces. */
  readonly #unclear = new Map<string, Manifest[]>();
  readonly #namespaces: Namespaces;

  /** Finds the namespaces that policies select in. */
  constructor(ctx: Pick<ConvertContext, "manifests">) {
    this.#namespaces = new Namespaces(ctx);
  }

  /** Whether there is a policy that is attached to anything. */
  get isEmpty(): boolean {
    return this.#byName.size === 0 && this.#unclear.size === 0 && !this.#isSelecting;
  }

  /** Reads what a policy is for: `targetRef`, `targetRefs`, what others call these, and `targetSelectors`. */
  add(policy: Manifest): void {
    const { targetSelectors, ...spec } = mapping(policy.spec);
    const home = namespaceOf(policy);
    if (isUnclear(mapping(policy.spec))) {
      const unclear = this.#unclear.get(home);
      if (unclear) unclear.push(policy);
      else this.#unclear.set(home, [policy]);
    }
    for (const target of namedIn(spec)) {
      const kind = kindOfTarget(target);
      if (kind === undefined) continue;
      const namespace = IN_NONE.has(kind) ? "" : text(target.namespace) || home;
      const key = keyOf({ kind, namespace, name: text(target.name) });
      const section = WITH_LISTENERS.has(kind) ? text(target.sectionName) : "";
      const attached = this.#byName.get(key);
      if (attached) attached.push({ policy, section });
      else this.#byName.set(key, [{ policy, section }]);
    }
    for (const target of list(targetSelectors).map(mapping)) {
      const kind = kindOfTarget(target);
      if (kind === undefined) continue;
      const isBySelector = text(mapping(target.namespaces).from) === "Selector";
      const selector = readLabelSelector(target);
      this.#isSelecting = true;
      this.#selections.add(kind, selector, {
        isIn: ({ namespace, name }) => {
          // Classes are in no namespace; of a namespace itself its name tells.
          if (kind === "GatewayClass") return true;
          const place = kind === "Namespace" ? name : namespace;
          // A namespace whose labels nobody knows may be meant.
          return !isClear(target.namespaces) ||
            this.#namespaces.allowed(target.namespaces, place, home, "Same") ||
            isBySelector && !this.#namespaces.has(place);
        },
        selector,
        policy,
      });
    }
  }

  /** The policies that are attached to something. */
  of(target: Target): readonly Manifest[] {
    const key = `${keyOf(target)} ${target.section ?? ""}`;
    let found = this.#found.get(key);
    if (!found) this.#found.set(key, found = this.#read(target));
    return found;
  }

  #read(target: Target): readonly Manifest[] {
    const { kind, name, section = "", object } = target;
    if (kind === "GatewayClass" && name === "") return this.#ofAnyClass();
    const [labels, isThere] = kind === "Namespace"
      ? [this.#namespaces.labelsOf(name), this.#namespaces.has(name)]
      : [labelsOf(object?.metadata.labels), object !== undefined];
    const selected = isThere
      ? this.#selections.selecting(kind, labels).filter((one) => one.isIn(target))
      : this.#selectingUnknown(target, labels);
    const named = (this.#byName.get(keyOf(target)) ?? [])
      .filter((one) => one.section === "" || section === "" || one.section === section);
    const unclear = this.#unclear.get(target.namespace) ?? [];
    return [
      ...named.map(({ policy }) => policy),
      ...selected.map(({ policy }) => policy),
      ...unclear,
    ];
  }

  /** The class of a Gateway that is not among the manifests may be any. */
  #ofAnyClass(): readonly Manifest[] {
    const named = [...this.#byName].filter(([key]) => key.startsWith("GatewayClass "))
      .flatMap(([, attached]) => attached);
    const all = [...named, ...this.#selections.all("GatewayClass")];
    return [...new Set(all.map(({ policy }) => policy))];
  }

  /** Of what is not among the manifests any label may be right that is not given: all that is so in a namespace is alike. */
  #selectingUnknown(target: Target, labels: Labels): readonly Selection[] {
    const place = target.kind === "Namespace" ? target.name : target.namespace;
    const key = JSON.stringify([target.kind, place]);
    let found = this.#ofUnknown.get(key);
    if (!found) {
      const isKnown = (label: string) => Object.hasOwn(labels, label);
      found = this.#selections.all(target.kind)
        .filter((one) => one.isIn(target) && selectsLabels(one.selector, labels, isKnown));
      this.#ofUnknown.set(key, found);
    }
    return found;
  }
}

/** What fields are called that name what a policy is for. Some have a list of these, Kong's a mapping. */
const TARGETS = /^(?:(?:policy)?target(?:s|(?:Ref(?:erence)?)s?)?|(?:route|gateway)Refs)$/i;

/** What a policy names. */
function namedIn(spec: Mapping): Mapping[] {
  return Object.entries(spec).filter(([field]) => TARGETS.test(field)).flatMap(([, value]) => {
    if (!isMapping(value)) return mappings(value);
    return value.kind === undefined ? Object.values(value).flatMap(oneOrMore) : [value];
  });
}

/** Fields that hold nothing but references, where Kubernetes takes no others. */
const REFERENCES = /^targetRefs?$/i;

/** Whether a policy names what can't be read. It may be for anything in its namespace then. */
function isUnclear(spec: Mapping): boolean {
  return Object.entries(spec).some(([field, value]) => {
    if (value === undefined || value === null) return false;
    if (field === "targetSelectors") return !Array.isArray(value) || !value.every(isMapping);
    if (!REFERENCES.test(field)) return false;
    return !(Array.isArray(value) ? value : [value]).every(isReference);
  });
}

function isReference(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { group, kind, name, namespace, sectionName } = value;
  const isOptional = (one: unknown) => one === undefined || one === null;
  // What is no object of Gateway API may be a whole mesh, which has no name.
  return typeof kind === "string" && /^[a-z][a-z0-9-]{0,62}$/i.test(kind) &&
    (isOptional(group) || group === "" || isName(group)) &&
    (isName(name) || isOptional(name) && group !== GROUP) &&
    [namespace, sectionName].every((one) => isOptional(one) || isName(one));
}

/** Whether something may be called so, in any cluster. */
function isName(value: unknown): boolean {
  return typeof value === "string" && /^[a-z0-9][a-z0-9.-]{0,252}$/.test(value);
}

function oneOrMore(value: unknown): Mapping[] {
  return isMapping(value) ? [value] : mappings(value);
}

/** Kinds that are in no namespace. */
const IN_NONE: ReadonlySet<string> = new Set(["GatewayClass", "Namespace"]);

/** Kinds whose sections are listeners. */
const WITH_LISTENERS: ReadonlySet<string> = new Set(["Gateway", "ListenerSet"]);

/** Kinds of Kubernetes' own that policies are attached to. */
const OWN: ReadonlySet<string> = new Set(["Namespace", "Service"]);

/** The kind that a reference is to, if it is one of Gateway API's, a Service or a whole namespace. */
function kindOfTarget({ group, kind }: Record<string, unknown>): string | undefined {
  const name = text(kind);
  if (OWN.has(name)) return ["", "core"].includes(text(group)) ? name : undefined;
  return text(group ?? GROUP) === GROUP ? name : undefined;
}

function keyOf({ kind, namespace, name }: Target): string {
  return `${kind} ${namespace}/${name}`;
}
