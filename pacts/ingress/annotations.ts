/**
 * Annotations of one ingress controller, read by their short names, and what there is to say about them.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Reporter } from "../diagnostics.ts";
import type { Ingress, Service } from "../kubernetes/types.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { entries, text } from "../read.ts";
import { type AccessRestriction, accessRestrictions } from "./access.ts";
import type { ObjectRef } from "./object_ref.ts";
import type { IngressController } from "./ingress_class.ts";

/** What Kubernetes allows for all annotations of an object together. */
const MAX_LENGTH = 262_144;

/** Where the value of an annotation comes from that no Ingress has: the controller's own settings. */
export interface AnnotationOrigin {
  /** The object that has it. */
  readonly object: Manifest;
  /** What it is called there. */
  readonly key: string;
  /** The field that it is. */
  readonly path: string;
}

/** Items of a list that are said to be none. */
const MOST_ITEMS = 10;

/**
 * The annotations of a controller on an Ingress, read by their names without the controller's prefix. What its
 * Service says precedes what the Ingress says, where a Service is given and the controller looks for it there.
 *
 * @example
 * ```ts
 * import { Annotations } from "@dekube/engine/pacts/ingress";
 * import { said, testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const alb = { name: "alb", prefix: "alb.ingress.kubernetes.io/" };
 * const ingress = {
 *   kind: "Ingress",
 *   metadata: {
 *     name: "web",
 *     annotations: { [`${alb.prefix}inbound-cidrs`]: "10.0.0.0/8, ::1", [`${alb.prefix}ssl`]: "perhaps" },
 *   },
 * };
 * const ctx = testContext([ingress]);
 * const annotations = new Annotations(alb, ingress, ctx);
 * assertEquals(annotations.list("inbound-cidrs"), ["10.0.0.0/8", "::1"]);
 * assertEquals(annotations.flag("ssl"), false);
 * assertEquals(said(ctx), ['invalid-ssl metadata.annotations["alb.ingress.kubernetes.io/ssl"]']);
 * ```
 */
export class Annotations {
  /** The controller that they are for. */
  readonly controller: IngressController;
  /** The Ingress. */
  readonly manifest: Ingress;
  /** What the extension was handed. */
  readonly ctx: ConvertContext;
  readonly #objects: readonly Manifest[];
  readonly #origins: ReadonlyMap<string, AnnotationOrigin>;

  /**
   * The annotations of `manifest`, preceded by those of `service`. Those of `origins`, by their full names, are said
   * things about where they come from.
   */
  constructor(
    controller: IngressController,
    manifest: Ingress,
    ctx: ConvertContext,
    service?: Service,
    origins: ReadonlyMap<string, AnnotationOrigin> = new Map(),
  ) {
    this.controller = controller;
    this.manifest = manifest;
    this.ctx = ctx;
    this.#origins = origins;
    this.#objects = service ? [service, manifest] : [manifest];
  }

  /** An annotation without spaces around it; empty where it is missing. */
  get(name: string): string {
    const value = this.#find(name)?.value ?? "";
    if (value.length <= MAX_LENGTH) return value;
    this.invalid(name, "it is longer than Kubernetes allows, 256 KiB");
    return "";
  }

  /** The parts of a list that commas separate, without those that are empty. */
  list(name: string): string[] {
    return partsOf(this.get(name), ",");
  }

  /** The lines of a text, without those that are empty. */
  lines(name: string): string[] {
    return partsOf(this.get(name), "\n");
  }

  /** A switch; what is neither on nor off is `fallback`, with a diagnostic. */
  flag(name: string, fallback = false): boolean {
    const value = this.get(name);
    if (value === "") return fallback;
    const flag = parseFlag(value);
    if (flag !== undefined) return flag;
    this.invalid(name, `${JSON.stringify(value)} is neither "true" nor "false"`);
    return fallback;
  }

  /** A whole number from `least` on; anything else is left out, with a diagnostic. */
  number(name: string, least = 0): number | undefined {
    const value = this.get(name);
    if (value === "") return undefined;
    const number = /^\+?\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (number >= least) return number;
    this.invalid(name, `${JSON.stringify(value)} is not a whole number from ${least} on`);
    return undefined;
  }

  /** `namespace/name`, or a name in the Ingress's own namespace; anything else is left out, with a diagnostic. */
  ref(name: string): ObjectRef | undefined {
    const value = this.get(name);
    if (value === "") return undefined;
    const match = /^(?:([^\s/]+)\/)?([^\s/]+)$/.exec(value);
    if (match) return { namespace: match[1] ?? namespaceOf(this.manifest), name: match[2] };
    this.invalid(name, `${JSON.stringify(value)} is neither "name" nor "namespace/name"`);
    return undefined;
  }

  /** The whole name of an annotation, as it is written where it is there. */
  fullName(name: string): string {
    const fullName = this.#find(name)?.fullName ?? this.controller.prefix + name;
    return this.#origins.get(fullName)?.key ?? fullName;
  }

  /** Says things about an annotation. */
  report(name: string): Reporter {
    const { object = this.manifest, fullName = this.controller.prefix + name } = this.#find(name) ??
      {};
    const origin = this.#origins.get(fullName);
    if (origin) return this.ctx.report(origin.object, origin.path);
    return this.ctx.report(object, `metadata.annotations["${fullName}"]`);
  }

  /** What an annotation that is there restricts, as its name says it. */
  restriction(name: string): AccessRestriction | undefined {
    const found = this.#find(name);
    return found &&
      accessRestrictions(found.object).find(({ annotation }) => annotation === found.fullName);
  }

  /**
   * Says that a value is none that the annotation may have. One that keeps somebody out is not said to be left out: a route
   * without it is closed.
   */
  invalid(name: string, what: string): void {
    const end = this.restriction(name) ? "" : "; it is left out";
    this.report(name).warn(`invalid-${name}`, `${this.fullName(name)}: ${what}${end}`);
  }

  /** Says of items of a list that they are none that it may have: of each once, of the first of many alone. */
  invalidItems(name: string, items: readonly string[], problem: string): void {
    const odd = [...new Set(items)];
    for (const item of odd.slice(0, MOST_ITEMS)) {
      this.invalid(name, `${JSON.stringify(item)} ${problem}`);
    }
    const more = odd.length - MOST_ITEMS;
    if (more > 0) this.invalid(name, `${more} more: each ${problem}`);
  }

  /** Says that something has no counterpart here. */
  unsupported(name: string, what: string): void {
    this.report(name).warn(`unsupported-${name}`, `${this.fullName(name)}: ${what}`);
  }

  /** Says what is worth knowing. */
  info(code: string, name: string, what: string): void {
    this.report(name).info(code, `${this.fullName(name)}: ${what}`);
  }

  /** The first object that has an annotation which is not empty. */
  #find(name: string): { object: Manifest; fullName: string; value: string } | undefined {
    const { onServices } = this.controller;
    for (const object of this.#objects) {
      if (object !== this.manifest && onServices?.includes(name) === false) continue;
      const [last] = entries(object.metadata.annotations)
        .filter(([fullName]) => this.#is(name, fullName))
        .map(([fullName, raw]) => ({ object, fullName, value: text(raw).trim() }))
        .filter(({ value }) => value !== "")
        // Of two that differ in case alone, the one that is sorted behind the other counts.
        .sort((one, other) => one.fullName < other.fullName ? 1 : -1);
      if (last) return last;
    }
    return undefined;
  }

  /** Whether a name as it is written is that of an annotation. */
  #is(name: string, fullName: string): boolean {
    const { prefix, ignoresCase = false } = this.controller;
    if (!ignoresCase) return fullName === prefix + name;
    return fullName.startsWith(prefix) && fullName.slice(prefix.length).toLowerCase() === name;
  }
}

/**
 * What Go reads as true or false, `undefined` for anything else: most controllers are written in it.
 *
 * @example
 * ```ts
 * import { parseFlag } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(["true", "F", "yes"].map(parseFlag), [true, false, undefined]);
 * ```
 */
export function parseFlag(value: string): boolean | undefined {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(value)) return true;
  if (["0", "f", "F", "FALSE", "false", "False"].includes(value)) return false;
  return undefined;
}

function partsOf(value: string, separator: string): string[] {
  return value.split(separator).map((part) => part.trim()).filter(Boolean);
}
