import { assertEquals } from "@std/assert";
import type { Ingress, IngressEntry, Service } from "../../pacts/mod.ts";
import { contextOf, manifest } from "./_testing.ts";
import { denyRestricted, restrictionsBehind, servicesBehind } from "./route_services.ts";

function service(name: string, annotations: Record<string, string> = {}): Service {
  const made = manifest("Service", `shop/${name}`, { spec: { ports: [{ port: 80 }] } }) as Service;
  made.metadata.annotations = annotations;
  return made;
}

const backend = (name: string) => ({ service: { name, port: { number: 80 } } });

function ingress(spec: object): Ingress {
  return manifest("Ingress", "shop/web", { spec }) as Ingress;
}

const GUARDED = service("guarded", { "haproxy-ingress.github.io/auth-secret": "users" });
const OPEN = service("open", { "haproxy.org/auth-secret": "users" });

/** Which routes to these addresses are denied. */
function denied(...routes: Partial<IngressEntry>[]): (string | undefined)[] {
  const ctx = contextOf([GUARDED, OPEN]);
  const entries = routes.map((route): IngressEntry => ({
    host: "a.example",
    path: "/",
    scheme: "http",
    upstream: "open.shop.svc.cluster.local:80",
    ...route,
  }));
  denyRestricted(entries, restrictionsBehind(new Set([GUARDED, OPEN]), ctx), "shop", ctx);
  return entries.map(({ denied }) => denied);
}

Deno.test("servicesBehind() finds the Services of all paths, and of the default, as old versions write them too", () => {
  const ctx = contextOf([GUARDED, OPEN, service("other")]);
  const names = (spec: object) =>
    [...servicesBehind(ingress(spec), ctx)].map(({ metadata }) => metadata.name);
  const paths = [{ backend: backend("open") }, { backend: backend("gone") }, null];
  assertEquals(names({ rules: [{ http: { paths } }, null], defaultBackend: backend("guarded") }), [
    "guarded",
    "open",
  ]);
  assertEquals(names({ backend: { serviceName: "other", servicePort: 80 } }), ["other"]);
  assertEquals(names({}), []);
});

Deno.test("denyRestricted() closes the routes to a Service whose annotations restrict them, and no others", () => {
  const why = 'haproxy-ingress.github.io/auth-secret of the Service "guarded"';
  const guarded = "guarded.shop.svc.cluster.local:80";
  assertEquals(
    denied({ upstream: guarded }, {}, { backends: [{ upstream: guarded, weight: 1 }] }),
    [why, undefined, why],
  );
});

Deno.test("denyRestricted() closes a route when nobody knows which Service it leads to", () => {
  assertEquals(denied({ upstream: "db.example:80" }).length, 1);
  assertEquals(denied({ upstream: "db.example:80" })[0] === undefined, false);
});
