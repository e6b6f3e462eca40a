/**
 * Where a project that runs can be reached.
 *
 * @module
 */

import type { ModelService, PublishedPort } from "../../io/compose/model.ts";

/** The URLs of published ports; where a proxy publishes them, those of its hosts. */
export function urlsOf(services: ReadonlyMap<string, ModelService>): string[] {
  const urls = [...services].flatMap(([, { ports, hosts }]) => {
    const web = ports.filter(({ protocol }) => protocol === "tcp");
    const secure = web.filter(({ target }) => target === 443);
    // Who asks a host over HTTP is sent on.
    const served = secure.length > 0 && hosts.length > 0 ? secure : web;
    return served.flatMap((port) =>
      (hosts.length > 0 ? hosts : ["localhost"]).map((host) => urlOf(host, port))
    );
  });
  return [...new Set(urls)].sort();
}

function urlOf(host: string, { published, target }: PublishedPort): string {
  const [scheme, usual] = target === 443 ? ["https", 443] : ["http", 80];
  return `${scheme}://${host}${published === usual ? "" : `:${published}`}/`;
}
