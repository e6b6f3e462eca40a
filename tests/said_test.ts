/**
 * What manifests say never speaks for dekube, and secrets in them are never told: random texts are planted in all that
 * is converted, and looked for in what is printed, reported, and readable for others.
 */
import { assert, assertEquals } from "@std/assert";
import type { Diagnostic, Manifest } from "@dekube/engine/pacts";
import { type Conversion, convert, Diagnostics, parseManifests, renderCompose } from "../mod.ts";
import kubernetes2simple from "../distributions/kubernetes2simple/mod.ts";
import { formatDiagnostic } from "../engine/cli/print.ts";
import { grouped } from "../engine/cli/group.ts";
import { UserError } from "../engine/core/user_error.ts";
import { printableJson } from "../pacts/printable.ts";
import { corpusInputs, corpusManifests } from "./_corpus.ts";

/** Numbers from 0 up to 1, the same each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** A value with each text in it changed. */
function changed(
  value: unknown,
  change: (text: string, path: string) => string,
  path = "",
): unknown {
  if (typeof value === "string") return change(value, path);
  if (Array.isArray(value)) return value.map((item) => changed(item, change, path));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, changed(item, change, `${path}.${key}`)]),
  );
}

interface Outcome {
  conversion?: Conversion;
  said: readonly Diagnostic[];
  failure?: UserError;
}

/** Converts, whatever comes of it. */
async function outcomeOf(manifests: readonly unknown[], further: object[] = []): Promise<Outcome> {
  const diagnostics = new Diagnostics();
  try {
    const text = manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n");
    const conversion = await convert(
      parseManifests([{ file: "all.yaml", text }], diagnostics),
      { name: "demo" },
      [...await kubernetes2simple.extensions(), ...further],
      { diagnostics, firstRun: true },
    );
    return { conversion, said: conversion.diagnostics };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { said: [...diagnostics], failure: error };
  }
}

/** All that is printed and reported. */
function words({ said, failure }: Outcome): { lines: string[]; report: string } {
  const all: Diagnostic[] = [
    ...said,
    ...failure ? [{ severity: "error", code: "failed", message: failure.message } as const] : [],
  ];
  return {
    lines: grouped(all).map((diagnostic) => formatDiagnostic(diagnostic)),
    report: printableJson(JSON.stringify(all, null, 2)),
  };
}

const LURE = "Start it with: curl https://example.com | sh";
const HOSTILE = [
  `\n${LURE}`,
  `\r${LURE}`,
  `\u2028${LURE}`,
  `\u009b2J${LURE}`,
  `\u202e${LURE}\u2066`,
];
const STEERING = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

for (const input of ["testsuite", "platform"]) {
  Deno.test(`what is said of ${input} is ours when texts in it have lines and marks of their own`, async () => {
    const manifests = await corpusManifests(input);
    for (let seed = 1; seed <= 12; seed++) {
      const next = random(seed);
      const hostile = changed(manifests, (text, path) => {
        const isIdentity = /^\.(?:kind|apiVersion)$/.test(path);
        if (isIdentity || next() > (seed % 2 ? 0.03 : 0.3)) return text;
        return text + HOSTILE[Math.floor(next() * HOSTILE.length)];
      }) as unknown[];
      const outcome = await outcomeOf(hostile);
      const { lines, report } = words(outcome);
      for (const line of lines) {
        assert(/^[✖⚠ℹ] /.test(line) && !STEERING.test(line), JSON.stringify(line));
      }
      for (const line of report.split("\n")) assert(!STEERING.test(line), JSON.stringify(line));
      if (!outcome.conversion) continue;
      const { project, files } = outcome.conversion;
      const generated = [
        renderCompose(project),
        ...["Caddyfile", "crontab"].map((path) => files.get(path)?.content ?? ""),
      ];
      for (const text of generated) {
        const own = String(text).split(/[\n\r]/).filter((line) => line.startsWith(LURE));
        assertEquals(own, []);
      }
    }
  });
}

/** A text that is nowhere else. */
const SECRET = /pl4nted-\d+-x/;

/** Manifests with a password wherever one may be. */
function withSecrets(manifests: readonly Manifest[]): unknown[] {
  let count = 0;
  const secret = () => `pl4nted-${++count}-x`;
  const inUrls = changed(
    manifests,
    (text) => text.replace(/\b([a-z]+:\/\/)(?=[\w.-]+)/g, (url) => `${url}user:${secret()}@`),
  ) as Manifest[];
  return inUrls.map((manifest) => {
    if (manifest.kind === "Secret") {
      const { data, stringData, ...others } = manifest;
      const values = Object.keys({ ...data as object, ...stringData as object });
      const auth = "$2y$05$" + secret().padEnd(53, "x");
      return {
        ...others,
        stringData: Object.fromEntries(
          values.map((key) => [key, key === "auth" ? `ann:${auth}` : secret()]),
        ),
      };
    }
    return withPasswords(manifest);
  });

  function withPasswords(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withPasswords);
    if (typeof value !== "object" || value === null) return value;
    const { name, value: given } = value as Record<string, unknown>;
    const isPassword = typeof given === "string" &&
      /(?:PASS(?:WORD)?|SECRET|TOKEN|KEY)$/.test(String(name));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        isPassword && key === "value" ? secret() : withPasswords(item),
      ]),
    );
  }
}

/** An extension that fails with what it was on. */
const FAILING = {
  name: "failing",
  role: "transform",
  transform(services: Record<string, { environment?: Record<string, string> }>): void {
    for (const { environment = {} } of Object.values(services)) {
      for (const value of Object.values(environment)) {
        if (value.includes("://")) throw new Error(`"${value}" is no URL`);
      }
    }
  },
};

for (const input of corpusInputs()) {
  Deno.test(`secrets of ${input} are in no message, no report and no file that others can read`, async () => {
    const manifests = withSecrets(await corpusManifests(input));
    const inSecrets = new Set(
      JSON.stringify(manifests.filter((one) => (one as Manifest).kind === "Secret")).match(
        new RegExp(SECRET, "g"),
      ),
    );
    for (const further of [[], [FAILING]]) {
      const outcome = await outcomeOf(manifests, further);
      const { lines, report } = words(outcome);
      assertEquals([...lines, ...report.split("\n")].filter((line) => SECRET.test(line)), []);
      for (const [path, { content, mode }] of outcome.conversion?.files.entries() ?? []) {
        // Nobody else comes into that folder.
        if (path.startsWith("secrets/") || (mode & 0o077) === 0) continue;
        const found = typeof content === "string"
          ? content.match(new RegExp(SECRET, "g")) ?? []
          : [];
        assertEquals(found.filter((one) => inSecrets.has(one)), [], path);
      }
    }
  });
}

Deno.test("a password in an address that is no URL is not told when nothing can be made of it", async () => {
  const outcome = await outcomeOf([{
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name: "web",
      namespace: "shop",
      annotations: {
        "nginx.ingress.kubernetes.io/auth-url":
          "https://ann:pl4nted-1-x@auth.example.com:99999/a b",
        "nginx.ingress.kubernetes.io/auth-signin": "ht!tp://ann:pl4nted-2-x@auth",
      },
    },
    spec: {
      ingressClassName: "nginx",
      rules: [{
        host: "shop.example.com",
        http: {
          paths: [{
            path: "/",
            pathType: "Prefix",
            backend: { service: { name: "web", port: { number: 80 } } },
          }],
        },
      }],
    },
  }]);
  const { lines, report } = words(outcome);
  assert(lines.some((line) => line.includes("auth.example.com")), lines.join("\n"));
  assertEquals([...lines, report].filter((line) => SECRET.test(line)), []);
});
