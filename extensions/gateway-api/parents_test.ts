import { assertEquals } from "@std/assert";
import { fieldsOf, gateway, httpRoute, messagesOf, routesOf, TO_WEB } from "./_testing.ts";

const DOOR = gateway("door", [
  { name: "any" },
  { name: "wild", hostname: "*.example.com" },
  { name: "own", hostname: "own.example.com" },
  { name: "other", hostname: "other.example", port: 8080 },
  { name: "tls", hostname: "own.example.com", port: 443, protocol: "HTTPS" },
]);

/** Hosts that a route to `door` is served under, over HTTPS with an `s`. */
function hosts(ref: object, hostnames?: string[]) {
  const parentRefs = [{ name: "door", ...ref }];
  const { routes, said } = routesOf([
    DOOR,
    httpRoute("web", { parentRefs, ...(hostnames ? { hostnames } : {}), rules: [TO_WEB] }),
  ]);
  const served = fieldsOf(routes, "host", "protocols", "priority")
    // Names of several labels are there once more.
    .filter(({ priority }) => priority === undefined)
    .map(({ host, protocols }) => `${protocols?.join("+")} ${host}`);
  // The Gateway's own is said below.
  return { served, said: said.filter((what) => !what.startsWith("listener-port")) };
}

Deno.test("a listener with another port than the proxy's is said to be served at that", () => {
  const { said } = routesOf([
    DOOR,
    httpRoute("web", { parentRefs: [{ name: "door" }], rules: [TO_WEB] }),
  ]);
  assertEquals(said, ["listener-port spec.listeners[3].port"]);
});

Deno.test("a route without hostnames has those of its listeners", () => {
  assertEquals(hosts({}), {
    served: [
      "http ",
      "http *.example.com",
      "http+https own.example.com",
      "http other.example",
    ],
    said: [],
  });
});

Deno.test("a route attaches to the listeners that its parentRef names", () => {
  assertEquals(hosts({ sectionName: "wild" }).served, ["http *.example.com"]);
  assertEquals(hosts({ port: 443 }).served, ["https own.example.com"]);
  assertEquals(hosts({ port: 8080, sectionName: "other" }).served, ["http other.example"]);
  for (const ref of [{ sectionName: "none" }, { port: 81 }, { port: 8080, sectionName: "own" }]) {
    assertEquals(hosts(ref), { served: [], said: ["no-listener spec.parentRefs[0]"] });
  }
});

Deno.test("a route's hostnames and a listener's intersect, the more specific listener first", () => {
  assertEquals(hosts({ sectionName: "wild" }, ["a.b.example.com", "a.example.org"]).served, [
    "http a.b.example.com",
  ]);
  // What another listener is for is not the wider one's.
  assertEquals(hosts({ sectionName: "wild" }, ["own.example.com", "a.example.com"]).served, [
    "http a.example.com",
  ]);
  assertEquals(hosts({ sectionName: "own" }, ["*.example.com"]).served, ["http own.example.com"]);
  assertEquals(hosts({ sectionName: "other" }, ["a.example.org"]), {
    served: [],
    said: ["no-listener-hostname spec.hostnames"],
  });
});

Deno.test("a Gateway that is not among the manifests takes any host", () => {
  const served = (ref: object) => {
    const parentRefs = [{ name: "elsewhere", ...ref }];
    const { routes, said } = routesOf([
      httpRoute("web", { parentRefs, hostnames: ["a.example"], rules: [TO_WEB] }),
    ]);
    return [...fieldsOf(routes, "host", "protocols", "tls"), ...said];
  };
  const said = "missing-gateway spec.parentRefs[0]";
  assertEquals(served({}), [{ host: "a.example", protocols: ["http"] }, said]);
  assertEquals(served({ sectionName: "websecure" }), [
    { host: "a.example", protocols: ["https"], tls: {} },
    said,
  ]);
  assertEquals(served({ kind: "ListenerSet" }), [said]);
});

Deno.test("a route that names a Service for its parent, or none, is said", () => {
  const said = (parentRefs: object[]) =>
    routesOf([httpRoute("web", { parentRefs, rules: [TO_WEB] })]).said;
  assertEquals(said([]), ["no-parent spec.parentRefs"]);
  assertEquals(said([{ group: "", kind: "Service", name: "web" }]), [
    "unsupported-parent spec.parentRefs[0]",
  ]);
});

Deno.test("a route is said to be reached within the project by a Service alone, not by other parents", () => {
  const messages = (ref: object) =>
    messagesOf([httpRoute("web", { parentRefs: [{ name: "web", ...ref }], rules: [TO_WEB] })]);
  const within = /within the project requests reach it/;
  const lost = /so nothing leads to the route by it/;
  const said = (ref: object) => {
    const [message] = messages(ref);
    return [within.test(message), lost.test(message), message.includes("kind ListenerSet of")];
  };
  assertEquals(said({ group: "", kind: "Service" }), [true, false, false]);
  const experimental = { group: "gateway.networking.x-k8s.io", kind: "XListenerSet" };
  assertEquals(said(experimental), [false, true, true]);
  assertEquals(said({ group: "example.test", kind: "Edge" }), [false, true, false]);
});

Deno.test("a route that names one listener twice is there once", () => {
  const parentRefs = [{ name: "edge" }, { name: "edge", sectionName: "http" }];
  const { routes, said } = routesOf([httpRoute("web", { parentRefs, rules: [TO_WEB] })]);
  assertEquals([routes.length, said], [1, []]);
});
