/**
 * `extensions.nginx-provider` in dekube.yaml.
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
  TEXT,
} from "@dekube/engine/pacts";

/** What the user may set. */
export interface Settings {
  /** Image of the service (`image`). */
  image: string;
  /** Image of certbot (`certbot_image`). */
  certbotImage: string;
  /** Host port for HTTP (`http_port`). */
  httpPort: number;
  /** Host port for HTTPS (`https_port`). */
  httpsPort: number;
  /** Address for Let's Encrypt (`email`): certbot gets the certificates. Empty: it does not run. */
  email: string;
  /** Folder on the host with `fullchain.pem` and `privkey.pem` (`tls_cert_path`). */
  certPath: string;
  /** A certificate of our own where there is no other (`tls_internal`). */
  tlsInternal: boolean;
}

const NAME = "nginx-provider";

/** The settings, defaults where there are none. */
export function readSettings(ctx: ConvertContext): Settings {
  return {
    image: readSetting(NAME, "image", IMAGE, "nginx:1-alpine", ctx),
    certbotImage: readSetting(NAME, "certbot_image", IMAGE, "certbot/certbot:latest", ctx),
    httpPort: readSetting(NAME, "http_port", PORT, 80, ctx),
    httpsPort: readSetting(NAME, "https_port", PORT, 443, ctx),
    email: readSetting(NAME, "email", EMAIL, "", ctx),
    certPath: readSetting(NAME, "tls_cert_path", TEXT, "", ctx),
    tlsInternal: readSetting(NAME, "tls_internal", BOOLEAN, true, ctx),
  };
}
