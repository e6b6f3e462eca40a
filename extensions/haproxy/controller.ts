/**
 * The ingress controller whose Ingresses are read here.
 *
 * @see https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/
 * @module
 */

import type { IngressController } from "@dekube/engine/pacts/ingress";

/** The HAProxy ingress controller. */
export const HAPROXY: IngressController = { name: "haproxy", prefix: "haproxy.org/" };
