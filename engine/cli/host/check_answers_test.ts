import { assertEquals, assertThrows } from "@std/assert";
import { defaultLimits } from "../../../pacts/limits.ts";
import { UserError } from "../../core/user_error.ts";
import {
  checkSize,
  isConverted,
  isResponse,
  isWithin,
  type SentConversion,
} from "./check_answers.ts";

const circle: Record<string, unknown> = {};
circle.self = circle;

/** A value that holds itself doubled, over and over. */
const multiplied = Array.from({ length: 60 }).reduce<unknown>((value) => [value, value], "x");
const deep = Array.from({ length: 5000 }).reduce<unknown>((value) => [value], "x");

const SAID = { severity: "info", code: "x", message: "y" };

Deno.test("isResponse() takes answers, and nothing that only looks like one", () => {
  const resource = { kind: "Pod", name: "web", namespace: "shop" };
  const whole = { ...SAID, resource, path: "a", file: "b", remedy: { override: ["image"] } };
  assertEquals(isResponse({ result: undefined, diagnostics: [SAID, whole] }), true);
  assertEquals(isResponse({ failure: "no", diagnostics: [] }), true);
  assertEquals(isResponse({ failure: "no", stack: "at x", diagnostics: [] }), true);
  assertEquals(isResponse({ failure: "no", stack: {}, diagnostics: [] }), false);
  for (
    const odd of [
      ...[{ severity: "fatal" }, { code: 1 }, { message: {} }, { file: {} }, { path: 1 }],
      ...[{ resource: null }, { resource: "x" }, { resource: { kind: "Pod" } }],
      ...[{ resource: { ...resource, namespace: 1 } }, { remedy: 1 }, { remedy: { override: 1 } }],
    ]
  ) {
    const answer = { result: 1, diagnostics: [{ ...SAID, ...odd }] };
    assertEquals(isResponse(answer), false, Deno.inspect(odd));
  }
});

const ENTRY = {
  ...{ url: "http://a.test/", protocol: "http", host: "a.test", address: "", port: 80 },
  ...{ paths: ["/"], service: "caddy" },
};

const CONVERSION = {
  decisions: { exclude: [], claims: [] },
  diagnostics: [],
  project: { services: { web: { image: "web" } } },
  files: [["a", { content: "12345", mode: 0o644 }]],
  entryPoints: [ENTRY],
};

const MANIFESTS = [{ kind: "Pod", metadata: { name: "web" } }];

Deno.test("isConverted() takes conversions, and nothing that only looks like one", () => {
  assertEquals(isConverted(CONVERSION, MANIFESTS), true);
  const decisions = { exclude: ["web"], claims: ["web-data"] };
  assertEquals(isConverted({ ...CONVERSION, decisions }, MANIFESTS), true);
  // The same part in two places is no circle.
  const shared = { services: { a: CONVERSION, b: CONVERSION } };
  assertEquals(isConverted({ ...CONVERSION, project: shared }, MANIFESTS), true);
  for (
    const odd of [
      ...[
        {},
        { exclude: [1], claims: [] },
        { exclude: ["*"], claims: [] },
        { exclude: [], claims: [1] },
        ...["/etc", "../db", "..", "a\nb"].map((claim) => ({ exclude: [], claims: [claim] })),
      ].map((decisions) => ({ decisions })),
      ...[{ project: {} }, { project: { services: [] } }, { project: { services: { a: null } } }],
      ...[[1], [["a", null]], [["a", { content: 1, mode: 1 }]], [["a", { content: "" }]]]
        .map((files) => ({ files })),
      ...[
        1,
        [null],
        [{ ...ENTRY, url: 1 }],
        [{ ...ENTRY, port: "80" }],
        [{ ...ENTRY, paths: [1] }],
        [
          { ...ENTRY, authority: {} },
        ],
      ].map((entryPoints) => ({ entryPoints })),
      ...[1, { service: 1, port: 80 }, { service: "a", port: "80" }]
        .map((portToPublish) => ({ portToPublish })),
    ]
  ) {
    assertEquals(isConverted({ ...CONVERSION, ...odd }, MANIFESTS), false, Object.keys(odd)[0]);
  }
});

Deno.test("checkSize() throws when files are larger than the limit", () => {
  const sent = CONVERSION as unknown as SentConversion;
  checkSize(sent, { ...defaultLimits(), output: 5 });
  assertThrows(
    () => checkSize(sent, { ...defaultLimits(), output: 4 }),
    UserError,
    'what the extensions made is larger than 4 bytes, the limit. If that is meant, raise "limits.output"',
  );
  assertThrows(
    () => checkSize(sent, { ...defaultLimits(), outputFiles: 0 }),
    UserError,
    'there are more files than 0, the limit. If that is meant, raise "limits.output_files"',
  );
});

Deno.test("isWithin() names the limit when an answer is larger or deeper", () => {
  const limits = { ...defaultLimits(), output: 1000, generated: 1000 };
  assertEquals(isWithin({ ...CONVERSION, shared: [CONVERSION, CONVERSION] }, limits), true);
  const long = "x".repeat(100);
  const text = { long };
  // A text that is there once may be written many times.
  for (const large of [multiplied, Array(50).fill(text), new Uint8Array(5000), "x".repeat(5000)]) {
    assertThrows(() => isWithin({ large }, limits), UserError, 'raise "limits.output"');
  }
  // The end of each is known before the one that holds it.
  let chain: unknown = "x";
  const chains: unknown[] = [];
  for (let count = 0; count < 1000; count++) chains.push(chain = [chain]);
  const roomy = defaultLimits();
  assertThrows(() => isWithin({ deep }, roomy), UserError, 'raise "limits.depth"');
  assertThrows(() => isWithin(chains, roomy), UserError, 'raise "limits.depth"');
});

Deno.test("isWithin() takes nothing that can't be written, or says that it is longer than it is", () => {
  const limits = defaultLimits();
  for (const odd of [circle, new Map(), new Date(), 1n, new Array(2 ** 32 - 1), new Array(3)]) {
    assertEquals(isWithin({ odd }, limits), false, Deno.inspect(odd, { iterableLimit: 1 }));
  }
});
