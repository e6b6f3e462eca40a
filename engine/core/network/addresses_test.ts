import { assertEquals } from "@std/assert";
import type { ComposeService, Config } from "../../../pacts/mod.ts";
import { codes, contextOf, manifest, service, workload } from "../_testing.ts";
import { rewriteAddresses } from "./addresses.ts";

const platform = [
  workload("shop/web"),
  service("shop/web", "web", { ports: [{ port: 80, targetPort: 8080 }] }),
  service("shop/mail", undefined, { type: "ExternalName", externalName: "smtp.example.com" }),
];

const owner = { kind: "Deployment", namespace: "shop", name: "front" };

function rewrite(made: ComposeService, config: Partial<Config> = {}): ComposeService {
  const service = { owner, ...made };
  rewriteAddresses({ service }, contextOf(platform, config));
  const { owner: _owner, ...rest } = service;
  return rest;
}

Deno.test("rewriteAddresses() puts the container's port into environment and command line", () => {
  assertEquals(
    rewrite({
      environment: { URL: "http://web/x", PLAIN: "web" },
      entrypoint: ["serve", "--url=http://web:80"],
      command: ["http://web.shop.svc"],
    }),
    {
      environment: { URL: "http://web:8080/x", PLAIN: "web" },
      entrypoint: ["serve", "--url=http://web:8080"],
      command: ["http://web.shop.svc:8080"],
    },
  );
});

Deno.test("rewriteAddresses() does so in health checks and hooks", () => {
  assertEquals(
    rewrite({
      healthcheck: { test: ["CMD", "wget", "http://web/ready", "--host", "mail"], interval: "1s" },
      post_start: [{ command: ["sh", "-c", "curl http://web; nslookup web 10.96.0.10"] }],
      pre_stop: [{ command: ["curl", "http://web:80"] }, { user: "0" }],
    }),
    {
      healthcheck: {
        test: ["CMD", "wget", "http://web:8080/ready", "--host", "smtp.example.com"],
        interval: "1s",
      },
      post_start: [{ command: ["sh", "-c", "curl http://web:8080; nslookup web 127.0.0.11"] }],
      pre_stop: [{ command: ["curl", "http://web:8080"] }, { user: "0" }],
    },
  );
});

Deno.test("rewriteAddresses() writes a name outside the cluster when a variable is a Service that leads there", () => {
  assertEquals(rewrite({ environment: { SMTP_HOST: "mail" } }).environment, {
    SMTP_HOST: "smtp.example.com",
  });
});

Deno.test("rewriteAddresses() leaves a variable alone that says the word of such a Service and names no host", () => {
  const environment = { MAIL_USER: "mail", MAILER: "mail", IMAGE: "mail:16", SMTP_FROM: "mail" };
  assertEquals(rewrite({ environment: { ...environment } }).environment, environment);
  // What says where it belongs can't be anything else.
  assertEquals(rewrite({ environment: { MAILER: "mail.shop." } }).environment, {
    MAILER: "smtp.example.com",
  });
});

Deno.test("rewriteAddresses() takes the name of a file for a key when one word is all that it holds", () => {
  const ctx = contextOf(platform);
  const files = { "configmaps/c/SMTP_HOST": "mail\n", "configmaps/c/user": "mail\n" };
  for (const [path, content] of Object.entries(files)) {
    ctx.files.write(path, content, { rewrite: { addressesIn: "shop" } });
  }
  rewriteAddresses({}, ctx);
  assertEquals([...ctx.files.entries()].map(([, { content }]) => content), [
    "smtp.example.com\n",
    "mail\n",
  ]);
});

Deno.test("rewriteAddresses() has a Service's name where its fixed address stands, and the container's port", () => {
  const web = service("shop/web", "web", {
    clusterIP: "10.96.7.7",
    ports: [{ port: 80, targetPort: 8080 }],
  });
  const services: Record<string, ComposeService> = {
    near: { owner, environment: { URL: "http://10.96.7.7:80/", HOST: "10.96.7.7" } },
    far: { owner: { ...owner, namespace: "data" }, command: ["--url=http://10.96.7.7/"] },
  };
  rewriteAddresses(services, contextOf([workload("shop/web"), web]));
  assertEquals(services.near.environment, { URL: "http://web:8080/", HOST: "web" });
  assertEquals(services.far.command, ["--url=http://web.shop.svc:8080/"]);
});

Deno.test("rewriteAddresses() applies replacements to the environment, after all else", () => {
  const replacements = [{ old: "http://web:8080", new: "https://$1.example.com" }];
  assertEquals(rewrite({ environment: { URL: "http://web/x" } }, { replacements }).environment, {
    URL: "https://$1.example.com/x",
  });
});

Deno.test("rewriteAddresses() reads a short name in no namespace when the service has no owner", () => {
  const service: ComposeService = { environment: { URL: "http://web:80" } };
  rewriteAddresses({ service }, contextOf([...platform, workload("b/web"), platform[1]]));
  assertEquals(service.environment, { URL: "http://web:8080" });
});

Deno.test("rewriteAddresses() leaves alone what an extension wrote otherwise", () => {
  const made = {
    environment: { PORT: 8080, ON: true, EMPTY: null },
    command: 80,
    entrypoint: ["serve", 80],
  } as unknown as ComposeService;
  assertEquals(rewrite(made), made);
  const list = { environment: ["URL=http://web:80"] } as unknown as ComposeService;
  assertEquals(rewrite(list), list);
});

Deno.test("rewriteAddresses() rewrites a file as the pods of its namespace mean it, and replaces after that", () => {
  const ctx = contextOf(platform, {
    replacements: [{ old: "http://web:8080", new: "$secret:key:a" }],
  });
  ctx.files.write("configmaps/a/url", "http://web:80/", { rewrite: { addressesIn: "shop" } });
  ctx.files.write("secrets/a/url", "http://web:80/ http://web:8080", { rewrite: {}, mode: 0o600 });
  ctx.files.write("plain", "http://web:80/");
  ctx.files.write("bytes", new Uint8Array([1]), { rewrite: { addressesIn: "shop" } });
  // Secrets that converters add count as well.
  ctx.manifests.add(manifest("Secret", "shop/key", { stringData: { a: "https://x" } }));
  rewriteAddresses({}, ctx);
  assertEquals([...ctx.files.entries()].map(([path, { content }]) => [path, content]), [
    ["configmaps/a/url", "https://x/"],
    ["secrets/a/url", "http://web:80/ https://x"],
    ["plain", "http://web:80/"],
    ["bytes", new Uint8Array([1])],
  ]);
  assertEquals(ctx.files.get("secrets/a/url")?.mode, 0o644);
  // Nothing is rewritten twice.
  assertEquals(ctx.files.get("configmaps/a/url")?.rewrite, undefined);
});

Deno.test("rewriteAddresses() leaves a replacement as it is, and says so, when its Secret is missing", () => {
  const ctx = contextOf([], { replacements: [{ old: "a", new: "$secret:no:key" }] });
  rewriteAddresses({}, ctx);
  assertEquals(codes(ctx.diagnostics), ["unresolved-placeholder"]);
});

Deno.test("rewriteAddresses() keeps JSON what it is, whatever a replacement holds", () => {
  const ctx = contextOf(platform, { replacements: [{ old: "SECRET", new: 'a"b\\c' }] });
  const json =
    '{\n  "SECRET": "x SECRET",\n  "url" : "http://web/\\nhttp://web:80", "n": [1, "\\u00e9"]\n}\n';
  ctx.files.write("realm.json", json, { rewrite: { addressesIn: "shop", json: true } });
  rewriteAddresses({}, ctx);
  const text = ctx.files.get("realm.json")!.content as string;
  assertEquals(JSON.parse(text), {
    SECRET: 'x a"b\\c',
    url: "http://web:8080/\nhttp://web:8080",
    n: [1, "é"],
  });
  assertEquals(text.split("\n").length, json.split("\n").length);
});
