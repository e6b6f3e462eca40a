/**
 * The ingress controller whose Ingresses are read here.
 *
 * @see https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/
 * @module
 */

import type { ControllerProgram, IngressController } from "@dekube/engine/pacts/ingress";

/** What is about the backend. */
const ON_SERVICES: readonly string[] = [
  ...["backend-config-snippet", "check", "check-http", "check-interval", "cookie-persistence"],
  ...["cookie-persistence-no-dynamic", "forwarded-for", "load-balance", "pod-maxconn"],
  ...["cr-backend", "route-acl", "scale-server-slots", "send-proxy-protocol"],
  ...["server-ca", "server-crt"],
  ...["server-proto", "server-sni", "server-ssl", "ssl-passthrough", "standalone-backend"],
  ...["timeout-check", "timeout-connect", "timeout-server"],
];

/** The HAProxy ingress controller. */
export const HAPROXY: IngressController = {
  name: "haproxy",
  prefix: "haproxy.org/",
  ofClasses:
    /^(?:haproxy\.org\/ingress-controller|haproxy-ingress\.github\.io\/controller)(?![\w.-])/,
  onServices: ON_SERVICES,
};

/** What controllers of the class among the manifests run. */
export const PROGRAMS: readonly ControllerProgram[] = ["haproxy", "haproxy-ingress"];
