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
 * `public`: everywhere, with public ones for the names that can have one. `auto`: where a route asks for it.
 */
export type HttpsPolicy = "auto" | "off" | "internal" | "public";

/**
 * What the user wants: `https` in dekube.yaml, else what the proxy's own settings say.
 *
 * @example
 * ```ts
 * import { httpsPolicy } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(httpsPolicy({ email: "", tls_internal: false }, { https: "auto" }), "auto");
 * assertEquals(httpsPolicy({ email: "me@example.org", tls_internal: false }, { https: "auto" }), "public");
 * assertEquals(httpsPolicy({ email: "me@example.org", tls_internal: false }, { https: "off" }), "off");
 * ```
 */
export function httpsPolicy(
  { email, tls_internal }: Pick<SettingValues<typeof PROXY_SETTINGS>, "email" | "tls_internal">,
  { https }: Pick<Config, "https">,
): HttpsPolicy {
  if (https !== "auto") return https;
  return tls_internal ? "internal" : email === "" ? "auto" : "public";
}
