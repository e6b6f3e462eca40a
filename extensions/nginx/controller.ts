/**
 * The ingress controller whose Ingresses are read here.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 * @module
 */

import type { ControllerProgram, IngressController } from "@dekube/engine/pacts/ingress";

/** The program that controllers among the manifests run. */
export const NGINX_PROGRAM: ControllerProgram = "nginx";

/** ingress-nginx, the Kubernetes project's controller. */
export const NGINX: IngressController = {
  name: "nginx",
  prefix: "nginx.ingress.kubernetes.io/",
  ofClasses: /^k8s\.io\/ingress-nginx(?![\w.-])/,
};
