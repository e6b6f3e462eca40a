/**
 * How a backend is reached.
 *
 * @module
 */

import type { ObjectRef } from "./object_ref.ts";

/** A backend and how it is spoken to. */
export interface BackendAddress {
  /** `host:port`, the host by its full cluster name. */
  upstream: string;
  /** How it is spoken to. */
  scheme: "http" | "https" | "h2c";
  /** Secret or ConfigMap whose `ca.crt`, else `tls.crt`, its certificate is checked against. */
  serverCaSecret?: ObjectRef;
  /** Name that its certificate must bear. */
  serverSni?: string;
  /** `Host` header that it gets. */
  upstreamHost?: string;
}
