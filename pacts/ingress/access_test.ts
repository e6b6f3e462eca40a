import { assertEquals } from "@std/assert";
import { Diagnostics } from "../diagnostics.ts";
import { entry } from "../_testing.ts";
import type { IngressEntry } from "./entry.ts";
import type { Ingress } from "../kubernetes/types.ts";
import { accessRestrictions, denyRoute, denyUnkept, serviceRestrictions } from "./access.ts";

function ingress(annotations: unknown, spec: object = {}): Ingress {
  return {
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop", annotations },
    spec,
  } as never;
}

function guardsOf(annotations: unknown): string[] {
  return accessRestrictions(ingress(annotations)).map(({ guard }) => guard);
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
  ["nginx.ingress.kubernetes.io/modsecurity-snippet", "SecRuleEngine On", "other"],
  [
    "nginx.ingress.kubernetes.io/modsecurity-snippet",
    'SecDebugLog /dev/null\nSecRule ARGS "@contains bad" \\\n  "id:1,deny"',
    "other",
  ],
  ["nginx.ingress.kubernetes.io/configuration-snippet", "auth_request /auth;", "forwardAuth"],
  ["nginx.ingress.kubernetes.io/auth-snippet", "set $x 1;\n  auth_basic on;", "basicAuth"],
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
  ["zalando.org/aws-waf-web-acl-id", "x", "other"],
  ["zalando.org/aws-load-balancer-scheme", "internal", "other"],
  ["zalando.org/aws-load-balancer-security-group", "sg-1", "other"],
  ["higress.io/domain-whitelist-source-range", "10.0.0.0/8", "allowedSources"],
  ["mse.ingress.kubernetes.io/domain-blacklist-source-range", "192.0.2.1", "allowedSources"],
  ["higress.io/exact-match-header-x-key", "secret", "other"],
  ["mse.ingress.kubernetes.io/match-method", "GET", "other"],
  ["kubernetes.io/elb.acl-id", "x", "other"],
  ["ingress.volcengine.com/loadbalancer-acl-ids", "x", "other"],
  ["alb.ingress.kubernetes.io/jwt-validation", '{"jwksEndpoint":"https://x"}', "other"],
  ["alb.ingress.kubernetes.io/security-group-prefix-lists", "pl-1", "other"],
  ["alb.ingress.kubernetes.io/frontend-nlb-scheme", "internal", "other"],
  ["haproxy-ingress.github.io/http-header-match", "X-Auth: y", "other"],
  ["ingress.kubernetes.io/http-header-match-regex", "X-Auth: y", "other"],
  ["konghq.com/headers.x-key", "secret", "other"],
  ["haproxy.org/auth-type", "basic-auth", "basicAuth"],
  ["haproxy.org/allow-list", "10.0.0.0/8", "allowedSources"],
  ["haproxy.org/deny-list", "10.0.0.0/8", "allowedSources"],
  ["haproxy.org/whitelist", "10.0.0.0/8", "allowedSources"],
  ["haproxy.org/blacklist", "10.0.0.0/8", "allowedSources"],
  ["haproxy.org/client-ca", "ca", "clientCertificate"],
  ["haproxy.org/backend-config-snippet", "http-request deny", "allowedSources"],
  ["haproxy.org/backend-config-snippet", "http-request auth unless ok", "basicAuth"],
  ["haproxy.org/route-acl", "hdr(x-staging) -m found", "other"],
  ["haproxy.org/cr-backend", "shop/rules", "other"],
  ["haproxy.org/cr-frontend", "shop/rules", "other"],
  ["hub.traefik.io/access-control-policy", "jwt", "other"],
  ["hub.traefik.io/api", "shop", "other"],
  ["appprotect.f5.com/app-protect-enable", "True", "other"],
  ["appprotect.f5.com/app-protect-policy", "shop/strict", "other"],
  ["appprotectdos.f5.com/app-protect-dos-resource", "shop/flood", "other"],
  ["haproxy-ingress.github.io/waf", "modsecurity", "other"],
  ["nginx.ingress.kubernetes.io/wallarm-mode", "block", "other"],
  ["nginx.ingress.kubernetes.io/wallarm-mode", "safe_blocking", "other"],
  ["haproxy-ingress.github.io/auth-url", "http://auth/", "forwardAuth"],
  ["haproxy-ingress.github.io/oauth", "oauth2_proxy", "forwardAuth"],
  ["haproxy-ingress.github.io/allowlist-source-range", "10.0.0.0/8", "allowedSources"],
  ["haproxy-ingress.github.io/config-backend", "http-request tarpit if bad", "allowedSources"],
  ["ingress.kubernetes.io/auth-tls-secret", "ca", "clientCertificate"],
  ["traefik.ingress.kubernetes.io/auth-type", "basic", "basicAuth"],
  ["traefik.ingress.kubernetes.io/router.middlewares", "shop-strip@kubernetescrd", "other"],
  ["traefik.ingress.kubernetes.io/router.Middlewares", "shop-strip@kubernetescrd", "other"],
  ["traefik.ingress.kubernetes.io/router.tls.options", "default@internal", "other"],
  ["alb.ingress.kubernetes.io/auth-type", "oidc", "basicAuth"],
  ["alb.ingress.kubernetes.io/inbound-cidrs", "10.0.0.0/8", "allowedSources"],
  ["nginx.ingress.kubernetes.io/denylist-source-range", "false", "allowedSources"],
  ["nginx.ingress.kubernetes.io/whitelist-source-range", "Off", "allowedSources"],
  ["konghq.com/plugins", "key-auth", "other"],
  ["k8s.apisix.apache.org/auth-type", "keyAuth", "basicAuth"],
  ["k8s.apisix.apache.org/blocklist-source-range", "10.0.0.0/8", "allowedSources"],
  ["k8s.apisix.apache.org/plugin-config-name", "auth", "other"],
  ["plugins.konghq.com", "key-auth", "other"],
  ["k8s.ngrok.com/modules", "sign-in", "other"],
  ["virtual-server.f5.com/allow-source-range", "10.0.0.0/8", "allowedSources"],
  ["ingress.bluemix.net/appid-auth", "bindSecret=sign-in", "forwardAuth"],
  ["ingress.bluemix.net/mutual-auth", "secretName=ca", "clientCertificate"],
];

for (const [annotation, value, guard] of RESTRICTIONS) {
  Deno.test(`accessRestrictions() finds ${guard} when ${annotation} is ${JSON.stringify(value)}`, () => {
    assertEquals(accessRestrictions(ingress({ [annotation]: value })), [
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
      "haproxy-ingress.github.io/waf": "modsecurity",
      "haproxy-ingress.github.io/waf-mode": "detect",
      "nginx.ingress.kubernetes.io/wallarm-mode": "monitoring",
      "haproxy.org/cr-global": "edge/process",
      "zalando.org/aws-load-balancer-scheme": "internet-facing",
      "kubernetes.io/elb.acl-id": "x",
      "kubernetes.io/elb.acl-status": "off",
      "ingress.kubernetes.io/content-security-policy": "default-src 'self'",
      "appprotect.f5.com/app-protect-enable": "False",
      "appprotect.f5.com/app-protect-security-log-enable": "True",
      [`${prefix}/auth-response-headers`]: "Authorization",
      [`${prefix}/proxy-body-size`]: "20m",
      [`${prefix}/configuration-snippet`]: 'more_set_headers "X-Denied: allowed";',
      "cert-manager.io/cluster-issuer": "letsencrypt",
    }),
    [],
  );
  for (
    const rules of [
      "SecRuleEngine DetectionOnly\nSecRule ARGS bad deny",
      "# SecRuleEngine On\nSecAuditLogFormat JSON",
    ]
  ) {
    assertEquals(guardsOf({ [`${prefix}/modsecurity-snippet`]: rules }), []);
  }
  assertEquals(
    guardsOf({
      [`${prefix}/enable-modsecurity`]: "false",
      [`${prefix}/modsecurity-snippet`]: "SecRuleEngine On",
    }),
    [],
  );
  for (const annotations of [null, undefined, {}, "text", []]) {
    assertEquals(guardsOf(annotations), []);
  }
});

Deno.test("accessRestrictions() has no authority of certificates that nobody asks for", () => {
  const restrictionsOf = (verify: string) =>
    accessRestrictions({
      metadata: {
        name: "web",
        annotations: {
          "nginx.ingress.kubernetes.io/auth-tls-secret": "shop/ca",
          "nginx.ingress.kubernetes.io/auth-tls-verify-client": verify,
        },
      },
    }).map(({ guard }) => guard);
  assertEquals(restrictionsOf("off"), []);
  assertEquals(restrictionsOf("on"), ["clientCertificate", "clientCertificate"]);
  assertEquals(restrictionsOf("optional"), ["clientCertificate", "clientCertificate"]);
});

Deno.test("denyUnkept() denies what does not keep all, and names each reason once", () => {
  const diagnostics = new Diagnostics();
  const routes = [entry({ allowedSources: ["::1"] }), entry({ path: "/x" })];
  denyUnkept(routes, [
    { guard: "allowedSources", annotation: "allow-list" },
    { guard: "allowedSources", annotation: "allow-list" },
  ], diagnostics);
  assertEquals(routes.map(({ denied }) => denied), [undefined, "allow-list"]);
  assertEquals([...diagnostics].map(({ severity, code }) => `${severity} ${code}`), [
    "error access-denied",
  ]);
  denyUnkept(routes, [], diagnostics);
  assertEquals(routes[0].denied, undefined);
});

Deno.test("denyUnkept() leaves what only sends clients on to a host that is guarded", () => {
  const redirect = { to: "$scheme://shop.example$request_uri", status: 308 };
  const denied = (host: string, to = redirect.to, main = entry({ host: "shop.example" })) => {
    const route = entry({ host, redirect: { ...redirect, to } });
    denyUnkept([main, route], [{ guard: "basicAuth", annotation: "auth" }], new Diagnostics());
    assertEquals(main.denied, "auth");
    return route.denied;
  };
  assertEquals(denied("www.shop.example"), undefined);
  assertEquals(denied("shop.example"), "auth");
  assertEquals(denied("www.shop.example", "https://elsewhere.example$request_uri"), "auth");
  assertEquals(denied("www.shop.example", "$scheme://shop.example/for/members"), "auth");
  assertEquals(denied("www.shop.example", redirect.to, entry({ host: "a.example" })), "auth");
});

Deno.test("denyUnkept() leaves what only sends clients on to HTTPS", () => {
  const denied = (fields: Parameters<typeof entry>[0]) => {
    const route = entry({ protocols: [], httpsRedirect: 301, ...fields });
    denyUnkept([route], [{ guard: "other", annotation: "policy" }], new Diagnostics());
    return route.denied;
  };
  assertEquals(denied({ answer: { status: 404 } }), undefined);
  // Without HTTPS its backend answers.
  assertEquals(denied({}), "policy");
  assertEquals(denied({ answer: { status: 200, body: "for members" } }), "policy");
});

Deno.test("denyRoute() keeps the first reason of a route, and says the others", () => {
  const diagnostics = new Diagnostics();
  const route = entry({ denied: "why" });
  denyRoute(route, [{ guard: "other", annotation: "also" }], diagnostics);
  assertEquals([route.denied, [...diagnostics].length], ["why", 1]);
});

Deno.test("serviceRestrictions() has those of the controllers that read them on a Service", () => {
  const guards = (name: string) =>
    serviceRestrictions({ metadata: { name: "web", annotations: { [name]: "x" } } })
      .map(({ guard }) => guard);
  assertEquals(guards("haproxy-ingress.github.io/auth-url"), ["forwardAuth"]);
  assertEquals(guards("haproxy-ingress.github.io/allowlist-source-range"), ["allowedSources"]);
  assertEquals(guards("ingress.kubernetes.io/auth-secret"), ["basicAuth"]);
  assertEquals(guards("konghq.com/plugins"), ["other"]);
  assertEquals(guards("haproxy.org/route-acl"), ["other"]);
  assertEquals(guards("haproxy.org/cr-backend"), ["other"]);
  assertEquals(guards("haproxy-ingress.github.io/waf"), ["other"]);
  assertEquals(guards("alb.ingress.kubernetes.io/auth-type"), ["basicAuth"]);
  for (
    const name of [
      ...["haproxy-ingress.github.io/auth-tls-secret", "haproxy.org/auth-secret"],
      ...["nginx.ingress.kubernetes.io/auth-url", "alb.ingress.kubernetes.io/inbound-cidrs"],
      ...["traefik.ingress.kubernetes.io/router.middlewares", "haproxy-ingress.github.io/maxconn"],
    ]
  ) {
    assertEquals(guards(name), [], name);
  }
});

Deno.test("accessRestrictions() knows the words by which other controllers guard", () => {
  const guards = (name: string, value = "x") =>
    accessRestrictions({ metadata: { name: "web", annotations: { [name]: value } } })
      .map(({ guard }) => guard);
  const alb = "alb.ingress.kubernetes.io/";
  for (
    const name of [
      ...[`${alb}wafv2-acl-arn`, `${alb}waf-acl-id`, `${alb}web-acl-id`, `${alb}security-groups`],
      ...[`${alb}conditions.web`, "appgw.ingress.kubernetes.io/waf-policy-for-path"],
      ...["zalando.org/skipper-filter", "zalando.org/skipper-predicate"],
      ...["ingress.pomerium.io/policy", "ingress.pomerium.io/allowed_users"],
      ...["getambassador.io/config", "hub.traefik.io/access-control-policy"],
    ]
  ) assertEquals(guards(name), ["other"], name);
  assertEquals(guards(`${alb}scheme`, "internal"), ["other"]);
  assertEquals(guards(`${alb}scheme`, "internet-facing"), []);
  assertEquals(guards("appgw.ingress.kubernetes.io/use-private-ip", "true"), ["other"]);
  assertEquals(guards("appgw.ingress.kubernetes.io/use-private-ip", "false"), []);
  assertEquals(guards(`${alb}mutual-authentication`), ["clientCertificate"]);
  assertEquals(guards("haproxy.router.openshift.io/ip_whitelist"), ["allowedSources"]);
  for (
    const name of [
      ...[`${alb}ssl-policy`, `${alb}healthcheck-path`, "helm.sh/resource-policy"],
      ...["ingress.pomerium.io/allow_websockets", "haproxy-ingress.github.io/waf-mode"],
      "cert-manager.io/private-key-rotation-policy",
    ]
  ) assertEquals(guards(name), [], name);
});

Deno.test("denyUnkept() names some of the reasons when there are very many", () => {
  const route: IngressEntry = { host: "a.example", path: "/", upstream: "web:80", scheme: "http" };
  const restrictions = Array.from({ length: 9 }, (_, index) => ({
    guard: "other" as const,
    annotation: `policy ${index >> 1}`,
  }));
  denyUnkept([route], restrictions.slice(0, 8), new Diagnostics());
  assertEquals(route.denied, "policy 0, policy 1, policy 2, policy 3");
  const other: IngressEntry = { ...route };
  delete other.denied;
  const more = [
    ...restrictions,
    ...["x", "y"].map((annotation) => ({ guard: "other" as const, annotation })),
  ];
  denyUnkept([other], more, new Diagnostics());
  assertEquals(other.denied, "policy 0, policy 1, policy 2, policy 3, policy 4, and others");
});

Deno.test("accessRestrictions() knows what ingress-nginx takes for no guard, and what for one that lets in nobody", () => {
  const prefix = "nginx.ingress.kubernetes.io/";
  const asked = (annotations: Record<string, unknown>) =>
    accessRestrictions({
      metadata: {
        name: "web",
        annotations: Object.fromEntries(
          Object.entries(annotations).map(([name, value]) => [prefix + name, value]),
        ) as Record<string, string>,
      },
    }).length;
  for (const name of ["auth-url", "auth-type", "auth-tls-secret"]) {
    for (const odd of ["false", "off", "None", "x"]) assertEquals(asked({ [name]: odd }), 1, name);
    for (const off of ["", " ", null]) assertEquals(asked({ [name]: off }), 0, name);
  }
  const networks = "10.0.0.0/8";
  for (const blank of ["", " ", "\n"]) {
    assertEquals(asked({ "denylist-source-range": blank }), 1);
    assertEquals(asked({ "allowlist-source-range": blank }), 1);
    assertEquals(asked({ "whitelist-source-range": blank }), blank === "" ? 0 : 1);
    const both = { "allowlist-source-range": blank, "whitelist-source-range": networks };
    assertEquals(asked(both), 1);
  }
  for (const name of ["denylist-source-range", "allowlist-source-range"]) {
    assertEquals(asked({ [name]: null }), 0);
  }
});
