/**
 * Reads fields of custom resources, whose types nobody has checked.
 *
 * @module
 */

import {
  type ConvertContext,
  hasField,
  idOf,
  type Manifest,
  type Mapping,
  type ResourceId,
} from "@dekube/engine/pacts";
import { FIELDS } from "./known/mod.ts";

/** Where something stands in a manifest, and where to say what is wrong with it. */
export class Site {
  /** A place of an object, for instance `spec.endpoints[0]`. */
  constructor(
    readonly ctx: ConvertContext,
    readonly resource: ResourceId,
    readonly path: string = "spec",
  ) {}

  /** A field of what stands here. */
  at(field: string): Site {
    return new Site(this.ctx, this.resource, `${this.path}.${field}`);
  }

  /** An item of the list that stands here. */
  item(index: number): Site {
    return new Site(this.ctx, this.resource, `${this.path}[${index}]`);
  }

  /** Says that something was left out or guessed. */
  warn(code: string, message: string): undefined {
    this.ctx.report(this.resource, this.path).warn(code, message);
  }

  /** Says something that is worth knowing. */
  info(code: string, message: string): undefined {
    this.ctx.report(this.resource, this.path).info(code, message);
  }
}

/** `spec` of a manifest. */
export function siteOf(manifest: Manifest, ctx: ConvertContext): Site {
  return new Site(ctx, idOf(manifest));
}

/** Whether a template gave a field anything at all. */
export function isSet(value: unknown): boolean {
  if (!value) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

/** Says which fields are set and not read; the engine speaks of those that the kind does not have. */
export function reportUnread(
  fields: Mapping,
  known: ReadonlySet<string>,
  site: Site,
): void {
  for (const [name, value] of Object.entries(fields)) {
    const at = site.at(name);
    if (known.has(name) || !isSet(value) || !isField(at)) continue;
    at.warn(
      "unsupported-field",
      `"${name}" is not converted; it is left out`,
    );
  }
}

function isField({ resource: { group, kind }, path }: Site): boolean {
  const full = `${group}/${kind}`;
  return !Object.hasOwn(FIELDS, full) || hasField(FIELDS[full], path);
}
