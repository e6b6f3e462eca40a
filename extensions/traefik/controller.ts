/**
 * The ingress controller whose Ingresses are read here.
 *
 * @module
 */

import type { IngressController } from "@dekube/engine/pacts/ingress";

/** What is about the backend. */
const ON_SERVICES: readonly string[] = [
  ...["middlewares", "nativelb", "nodeportlb", "passhostheader", "serversscheme"],
  ...["serverstransport", "sticky", "sticky.cookie"],
  ...["domain", "httponly", "maxage", "name", "path", "samesite", "secure"]
    .map((name) => `sticky.cookie.${name}`),
].map((name) => `service.${name}`);

/** Traefik. */
export const TRAEFIK: IngressController = {
  name: "traefik",
  prefix: "traefik.ingress.kubernetes.io/",
  ofClasses: /^traefik\.io\/ingress-controller(?![\w.-])/,
  ignoresCase: true,
  onServices: ON_SERVICES,
};
