import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import type { ComposeProject, Manifest } from "../../../pacts/mod.ts";
import { contextOf, manifest, said, service, workload } from "../_testing.ts";
import { warnUnansweredNames } from "./unanswered_names.ts";

const WEB = { networks: { default: { aliases: ["web.shop.svc", "web.shop"] } } };

/** What is said of a project, each as the name and its places. */
function look(
  services: ComposeProject["services"],
  files: Record<string, string> = {},
  manifests: Manifest[] = [],
): string[] {
  const ctx = contextOf([workload("shop/web"), service("shop/web"), ...manifests]);
  for (const [path, content] of Object.entries(files)) ctx.files.write(path, content);
  warnUnansweredNames({ name: "x", services: { web: WEB, ...services } }, [], ctx);
  return said(ctx.diagnostics).map((line) =>
    line.replace(/^warning unanswered-name: /, "").replace(/(?<=": ).*(?=It stands in)/s, "")
      .replace(/^nothing answers to /, "")
  );
}

const inFile = (content: string, manifests: Manifest[] = []) => look({}, { f: content }, manifests);

Deno.test("warnUnansweredNames() names each name once, with the places where it stands", () => {
  const lost = "http://lost.shop.svc.cluster.local/x";
  const services = {
    a: { environment: { URL: lost, NO_PROXY: "other.shop.svc" }, command: ["--to", lost] },
    b: { environment: [`URL=${lost}`] as never, entrypoint: lost as never },
    c: { healthcheck: { test: ["CMD", "get", lost] } },
    d: { post_start: [{ command: ["get", lost] }], pre_stop: [{ command: `get ${lost}` }] },
  };
  assertEquals(look(services, { "configmaps/x/y": `\n\nurl = ${lost}\n` }), [
    '"lost.shop.svc.cluster.local": It stands in environment.URL of the service "a"; command of the service "a"; environment.URL of the service "b"; and in 5 more places',
  ]);
});

Deno.test("warnUnansweredNames() says nothing of names that are answered, by alias, host or service", () => {
  const extra_hosts = { "db.shop.svc": "192.0.2.1" };
  const environment = { A: "web.shop.svc:80", B: "db.shop.svc", C: "http://web.shop/", D: "web" };
  assertEquals(look({ a: { extra_hosts, environment } }), []);
});

Deno.test("warnUnansweredNames() knows names without .svc where Service, namespace or members are known", () => {
  const idle = service("shop/idle", "nobody");
  const set = {
    ...workload("shop/kv", {}, "StatefulSet"),
  } as Manifest & { spec: { serviceName?: string } };
  set.spec.serviceName = "kv-hl";
  const lines = inFile(
    "a idle.shop:80\nb kv-4.kv-hl\nc other.shop\nd file-1.txt kv.yaml 1.5\n",
    [idle, set],
  );
  assertEquals(lines, [
    '"idle.shop": It stands in f, line 1',
    '"kv-4.kv-hl": It stands in f, line 2',
  ]);
});

Deno.test("warnUnansweredNames() finds names that lack the namespace, where a host stands", () => {
  assertEquals(
    inFile("http://web.svc.cluster.local/\nsearch shop.svc.cluster.local\nhost: web.svc\n"),
    ['"web.svc.cluster.local": It stands in f, line 1', '"web.svc": It stands in f, line 3'],
  );
  assertEquals(inFile("http://$name.shop.svc.cluster.local:80/\nhttp://*.shop.svc:80\n"), []);
});

Deno.test("warnUnansweredNames() finds the short name of a Service that leads nowhere where a host stands", () => {
  const idle = service("shop/idle", "nobody");
  const environment = { A: "http://idle/x", B: "idle:80", C: "idle", D: "be idle", E: "idle-time" };
  assertEquals(look({ a: { environment } }, {}, [idle]), [
    '"idle": It stands in environment.A of the service "a"; environment.B of the service "a"; environment.C of the service "a"',
  ]);
});

Deno.test("warnUnansweredNames() knows names below another domain where the namespace is known", () => {
  assertEquals(
    inFile(
      "http://lost.shop.svc.k8s.corp/ http://x.prod.svc.example.org kubernetes.default.svc.k8s.corp\n",
    ),
    [
      '"lost.shop.svc.k8s.corp": It stands in f, line 1',
      '"kubernetes.default.svc.k8s.corp": It stands in f, line 1',
    ],
  );
});

Deno.test("warnUnansweredNames() finds a host of one label in a URL with a port, whether or not a Service is called so", () => {
  const environment = {
    A: "http://redis-master:6379",
    B: "jdbc:postgresql://pg-rw:5432/x",
    C: "http://web:80 http://own:80 http://host-1:80 http://localhost:80 http://1:80",
    D: "http://lone/ lone:80 s3://lone:80 http://$lone:80 http://lone.:80 http://{lone}:80",
    E: "http://my-host:80 CLIENT://address-placeholder:80 http://example:80 http://host:80",
    F: "redis://user:1234@web:80 redis://user:12!4@web:80 http://a:b@web:80",
  };
  const a = { environment, hostname: "own", extra_hosts: { "host-1": "192.0.2.1" } };
  const files = { f: "# http://lone:80\n<a xmlns='http://lone:80'>\n" };
  assertEquals(look({ a }, files), [
    '"redis-master": It stands in environment.A of the service "a"',
    '"pg-rw": It stands in environment.B of the service "a"',
  ]);
  const ctx = contextOf();
  warnUnansweredNames({ name: "x", services: { a: { command: ["http://b:80"] } } }, [], ctx);
  assertStringIncludes(said(ctx.diagnostics)[0], 'to "b": there is no Service "b". Add what');
});

Deno.test("warnUnansweredNames() finds the variable of the API's address in files, where it is asked there", () => {
  const files = {
    a: '[ -n "$KUBERNETES_SERVICE_HOST" ] && exit\ncurl https://${KUBERNETES_SERVICE_HOST}:443/\n',
    b: "# https://$KUBERNETES_SERVICE_HOST\n",
  };
  assertEquals(look({}, files), ['"$KUBERNETES_SERVICE_HOST": It stands in a, line 2']);
});

const OUT = service("shop/ext-db", undefined, {
  type: "ExternalName",
  externalName: "db.example.org",
});

Deno.test("warnUnansweredNames() finds the name of a Service that leads outside, and says where to", () => {
  const ctx = contextOf([OUT]);
  ctx.files.write("f", "host: ext-db.shop.svc\n");
  warnUnansweredNames({ name: "x", services: { a: { command: ["ext-db"] } } }, [], ctx);
  const why = (name: string, place: string) =>
    `warning unanswered-name: nothing answers to "${name}": the Service "ext-db" leads out of the cluster, to "db.example.org". Where a host is meant, put that name there: under "replacements" in dekube.yaml for values and files, under "overrides" for commands. It stands in ${place}`;
  assertEquals(said(ctx.diagnostics), [
    why("ext-db", 'command of the service "a"'),
    why("ext-db.shop.svc", "f, line 1"),
  ]);
});

Deno.test("warnUnansweredNames() finds such a short name as a host, and as a value that leaves it open", () => {
  const environment = { A: "ext-db", DB_USER: "ext-db", PASSWORD: "ext-db", B: "be ext-db" };
  const files = {
    "configmaps/c/a.yaml": "other: ext-db\nname: ext-db\n# host: ext-db\n",
    "configmaps/c/user": "ext-db",
  };
  assertEquals(look({ a: { environment } }, files, [OUT]), [
    '"ext-db": It stands in environment.A of the service "a"; configmaps/c/a.yaml, line 1',
  ]);
  assertEquals(look({ "ext-db": { environment } }, files, [OUT]), []);
});

Deno.test("warnUnansweredNames() finds it in files of Secrets where a host stands, and does not tell what else they hold", () => {
  const files = {
    "secrets/s/a.yaml":
      "host: ext-db\nurl: ext-db://ext-db:ext-db@ext-db:5432/ext-db\npin: ext-db\n",
    "secrets/s/host": "ext-db",
    "secrets/s/pin": "ext-db",
    "secrets/s/password": "ext-db",
  };
  assertEquals(look({}, files, [OUT]), [
    '"ext-db": It stands in secrets/s/a.yaml, line 1; secrets/s/a.yaml, line 2; secrets/s/host, line 1',
  ]);
});

Deno.test("warnUnansweredNames() does not tell that a password is the name of a Service", () => {
  const environment = { PGPASSWORD: "idle", DB_USER: "idle", DB_HOST_NAME: "idle" };
  assertEquals(look({ a: { environment } }, {}, [service("shop/idle", "nobody")]), [
    '"idle": It stands in environment.DB_HOST_NAME of the service "a"',
  ]);
});

Deno.test("warnUnansweredNames() passes over comments, wildcards, variables and names for TLS", () => {
  for (
    const text of [
      "# see lost.shop.svc",
      "  // lost.shop.svc",
      "; lost.shop.svc",
      "x = 1 # lost.shop.svc",
      "DNS:*.lost.shop.svc",
      "no .shop.svc",
      "host: ${POD}.web.shop.svc",
      "host: $pod.web.shop.svc",
      "host: {{ .Pod }}.web.shop.svc",
      "tls_server_name lost.shop.svc",
      "search shop.svc.cluster.local svc.cluster.local",
      "binary lost.shop.svc\0",
    ]
  ) assertEquals(inFile(text), [], text);
  assertEquals(inFile("host: ${POD}.lost.shop.svc").length, 1);
  assertEquals(inFile("url: http://lost.shop.svc/#x").length, 1);
});

Deno.test("warnUnansweredNames() says that SRV names don't work, and keeps passwords to itself", () => {
  const [first, second] = inFile(
    "_http._tcp.web.shop.svc\nmongodb+srv://me:secret@web.shop.svc/x\n",
  );
  assertStringIncludes(first, '"_http._tcp.web.shop.svc" asks DNS for SRV records');
  assertStringIncludes(second, '"mongodb+srv://web.shop.svc" asks DNS for SRV records');
  assertFalse(second.includes("secret"));
});

Deno.test("warnUnansweredNames() says why", () => {
  const ctx = contextOf([service("shop/idle", "nobody")]);
  const environment = { A: "kubernetes.default.svc idle.shop.svc gone.shop.svc" };
  warnUnansweredNames({ name: "x", services: { a: { environment } } }, [], ctx);
  assertEquals(
    said(ctx.diagnostics).map((line) => /: [^:]*: (.*?)\. Add/.exec(line)?.[1]),
    [
      "there is no Kubernetes API here",
      'the Service "idle" leads to no pod that is converted',
      'there is no Service "gone" in the namespace "shop"',
    ],
  );
});

Deno.test("warnUnansweredNames() names the namespace that has the Service when another one is asked for", () => {
  const found = reasons("http://db.shop.svc:5432", [service("data/db", "db"), workload("data/db")]);
  assertEquals(
    Object.values(found),
    ['there is no Service "db" in the namespace "shop", but there is one in "data"'],
  );
  const rendered = reasons("http://db.shop.svc:5432", [
    service("default/db", "db"),
    workload("default/db"),
  ]);
  assertEquals(Object.values(rendered), [
    'there is no Service "db" in the namespace "shop", but there is one in "default": if it is this one, run with -n shop',
  ]);
});

Deno.test("warnUnansweredNames() says how to name a namespace that may be meant", () => {
  const found = reasons("http://api.front.svc:80", [service("api", "nobody"), workload("nobody")]);
  assertEquals(found, {
    "api.front.svc":
      'the Service "api" is there, but its manifest names no namespace: if it is this one, run with -n front',
  });
});

/** Names that are found in the value of a variable, each with the reason. */
function reasons(text: string, more: Manifest[] = [], key = "A"): Record<string, string> {
  const ctx = contextOf([service("shop/idle", "nobody"), ...more]);
  warnUnansweredNames({ name: "x", services: { a: { environment: { [key]: text } } } }, [], ctx);
  return Object.fromEntries(
    said(ctx.diagnostics).map((line) => {
      const [, name, reason] = /"([^"]+)"(?:: | )(.*?)\. /.exec(line) ?? [];
      return [name, reason];
    }),
  );
}

Deno.test("warnUnansweredNames() knows the API by each of its names, the short one in addresses alone", () => {
  const reason = "there is no Kubernetes API here";
  for (
    const [text, name = text] of [
      ["https://kubernetes.default:443", "kubernetes.default"],
      ["curl https://kubernetes;", "kubernetes"],
      ["https://kubernetes:443/api", "kubernetes"],
      ["kubernetes.default"],
      ["kubernetes.default.svc.cluster.local"],
    ]
  ) assertEquals(reasons(text), { [name]: reason }, text);
  for (
    const text of ["kubernetes", "oci://kubernetes/x", "https://kubernetes.io", "kubernetes:1"]
  ) {
    assertEquals(reasons(text), {}, text);
  }
});

Deno.test("warnUnansweredNames() knows the names that pods have by their addresses", () => {
  for (const name of ["10-42-0-5.shop.pod.cluster.local", "10-42-0-5.shop.pod"]) {
    assertStringIncludes(reasons(`http://${name}:80`)[name], "by the address that a pod had");
  }
  assertEquals(reasons("kind.of.pod a-b.shop.pod x.pod.cluster"), {});
});

Deno.test("warnUnansweredNames() takes a name in a namespace for a host: in Kubernetes' own everywhere, in others where a host stands", () => {
  const missing = (namespace: string) =>
    `there is no Service "ghost" in the namespace "${namespace}"`;
  const data = [manifest("ConfigMap", "data-2/x"), manifest("Namespace", "tools-2")];
  assertEquals(reasons("ghost.kube-system"), { "ghost.kube-system": missing("kube-system") });
  for (const text of ["http://ghost.data-2/x", "me@ghost.data-2", "ghost.data-2:80"]) {
    assertEquals(reasons(text, data), { "ghost.data-2": missing("data-2") }, text);
  }
  assertEquals(reasons("--db-host=ghost.tools-2", data), { "ghost.tools-2": missing("tools-2") });
  assertEquals(reasons("ghost.data-2", data, "DB_HOST"), { "ghost.data-2": missing("data-2") });
  assertEquals(reasons("ghost.data-2", data, "SHORT"), { "ghost.data-2": missing("data-2") });
  assertEquals(reasons("ghost.data-2", data, "SETTINGS_MODULE"), {});
  for (const text of ["be ghost.data-2", "x/ghost.data-2", "http://ghost.other/"]) {
    assertEquals(reasons(text, data), {}, text);
  }
  // Somebody may well have that name on the Internet.
  assertEquals(reasons("https://my.shop/"), {});
});

Deno.test("warnUnansweredNames() knows a foreign namespace in an address that has a scheme and a port", () => {
  const otel = "otel-collector.observability";
  assertEquals(reasons(`http://${otel}:4317`), {
    [otel]: 'there is no Service "otel-collector" in the namespace "observability"',
  });
  for (
    const text of [
      `http://${otel}/`,
      `${otel}:4317`,
      "http://api.acme.tech:8080",
      "http://db.acme.de:80",
      "http://nas.home:80",
      "http://a.b.observability:80",
    ]
  ) assertEquals(reasons(text), {}, text);
});

Deno.test("warnUnansweredNames() takes packages and classes for no hosts", () => {
  for (
    const text of [
      "com.acme.svc: DEBUG",
      "com.acme.svc.UserService: INFO",
      '<Logger name="com.acme.svc"/>',
      "java -cp /app com.acme.svc.Main",
      "class: org.foo.svc.Bar",
      "x.shop.svc.Main",
    ]
  ) assertEquals(inFile(text), [], text);
  assertEquals(inFile("http://com.acme.svc/"), ['"com.acme.svc": It stands in f, line 1']);
  assertEquals(inFile("a com.shop.svc"), ['"com.shop.svc": It stands in f, line 1']);
});

Deno.test("warnUnansweredNames() passes over lists of whom no proxy is asked for, and of whom a certificate is for", () => {
  for (
    const text of [
      "-Dhttp.nonProxyHosts=localhost|lost.shop.svc|*.svc",
      "http.nonProxyHosts=*.svc|lost.shop.svc",
      "no_proxy: localhost,lost.shop.svc",
      "noProxy: [localhost, 'lost.shop.svc']",
      "noProxy:\n  - localhost\n  - lost.shop.svc",
      '"noProxy": "a,lost.shop.svc"',
      "NO_PROXY=lost.shop.svc curl x",
      "--no-proxy=lost.shop.svc",
      "DNS.1 = lost.shop.svc",
      "subjectAltName=DNS:localhost,DNS:lost.shop.svc",
      "--tls-san=localhost,lost.shop.svc",
      "dnsNames:\n- localhost\n- lost.shop.svc",
      "-subj /CN=lost.shop.svc",
    ]
  ) assertEquals(inFile(text), [], text);
  assertEquals(look({ a: { command: ["--no-proxy", "lost.shop.svc"] } }), []);
  assertEquals(look({}, { "configmaps/x/csr.json": '{"hosts":["lost.shop.svc"]}' }), []);
  for (
    const text of [
      "NO_PROXY=localhost curl http://lost.shop.svc",
      "no_proxy: localhost\nurl: lost.shop.svc",
      '{"noProxy": ["a"], "host": "lost.shop.svc"}',
    ]
  ) assertEquals(inFile(text).length, 1, text);
});

Deno.test("warnUnansweredNames() passes over what only says a name, and lines of /etc/hosts", () => {
  for (
    const text of [
      "/* lost.shop.svc\n * lost.shop.svc */",
      "--[[ lost.shop.svc ]]",
      "127.0.0.1 localhost lost.shop.svc # x",
      "::1\tlost.shop.svc",
      "<a xmlns='http://lost.shop.svc/ns' xmlns:b=\"http://lost.shop.svc/b\"/>",
      "- job_name: lost.shop.svc",
      "curl -H 'Host: lost.shop.svc' x",
    ]
  ) assertEquals(inFile(text), [], text);
  assertEquals(inFile("connect 127.0.0.1; ask lost.shop.svc").length, 1);
});

Deno.test("warnUnansweredNames() knows the short name of a Service that leads nowhere behind an option, by its port", () => {
  const idle = service("shop/idle", "nobody", { ports: [{ port: 443 }] });
  const named = (word: string) => look({ a: { command: [word] } }, {}, [idle]).length;
  for (const word of ["--c=idle:443", "--all=x:1,idle:443"]) assertEquals(named(word), 1, word);
  for (const word of ["--image=idle:16", "--tag=idle:443-alpine", "--c=my-idle:443"]) {
    assertEquals(named(word), 0, word);
  }
});

Deno.test("warnUnansweredNames() knows short SRV names where there is a Service of the name", () => {
  for (const name of ["_http._tcp.idle", "_http._tcp.idle.shop", "_x._udp.idle.shop.svc"]) {
    assertStringIncludes(reasons(`nslookup -type=srv ${name}`)[name], "asks DNS for SRV", name);
  }
  assertEquals(reasons("_http._tcp.local _ldap._tcp.example.com _a._b.idle"), {});
});

Deno.test("warnUnansweredNames() says what is missing: the Service, or what stands before its name", () => {
  const ring = service("shop/ring", undefined, { clusterIP: "None" });
  const pod = manifest("Pod", "shop/n1", {
    spec: { hostname: "n1", subdomain: "ring", containers: [{ name: "a", image: "a" }] },
  });
  const more = [ring, workload("shop/ring"), pod];
  const below = (label: string) =>
    `the Service "ring" is there, but no pod or endpoint behind it is known as "${label}"`;
  for (
    const [text, name, reason] of [
      ["ghost.ring.shop.svc", "ghost.ring.shop.svc", below("ghost")],
      ["10-1-2-3.ring.shop.svc", "10-1-2-3.ring.shop.svc", below("10-1-2-3")],
      ["ghost.ring.shop:80", "ghost.ring.shop", below("ghost")],
      ["http://ghost.ring/", "ghost.ring", below("ghost")],
      [
        "one.idle.shop.svc",
        "one.idle.shop.svc",
        'the Service "idle" leads to no pod that is converted',
      ],
      [
        "idle.other.svc",
        "idle.other.svc",
        'there is no Service "idle" in the namespace "other"',
      ],
    ]
  ) assertEquals(reasons(text, more), { [name]: reason }, text);
  for (const text of ["http://n$i.ring/", "http://n${i}.ring:80", "http://n1.ring.example/"]) {
    assertEquals(reasons(text, more), {}, text);
  }
});

Deno.test("warnUnansweredNames() names addresses that Services have in the cluster", () => {
  const fixed = service("shop/db", "db", { clusterIP: "10.96.7.7" });
  const ctx = contextOf([fixed]);
  ctx.files.write("secrets/a", "url: http://10.96.7.7:80\n# 10.96.7.7\n");
  const services: ComposeProject["services"] = {
    a: { dns: ["10.96.7.7"], extra_hosts: ["db:10.96.7.7"] },
    b: { dns: "1.1.1.1", extra_hosts: { db: "10.96.7.7" } },
  };
  warnUnansweredNames({ name: "x", services }, [], ctx);
  const [line, ...others] = said(ctx.diagnostics);
  assertEquals(others, []);
  assertStringIncludes(line, '"10.96.7.7" is the address that the Service "db" has in the cluster');
  assertStringIncludes(
    line,
    'dns of the service "a"; extra_hosts of the service "a"; extra_hosts of the service "b"; and in 1 more place',
  );
});

Deno.test("warnUnansweredNames() names the object of a route that leads nowhere", () => {
  const ctx = contextOf([service("shop/idle", "nobody")]);
  const resource = { kind: "Ingress", namespace: "shop", name: "front" };
  const route = { host: "a.example", path: "/", scheme: "http" as const, resource };
  const entries = [{ ...route, upstream: "idle.shop.svc.cluster.local:80" }];
  warnUnansweredNames({ name: "x", services: {} }, entries, ctx);
  assertStringIncludes(said(ctx.diagnostics)[0], 'It stands in the Ingress "front"');
});

Deno.test("warnUnansweredNames() says nothing of backends that a proxy does not ask", () => {
  const ctx = contextOf([service("shop/idle", "nobody")]);
  const route = { host: "a.example", path: "/", scheme: "http" as const };
  const upstream = "idle.shop.svc.cluster.local:80";
  const entries = [
    { ...route, upstream, redirect: { to: "https://b.example/", status: 301 } },
    { ...route, upstream, answer: { status: 503 } },
    { ...route, upstream, denied: "auth-url" },
  ];
  warnUnansweredNames({ name: "x", services: {} }, entries, ctx);
  assertEquals(said(ctx.diagnostics), []);
});

Deno.test("warnUnansweredNames() takes linear time when a line, or a file, is long", () => {
  for (
    const unit of [
      "lost.shop.svc ",
      "a.shop:80 ",
      "//kubernetes ",
      "10.9.9.9 ",
      "_a._tcp.web ",
      "x.y ",
      "a.",
      "lost.shop.svc\n",
      "a-",
      "-.",
      "_a.",
    ]
  ) {
    const time = (n: number) => {
      const text = unit.repeat(n);
      const start = performance.now();
      inFile(text, [service("shop/fixed", "web", { clusterIP: "10.9.9.9" })]);
      return performance.now() - start;
    };
    // Four times as much takes sixteen times as long where time is quadratic. What else runs on the machine may take
    // its part of it, but hardly each time.
    const isLinear = () => time(80_000) <= 9 * Math.max(time(20_000), 5);
    assert(Array.from({ length: 8 }).some(isLinear), unit);
  }
});
