/**
 * `extensions.caddy` in dekube.yaml.
 *
 * @module
 */

import {
  BOOLEAN,
  type ConvertContext,
  EMAIL,
  IMAGE,
  PORT,
  readSetting,
} from "@dekube/engine/pacts";

/** What the user may set. */
export interface Settings {
  /** Image of the service (`image`). */
  image: string;
  /** Host port for HTTP (`http_port`). */
  httpPort: number;
  /** Host port for HTTPS (`https_port`). */
  httpsPort: number;
  /** Address for the certificate authority (`email`); empty: none. */
  email: string;
  /** Certificates from Caddy's own authority (`tls_internal`). */
  tlsInternal: boolean;
}

/** The settings, defaults where there are none. */
export function readSettings(ctx: ConvertContext): Settings {
  return {
    image: readSetting("caddy", "image", IMAGE, "caddy:2-alpine", ctx),
    httpPort: readSetting("caddy", "http_port", PORT, 80, ctx),
    httpsPort: readSetting("caddy", "https_port", PORT, 443, ctx),
    email: readSetting("caddy", "email", EMAIL, "", ctx),
    tlsInternal: readSetting("caddy", "tls_internal", BOOLEAN, false, ctx),
  };
}
