import { assertEquals, assertThrows } from "@std/assert";
import { contextOf, deployment, entry, service } from "../_testing.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { forwardAuthTarget } from "./forward_auth.ts";
import { sitesOf } from "./sites.ts";
import { Unwritable } from "./unwritable.ts";

const CTX = contextOf([
  deployment("auth"),
  service("auth", { ports: [{ port: 80, targetPort: 9090 }] }),
  service("pods", {
    selector: { app: "auth" },
    clusterIP: "None",
    ports: [{ port: 80, targetPort: 9090 }],
  }),
  service("outside", { type: "ExternalName", externalName: "sso.elsewhere.org" }),
]);

function ask(url: string, fields: Partial<IngressEntry> = {}, others: IngressEntry[] = []) {
  const resource = { kind: "Ingress", namespace: "shop", name: "web" };
  const guarded = entry({
    path: "/private",
    resource,
    forwardAuth: { url, responseHeaders: [] },
    ...fields,
  });
  const found = forwardAuthTarget(guarded, sitesOf([guarded, ...others], CTX), CTX);
  const { backend, ...rest } = found ?? {};
  return found && { ...rest, ...backend, resource: undefined };
}

Deno.test("forwardAuthTarget() asks a Service at its container's port", () => {
  const expected = {
    upstream: "auth.shop.svc.cluster.local:9090",
    scheme: "http" as const,
    uri: "/verify?a=$request_uri",
    isPublic: false,
    resource: undefined,
  };
  for (const host of ["auth", "auth.shop", "auth.shop.svc.cluster.local"]) {
    assertEquals(ask(`http://${host}/verify?a=$request_uri`), { ...expected, upstreamHost: host });
    assertEquals(ask(`http://${host}:80/verify?a=$request_uri`), {
      ...expected,
      upstreamHost: `${host}:80`,
    });
  }
});

Deno.test("forwardAuthTarget() asks pods at their own port when the Service is headless", () => {
  assertEquals(ask("http://pods:9090/")?.upstream, "pods.shop.svc.cluster.local:9090");
  assertEquals(ask("http://pods/")?.upstream, "pods.shop.svc.cluster.local:80");
});

Deno.test("forwardAuthTarget() asks what an ExternalName Service leads to", () => {
  assertEquals(ask("http://outside:8080/")?.upstream, "sso.elsewhere.org:8080");
});

Deno.test("forwardAuthTarget() asks the backend when the host is one of the project's own", () => {
  const login = entry({
    host: "login.example",
    path: "/oauth2/(.*)",
    pathType: "Regex",
    rewrite: { pattern: "/oauth2/(.*)", replacement: "/$1" },
    upstream: "proxy:4180",
    scheme: "https",
    serverSni: "proxy.internal",
  });
  assertEquals(ask("https://login.example/oauth2/auth", {}, [login]), {
    upstream: "proxy:4180",
    scheme: "https",
    upstreamHost: "login.example",
    serverSni: "proxy.internal",
    uri: "/auth",
    isPublic: false,
    resource: undefined,
  });
});

Deno.test("forwardAuthTarget() takes $host for the route's own host", () => {
  const check = entry({ path: "/check", upstream: "check:80" });
  assertEquals(ask("https://$host/check", {}, [check])?.upstream, "check:80");
  assertEquals(ask("https://$host/check", {}, [check])?.upstreamHost, "shop.example");
  assertEquals(ask("https://$host/check", { host: "" }), undefined);
});

Deno.test("forwardAuthTarget() finds a host among those of a wildcard", () => {
  const any = entry({ host: "*.example", upstream: "any:80" });
  assertEquals(ask("https://auth.example/", {}, [any])?.upstream, "any:80");
});

Deno.test("forwardAuthTarget() leaves the project when nobody there has the host", () => {
  assertEquals(ask("https://sso.elsewhere.org:8443/x"), {
    upstream: "sso.elsewhere.org:8443",
    scheme: "https",
    upstreamHost: "sso.elsewhere.org:8443",
    serverSni: "sso.elsewhere.org",
    uri: "/x",
    isPublic: true,
    resource: undefined,
  });
  assertEquals(ask("http://sso.elsewhere.org")?.upstream, "sso.elsewhere.org:80");
});

Deno.test("forwardAuthTarget() is undefined when the URL can't be understood", () => {
  for (
    const url of ["", "auth", "ftp://auth/", "http://a b/", "http://$remote_addr/", "https:///"]
  ) {
    assertEquals(ask(url), undefined, url);
  }
});

Deno.test("forwardAuthTarget() never tries what an expression of a path might match twice", () => {
  const slow = entry({ path: "/((a|a)+)+$", pathType: "Regex" });
  const open = entry({ path: "/", upstream: "web:80" });
  const found = ask(`http://shop.example/${"a".repeat(1000)}!`, {}, [slow, open]);
  assertEquals(found?.upstream, "web:80");
});

Deno.test("forwardAuthTarget() asks nobody where it can't tell whose path it is", () => {
  const dark = entry({ path: "/(a|b)\\1", pathType: "Regex", upstream: "dark:80" });
  const open = entry({ path: "/", upstream: "web:80" });
  assertThrows(
    () => ask("http://shop.example/check", {}, [dark, open]),
    Unwritable,
    "can't be told",
  );
  const elsewhere = entry({ path: "/else/(ab)\\1", pathType: "Regex" });
  assertEquals(ask("http://shop.example/check", {}, [elsewhere, open])?.upstream, "web:80");
});
