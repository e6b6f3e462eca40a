/**
 * Routes that lead a proxy to itself: names and addresses that each machine has for its own. In a cluster none of them is a
 * backend; here a proxy has listeners there that trust whoever comes.
 *
 * @module
 */

import { type IngressEntry, items, type StreamRoute } from "../../pacts/mod.ts";
import { isOwnAddress } from "../../pacts/ip_address.ts";
import { NOBODY } from "../../pacts/ingress/mod.ts";
import type { EngineContext } from "./context.ts";

const REMEDY =
  'Name the Service or the host that is meant; "host.docker.internal" is the machine that Docker runs on';

type Context = Pick<EngineContext, "services" | "report">;

/** Has routes of requests to such addresses answer 502; copies of requests are not sent there. */
export function closeOwnAddresses(routes: readonly IngressEntry[], ctx: Context): void {
  for (const route of routes) {
    if (route.denied !== undefined || route.redirect || route.answer) continue;
    const namespace = route.resource?.namespace ?? "";
    const isOwn = (upstream: string | undefined) => leadsHome(upstream, namespace, ctx);
    if (route.mirrors?.some(({ upstream }) => isOwn(upstream))) {
      const others = route.mirrors.filter(({ upstream }) => !isOwn(upstream));
      if (others.length > 0) route.mirrors = others;
      else delete route.mirrors;
      say("gets no copies of requests", route, "the address for them");
    }
    const own = [route.upstream, ...items(route.backends).map(({ upstream }) => upstream)]
      .find(isOwn);
    if (own === undefined) continue;
    route.answer = { status: 502 };
    delete route.backends;
    say("answers 502", route, own);
  }

  function say(what: string, { host, path, resource }: IngressEntry, address: string): void {
    ctx.report(resource).error(
      "own-address",
      `the route ${host}${path} ${what}, because ${address} is the proxy itself. ${REMEDY}`,
    );
  }
}

/** Routes of connections, those to such addresses refused. */
export function refuseOwnAddresses(
  streams: readonly StreamRoute[],
  ctx: Context,
): StreamRoute[] {
  return streams.map((stream) => {
    const { upstream, backends, port, resource } = stream;
    const namespace = resource?.namespace ?? "";
    // Who has backends has an address beside them for a proxy that can't share connections.
    const addresses = isNobody(stream)
      ? []
      : [upstream, ...items(backends).map(({ upstream }) => upstream)];
    const own = addresses.find((address) => leadsHome(address, namespace, ctx));
    if (own === undefined) return stream;
    ctx.report(resource).error(
      "own-address",
      `connections to port ${port} are refused, because ${own} is the proxy itself. ${REMEDY}`,
    );
    return { ...stream, ...NOBODY };
  });
}

function isNobody({ backends }: StreamRoute): boolean {
  return backends !== undefined && backends.every(({ upstream }) => upstream === undefined);
}

/** Whether an address is the proxy's own, or a Service's that is another name of one. */
function leadsHome(
  upstream: string | undefined,
  namespace: string,
  { services }: Context,
): boolean {
  if (upstream === undefined) return false;
  const host = upstream.replace(/:\d+$/, "");
  if (isOwnAddress(host)) return true;
  const service = services.find(host, namespace);
  const { externalName = "" } = service && services.resolve(service) || {};
  return externalName !== "" && isOwnAddress(externalName);
}
