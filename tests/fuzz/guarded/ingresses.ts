/**
 * What guards an Ingress, by its controller.
 *
 * @module
 */

import type { Manifest } from "../../../pacts/mod.ts";
import type { Guard } from "../_guards.ts";
import { AUTHORITY, HASH, secret, WEB } from "./_objects.ts";

const NGINX = "nginx.ingress.kubernetes.io/";
const HAPROXY = "haproxy.org/";

function ingress(ingressClassName: string, annotations: Record<string, string>): Manifest {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop", annotations },
    spec: {
      ingressClassName,
      tls: [{ hosts: ["shop.example"] }],
      rules: [{
        host: "shop.example",
        http: {
          paths: [{
            path: "/",
            pathType: "Prefix",
            backend: { service: { name: "web", port: { number: 80 } } },
          }],
        },
      }],
    },
  };
}

const SECRETS = [
  secret("users", { auth: `ann:${HASH}\n` }),
  secret("map", { ann: HASH }),
  secret("authority", { "ca.crt": AUTHORITY }),
];

const BLANK = ["an empty text", "a blank", "a line break"];

/** An Ingress that one of its annotations guards, or several do together. */
function guarded(
  controller: "nginx" | "haproxy",
  what: string,
  annotations: Record<string, string>,
  { off = [], ...more }: Partial<Omit<Guard, "off">> & { off?: readonly string[] } = {},
): Guard {
  const prefix = controller === "nginx" ? NGINX : HAPROXY;
  const [name] = Object.keys(annotations);
  const named = Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [prefix + name, value]),
  );
  return {
    name: `${controller}: ${what}`,
    objects: [...WEB, ...SECRETS, ingress(controller, named)],
    at: ["Ingress/web", "metadata", "annotations"],
    off: {
      "metadata.annotations": ["an empty mapping"],
      [`metadata.annotations.${prefix}${name}`]: ["gone", ...off],
    },
    ...more,
  };
}

/** By what they keep out. */
export const GUARDS: readonly Guard[] = [
  guarded("nginx", "a list of addresses", { "whitelist-source-range": "10.9.0.0/16" }, {
    off: ["an empty text"],
  }),
  guarded("nginx", "a list of addresses that may not", { "denylist-source-range": "10.9.0.0/16" }),
  guarded("nginx", "passwords", {
    "auth-type": "basic",
    "auth-secret": "users",
  }, { parts: [["Secret/users"], ["Secret/users", "stringData"]] }),
  guarded("nginx", "passwords of a map", {
    "auth-type": "basic",
    "auth-secret": "map",
    "auth-secret-type": "auth-map",
  }, { parts: [["Secret/map"], ["Secret/map", "stringData"]] }),
  guarded("nginx", "digests", { "auth-type": "digest", "auth-secret": "users" }),
  guarded("nginx", "another server that is asked", { "auth-url": "http://web.shop/auth" }, {
    off: BLANK,
  }),
  guarded("nginx", "certificates of clients", {
    "auth-tls-secret": "shop/authority",
    "auth-tls-verify-client": "on",
  }, { parts: [["Secret/authority"], ["Secret/authority", "stringData"]] }),
  guarded("nginx", "a snippet", { "configuration-snippet": "deny all;\n" }, {
    off: [...BLANK, "false", "a quoted false", "None"],
  }),
  guarded("nginx", "a snippet of the server", { "server-snippet": "deny all;\n" }, {
    off: [...BLANK, "false", "a quoted false", "None"],
  }),
  guarded("nginx", "satisfaction of all", {
    "satisfy": "all",
    "whitelist-source-range": "10.9.0.0/16",
    "auth-type": "basic",
    "auth-secret": "users",
  }),
  guarded("haproxy", "a list of addresses", { "allow-list": "10.9.0.0/16" }, { off: BLANK }),
  guarded("haproxy", "a list of addresses that may not", { "deny-list": "10.9.0.0/16" }, {
    off: BLANK,
  }),
  guarded("haproxy", "an old list of addresses", { "whitelist": "10.9.0.0/16" }, { off: BLANK }),
  guarded("haproxy", "passwords", { "auth-type": "basic-auth", "auth-secret": "map" }, {
    parts: [["Secret/map"], ["Secret/map", "stringData"]],
  }),
];
