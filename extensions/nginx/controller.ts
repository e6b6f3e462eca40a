/**
 * The ingress controller whose Ingresses are read here.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 * @module
 */

import type { IngressController } from "@dekube/engine/pacts/ingress";

/** ingress-nginx, the Kubernetes project's controller. */
export const NGINX: IngressController = { name: "nginx", prefix: "nginx.ingress.kubernetes.io/" };
