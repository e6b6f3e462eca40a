/**
 * The ingress controller whose Ingresses are read here.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 * @module
 */

import type { IngressController } from "@dekube/engine/pacts/ingress";

/** What IngressClasses of it have as their controller, unless its flags say another. */
export const CONTROLLER_CLASS = "k8s.io/ingress-nginx";

/** ingress-nginx, the Kubernetes project's controller. */
export const NGINX: IngressController = {
  name: "nginx",
  prefix: "nginx.ingress.kubernetes.io/",
  ofClasses: /^k8s\.io\/ingress-nginx(?![\w.-])/,
};
