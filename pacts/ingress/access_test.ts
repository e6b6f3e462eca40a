import { assertEquals } from "@std/assert";
import { accessRestrictions } from "./access.ts";
import { contextOf, manifest } from "../_testing.ts";
import type { Ingress, Manifest } from "../kubernetes.ts";

function ingress(annotations: unknown, spec: object = {}): Ingress {
  return {
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop", annotations },
    spec,
  } as never;
}

function guardsOf(annotations: unknown, manifests: Manifest[] = []): string[] {
  return accessRestrictions(ingress(annotations), contextOf(manifests)).map(({ guard }) => guard);
}

/** An annotation of each ingress controller that restricts access, and how. */
const RESTRICTIONS: [annotation: string, value: string, guard: string][] = [
  ["nginx.ingress.kubernetes.io/auth-url", "http://auth/", "forwardAuth"],
  ["nginx.ingress.kubernetes.io/auth-type", "basic", "basicAuth"],
  ["nginx.ingress.kubernetes.io/auth-secret", "users", "basicAuth"],
  ["nginx.ingress.kubernetes.io/auth-realm", "Here", "basicAuth"],
  ["nginx.ingress.kubernetes.io/whitelist-source-range", "10.0.0.0/8", "allowedSources"],
  ["nginx.ingress.kubernetes.io/denylist-source-range", "10.0.0.0/8", "allowedSources"],
  ["nginx.ingress.kubernetes.io/auth-tls-secret", "shop/ca", "clientCertificate"],
  ["nginx.ingress.kubernetes.io/auth-tls-verify-client", "on", "clientCertificate"],
  ["nginx.ingress.kubernetes.io/enable-modsecurity", "true", "other"],
  ["nginx.ingress.kubernetes.io/configuration-snippet", "auth_request /auth;", "forwardAuth"],
  ["nginx.ingress.kubernetes.io/auth-snippet", "x 1;\n  auth_basic on;", "basicAuth"],
  ["nginx.ingress.kubernetes.io/server-snippet", "location / { deny all; }", "allowedSources"],
  ["nginx.ingress.kubernetes.io/server-snippet", "ssl_verify_client on;", "clientCertificate"],
  ["nginx.ingress.kubernetes.io/server-snippet", "if ($x) { return 403; }", "other"],
  ["nginx.ingress.kubernetes.io/server-snippet", "return 444;", "other"],
  ["nginx.org/basic-auth-secret", "users", "basicAuth"],
  ["nginx.org/jwt-key", "jwk", "other"],
  ["nginx.com/jwt-realm", "Here", "other"],
  ["nginx.org/policies", "allow-some", "other"],
  ["nginx.org/location-snippets", "satisfy all;", "other"],
  ["nginx.org/server-snippets", "auth_jwt on;", "other"],
  ["haproxy.org/auth-type", "basic-auth", "basicAuth"],
  ["haproxy.org/allow-list", "10.0.0.0/8", "allowedSources"],
  ["haproxy.org/deny-list", "10.0.0.0/8", "allowedSources"],
  ["haproxy.org/whitelist", "10.0.0.0/8", "allowedSources"],
  ["haproxy.org/blacklist", "10.0.0.0/8", "allowedSources"],
  ["haproxy.org/client-ca", "ca", "clientCertificate"],
  ["haproxy.org/backend-config-snippet", "http-request deny", "allowedSources"],
  ["haproxy.org/backend-config-snippet", "http-request auth unless ok", "basicAuth"],
  ["haproxy-ingress.github.io/auth-url", "http://auth/", "forwardAuth"],
  ["haproxy-ingress.github.io/oauth", "oauth2_proxy", "forwardAuth"],
  ["haproxy-ingress.github.io/allowlist-source-range", "10.0.0.0/8", "allowedSources"],
  ["haproxy-ingress.github.io/config-backend", "http-request tarpit if bad", "allowedSources"],
  ["ingress.kubernetes.io/auth-tls-secret", "ca", "clientCertificate"],
  ["traefik.ingress.kubernetes.io/auth-type", "basic", "basicAuth"],
  ["traefik.ingress.kubernetes.io/router.middlewares", "shop-unknown@kubernetescrd", "other"],
  ["traefik.ingress.kubernetes.io/router.tls.options", "shop-unknown@kubernetescrd", "other"],
  ["alb.ingress.kubernetes.io/auth-type", "oidc", "basicAuth"],
  ["alb.ingress.kubernetes.io/inbound-cidrs", "10.0.0.0/8", "allowedSources"],
  ["konghq.com/plugins", "key-auth", "other"],
  ["k8s.apisix.apache.org/auth-type", "keyAuth", "basicAuth"],
  ["k8s.apisix.apache.org/blocklist-source-range", "10.0.0.0/8", "allowedSources"],
  ["k8s.apisix.apache.org/plugin-config-name", "auth", "other"],
];

for (const [annotation, value, guard] of RESTRICTIONS) {
  Deno.test(`accessRestrictions() finds ${guard} when ${annotation} is ${JSON.stringify(value)}`, () => {
    assertEquals(accessRestrictions(ingress({ [annotation]: value }), contextOf([])), [
      { guard, annotation },
    ] as never);
  });
}

Deno.test("accessRestrictions() finds nothing when an annotation is off or restricts nothing", () => {
  const prefix = "nginx.ingress.kubernetes.io";
  assertEquals(
    guardsOf({
      [`${prefix}/auth-url`]: "",
      [`${prefix}/auth-secret`]: null,
      [`${prefix}/auth-tls-verify-client`]: "off",
      [`${prefix}/enable-modsecurity`]: "False",
      "alb.ingress.kubernetes.io/auth-type": "none",
      [`${prefix}/auth-response-headers`]: "Authorization",
      [`${prefix}/proxy-body-size`]: "20m",
      [`${prefix}/configuration-snippet`]: 'more_set_headers "X-Denied: allowed";',
      "traefik.ingress.kubernetes.io/router.tls.options": "default@internal",
      "cert-manager.io/cluster-issuer": "letsencrypt",
    }),
    [],
  );
  for (const annotations of [null, undefined, {}, "text", []]) {
    assertEquals(guardsOf(annotations), []);
  }
});

const middleware = (name: string, spec: unknown) => manifest("Middleware", name, { spec });
const viaTraefik = (names: string, ...manifests: Manifest[]) =>
  guardsOf({ "traefik.ingress.kubernetes.io/router.middlewares": names }, manifests);

Deno.test("accessRestrictions() looks into Traefik's Middlewares", () => {
  const restricting = {
    forwardAuth: "forwardAuth",
    basicAuth: "basicAuth",
    digestAuth: "basicAuth",
    ipAllowList: "allowedSources",
    ipWhiteList: "allowedSources",
    passTLSClientCert: "other",
    plugin: "other",
  };
  for (const [kind, guard] of Object.entries(restricting)) {
    assertEquals(viaTraefik("shop-a@kubernetescrd", middleware("a", { [kind]: {} })), [guard]);
  }
  assertEquals(viaTraefik("shop-a@kubernetescrd", middleware("a", { headers: {} })), []);
});

Deno.test("accessRestrictions() takes a Middleware for a restriction when nobody knows it", () => {
  assertEquals(
    viaTraefik("shop-a@kubernetescrd, shop-b@kubernetescrd,", middleware("a", { headers: {} })),
    ["other"],
  );
  assertEquals(viaTraefik("shop-a@kubernetescrd", middleware("a", null)), ["other"]);
});

Deno.test("accessRestrictions() follows chains of Middlewares", () => {
  const link = (...names: (string | null)[]) => ({
    chain: { middlewares: names.map((name) => name === null ? null : { name }) },
  });
  assertEquals(
    viaTraefik(
      "shop-all@kubernetescrd",
      middleware("all", link("headers", "more", null)),
      middleware("headers", { headers: {} }),
      middleware("more", link("auth", "all")),
      middleware("auth", { basicAuth: {} }),
    ),
    ["basicAuth"],
  );
  assertEquals(viaTraefik("shop-all@kubernetescrd", middleware("all", link("gone"))), ["other"]);
});

Deno.test("accessRestrictions() finds client certificates when a TLSOption asks for them", () => {
  const options = (spec: object) =>
    guardsOf({ "traefik.ingress.kubernetes.io/router.tls.options": "shop-a@kubernetescrd" }, [
      manifest("TLSOption", "a", { spec }),
    ]);
  assertEquals(options({ clientAuth: { secretNames: ["ca"] } }), ["clientCertificate"]);
  assertEquals(options({ minVersion: "VersionTLS12" }), []);
});

Deno.test("accessRestrictions() takes another provider's Middleware for a restriction, whatever its name", () => {
  const known = manifest("Middleware", "open", { spec: { compress: {} } });
  const annotation = "traefik.ingress.kubernetes.io/router.middlewares";
  assertEquals(guardsOf({ [annotation]: "shop-open@kubernetescrd" }, [known]), []);
  assertEquals(guardsOf({ [annotation]: "shop-open@file" }, [known]), ["other"]);
});
