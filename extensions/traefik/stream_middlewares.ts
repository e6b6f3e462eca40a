/**
 * MiddlewareTCPs: who may connect.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/tcp/middlewaretcp/
 * @module
 */

import { isMapping, mapping, texts } from "@dekube/engine/pacts";
import { isNetwork } from "@dekube/engine/pacts/ingress";
import { referencesIn, type TraefikObjects } from "./objects.ts";
import { unknownObject } from "./unknown_object.ts";

/** The kinds that are read. */
const KNOWN = ["inFlightConn", "ipAllowList", "ipWhiteList"] as const;

/** Who may connect: networks, or why nobody may. */
export type StreamGuard = { sources?: readonly string[] } | { refused: string };

/** What the MiddlewareTCPs of a route restrict, beside the networks that its rule names. */
export function readStreamGuard(
  middlewares: unknown,
  home: string,
  own: readonly string[] | undefined,
  objects: TraefikObjects,
): StreamGuard {
  let sources = own;
  for (const reference of referencesIn(middlewares, home)) {
    const found = objects.find("MiddlewareTCP", reference);
    if (found.length !== 1) {
      const { why, remedy } = unknownObject("MiddlewareTCP", reference, objects);
      return { refused: remedy ? `${why}. ${remedy}` : why };
    }
    const [middleware] = found;
    if (!isMapping(middleware.spec)) {
      return { refused: `the MiddlewareTCP "${reference}" is empty` };
    }
    const { inFlightConn, ipAllowList, ipWhiteList } = middleware.spec;
    if (!KNOWN.some((kind) => isMapping(mapping(middleware.spec)[kind]))) {
      return { refused: `what the MiddlewareTCP "${reference}" asks for is not known` };
    }
    if (inFlightConn) {
      objects.ctx.report(middleware, "spec.inFlightConn").warn(
        "unsupported-middleware",
        "inFlightConn: how many connections a client may have is not limited",
      );
    }
    for (const allowed of [ipAllowList, ipWhiteList]) {
      if (allowed === undefined || allowed === null) continue;
      const range = texts(mapping(allowed).sourceRange).map((source) => source.trim());
      const before: readonly string[] | undefined = sources;
      sources = before ? before.filter((source) => range.includes(source)) : range;
    }
  }
  if (sources === undefined) return {};
  if (sources.length > 0 && sources.every(isNetwork)) return { sources };
  return {
    refused: sources.length === 0
      ? "no network may come in, or two lists of networks have none in common, letter by letter"
      : `${JSON.stringify(sources.find((source) => !isNetwork(source)))} is no network`,
  };
}
