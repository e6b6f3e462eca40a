/**
 * The ingress controller whose Ingresses are read here.
 *
 * @see https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/
 * @module
 */

import type { IngressController } from "@dekube/engine/pacts/ingress";

/** The HAProxy ingress controller. */
export const HAPROXY: IngressController = { name: "haproxy", prefix: "haproxy.org/" };

/** Annotations that are kept, and those that spread load over pods, of which there is one here. */
export const UNDERSTOOD: readonly string[] = [
  ...["path-rewrite", "response-set-header", "set-host"],
  ...["server-ca", "server-proto", "server-sni", "server-ssl", "timeout-server"],
  ...["check", "check-http", "check-interval", "load-balance", "scale-server-slots"],
].map((name) => HAPROXY.prefix + name);
