/**
 * The Compose service of a reverse proxy.
 *
 * @module
 */

import type { ComposeService, Mount } from "../compose.ts";
import { PORT, type Settings, type SettingValues } from "../settings.ts";
import { publicNames } from "./public_names.ts";
import type { RenderContext } from "./render_context.ts";

/** Settings that every proxy has: the ports of the host that it publishes. */
export const PORT_SETTINGS = {
  http_port: { type: PORT, default: 80, description: "Port of the host for HTTP." },
  https_port: { type: PORT, default: 443, description: "Port of the host for HTTPS." },
} satisfies Settings;

/**
 * A service that publishes the proxy's ports, and that containers find behind the public names of its sites.
 *
 * @example
 * ```ts
 * import type { IngressEntry } from "@dekube/engine/pacts";
 * import { proxyService, sitesOf } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const entry: IngressEntry = { host: "shop.example", path: "/", upstream: "web:80", scheme: "http" };
 * const ctx = testContext([]);
 * const settings = { image: "example/proxy:1", http_port: 8080, https_port: 443 };
 * assertEquals(proxyService(settings, [], { ...ctx, sites: sitesOf([entry], ctx) }), {
 *   image: "example/proxy:1",
 *   restart: "always",
 *   ports: ["8080:80", "443:443"],
 *   volumes: [],
 *   networks: { default: { aliases: ["shop.example"] } },
 * });
 * ```
 */
export function proxyService(
  { image, http_port, https_port }: SettingValues<typeof PORT_SETTINGS> & { image: string },
  mounts: readonly Mount[],
  ctx: Pick<RenderContext, "sites" | "services">,
): ComposeService {
  const aliases = publicNames(ctx.sites, ctx);
  return {
    image,
    restart: "always",
    ports: [`${http_port}:80`, `${https_port}:443`],
    volumes: [...mounts],
    ...(aliases.length > 0 ? { networks: { default: { aliases } } } : {}),
  };
}
