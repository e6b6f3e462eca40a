/**
 * The spec of a custom resource, read field by field, whatever a template made of it.
 *
 * @module
 */

import {
  type ConvertContext,
  idOf,
  isMapping,
  type Manifest,
  type Reporter,
  type ResourceId,
  text,
} from "@dekube/engine/pacts";
import { portNumber } from "@dekube/engine/pacts/kubernetes";

/** A Secret's key, as a field refers to it. */
export interface SecretKey {
  /** Name of the Secret. */
  name: string;
  /** Key in it. */
  key: string;
}

/** Where a field is below `spec`: dotted, or in parts where one of them may hold a dot itself. */
export type Path = string | readonly string[];

/** Reads `spec` by dotted paths (`db.host`). What is missing or `null` is silent, what is of a wrong type is not. */
export class Spec {
  readonly #root: Record<string, unknown>;
  readonly #ctx: Pick<ConvertContext, "report">;
  /** The object whose spec it is. */
  readonly resource: ResourceId;

  /** Takes hold of a manifest's spec. */
  constructor(manifest: Manifest, ctx: Pick<ConvertContext, "report">) {
    this.#root = { spec: manifest.spec };
    this.#ctx = ctx;
    this.resource = idOf(manifest);
  }

  /** Says that something was left out or guessed. */
  warn(code: string, message: string, path: string): void {
    this.#ctx.report(this.resource, `spec.${path}`).warn(code, message);
  }

  /** Says something worth knowing. */
  info(code: string, message: string, path: string): void {
    this.#ctx.report(this.resource, `spec.${path}`).info(code, message);
  }

  /** Says things about a field. */
  report(path: string): Reporter {
    return this.#ctx.report(this.resource, `spec.${path}`);
  }

  /** A mapping; empty where there is none. An empty path means the whole spec. */
  group(path: Path): Record<string, unknown> {
    const value = this.#at(path);
    if (isMapping(value)) return value;
    if (isSet(value)) this.#wrong(path, "a mapping");
    return {};
  }

  /** A list without its `null`s; empty where there is none. */
  list(path: string): unknown[] {
    return this.items(path).map(({ item }) => item);
  }

  /** A list without its `null`s, each item with its own path. */
  items(path: string): { item: unknown; path: string }[] {
    const value = this.#at(path);
    if (!Array.isArray(value)) {
      if (isSet(value)) this.#wrong(path, "a list");
      return [];
    }
    return value.map((item, index) => ({ item, path: `${path}.${index}` }))
      .filter(({ item }) => isSet(item));
  }

  /** A scalar as text; empty where there is none. */
  text(path: Path): string {
    const value = this.#at(path);
    if (isMapping(value) || Array.isArray(value)) {
      this.#wrong(path, "a text");
      return "";
    }
    return text(value);
  }

  /** `true` or `false`, `undefined` where it is neither. */
  flag(path: Path): boolean | undefined {
    const value = this.text(path).trim();
    if (value === "") return undefined;
    if (value === "true" || value === "false") return value === "true";
    this.#wrong(path, "true or false");
    return undefined;
  }

  /** A number that is not negative. */
  number(path: Path): number | undefined {
    const value = this.text(path).trim();
    if (value === "") return undefined;
    if (/^\d{1,9}(\.\d+)?$/.test(value)) return Number(value);
    this.#wrong(path, "a number");
    return undefined;
  }

  /** A port, 1 to 65535. */
  port(path: Path): number | undefined {
    const value = this.text(path).trim();
    if (value === "") return undefined;
    const port = portNumber(value);
    if (port === undefined) this.#wrong(path, "a port number, 1 to 65535");
    return port;
  }

  /** A reference to a key of a Secret (`{name, key}`). */
  secretKey(path: Path): SecretKey | undefined {
    if (!isSet(this.#at(path))) return undefined;
    const parts = partsOf(path);
    const name = this.text([...parts, "name"]);
    const key = this.text([...parts, "key"]);
    if (name !== "" && key !== "") return { name, key };
    this.warn(
      "bad-reference",
      `spec.${
        parts.join(".")
      } names no Secret, or no key of it, so it is left out. Give it "name" and "key"`,
      parts.join("."),
    );
    return undefined;
  }

  #at(path: Path): unknown {
    const parts = partsOf(path);
    let value: unknown = this.#root.spec;
    for (const [index, part] of parts.entries()) {
      if (isMapping(value)) {
        value = Object.hasOwn(value, part) ? value[part] : undefined;
      } else if (Array.isArray(value) && /^\d+$/.test(part)) {
        value = value[Number(part)];
      } else {
        if (isSet(value)) this.#wrong(parts.slice(0, index), "a mapping");
        return undefined;
      }
    }
    return value;
  }

  #wrong(path: Path, expected: string): void {
    const field = ["spec", ...partsOf(path)].join(".");
    this.#ctx.report(this.resource, field).warn(
      "bad-field",
      `${field} must be ${expected}; it is ignored`,
    );
  }
}

function partsOf(path: Path): readonly string[] {
  if (typeof path !== "string") return path;
  return path === "" ? [] : path.split(".");
}

/** An empty text is what `field: {{ .Values.nothing }}` in quotes comes to. */
function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}
