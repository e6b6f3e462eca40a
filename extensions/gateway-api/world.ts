/**
 * What all routes are read with.
 *
 * @module
 */

import type { ConvertContext } from "@dekube/engine/pacts";
import { BackendTlsPolicies } from "./backend_tls.ts";
import { Gateways } from "./gateways.ts";
import { Grants } from "./grants.ts";
import { Namespaces } from "./selection.ts";

/** Objects that routes refer to, read once for a conversion. */
export interface World {
  /** The conversion. */
  readonly ctx: ConvertContext;
  /** Who may refer to what. */
  readonly grants: Grants;
  /** Gateways and their listeners. */
  readonly gateways: Gateways;
  /** How backends are spoken to by TLS. */
  readonly policies: BackendTlsPolicies;
}

/** Reads them as they are now. */
export function readWorld(ctx: ConvertContext): World {
  const grants = new Grants(ctx);
  return {
    ctx,
    grants,
    gateways: new Gateways(ctx, grants, new Namespaces(ctx)),
    policies: new BackendTlsPolicies(ctx),
  };
}
