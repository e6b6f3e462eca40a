/**
 * Routes of a reverse proxy.
 *
 * @module
 */

import { documents, numbers, object, pod, service, type Shape } from "./_objects.ts";

const GATEWAY_API = "gateway.networking.k8s.io";

/** A Gateway, and what its routes lead to. */
const EDGE = [
  service("web", { app: "web" }),
  pod("web", { app: "web" }),
  object(`${GATEWAY_API}/v1`, "Gateway", "edge", {
    spec: {
      gatewayClassName: "any",
      listeners: [{ name: "http", port: 80, protocol: "HTTP" }],
    },
  }),
];

/** Inputs by what multiplies in them. */
export const ROUTES: Readonly<Record<string, Shape>> = {
  "Ingresses of many hosts and paths": (n) => ({
    text: documents(
      numbers(n).flatMap((i) => [
        service(`s${i}`, { app: `a${i}` }),
        pod(`p${i}`, { app: `a${i}` }),
        object("networking.k8s.io/v1", "Ingress", `i${i}`, {
          spec: {
            rules: [{
              host: `h${i}.example.com`,
              http: {
                paths: [{
                  path: "/",
                  pathType: "Prefix",
                  backend: { service: { name: `s${i}`, port: { number: 80 } } },
                }],
              },
            }],
          },
        }),
      ]),
    ),
  }),

  "routes of a Gateway that many policies guard": (n) => ({
    text: documents([
      ...EDGE,
      ...numbers(n).flatMap((i) => [
        object(`${GATEWAY_API}/v1`, "HTTPRoute", `r${i}`, {
          spec: {
            parentRefs: [{ name: "edge" }],
            rules: [{
              matches: [{ path: { value: `/p${i}` } }],
              backendRefs: [{ name: "web", port: 80 }],
            }],
          },
        }),
        object("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", `s${i}`, {
          spec: { targetRef: { group: GATEWAY_API, kind: "Gateway", name: "edge" } },
        }),
        object("security.istio.io/v1", "AuthorizationPolicy", `a${i}`, {
          spec: { action: "DENY", rules: [{}] },
        }),
        object("configuration.konghq.com/v1alpha1", "KongPluginBinding", `k${i}`, {
          spec: { scope: "GlobalInControlPlane" },
        }),
      ]),
    ]),
  }),

  "policies that select Gateways and routes by their labels": (n) => ({
    text: documents([
      ...EDGE,
      ...numbers(n).flatMap((i) => [
        object(`${GATEWAY_API}/v1`, "HTTPRoute", `r${i}`, {
          metadata: { labels: { team: `t${i}` } },
          spec: {
            parentRefs: [{ name: "edge" }, { name: `gone${i}` }],
            rules: [{
              matches: [{ path: { value: `/p${i}` } }],
              backendRefs: [{ name: "web", port: 80 }],
            }],
          },
        }),
        object("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", `s${i}`, {
          spec: {
            targetSelectors: ["HTTPRoute", "Gateway"].map((kind) => ({
              group: GATEWAY_API,
              kind,
              matchLabels: { team: `u${i}` },
            })),
          },
        }),
      ]),
    ]),
  }),

  "an Ingress of many hosts": (n) => ({
    text: documents([
      service(`s`, { app: `a` }),
      pod(`p`, { app: `a` }),
      object("networking.k8s.io/v1", "Ingress", `i`, {
        spec: {
          tls: [{ hosts: numbers(n).map((i) => `h${i}.example.com`), secretName: "tls" }],
          rules: numbers(n).map((i) => ({
            host: `h${i}.example.com`,
            http: {
              paths: [{
                path: "/",
                pathType: "Prefix",
                backend: { service: { name: `s`, port: { number: 80 } } },
              }],
            },
          })),
        },
      }),
    ]),
  }),

  "an Ingress of many paths": (n) => ({
    text: documents([
      service(`s`, { app: `a` }),
      pod(`p`, { app: `a` }),
      ...numbers(n).map((i) =>
        object("networking.k8s.io/v1", "Ingress", `i${i}`, {
          spec: {
            rules: [{
              host: `example.com`,
              http: {
                paths: [{
                  path: `/p${i}`,
                  pathType: "Prefix",
                  backend: { service: { name: `s`, port: { number: 80 } } },
                }],
              },
            }],
          },
        })
      ),
    ]),
  }),

  "other names of hosts over paths": (n) => ({
    text: documents([
      service("web", { app: "web" }),
      pod("web", { app: "web" }),
      object("networking.k8s.io/v1", "Ingress", "web", {
        metadata: {
          annotations: {
            "nginx.ingress.kubernetes.io/server-alias": numbers(n).map((i) => `a${i}.example.com`)
              .join(","),
          },
        },
        spec: {
          ingressClassName: "nginx",
          rules: [{
            host: "example.com",
            http: {
              paths: numbers(n).map((i) => ({
                path: `/p${i}`,
                pathType: "Prefix",
                backend: { service: { name: "web", port: { number: 80 } } },
              })),
            },
          }],
        },
      }),
    ]),
  }),

  "users of all routes": (n) => ({
    text: documents([
      service("web", { app: "web" }),
      pod("web", { app: "web" }),
      object("v1", "Secret", "users", {
        stringData: { auth: numbers(n).map((i) => `u${i}:$apr1$x$y${i}\n`).join("") },
      }),
      ...numbers(n).map((i) =>
        object("networking.k8s.io/v1", "Ingress", `i${i}`, {
          metadata: {
            annotations: {
              "nginx.ingress.kubernetes.io/auth-type": "basic",
              "nginx.ingress.kubernetes.io/auth-secret": "users",
            },
          },
          spec: {
            ingressClassName: "nginx",
            rules: [{
              host: `h${i}.example.com`,
              http: {
                paths: [{
                  path: "/",
                  pathType: "Prefix",
                  backend: { service: { name: "web", port: { number: 80 } } },
                }],
              },
            }],
          },
        })
      ),
    ]),
  }),

  "headers of one route of Traefik": (n) => ({
    text: documents([
      service("web", { app: "web" }),
      pod("web", { app: "web" }),
      object("traefik.io/v1alpha1", "Middleware", "headers", {
        spec: {
          headers: {
            customRequestHeaders: Object.fromEntries(
              numbers(n * 20).map((i) => [`X-Header-${i}`, "x"]),
            ),
          },
        },
      }),
      object("traefik.io/v1alpha1", "IngressRoute", "web", {
        spec: {
          routes: [{
            match: "Host(`example.com`)",
            kind: "Rule",
            middlewares: [{ name: "headers" }],
            services: [{ name: "web", port: 80 }],
          }],
        },
      }),
    ]),
  }),

  "grants to other namespaces": (n) => ({
    text: documents([
      object("gateway.networking.k8s.io/v1", "Gateway", "main", {
        spec: {
          gatewayClassName: "x",
          listeners: [{ name: "http", port: 80, protocol: "HTTP" }],
        },
      }),
      pod("web", { app: "web" }),
      ...numbers(n).flatMap((i) => [
        object("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", `g${i}`, {
          metadata: { namespace: "others" },
          spec: {
            from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "shop" }],
            to: [{ group: "", kind: "Service", name: `s${i}` }],
          },
        }),
        object("v1", "Service", `s${i}`, {
          metadata: { namespace: "others" },
          spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
        }),
        object("gateway.networking.k8s.io/v1", "HTTPRoute", `r${i}`, {
          spec: {
            parentRefs: [{ name: "main" }],
            hostnames: [`h${i}.example.com`],
            rules: [{ backendRefs: [{ name: `s${i}`, namespace: "others", port: 80 }] }],
          },
        }),
      ]),
    ]),
  }),

  "Gateway API's routes": (n) => ({
    text: documents([
      object("gateway.networking.k8s.io/v1", "Gateway", "main", {
        spec: {
          gatewayClassName: "x",
          listeners: numbers(n).map((i) => ({
            name: `l${i}`,
            port: 80,
            protocol: "HTTP",
            hostname: `h${i}.example.com`,
          })),
        },
      }),
      ...numbers(n).flatMap((i) => [
        service(`s${i}`, { app: "web" }),
        object("gateway.networking.k8s.io/v1", "HTTPRoute", `r${i}`, {
          spec: {
            parentRefs: [{ name: "main", sectionName: `l${i}` }],
            hostnames: [`h${i}.example.com`],
            rules: [{
              matches: [{ path: { value: `/${i}` } }],
              backendRefs: [{ name: `s${i}`, port: 80 }],
            }],
          },
        }),
      ]),
      pod("web", { app: "web" }),
    ]),
  }),

  "Gateway API's routes to all listeners": (n) => ({
    text: documents([
      object("gateway.networking.k8s.io/v1", "Gateway", "main", {
        spec: {
          gatewayClassName: "x",
          listeners: numbers(n).map((i) => ({
            name: `l${i}`,
            port: 80,
            protocol: "HTTP",
            hostname: `h${i}.example.com`,
          })),
        },
      }),
      service(`s`, { app: "web" }),
      ...numbers(n).flatMap((i) => [
        object("gateway.networking.k8s.io/v1", "HTTPRoute", `r${i}`, {
          spec: {
            parentRefs: [{ name: "main" }],
            rules: [{
              matches: [{ path: { value: `/${i}` } }],
              backendRefs: [{ name: `s`, port: 80 }],
            }],
          },
        }),
      ]),
      pod("web", { app: "web" }),
    ]),
  }),

  "chains of Traefik's middlewares": (n) => ({
    text: documents([
      service(`s`, { app: "web" }),
      pod("web", { app: "web" }),
      object("traefik.io/v1alpha1", "Middleware", "m0", {
        spec: { stripPrefix: { prefixes: ["/x"] } },
      }),
      ...numbers(n).map((i) =>
        object("traefik.io/v1alpha1", "Middleware", `m${i + 1}`, {
          spec: { chain: { middlewares: [{ name: `m${i}` }, { name: `m${i}` }] } },
        })
      ),
      ingressRoute({ middlewares: [{ name: `m${n}` }], services: [{ name: "s", port: 80 }] }),
    ]),
  }),

  "weighted services of Traefik": (n) => ({
    text: documents([
      service(`s`, { app: "web" }),
      pod("web", { app: "web" }),
      object("traefik.io/v1alpha1", "TraefikService", "t0", {
        spec: { weighted: { services: [{ name: "s", port: 80 }] } },
      }),
      ...numbers(n).map((i) =>
        object("traefik.io/v1alpha1", "TraefikService", `t${i + 1}`, {
          spec: {
            weighted: {
              services: [{ name: `t${i}`, kind: "TraefikService", weight: 1 }, {
                name: `t${i}`,
                kind: "TraefikService",
                weight: 2,
              }],
            },
          },
        })
      ),
      ingressRoute({ services: [{ name: `t${n}`, kind: "TraefikService" }] }),
    ]),
  }),

  "a rule of Traefik that multiplies": (n) => ({
    text: documents([
      service(`s`, { app: "web" }),
      pod("web", { app: "web" }),
      ingressRoute({
        match: numbers(n).map((i) => `(PathPrefix(\`/a${i}\`) || Host(\`b${i}.example.com\`))`)
          .join(" && "),
        services: [{ name: "s", port: 80 }],
      }),
    ]),
  }),

  "a rule of Traefik in many brackets": (n) => ({
    text: documents([
      service(`s`, { app: "web" }),
      pod("web", { app: "web" }),
      ingressRoute({
        match: "(".repeat(n) + "Host(`example.com`)" + ")".repeat(n),
        services: [{ name: "s", port: 80 }],
      }),
    ]),
  }),

  "annotations on Ingresses": (n) => ({
    text: documents([
      service("s", { app: "a" }),
      pod("p", { app: "a" }),
      object("networking.k8s.io/v1", "Ingress", `i`, {
        metadata: {
          annotations: Object.fromEntries(
            numbers(n).map((i) => [`nginx.ingress.kubernetes.io/nothing-${i}`, "x"]),
          ),
        },
        spec: {
          ingressClassName: "nginx",
          rules: [{
            host: `example.com`,
            http: {
              paths: [{
                path: `/`,
                pathType: "Prefix",
                backend: { service: { name: `s`, port: { number: 80 } } },
              }],
            },
          }],
        },
      }),
    ]),
  }),
};

/** An IngressRoute of one rule, for one host unless said otherwise. */
function ingressRoute(rule: Record<string, unknown>): object {
  return object("traefik.io/v1alpha1", "IngressRoute", "r", {
    spec: { routes: [{ match: "Host(`example.com`)", kind: "Rule", ...rule }] },
  });
}
