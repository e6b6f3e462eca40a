import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deployment, pageInput, service } from "./_testing.ts";
import { renderDrawing, renderFlowchart, renderPage } from "./mod.ts";

/** Names and values that would be markup, script, or something else than they look like. */
const HOSTILE = [
  "</script><script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "<!--",
  "]]>",
  "`${alert(1)}`",
  "javascript:alert(1)",
  "safe\u202egpj.exe",
  "a\nb\u0000\u2028",
  '"]\n  click n1 href "javascript:alert(1)"',
];

function hostileInput() {
  const services = Object.fromEntries(
    HOSTILE.map((text) => [
      text,
      service(text, text, {
        environment: { [text]: text },
        volumes: [{
          type: "volume",
          source: text,
          target: text,
        }],
      }),
    ]),
  );
  return pageInput({
    project: { name: HOSTILE[0], services },
    entryPoints: HOSTILE.map((text) => ({
      url: text,
      protocol: "http",
      host: text,
      address: "",
      port: 80,
      service: text,
    })),
    details: {
      manifests: HOSTILE.map((text) => ({ manifest: deployment(text, text), file: text })),
      routes: HOSTILE.map((text) => ({ host: text, path: text, upstreams: [text] })),
      makers: {},
      secrets: [],
    },
    diagnostics: HOSTILE.map((text) => ({
      severity: "error",
      code: "x",
      message: text,
      file: text,
    })),
    generator: HOSTILE[1],
  });
}

Deno.test("renderPage() has no markup of a manifest, whatever that holds", () => {
  const page = renderPage(hostileInput());
  const tags = [...page.matchAll(/<\/?(script|img|style|iframe|object|link|base)\b/gi)]
    .map(([, name]) => name.toLowerCase());
  assertEquals(tags, ["style", "style", "script", "script", "script", "script"]);
  const [, markup] = /<body>([\s\S]*)<script type="application/.exec(page)!;
  // deno-lint-ignore no-control-regex -- that there are none is the point.
  assert(!/[\u202e\u2028\u0000]/.test(page));
  assert(!/href="(?!#|https?:)/.test(markup), "an address that a browser would run");
  const tagged = [...markup.matchAll(/<[a-z][^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, ""));
  assertEquals(tagged.filter((tag) => /\son|style=/.test(tag)), []);
});

Deno.test("renderPage() lets the browser run its own script alone", async () => {
  const page = renderPage(hostileInput());
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)!;
  const [, script] = /<script type="module">([\s\S]*?)<\/script>/.exec(page)!;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  assertStringIncludes(policy, "default-src 'none'");
  assertStringIncludes(policy, `script-src 'sha256-${hash}'`);
  assert(!policy.includes("unsafe"));
});

Deno.test("renderDrawing() is well-formed whatever names hold, and has no links", () => {
  const svg = renderDrawing(hostileInput());
  const open: string[] = [];
  for (
    const [, end, name, self] of svg.matchAll(/<(\/?)([a-z]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/g)
  ) {
    if (end) assertEquals(open.pop(), name);
    else if (!self) open.push(name);
  }
  assertEquals(open, []);
  assert(!/<(?:a|script|img|foreignObject)\b/.test(svg));
});

Deno.test("renderFlowchart() quotes what would mean something to Mermaid", () => {
  const chart = renderFlowchart(hostileInput());
  for (const line of chart.trim().split("\n")) {
    assert(
      /^flowchart LR$|^ {2,4}(?:subgraph g\d+\["[^"<>`[\]]*"\]|end|n\d+[[(]+"[^"<>`[\]]*"[\])]+|n\d+ \S+ n\d+)$/
        .test(line),
      line,
    );
  }
});

Deno.test("renderPage() has no value of a Secret", () => {
  const secret = "correct-horse-battery";
  const page = renderPage(pageInput({
    project: {
      name: "shop",
      services: { web: service("shop", "web", { environment: { CONNECT: `x ${secret} y` } }) },
    },
    files: [["secrets/db/extra", { content: "only in a file", mode: 0o600 }]],
    details: {
      manifests: [
        { manifest: deployment("shop", "web", { args: [secret, "only in a file"] }) },
        {
          manifest: {
            kind: "Secret",
            metadata: { name: "db", namespace: "shop" },
            data: { password: btoa(secret) },
          },
        },
      ],
      routes: [{ host: secret, path: "/", upstreams: ["web"] }],
      makers: {},
      secrets: [{ namespace: "shop", secret: "db", key: "password", value: secret }],
    },
    diagnostics: [{ severity: "info", code: "x", message: `see ${secret}` }],
  }));
  for (const text of [secret, btoa(secret), "only in a file"]) assert(!page.includes(text), text);
  assertStringIncludes(page, "password");
});

Deno.test("renderPage() shows images, kinds and hosts, though a Secret holds their names", () => {
  const host = "mq.shop.svc.cluster.local";
  const held = { type: "rabbitmq", group: "apps/v1", host, password: "rabbit-hole" };
  const page = renderPage(pageInput({
    project: {
      name: "shop",
      services: {
        mq: service("shop", "mq", {
          image: "rabbitmq:4-management",
          environment: { HOME: "/var/lib/rabbitmq", HOLE: "in a rabbit-hole" },
        }),
        web: service("shop", "web", { environment: { BROKER: `amqp://${host}:5672` } }),
      },
    },
    details: {
      manifests: [{ manifest: deployment("shop", "mq") }],
      routes: [],
      makers: {},
      secrets: Object.entries(held).map(([key, value]) => ({
        namespace: "shop",
        secret: "mq",
        key,
        value,
      })),
    },
  }));
  for (const shown of ["rabbitmq:4-management", "/var/lib/rabbitmq", `amqp://${host}:5672`]) {
    assert(page.includes(shown), shown);
  }
  assert(!page.includes("rabbit-hole"));
});

Deno.test("renderPage() says what became of each field, where that is known", () => {
  const page = renderPage(pageInput({
    project: { name: "shop", services: { web: service("shop", "web") } },
    details: {
      manifests: [{ manifest: deployment("shop", "web", { image: "web:1" }) }],
      routes: [],
      makers: { web: "workload" },
      secrets: [],
    },
    account: {
      objects: [{
        resource: { group: "apps", kind: "Deployment", namespace: "shop", name: "web" },
        fields: [{
          path: "spec.template.spec.containers[0].image",
          verdict: "converted",
          by: "workload",
          to: ["services.web.image"],
        }],
      }],
    },
  }));
  const [, text] = /id="data">(.*?)<\/script>/s.exec(page)!;
  const { objects: [{ marks, services }], hasAccount, notes } = JSON.parse(text);
  assertEquals({ marks, services, hasAccount, notes }, {
    marks: [{
      path: "spec.template.spec.containers[0].image",
      verdict: "converted",
      note: 0,
      to: ["services.web.image"],
    }],
    services: ["web"],
    hasAccount: true,
    notes: ["by workload"],
  });
});

Deno.test("renderPage() gives the same bytes for the same conversion", () => {
  assertEquals(renderPage(hostileInput()), renderPage(hostileInput()));
});
