import { assertEquals } from "@std/assert";
import { serviceKey, servicePortKey } from "@dekube/engine/pacts";
import { convertAll, keycloak, object, QUIET, secret } from "./_testing.ts";

Deno.test("registerServices() makes the operator's Services known", () => {
  const { ctx } = convertAll([keycloak({ ...QUIET, http: { labels: { team: "iam" } } })]);
  for (const name of ["sso", "sso-service", "sso-discovery"]) {
    assertEquals(ctx.aliasMap.get(serviceKey("iam", name)), ["sso"]);
  }
  const ports = (name: string) =>
    ctx.services.get("iam", name)?.spec?.ports?.map((port) => [port?.name, port?.port]);
  assertEquals(ports("sso-service"), [["http", 8080], ["management", 9000]]);
  assertEquals(ports("sso-discovery"), [["tcp", 7800]]);
  assertEquals(ctx.servicePortMap.get(servicePortKey("iam", "sso-service", "http")), 8080);
  assertEquals(ctx.services.get("iam", "sso-service")?.metadata.labels, {
    "app": "keycloak",
    "app.kubernetes.io/managed-by": "keycloak-operator",
    "app.kubernetes.io/instance": "sso",
    "team": "iam",
  });
});

Deno.test("registerServices() has https when there is a certificate, and http when it is on", () => {
  const tls = secret("tls", { "tls.crt": "C", "tls.key": "K" });
  const ports = (http: object) => {
    const { ctx } = convertAll([keycloak({ ...QUIET, http }), tls]);
    return ctx.services.get("iam", "sso-service")?.spec?.ports?.map((port) => port?.name);
  };
  assertEquals(ports({ tlsSecret: "tls" }), ["https", "management"]);
  assertEquals(ports({ tlsSecret: "tls", httpEnabled: true }), ["http", "https", "management"]);
});

Deno.test("registerServices() minds the Service's own name and ports", () => {
  const http = { serviceName: "login", serviceHttpPort: 80, httpPort: 8180 };
  const { ctx, entries } = convertAll([keycloak({ ...QUIET, http })]);
  assertEquals(ctx.aliasMap.get(serviceKey("iam", "login")), ["sso"]);
  assertEquals(ctx.servicePortMap.get(servicePortKey("iam", "login", 80)), 8180);
  assertEquals(entries[0].upstream, "login.iam.svc.cluster.local:8180");
});

Deno.test("registerServices() leaves a name alone that leads elsewhere", () => {
  const { services, ctx } = convertAll([
    object("Deployment", "proxy", {
      spec: {
        template: { metadata: { labels: { app: "proxy" } }, spec: { containers: [{ name: "p" }] } },
      },
    }),
    object("Service", "sso", { spec: { selector: { app: "proxy" }, ports: [{ port: 80 }] } }),
    keycloak(QUIET),
  ]);
  assertEquals(Object.keys(services), ["sso-server"]);
  assertEquals(ctx.aliasMap.get(serviceKey("iam", "sso")), ["proxy"]);
  assertEquals(ctx.aliasMap.get(serviceKey("iam", "sso-service")), ["sso-server"]);
});

Deno.test("adoptServices() leads Services that select the pods to the server, by its ports", () => {
  const { ctx } = convertAll([
    object("Service", "login", {
      spec: {
        selector: { app: "keycloak", tier: "front" },
        ports: [{ name: "web", port: 80, targetPort: "http" }, {
          port: 9,
          targetPort: "management",
        }],
      },
    }),
    object("Service", "other", { spec: { selector: { app: "other" }, ports: [{ port: 80 }] } }),
    keycloak({
      ...QUIET,
      unsupported: { podTemplate: { metadata: { labels: { tier: "front" } } } },
    }),
  ]);
  assertEquals(ctx.aliasMap.get(serviceKey("iam", "login")), ["sso"]);
  assertEquals(ctx.aliasMap.get(serviceKey("iam", "other")), undefined);
  assertEquals(ctx.servicePortMap.get(servicePortKey("iam", "login", "web")), 8080);
  assertEquals(ctx.servicePortMap.get(servicePortKey("iam", "login", 9)), 9000);
});
