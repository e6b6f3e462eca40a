/**
 * Settings of servers as resources write them: paths of elements, each with a value.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  text,
} from "@dekube/engine/pacts";
import { type Element, isElementName, meant } from "./xml.ts";

/** What a setting is set to. */
export type Option =
  /** Texts, each an element of its own. */
  | { kind: "values"; values: readonly string[] }
  /** A variable of the container. */
  | { kind: "variable"; variable: string }
  /** The value of a Secret, which is yet to become a variable. */
  | { kind: "secret"; name: string; key: string }
  /** The element is taken away. */
  | { kind: "removed" };

/** Settings by their paths: `merge_tree/max_parts`. */
export type Options = Map<string, Option>;

/** A setting of one text. */
export function value(text: string): Option {
  return { kind: "values", values: [text] };
}

/** The texts of a setting; none where it has another value. */
export function valuesOf(option: Option | undefined): readonly string[] {
  return option?.kind === "values" ? option.values : [];
}

/** The path in the one way to write it. */
export function normalPath(path: string): string {
  return path.split("/").filter((part) => part !== "").join("/");
}

/** Reads settings. What the operator makes nothing of is handed to `refuse`, and left out. */
export function readOptions(given: unknown, refuse: (path: string) => void = () => {}): Options {
  const options: Options = new Map();
  // The operator puts what is written otherwise in the place of what is written in the one way.
  const [normal, odd] = [[], []] as [string, unknown][][];
  for (const entry of Object.entries(mapping(given))) {
    (normalPath(entry[0]) === entry[0] ? normal : odd).push(entry);
  }
  for (const [path, found] of [...normal, ...odd]) {
    if (found === null || found === undefined) continue;
    const option = optionOf(found);
    if (option === undefined) refuse(path);
    else options.set(normalPath(path), option);
  }
  return options;
}

/** Says of a setting that it is not read. */
export function sayUnread(
  cr: Manifest,
  place: string,
  { report }: Pick<ControllerContext, "report">,
): (path: string) => void {
  return (path) =>
    report(cr, `${place}.${path}`).warn(
      "unread-option",
      `the operator reads a text, a number, a list of these or valueFrom.secretKeyRef here, so it is left out. Write what is below it as a path: "${path}/…"`,
    );
}

/** Says of a setting that no element can be called so. */
export function sayBadPath(
  cr: Manifest,
  place: string,
  { report }: Pick<ControllerContext, "report">,
): (path: string) => void {
  return (path) =>
    report(cr, `${place}.${path}`).warn(
      "bad-option-name",
      'a part of its path is no name of an element, with which the server would not start, so it is left out. Use letters, digits, "_", "-" and ".", and no digit first',
    );
}

function optionOf(found: unknown): Option | undefined {
  if (Array.isArray(found)) {
    return { kind: "values", values: found.flatMap((one) => scalarOf(one) ?? []) };
  }
  const scalar = scalarOf(found);
  if (scalar !== undefined) {
    return /^_removed?_$/.test(scalar) ? { kind: "removed" } : value(scalar);
  }
  const { secretKeyRef } = mapping(mapping(found).valueFrom);
  if (!isMapping(secretKeyRef)) return undefined;
  return { kind: "secret", name: text(secretKeyRef.name), key: text(secretKeyRef.key) };
}

/** Numbers as the operator writes them. */
function scalarOf(found: unknown): string | undefined {
  if (typeof found === "string") return found;
  if (typeof found === "boolean") return String(found);
  if (typeof found !== "number" || !Number.isFinite(found)) return undefined;
  const whole = Math.trunc(found);
  return found - whole > 0.001 ? found.toFixed(6) : String(whole);
}

/** Settings of several places: the first that has one counts. */
export function mergedOptions(...all: readonly Options[]): Options {
  const merged: Options = new Map();
  for (const options of all) {
    for (const [path, option] of options) if (!merged.has(path)) merged.set(path, option);
  }
  return merged;
}

/** A tree of elements, while it grows. */
interface Branch {
  option?: Option;
  children: Map<string, Branch>;
}

/**
 * Settings as elements. Paths that no elements can be called by are handed to `refuse`, and left out: a server would not
 * start with them.
 */
export function elementsOf(options: Options, refuse: (path: string) => void): Element[] {
  const root: Branch = { children: new Map() };
  for (const path of [...options.keys()].toSorted()) {
    const names = path.split("/");
    // What is nested deeper is no config.
    if (!names.every(isElementName) || names.length > MOST_DEPTH) {
      refuse(path);
      continue;
    }
    let branch = root;
    for (const name of names) {
      let child = branch.children.get(name);
      if (!child) branch.children.set(name, child = { children: new Map() });
      branch = child;
    }
    branch.option = options.get(path);
  }
  return childrenOf(root);
}

const MOST_DEPTH = 50;

function childrenOf({ children }: Branch): Element[] {
  return [...children].flatMap(([name, branch]): Element[] => {
    const { option } = branch;
    if (option === undefined) return [{ name, content: childrenOf(branch) }];
    if (option.kind === "values") {
      return option.values.map((one) => ({ name, content: meant(one) }));
    }
    if (option.kind === "variable") return [{ name, attributes: { from_env: option.variable } }];
    return option.kind === "removed" ? [{ name, attributes: { remove: "1" } }] : [];
  });
}

/** What a variable holds whose Secret is not there; nothing where it is there for certain. */
type Locked = (variable: string, secret: { name: string; key: string }) => string | undefined;

/** Variables of a container that hold values of Secrets, for settings that name these. */
export class SecretVariables {
  readonly #variables = new Map<string, { name: string; key: string }>();
  readonly #names = new Map<string, string>();
  readonly #locked: Locked;

  /**
   * Where a variable is not set the server takes the element for an empty one, which as a password lets everybody in. So
   * `locked` makes what nobody knows, for a Secret that turns out not to be there.
   */
  constructor(locked: Locked) {
    this.#locked = locked;
  }

  /** The variable of a setting: as the operator calls it, and another where that is taken. */
  variable(prefix: string, path: string, secret: { name: string; key: string }): string {
    const wanted = `${prefix}_${path}`.toUpperCase().replace(/[^A-Z0-9_]/g, "_").slice(0, 200);
    return this.named(wanted, secret);
  }

  /** A variable of this name, and of another where that is taken by another value. */
  named(wanted: string, secret: { name: string; key: string }): string {
    const known = JSON.stringify([wanted, secret.name, secret.key]);
    const found = this.#names.get(known);
    if (found !== undefined) return found;
    let name = wanted;
    for (let count = 2; this.#variables.has(name); count++) name = `${wanted}_${count}`;
    this.#names.set(known, name);
    this.#variables.set(name, secret);
    return name;
  }

  /** What the container's environment is to have: of two of one name the last counts, unless its Secret is not there. */
  get all(): Mapping[] {
    return [...this.#variables].flatMap(([name, secret]) => {
      const locked = this.#locked(name, secret);
      const variable = {
        name,
        valueFrom: { secretKeyRef: { name: secret.name, key: secret.key } },
      };
      return locked === undefined ? [variable] : [{ name, value: locked }, variable];
    });
  }

  /** Puts variables in the places of all Secrets in some settings. */
  resolve(options: Options, prefix: string): Options {
    return new Map([...options].map(([path, option]) => [
      path,
      option.kind === "secret"
        ? { kind: "variable" as const, variable: this.variable(prefix, path, option) }
        : option,
    ]));
  }
}
