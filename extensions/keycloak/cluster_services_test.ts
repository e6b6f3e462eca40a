import { assertEquals } from "@std/assert";
import type { ConvertContext } from "@dekube/engine/pacts";
import { convertAll, keycloak, object, QUIET, secret } from "./_testing.ts";

function composeNames({ services }: ConvertContext, name: string): readonly string[] {
  return services.composeNames(services.get("iam", name)!);
}

function targetPort({ services }: ConvertContext, name: string, port: number | string) {
  return services.targetPort(services.get("iam", name)!, port);
}

Deno.test("addServices() adds the operator's Services", () => {
  const { ctx } = convertAll([keycloak({ ...QUIET, http: { labels: { team: "iam" } } })]);
  for (const name of ["sso", "sso-service", "sso-discovery"]) {
    assertEquals(composeNames(ctx, name), ["sso"]);
  }
  const ports = (name: string) =>
    ctx.services.get("iam", name)?.spec?.ports?.map((port) => [port?.name, port?.port]);
  assertEquals(ports("sso-service"), [["http", 8080], ["management", 9000]]);
  assertEquals(ports("sso-discovery"), [["tcp", 7800]]);
  assertEquals(targetPort(ctx, "sso-service", "http"), 8080);
  assertEquals(ctx.services.get("iam", "sso-service")?.metadata.labels, {
    "app": "keycloak",
    "app.kubernetes.io/managed-by": "keycloak-operator",
    "app.kubernetes.io/instance": "sso",
    "team": "iam",
  });
});

Deno.test("addServices() has https when there is a certificate, and http when it is on", () => {
  const tls = secret("tls", { "tls.crt": "C", "tls.key": "K" });
  const ports = (http: object) => {
    const { ctx } = convertAll([keycloak({ ...QUIET, http }), tls]);
    return ctx.services.get("iam", "sso-service")?.spec?.ports?.map((port) => port?.name);
  };
  assertEquals(ports({ tlsSecret: "tls" }), ["https", "management"]);
  assertEquals(ports({ tlsSecret: "tls", httpEnabled: true }), ["http", "https", "management"]);
});

Deno.test("addServices() minds the Service's own name and ports", () => {
  const http = { serviceName: "login", serviceHttpPort: 80, httpPort: 8180 };
  const { ctx, entries } = convertAll([keycloak({ ...QUIET, http })]);
  assertEquals(composeNames(ctx, "login"), ["sso"]);
  assertEquals(targetPort(ctx, "login", 80), 8180);
  assertEquals(entries[0].upstream, "login.iam.svc.cluster.local:8180");
});

Deno.test("addServices() leaves a name alone that leads elsewhere", () => {
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
  assertEquals(composeNames(ctx, "sso"), ["proxy"]);
  assertEquals(composeNames(ctx, "sso-service"), ["sso-server"]);
});

Deno.test("a declared Service leads to the server when it selects the operator's pods, by its ports", () => {
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
  assertEquals(composeNames(ctx, "login"), ["sso"]);
  assertEquals(composeNames(ctx, "other"), []);
  assertEquals(targetPort(ctx, "login", "web"), 8080);
  assertEquals(targetPort(ctx, "login", 9), 9000);
});

Deno.test("addServices() has a declared Service of the operator's name keep its ports", () => {
  const spec = { type: "LoadBalancer", ports: [{ name: "web", port: 80, targetPort: "http" }] };
  const { ctx } = convertAll([object("Service", "sso-service", { spec }), keycloak(QUIET)]);
  assertEquals(composeNames(ctx, "sso-service"), ["sso"]);
  assertEquals(targetPort(ctx, "sso-service", 80), 8080);
  assertEquals(ctx.services.get("iam", "sso-service")?.spec?.type, "LoadBalancer");
});
