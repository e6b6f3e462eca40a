/**
 * Diagnostics about the object that a route comes from.
 *
 * @module
 */

import { type ConvertContext, idOf, type Manifest, type ResourceId } from "@dekube/engine/pacts";

/** Says things about one field of an object. */
export class Notes {
  /** The object's identity. */
  readonly resource: ResourceId;

  /** Notes on `manifest`; `path` is the field that they are about. */
  constructor(
    readonly manifest: Manifest,
    readonly path: string,
    readonly ctx: ConvertContext,
  ) {
    this.resource = idOf(manifest);
  }

  /** Something is left out. */
  warn(code: string, message: string): void {
    this.ctx.diagnostics.warn(code, message, { resource: this.resource, path: this.path });
  }

  /** Something is withheld. */
  error(code: string, message: string): void {
    this.ctx.diagnostics.error(code, message, { resource: this.resource, path: this.path });
  }

  /** Worth knowing. */
  info(code: string, message: string): void {
    this.ctx.diagnostics.info(code, message, { resource: this.resource, path: this.path });
  }

  /** Notes on another object. */
  of(manifest: Manifest, path: string): Notes {
    return new Notes(manifest, path, this.ctx);
  }
}
