/**
 * What the user wants of HTTPS, for all routes.
 *
 * @module
 */

import type { Config } from "../config.ts";
import type { SettingValues } from "../settings.ts";
import type { PROXY_SETTINGS } from "./proxy_settings.ts";

/**
 * `off`: none, whatever the routes ask for. `internal`: everywhere, with certificates of the proxy's own authority.
 * `public`: everywhere, with public ones for the names that can have one. `given`: everywhere, with one that the user has
 * given the proxy. `auto`: where a route asks for it.
 */
export type HttpsPolicy = "auto" | "off" | "internal" | "public" | "given";

/** What a proxy's own settings say of HTTPS. */
export interface HttpsSettings
  extends Pick<SettingValues<typeof PROXY_SETTINGS>, "email" | "tls_internal"> {
  /** Folder of the host with the user's own certificate, where a proxy has such a setting. */
  tls_cert_path?: string;
}

/**
 * What the user wants: `https` in dekube.yaml, else what the proxy's own settings say. A certificate of the user's goes
 * before public ones.
 *
 * @example
 * ```ts
 * import { httpsPolicy } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(httpsPolicy({ email: "", tls_internal: false }, { https: "auto" }), "auto");
 * assertEquals(httpsPolicy({ email: "me@example.org", tls_internal: false }, { https: "auto" }), "public");
 * assertEquals(httpsPolicy({ email: "me@example.org", tls_internal: false }, { https: "off" }), "off");
 * const given = { email: "me@example.org", tls_internal: false, tls_cert_path: "./tls" };
 * assertEquals(httpsPolicy(given, { https: "auto" }), "given");
 * ```
 */
export function httpsPolicy(
  { email, tls_internal, tls_cert_path = "" }: HttpsSettings,
  { https }: Pick<Config, "https">,
): HttpsPolicy {
  if (https === "off" || https === "internal") return https;
  if (tls_cert_path !== "") return "given";
  if (https !== "auto") return https;
  return tls_internal ? "internal" : email === "" ? "auto" : "public";
}
