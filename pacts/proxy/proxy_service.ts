/**
 * The Compose service of a reverse proxy.
 *
 * @module
 */

import type { ComposeService, Mount } from "../compose.ts";
import type { SettingValues } from "../settings.ts";
import type { PROXY_SETTINGS } from "./proxy_settings.ts";
import { publicNames } from "./public_names.ts";
import type { RenderContext } from "./render_context.ts";

/** The settings that it is made of. */
export type ServiceSettings =
  & Pick<SettingValues<typeof PROXY_SETTINGS>, "http_port" | "https_port">
  & { image: string };

/**
 * A service that publishes the proxy's ports, that of HTTPS where something is served over it, and that containers find behind the public names
 * of its sites, and of its routes of connections.
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
 *   ports: ["8080:80"],
 *   volumes: [],
 *   networks: { default: { aliases: ["shop.example"] } },
 * });
 * ```
 */
export function proxyService(
  { image, http_port, https_port }: ServiceSettings,
  mounts: readonly Mount[],
  ctx:
    & Pick<RenderContext, "sites" | "services" | "workloads">
    & Partial<Pick<RenderContext, "streams">>,
): ComposeService {
  const { sites, streams = [] } = ctx;
  const hasHttps = [...sites].some(({ protocol }) => protocol === "https");
  const named = streams.flatMap(({ hosts = [] }) => hosts);
  const aliases = publicNames({ hosts: [...new Set([...sites.hosts, ...named])] }, ctx);
  return {
    image,
    restart: "always",
    ports: [`${http_port}:80`, ...(hasHttps ? [`${https_port}:443`] : [])],
    volumes: [...mounts],
    ...(aliases.length > 0 ? { networks: { default: { aliases } } } : {}),
  };
}
