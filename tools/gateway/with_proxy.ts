/**
 * Either proxy, with what a conversion wrote.
 *
 * @module
 */

import type { Conversion } from "../../engine/testing.ts";
import * as caddy from "../../extensions/caddy/mod.ts";
import * as nginx from "../../extensions/nginx-provider/mod.ts";
import { served } from "../../extensions/nginx-provider/_testing.ts";
import { withCaddy } from "../running_caddy.ts";
import { withNginx } from "../running_nginx.ts";
import type { FindBackend, Ports } from "../running_proxy.ts";

/** A proxy's name. */
export type ProxyName = "caddy" | "nginx";

/** The extension of each proxy. */
export const PROXIES: Readonly<Record<ProxyName, object>> = { caddy, nginx };

/** Does some work while a proxy runs with what a conversion wrote for it. */
export async function withProxy<T>(
  name: ProxyName,
  { project, files }: Conversion,
  find: FindBackend,
  work: (ports: Ports) => Promise<T>,
): Promise<T> {
  const made = { services: project.services, files: Object.fromEntries(files.entries()) };
  return name === "caddy"
    ? await withCaddy(made, (_, ports) => work(ports), find)
    : await withNginx(served(made, find), (_, ports) => work(ports));
}
