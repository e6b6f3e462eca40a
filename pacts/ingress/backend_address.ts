/**
 * How a backend is reached.
 *
 * @module
 */

import type { ObjectRef } from "./object_ref.ts";

/** An object that holds the certificate of an authority. */
export interface CaRef extends ObjectRef {
  /** Its kind; absent: a Secret, or a ConfigMap where there is no such Secret. */
  kind?: "Secret" | "ConfigMap";
}

/** A backend and how it is spoken to. */
export interface BackendAddress {
  /** `host:port`, the host by its full cluster name. */
  upstream: string;
  /** How it is spoken to. */
  scheme: "http" | "https" | "h2c";
  /** Secret or ConfigMap whose `ca.crt`, else `tls.crt`, its certificate is checked against. */
  serverCaSecret?: CaRef;
  /** Its certificate is checked against the authorities that the world trusts. */
  serverCaIsPublic?: boolean;
  /** Name that its certificate must bear. */
  serverSni?: string;
  /** `Host` header that it gets. */
  upstreamHost?: string;
}
