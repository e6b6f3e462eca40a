import { assert, assertEquals, assertFalse } from "@std/assert";
import { accessRestrictions, denyUnkept, serviceRestrictions } from "@dekube/engine/pacts/ingress";
import { backend, ingress, long, rewrite, service } from "./_testing.ts";
import { HAPROXY } from "./controller.ts";
import { ON_SERVICES, UNDERSTOOD } from "./understood.ts";

const PREFIX = HAPROXY.prefix;

/** What comes out, and what is said, of an Ingress with TLS and these annotations on it or on its Service. */
function given(onIngress: Record<string, string>, onService: Record<string, string> = {}): string {
  const manifest = ingress({
    ingressClassName: "haproxy",
    tls: [{ hosts: ["shop.example"], secretName: "tls" }],
    rules: [{ host: "shop.example", http: { paths: [{ path: "/", backend: backend("web") }] } }],
  }, long(onIngress));
  const web = service("web", onService);
  const { entries, ctx } = rewrite(manifest, [web]);
  denyUnkept(entries, [...accessRestrictions(manifest), ...serviceRestrictions(web)], ctx);
  const said = [...ctx.diagnostics].map(({ severity, code }) => `${severity} ${code}`);
  return JSON.stringify([entries, said]);
}

/** Values that ask for something, where `true` does not. */
const VALUES: Record<string, string> = {
  "allow-list": "10.0.0.0/8",
  blacklist: "10.0.0.0/8",
  "cors-max-age": "1m",
  "deny-list": "10.0.0.0/8",
  "forwarded-for": "false",
  "path-rewrite": "/x",
  "rate-limit-requests": "3",
  "request-redirect": "new.example",
  "request-redirect-code": "301",
  "request-set-header": "X-A b",
  "response-set-header": "X-A b",
  "server-proto": "h2",
  "ssl-redirect": "false",
  "ssl-redirect-code": "301",
  "timeout-connect": "3s",
  "timeout-server": "3s",
  whitelist: "10.0.0.0/8",
};

/** Of the Ingresses' own, where a Service has none. */
const CLASS = "ingress.class";

Deno.test("UNDERSTOOD holds full names, each once", () => {
  assertEquals(new Set(UNDERSTOOD).size, UNDERSTOOD.length);
  assert(UNDERSTOOD.every((name) => /^haproxy\.org\/[a-z.-]+$/.test(name)));
});

Deno.test("UNDERSTOOD holds nothing that is neither kept nor said when it is set alone", () => {
  const plain = given({});
  for (const name of UNDERSTOOD.map((full) => full.slice(PREFIX.length))) {
    if (name === CLASS) continue;
    assertFalse(given({ [name]: VALUES[name] ?? "true" }) === plain, name);
  }
});

Deno.test("UNDERSTOOD holds what a Service may say, and that is kept or said, too", () => {
  const plain = given({});
  for (const full of ON_SERVICES) {
    const name = full.slice(PREFIX.length);
    assert(UNDERSTOOD.includes(full), name);
    assertFalse(given({}, { [name]: VALUES[name] ?? "true" }) === plain, name);
  }
});

Deno.test("ON_SERVICES has nothing that a Service may not say: it is as if it were not there", () => {
  const plain = given({});
  for (const full of UNDERSTOOD.filter((name) => !ON_SERVICES.includes(name))) {
    const name = full.slice(PREFIX.length);
    assertEquals(given({}, { [name]: VALUES[name] ?? "true" }), plain, name);
  }
});
