/**
 * The controller's annotations on one Ingress, and what there is to say about them.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 * @module
 */

import { type ConvertContext, idOf, type Ingress, text } from "@dekube/engine/pacts";

/** What the names of the controller's annotations begin with. */
export const PREFIX = "nginx.ingress.kubernetes.io/";

/** What Kubernetes allows for all annotations of an object together. */
const MAX_LENGTH = 262_144;

/** The annotation without spaces around it, empty where it is missing or too long. */
export function annotationOf(manifest: Ingress, name: string): string {
  const value = text(manifest.metadata.annotations?.[PREFIX + name]);
  return value.length > MAX_LENGTH ? "" : value.trim();
}

/** Whether a text is one of those that Go takes for true. */
export function isTrue(value: string): boolean {
  return ["1", "t", "T", "TRUE", "true", "True"].includes(value);
}

/** Whether a text is one of those that Go takes for false. */
export function isFalse(value: string): boolean {
  return ["0", "f", "F", "FALSE", "false", "False"].includes(value);
}

/** Reads the annotations of one Ingress, and reports on them. */
export class Annotations {
  readonly manifest: Ingress;
  readonly ctx: ConvertContext;

  constructor(manifest: Ingress, ctx: ConvertContext) {
    this.manifest = manifest;
    this.ctx = ctx;
  }

  /** The annotation without spaces around it, empty where it is missing or too long. */
  get(name: string): string {
    const value = annotationOf(this.manifest, name);
    if (text(this.manifest.metadata.annotations?.[PREFIX + name]).length > MAX_LENGTH) {
      this.invalid(name, "it is longer than Kubernetes allows, 256 KiB");
    }
    return value;
  }

  /** A switch; what is neither on nor off is `fallback`, with a diagnostic. */
  flag(name: string, fallback = false): boolean {
    const value = this.get(name);
    if (isTrue(value)) return true;
    if (value === "" || isFalse(value)) return value === "" && fallback;
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

  /** Says that a value is none that the annotation may have. */
  invalid(name: string, what: string): void {
    this.#warn(`invalid-${name}`, name, `${what}; it is left out`);
  }

  /** Says that something has no counterpart here. */
  unsupported(name: string, what: string): void {
    this.#warn(`unsupported-${name}`, name, what);
  }

  /** Says what is worth knowing. */
  info(code: string, name: string, what: string): void {
    this.ctx.diagnostics.info(code, `${PREFIX}${name}: ${what}`, this.#place(name));
  }

  #warn(code: string, name: string, what: string): void {
    this.ctx.diagnostics.warn(code, `${PREFIX}${name}: ${what}`, this.#place(name));
  }

  #place(name: string) {
    return {
      resource: idOf(this.manifest),
      path: `metadata.annotations["${PREFIX}${name}"]`,
    };
  }
}
