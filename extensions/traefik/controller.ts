/**
 * The ingress controller whose Ingresses are read here.
 *
 * @module
 */

import type { IngressController } from "@dekube/engine/pacts/ingress";

/** Traefik. */
export const TRAEFIK: IngressController = {
  name: "traefik",
  prefix: "traefik.ingress.kubernetes.io/",
  ignoresCase: true,
};
