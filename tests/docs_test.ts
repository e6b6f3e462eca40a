/**
 * Runs what docs/ shows. A paragraph that is a path in code and a colon names the file that the block
 * behind it holds.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { parse } from "@std/yaml";
import { type Compiler, ensureCompiler } from "../tools/denort.ts";
import { layOut, serveFolder } from "./_registry.ts";
import { defaultConfig } from "../pacts/config.ts";
import { parseConfig, SETTING_PROPERTIES } from "../engine/core/settings/config.ts";
import { unless, WINDOWS } from "../tools/unless.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const COMMAND = join(ROOT, "distributions/helmfile2compose/mod.ts");

/** The files that a page shows, by path. */
async function filesOf(page: string): Promise<Map<string, string>> {
  const text = await Deno.readTextFile(join(ROOT, "docs", page));
  const shown = text.matchAll(/^`([\w./-]+)`:\n\n```[^\n]*\n([\s\S]*?)^```$/gm);
  return new Map([...shown].map(([, path, content]) => [path, content]));
}

/** A folder with some files; it is gone afterwards. */
async function folderWith(
  files: Iterable<[string, string]>,
): Promise<AsyncDisposable & { path: string; read(name: string): Promise<string> }> {
  const path = await Deno.realPath(await Deno.makeTempDir());
  for (const [name, content] of files) {
    await Deno.mkdir(dirname(join(path, name)), { recursive: true });
    await Deno.writeTextFile(join(path, name), content);
  }
  return {
    path,
    read: (name) => Deno.readTextFile(join(path, name)),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function run(cwd: string, command: string, args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

const EXTENSIONS = await filesOf("extensions.md");

/** What an extension makes of manifests, through the command. */
async function convertWith(
  extension: string,
  manifests: object[],
  settings: object = {},
  supplied = "",
) {
  const path = `my-extensions/${extension}`;
  await using folder = await folderWith([
    [path, EXTENSIONS.get(path)!],
    ["rendered/all.json.yaml", manifests.map((item) => JSON.stringify(item)).join("\n---\n")],
    ["out/dekube.yaml", JSON.stringify(settings)],
    ["out/secrets.yaml", supplied],
  ]);
  const convert = async () => {
    const options = ["--extensions-dir", "my-extensions", "--from-dir", "rendered"];
    const { code, err } = await run(folder.path, Deno.execPath(), [
      ...["run", "-A", "--quiet", COMMAND, ...options, "--output-dir", "out"],
    ]);
    assertEquals(code, 0, err);
    const compose = await folder.read("out/compose.yml");
    // deno-lint-ignore no-explicit-any -- read from YAML
    return { ...parse(compose) as any, compose, said: err };
  };
  const first = await convert();
  // The same once more: nothing that an extension makes may change by itself.
  assertEquals((await convert()).compose, first.compose);
  const read = (name: string) => Deno.readTextFileSync(join(folder.path, "out", name));
  // By their own paths, wherever they lie.
  const files = [...walk(join(folder.path, "out"))].map((name) => [
    name.replace(/@[0-9a-f]{12}(?=\/|$)/, ""),
    read(name),
  ]);
  return { ...first, files: Object.fromEntries(files) as Record<string, string> };
}

function* walk(root: string, below = ""): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(root, below))) {
    const path = below + name;
    if (isDirectory) yield* walk(root, `${path}/`);
    else yield path;
  }
}

/** API versions of the kinds that are not Kubernetes' own. */
const VERSIONS: Record<string, string> = {
  Broker: "acme.example/v1",
  Route: "route.openshift.io/v1",
  VaultStaticSecret: "secrets.hashicorp.com/v1beta1",
  Cache: "example.com/v1",
};

function object(kind: string, name: string, content: object = {}, annotations = {}): object {
  const apiVersion = VERSIONS[kind] ?? "v1";
  return { apiVersion, kind, metadata: { name, namespace: "shop", annotations }, ...content };
}

/** A workload with a Service that leads to its port 8080. */
function web(env: object[] = []): object[] {
  const labels = { app: "web" };
  const container = { name: "web", image: "example/web:1", env, ports: [{ containerPort: 8080 }] };
  return [
    object("Deployment", "web", {
      spec: { template: { metadata: { labels }, spec: { containers: [container] } } },
    }),
    object("Service", "web", {
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    }),
  ];
}

function fromSecret(name: string, key: string): object {
  return { name: key.toUpperCase(), valueFrom: { secretKeyRef: { name, key } } };
}

function ingress(spec: object, annotations: object = {}): object {
  return object("Ingress", "web", { apiVersion: "networking.k8s.io/v1", spec }, annotations);
}

const BACKEND = { service: { name: "web", port: { number: 80 } } };

Deno.test("docs/extensions.md: the provider makes a broker, and a Secret that a workload reads", async () => {
  const { services } = await convertWith("brokers.ts", [
    object("Broker", "orders", { spec: null }),
    ...web([fromSecret("orders-default-user", "password")]),
  ], { extensions: { brokers: { username: "me" } } });

  assertEquals(services.orders.environment.RABBITMQ_DEFAULT_USER, "me");
  assertEquals(
    services.web.environment.PASSWORD,
    services.orders.environment.RABBITMQ_DEFAULT_PASS,
  );
  assertEquals(services.orders.volumes, ["./data/data-orders-0:/var/lib/rabbitmq"]);
});

Deno.test("docs/extensions.md: the converter makes routes, and closes one that is restricted", async () => {
  const route = { host: "shop.example", to: { name: "web" }, tls: null };
  const { files, said } = await convertWith("openshift_route.ts", [
    ...web(),
    object("Route", "open", { spec: route }),
    object("Route", "closed", { spec: { ...route, path: "/admin" } }, {
      "haproxy.router.openshift.io/ip_allowlist": "10.0.0.0/8",
    }),
    object("Route", "empty", { spec: null }),
  ]);

  assertStringIncludes(files.Caddyfile, "shop.example {");
  assertStringIncludes(files.Caddyfile, "reverse_proxy http://web.shop.svc.cluster.local:8080");
  assertStringIncludes(files.Caddyfile, "can't be kept, see dekube's diagnostics\" 403");
  assertStringIncludes(said, "the Route needs a host and a Service");
});

Deno.test("docs/extensions.md: the indexer makes Secrets known, and says which values are missing", async () => {
  const secret = (name: string, path: string) =>
    object("VaultStaticSecret", name, { spec: { mount: "kv", path, destination: { name } } });
  const { services, said } = await convertWith(
    "vault_secrets.ts",
    [
      secret("db", "prod/db"),
      secret("mail", "prod/mail"),
      ...web([fromSecret("db", "user")]),
    ],
    {},
    "vault-secrets:\n  kv:\n    prod/db:\n      user: me\n",
  );

  assertEquals(services.web.environment.USER, "me");
  assertStringIncludes(said, "Put it into secrets.yaml: vault-secrets.kv.prod/mail");
});

Deno.test("docs/extensions.md: the operator makes what runs, with a Service and a Secret that workloads use", async () => {
  const cache = object("Cache", "orders", { spec: { image: "example/cache:3" } });
  const { services, files, said } = await convertWith("caches.ts", [
    cache,
    object("Cache", "empty", { spec: null }),
    ...web([fromSecret("orders-auth", "password")]),
  ]);
  assertEquals(services.orders.image, "example/cache:3");
  assertStringIncludes(JSON.stringify(services.orders.networks), "orders-cache.shop.svc");
  assertEquals(services.web.environment.PASSWORD, services.orders.environment.PASSWORD);
  assertEquals(
    services.web.environment.PASSWORD,
    files["secrets/.caches/shop/cache/orders/password"],
  );
  assertStringIncludes(said, "there is no image");
});

Deno.test("docs/extensions.md: the rewriter makes routes of Ingresses of its class", async () => {
  const paths = [
    { path: "/api/*", pathType: "ImplementationSpecific", backend: BACKEND },
    { path: "/health", backend: BACKEND },
    null,
  ];
  const { files } = await convertWith("alb.ts", [
    ...web(),
    ingress({ ingressClassName: "alb", rules: [{ host: "shop.example", http: { paths } }, null] }),
  ]);

  assertStringIncludes(files.Caddyfile, '"^/api(?:/|$)"');
  assertStringIncludes(files.Caddyfile, '"^/health$"');
});

Deno.test("docs/extensions.md: the rewriter's restriction is kept by the proxy", async () => {
  const prefix = "alb.ingress.kubernetes.io/";
  const { files, said } = await convertWith("alb.ts", [
    ...web(),
    ingress({ ingressClassName: "alb", defaultBackend: BACKEND }, {
      [`${prefix}inbound-cidrs`]: "10.0.0.0/8",
      [`${prefix}shield-advanced-protection`]: "true",
    }),
  ]);

  assertMatch(
    files.Caddyfile,
    /not client_ip 10\.0\.0\.0\/8\s+respond \S+ 403\s+handle \{\s+reverse_proxy/,
  );
  assertStringIncludes(said, `${prefix}shield-advanced-protection has no effect`);
});

Deno.test("docs/extensions.md: the ingress provider takes Caddy's place", async () => {
  const rule = (path: string, pathType: string) => ({
    host: "shop.example",
    http: { paths: [{ path, pathType, backend: BACKEND }] },
  });
  const { services, files, said } = await convertWith("traefik.ts", [
    ...web(),
    ingress({ rules: [rule("/", "Prefix"), rule("/`x", "Prefix"), rule("/one", "Exact")] }),
  ]);

  assertEquals(Object.keys(services).sort(), ["traefik", "web"]);
  assertEquals("Caddyfile" in files, false);
  assertStringIncludes(said, '"traefik-proxy" (my-extensions/traefik.ts) replaces the bundled');
  const { http } = JSON.parse(files["traefik/routes.yml"]);
  assertEquals(
    // deno-lint-ignore no-explicit-any -- read from JSON
    Object.values(http.routers).map((router: any) => router.rule).sort(),
    [
      'Host("shop.example") && (Path("/`x") || PathPrefix("/`x/"))',
      'Host("shop.example") && Path("/one")',
      'Host("shop.example") && PathPrefix("/")',
    ],
  );
  assertEquals(http.services["route-1"].loadBalancer.servers, [
    { url: "http://web.shop.svc.cluster.local:8080" },
  ]);
});

Deno.test("docs/extensions.md: the ingress provider answers 403 where it can't keep a restriction", async () => {
  const { files } = await convertWith("traefik.ts", [
    ...web(),
    ingress({ rules: [{ http: { paths: [{ path: "/", backend: BACKEND }] } }] }, {
      "haproxy.org/allow-list": "10.0.0.0/8",
    }),
  ]);

  const { http } = JSON.parse(files["traefik/routes.yml"]);
  assertEquals(http.routers["route-1"].middlewares, ["route-1-ipAllowList"]);
  assertEquals(http.middlewares["route-1-ipAllowList"], {
    ipAllowList: { sourceRange: ["255.255.255.255/32"] },
  });
});

Deno.test("docs/extensions.md: the transform changes services, but none that say it themselves", async () => {
  const { services } = await convertWith("log_limits.ts", web(), {
    extensions: { "log-limits": { max_size: "1m" } },
    overrides: { web: { logging: { driver: "journald" } } },
    services: { other: { image: "example/other:1" } },
  });

  assertEquals(services.web.logging.driver, "journald");
  assertEquals("logging" in services.other, false);
  const { services: { web: plain } } = await convertWith("log_limits.ts", web());
  assertEquals(plain.logging, {
    driver: "json-file",
    options: { "max-size": "10m", "max-file": "3" },
  });
});

Deno.test("docs/extensions.md: the test of an extension passes without permissions", async () => {
  await using folder = await folderWith(EXTENSIONS);
  const { code, out, err } = await run(folder.path, Deno.execPath(), [
    ...["test", "--no-prompt", "--config", join(ROOT, "deno.json"), "my-extensions"],
  ]);

  assertEquals(code, 0, out + err);
  assertStringIncludes(out, "4 passed");
});

Deno.test("docs/extensions.md shows one extension of each kind", () => {
  assertEquals([...EXTENSIONS.keys()].filter((path) => !path.includes("_test")).length, 7);
  for (const text of EXTENSIONS.values()) assert(!/\bDeno\.(?!test)/.test(text));
});

/** The command lines of a page, by block. */
async function commandsOf(page: string): Promise<string[][]> {
  const text = await Deno.readTextFile(join(ROOT, "docs", page));
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .map(([, lines]) => lines.trimEnd().split("\n"));
}

const [TRY, COMPILE] = await commandsOf("distributions.md");

/** A Deno that can compile without Deno's own server; else why there is none. */
async function findCompiler(): Promise<Compiler | string> {
  const denort = Deno.env.get("DENORT_BIN");
  if (denort) return { deno: Deno.execPath(), denort };
  try {
    return await ensureCompiler({ say() {}, signal: AbortSignal.timeout(120_000) });
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0] : String(error);
  }
}

const COMPILER = await findCompiler();

/** Runs the lines as a stranger does in an empty folder, with nothing but what the page shows. */
async function follow(lines: readonly string[], deno: string, denort?: string): Promise<void> {
  await using folder = await folderWith(await filesOf("distributions.md"));
  await using packages = await folderWith([]);
  await using registry = serveFolder(await layOut(packages.path));
  const env = {
    JSR_URL: registry.url,
    NO_PROXY: "127.0.0.1",
    ...(denort ? { DENORT_BIN: denort } : {}),
  };
  for (const line of lines) {
    const [program, ...args] = line.split(" ");
    const command = program === "deno" ? deno : join(folder.path, program);
    const { code, out, err } = await run(folder.path, command, args, env);
    assertEquals(code, 0, `${line}\n${out}${err}`);
    if (!line.includes("--output-dir out")) continue;
    // deno-lint-ignore no-explicit-any -- read from YAML
    const { services } = parse(await folder.read("out/compose.yml")) as any;
    assertEquals(services.hello.image, "example/hello:1.0", line);
    assertEquals(services.hello.logging.options["max-size"], "10m", line);
    await Deno.remove(join(folder.path, "out"), { recursive: true });
  }
}

Deno.test("docs/distributions.md: a stranger makes, runs and builds a distribution with its commands", async () => {
  await follow(TRY, Deno.execPath());
});

Deno.test({
  ...unless(
    "docs/distributions.md: a stranger makes an executable with its commands",
    typeof COMPILER === "string" ? COMPILER : undefined,
  ),
  async fn() {
    const { deno, denort } = COMPILER as Compiler;
    await follow(COMPILE, deno, denort);
  },
});

Deno.test("docs/distributions.md takes fewer than ten commands", () => {
  assert(TRY.length + COMPILE.length < 10);
});

Deno.test("commands of this checkout run with Node and npm alone, in the pages and in what the demo prints", async () => {
  const pages: string[] = [];
  for (const folder of ["", "docs", "examples/platform", "examples/distribution"]) {
    for (const { name } of Deno.readDirSync(join(ROOT, folder))) {
      if (name.endsWith(".md")) pages.push(join(folder, name));
    }
  }
  assert(pages.length > 5);
  for (const page of [...pages, "examples/demo.ts"]) {
    const text = await Deno.readTextFile(join(ROOT, page));
    assertEquals(text.match(/^.*(?<!npx -y deno@\S+ ?)\bdeno task\b.*$/gm), null, page);
  }
});

/** The sections of docs/settings.md, by the key that each is headed by. */
async function settingSections(): Promise<Map<string, string>> {
  const text = await Deno.readTextFile(join(ROOT, "docs/settings.md"));
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.map((section) => [section.slice(0, section.indexOf("\n")), section]),
  );
}

const GIT = ["-c", "user.name=a", "-c", "user.email=a@example.com"];

Deno.test(
  unless(
    "docs/running.md's check in CI fails when what is committed is not what the manifests say",
    WINDOWS,
  ),
  async () => {
    const page = await Deno.readTextFile(join(ROOT, "docs/running.md"));
    const [, shown] = /\n## In CI\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(page)!;
    const convert = `"${Deno.execPath()}" run -A "${COMMAND}"`;
    const check = "set -e\n" + shown
      .replace("kubernetes2simple", convert)
      .replace("--helmfile-dir . --environment staging", "--from-dir rendered");
    const pod = (token: string) =>
      `apiVersion: v1
kind: Secret
metadata: { name: web }
stringData: { token: ${token} }
---
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: example/web:1
      env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: web, key: token } } }]
      volumeMounts: [{ name: web, mountPath: /web }]
  volumes: [{ name: web, secret: { secretName: web } }]
`;
    await using folder = await folderWith([
      ["rendered/web.yaml", pod("hunter2")],
      ["out/dekube.yaml", "name: shop\nsecrets: env-file\n"],
    ]);
    const here = async (command: string, ...args: string[]) => {
      const ended = await run(folder.path, command, args);
      assertEquals(ended.code, 0, ended.err);
    };
    await here("sh", "-c", `${convert} --from-dir rendered --output-dir out`);
    await here("git", "init", "--quiet");
    await here("git", "add", ".");
    await here("git", ...GIT, "commit", "--quiet", "--message", "a");
    await here("git", "clone", "--quiet", ".", "checkout");
    const checkout = join(folder.path, "checkout");
    const known = await run(checkout, "sh", ["-c", check]);
    assertEquals(known.code, 0, known.err);
    const manifest = join(checkout, "rendered/web.yaml");
    await Deno.writeTextFile(manifest, pod("hunter2").replace("web:1", "web:2"));
    const changed = await run(checkout, "sh", ["-c", check]);
    assertEquals(changed.code, 1, changed.err);
  },
);

Deno.test("docs/settings.md has an entry with type, default and example for each key of dekube.yaml", async () => {
  const sections = await settingSections();
  const defaults = defaultConfig();
  for (const [key, property] of Object.entries(SETTING_PROPERTIES)) {
    const section = sections.get(key);
    assert(section, `docs/settings.md has no section "${key}"`);
    const [, shown] = /\n\n[^\n]+; default: `(.*)`\n/.exec(section) ?? [];
    assertEquals(shown, JSON.stringify(defaults[property]), key);
    const examples = [...section.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml]) => yaml);
    assert(examples.some((yaml) => parseConfig(yaml, "x").written.includes(key)), key);
  }
});

Deno.test("docs/settings.md shows no key that dekube.yaml does not have, but what it says of HTTPS", async () => {
  const text = await Deno.readTextFile(join(ROOT, "docs/settings.md"));
  for (const [, yaml] of text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)) {
    const { other } = parseConfig(yaml, "x");
    assertEquals(Object.keys(other).filter((key) => key !== "https"), [], yaml);
  }
});

Deno.test("links between the pages lead somewhere", async () => {
  const pages = [...Deno.readDirSync(join(ROOT, "docs"))].map(({ name }) => `docs/${name}`);
  for (const page of ["README.md", ...pages.filter((name) => name.endsWith(".md"))]) {
    const text = await Deno.readTextFile(join(ROOT, page));
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [path, anchor] = target.split("#");
      const file = path ? join(ROOT, dirname(page), path) : join(ROOT, page);
      const { isFile } = await Deno.stat(file);
      if (!anchor || !isFile) continue;
      const headings = (await Deno.readTextFile(file)).matchAll(/^#+ (.*)$/gm);
      const anchors = [...headings].map(([, heading]) =>
        heading.toLowerCase().replaceAll(" ", "-")
      );
      assert(anchors.includes(anchor), `${page} links to ${target}`);
    }
  }
});
