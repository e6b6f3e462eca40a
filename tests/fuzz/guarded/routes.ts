/**
 * What guards routes of Traefik and of the Gateway API.
 *
 * @module
 */

import type { Manifest } from "../../../pacts/mod.ts";
import type { Guard } from "../_guards.ts";
import { AUTHORITY, HASH, object, secret, WEB } from "./_objects.ts";

const TRAEFIK = "traefik.io/v1alpha1";
const GATEWAY = "gateway.networking.k8s.io";

const SECRETS = [
  secret("users", { users: `ann:${HASH}\n` }),
  secret("authority", { "ca.crt": AUTHORITY }),
];

/** Lists, or mappings, of a route that ask for nothing. */
const NONE: Guard["off"] = {
  ...Object.fromEntries(
    ["routes.0.middlewares", "chain.middlewares"].flatMap((list) => [
      [`spec.${list}`, ["gone", "an empty list", "a list of nothing"]],
      [`spec.${list}.0`, ["gone"]],
    ]),
  ),
  "spec.chain": ["gone", "an empty list", "a list of nothing", "an empty mapping"],
  ...Object.fromEntries(
    ["matches", "filters"].flatMap((list) => [
      [`spec.rules.0.${list}`, [
        "gone",
        "an empty list",
        "a list of nothing",
        "a list of an empty mapping",
      ]],
      [`spec.rules.0.${list}.0`, ["gone", "an empty mapping"]],
    ]),
  ),
  "spec.rules.0.matches.0.headers": ["gone", "an empty list"],
  "spec.rules.0.matches.0.queryParams": ["gone", "an empty list"],
  "spec.rules.0.matches.0.queryParams.0": ["gone"],
  "spec.rules.0.matches.0.path": ["gone", "an empty mapping"],
  "spec.rules.0.matches.0.path.value": ["gone"],
  "spec.hostnames": ["an empty list"],
  "spec.hostnames.0": ["gone"],
  // A TLSOption may ask for nothing.
  spec: ["an empty mapping"],
  "spec.clientAuth": ["gone"],
};

/** Names of something else, which is not here. */
const ELSE: readonly string[] = [
  ...["a word", "a quoted true", "a quoted false", "yes", "with a letter more"],
];

/** What is about another route or Gateway than those here is about none. */
const ABOUT_OTHERS: Guard["off"] = {
  "spec.targetRefs": ["gone", "an empty list", "a list of nothing"],
  "spec.targetRefs.0": ["gone"],
  "spec.targetRefs.0.group": ["an empty text", ...ELSE],
  "spec.targetRefs.0.kind": ["None", "in capitals", "a word", ...ELSE],
  "spec.targetRefs.0.name": ELSE,
  // Of rules that deny, none denies nobody; without any, others than these say.
  "spec.rules": ["gone", "an empty list"],
  "spec.rules.0": ["gone"],
};

/** Who may attach where nothing is said: routes of the Gateway's own namespace, as this one is. */
const LISTENER = "spec.listeners.0.allowedRoutes";
const ATTACHED: Guard["off"] = {
  [LISTENER]: ["an empty mapping"],
  [`${LISTENER}.namespaces`]: ["gone", "an empty mapping"],
  [`${LISTENER}.namespaces.from`]: ["gone"],
  [`${LISTENER}.namespaces.selector`]: ["an empty mapping"],
  [`${LISTENER}.namespaces.selector.matchLabels`]: ["gone", "an empty mapping"],
  [`${LISTENER}.namespaces.selector.matchLabels.a`]: ["gone"],
};

function middleware(what: string, spec: object): Guard {
  return {
    name: `traefik: ${what}`,
    objects: [
      ...WEB,
      ...SECRETS,
      object(TRAEFIK, "Middleware", "guard", { spec }),
      route({ middlewares: [{ name: "guard" }] }),
    ],
    at: ["IngressRoute/web", "spec", "routes", 0, "middlewares"],
    off: NONE,
    parts: [["Middleware/guard"], ["Middleware/guard", "spec"]],
  };
}

function route(rule: object, spec: object = {}, match = "Host(`shop.example`)"): Manifest {
  return object(TRAEFIK, "IngressRoute", "web", {
    spec: {
      entryPoints: ["websecure"],
      routes: [{ match, kind: "Rule", services: [{ name: "web", port: 80 }], ...rule }],
      tls: {},
      ...spec,
    },
  });
}

const edge = (listener: object): Manifest =>
  object(`${GATEWAY}/v1`, "Gateway", "edge", {
    spec: {
      gatewayClassName: "edge",
      listeners: [{
        name: "web",
        port: 443,
        protocol: "HTTPS",
        hostname: "shop.example",
        tls: { mode: "Terminate", certificateRefs: [{ name: "cert" }] },
        ...listener,
      }],
    },
  });
const httpRoute = (rule: object, spec: object = {}): Manifest =>
  object(`${GATEWAY}/v1`, "HTTPRoute", "web", {
    spec: {
      parentRefs: [{ name: "edge" }],
      hostnames: ["shop.example"],
      rules: [{ backendRefs: [{ name: "web", port: 80 }], ...rule }],
      ...spec,
    },
  });
const TARGET = { group: GATEWAY, kind: "HTTPRoute", name: "web" };

function gateway(
  what: string,
  at: Guard["at"],
  objects: readonly Manifest[],
  more: Partial<Guard> = {},
): Guard {
  const off = { ...NONE, ...ABOUT_OTHERS, ...ATTACHED };
  return {
    name: `gateway-api: ${what}`,
    objects: [...WEB, ...SECRETS, ...objects],
    at,
    off,
    ...more,
  };
}

const published = (spec: object, annotations: object = {}): Manifest => ({
  ...object("v1", "Service", "out", {
    spec: {
      type: "LoadBalancer",
      selector: { app: "web" },
      ports: [{ port: 9000, targetPort: 8080 }],
      ...spec,
    },
  }),
  metadata: { name: "out", namespace: "shop", annotations: annotations as Record<string, string> },
});

/** By what they keep out. */
export const GUARDS: readonly Guard[] = [
  middleware("passwords", { basicAuth: { secret: "users" } }),
  middleware("addresses", { ipAllowList: { sourceRange: ["10.0.0.0/8"] } }),
  middleware("addresses of older versions", { ipWhiteList: { sourceRange: ["10.0.0.0/8"] } }),
  middleware("another server that is asked", { forwardAuth: { address: "http://web.shop/auth" } }),
  middleware("a chain", { chain: { middlewares: [{ name: "other" }] } }),
  {
    name: "traefik: options of TLS",
    objects: [
      ...WEB,
      ...SECRETS,
      object(TRAEFIK, "TLSOption", "mutual", {
        spec: {
          clientAuth: { secretNames: ["authority"], clientAuthType: "RequireAndVerifyClientCert" },
        },
      }),
      route({}, { tls: { options: { name: "mutual" } } }),
    ],
    at: ["IngressRoute/web", "spec", "tls", "options"],
    off: NONE,
    parts: [["TLSOption/mutual"], ["TLSOption/mutual", "spec"]],
  },
  {
    name: "traefik: middlewares of an Ingress",
    objects: [
      ...WEB,
      ...SECRETS,
      object(TRAEFIK, "Middleware", "guard", { spec: { basicAuth: { secret: "users" } } }),
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: {
          name: "web",
          namespace: "shop",
          annotations: {
            "traefik.ingress.kubernetes.io/router.middlewares": "shop-guard@kubernetescrd",
          },
        },
        spec: {
          ingressClassName: "traefik",
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
      },
    ],
    at: [
      "Ingress/web",
      "metadata",
      "annotations",
      "traefik.ingress.kubernetes.io/router.middlewares",
    ],
    off: {
      "metadata.annotations.traefik.ingress.kubernetes.io/router.middlewares": [
        ...["an empty text", "a blank", "a line break"],
      ],
    },
  },
  gateway("headers that requests must have", ["HTTPRoute/web", "spec", "rules", 0, "matches"], [
    edge({}),
    httpRoute({ matches: [{ headers: [{ name: "X-Key", value: "secret" }], method: "GET" }] }),
  ]),
  gateway("parameters that requests must have", ["HTTPRoute/web", "spec", "rules", 0, "matches"], [
    edge({}),
    httpRoute({ matches: [{ queryParams: [{ name: "key", value: "secret" }] }] }),
  ]),
  gateway("a path", ["HTTPRoute/web", "spec", "rules", 0, "matches"], [
    edge({}),
    httpRoute({ matches: [{ path: { type: "PathPrefix", value: "/public" } }] }),
  ]),
  gateway("hosts", ["HTTPRoute/web", "spec", "hostnames"], [
    edge({ hostname: undefined }),
    httpRoute({}),
  ]),
  gateway("a filter", ["HTTPRoute/web", "spec", "rules", 0, "filters"], [
    edge({}),
    httpRoute({
      filters: [{
        type: "ExtensionRef",
        extensionRef: { group: "traefik.io", kind: "Middleware", name: "guard" },
      }],
    }),
    object(TRAEFIK, "Middleware", "guard", { spec: { basicAuth: { secret: "users" } } }),
  ]),
  gateway("who may attach", [
    "Gateway/edge",
    "spec",
    "listeners",
    0,
    "allowedRoutes",
  ], [
    edge({
      allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: { a: "b" } } } },
    }),
    httpRoute({}),
  ]),
  gateway("certificates of clients", [
    "Gateway/edge",
    "spec",
    "listeners",
    0,
    "tls",
    "frontendValidation",
  ], [
    edge({
      tls: {
        mode: "Terminate",
        certificateRefs: [{ name: "cert" }],
        frontendValidation: {
          caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "authority" }],
        },
      },
    }),
    object("v1", "ConfigMap", "authority", { data: { "ca.crt": AUTHORITY } }),
    httpRoute({}),
  ]),
  gateway("a SecurityPolicy", ["SecurityPolicy/guard", "spec", "targetRefs"], [
    edge({}),
    httpRoute({}),
    object("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", "guard", {
      spec: { targetRefs: [TARGET], basicAuth: { users: { name: "users" } } },
    }),
  ], { parts: [["SecurityPolicy/guard", "spec", "basicAuth"]] }),
  gateway("an AuthorizationPolicy", ["AuthorizationPolicy/guard", "spec", "rules"], [
    edge({}),
    httpRoute({}),
    object("security.istio.io/v1", "AuthorizationPolicy", "guard", {
      spec: {
        targetRefs: [{ ...TARGET, kind: "Gateway", name: "edge" }],
        action: "DENY",
        rules: [{ from: [{ source: { ipBlocks: ["10.0.0.0/8"] } }] }],
      },
    }),
  ], { parts: [["AuthorizationPolicy/guard", "spec"]] }),
  {
    name: "workload: sources of a LoadBalancer",
    objects: [...WEB, published({ loadBalancerSourceRanges: ["10.0.0.0/8"] })],
    at: ["Service/out", "spec", "loadBalancerSourceRanges"],
    off: {
      "spec.loadBalancerSourceRanges": ["an empty list"],
      "spec.loadBalancerSourceRanges.0": ["gone"],
    },
  },
  {
    name: "workload: sources by an annotation",
    objects: [
      ...WEB,
      published({}, { "service.beta.kubernetes.io/load-balancer-source-ranges": "10.0.0.0/8" }),
    ],
    at: ["Service/out", "metadata", "annotations"],
    off: {
      "metadata.annotations": ["an empty mapping"],
      "metadata.annotations.service.beta.kubernetes.io/load-balancer-source-ranges": [
        ...["gone", "an empty text", "a blank", "a line break"],
      ],
    },
  },
];
