/**
 * `extensions.caddy` in dekube.yaml.
 *
 * @module
 */

import type { ConvertContext } from "@dekube/engine/pacts";

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

/**
 * The settings, defaults where there are none. One of a wrong type gets a diagnostic and its
 * default.
 */
export function readSettings(ctx: ConvertContext): Settings {
  const settings = ctx.extensionConfig;
  return {
    image: read("image", "caddy:2-alpine", "the name of an image", isImage),
    httpPort: read("http_port", 80, PORT, isPort),
    httpsPort: read("https_port", 443, PORT, isPort),
    email: read("email", "", "an e-mail address", isEmail),
    tlsInternal: read("tls_internal", false, "true or false", isBoolean),
  };

  function read<T>(
    key: string,
    fallback: T,
    expected: string,
    is: (value: unknown) => value is T,
  ): T {
    const value = settings[key];
    if (value === undefined || value === null) return fallback;
    if (is(value)) return value;
    ctx.diagnostics.warn(
      "bad-setting",
      `extensions.caddy.${key} in dekube.yaml must be ${expected}, not ${
        JSON.stringify(value)
      }; it is ignored`,
    );
    return fallback;
  }
}

const PORT = "a port number, 1 to 65535";

function isImage(value: unknown): value is string {
  return typeof value === "string" && /^\S+$/.test(value);
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535;
}

function isEmail(value: unknown): value is string {
  return typeof value === "string" && /^[\w.!#%&'*+/=?^~-]+@[\w.-]+$/.test(value);
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}
