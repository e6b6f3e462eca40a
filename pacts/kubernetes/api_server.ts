/**
 * A Kubernetes API that runs beside the project, where an extension brings one.
 *
 * @module
 */

import type { OutputFiles } from "../files.ts";
import type { ResourceId } from "../manifest.ts";

/** A Kubernetes API for the objects of the project. */
export interface ApiServer {
  /**
   * Whether it will be there, now that somebody has found out who asks an API, and who of them can't do without. To be asked
   * before anything is made of objects, by one extension alone.
   */
  serves(asking: readonly ResourceId[], needing: readonly ResourceId[]): boolean;
  /** The token of a ServiceAccount; `undefined` where there is no server after all. */
  token(namespace: string, account: string): string | undefined;
}

/** The context, as far as it matters. */
export interface ApiServerContext {
  /** Where extensions leave things for each other. */
  readonly files: Pick<OutputFiles, "shared">;
}

/**
 * Has the other extensions know of a server that may run here.
 *
 * @example
 * ```ts
 * import { apiServerOf, offerApiServer } from "@dekube/engine/pacts/kubernetes";
 * import { testContext } from "@dekube/engine/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const ctx = testContext([]);
 * assertEquals(apiServerOf(ctx), undefined);
 * offerApiServer({ serves: () => true, token: () => "abc" }, ctx);
 * assert(apiServerOf(ctx)?.serves([], []));
 * ```
 */
export function offerApiServer(server: ApiServer, ctx: ApiServerContext): void {
  placeOf(ctx).server = server;
}

/** The server that may run here, if there is one. */
export function apiServerOf(ctx: ApiServerContext): ApiServer | undefined {
  return placeOf(ctx).server;
}

function placeOf({ files }: ApiServerContext): { server?: ApiServer } {
  return files.shared("Kubernetes API", () => ({}));
}
