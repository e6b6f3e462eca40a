import { assertEquals, assertThrows } from "@std/assert";
import { defaultLimits } from "../../../pacts/limits.ts";
import type { Config } from "../../../pacts/mod.ts";
import { UserError } from "../../core/user_error.ts";
import { checkSize, isConverted, isResponse, type SentConversion } from "./check_answers.ts";

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
  for (
    const odd of [
      ...[{ severity: "fatal" }, { code: 1 }, { message: {} }, { file: {} }, { path: 1 }],
      ...[{ resource: null }, { resource: "x" }, { resource: { kind: "Pod" } }],
      ...[{ resource: { ...resource, namespace: 1 } }, { remedy: 1 }, { remedy: { override: 1 } }],
      { more: circle },
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
  config: { exclude: [], file: "dekube.yaml" },
  diagnostics: [],
  project: { services: { web: { image: "web" } } },
  files: [["a", { content: "12345", mode: 0o644 }]],
  entryPoints: [ENTRY],
};

const CONFIG = CONVERSION.config as unknown as Config;

Deno.test("isConverted() takes conversions, and nothing that only looks like one", () => {
  assertEquals(isConverted(CONVERSION, CONFIG), true);
  // The same part in two places is no circle.
  const shared = { services: { a: CONVERSION, b: CONVERSION } };
  assertEquals(isConverted({ ...CONVERSION, project: shared }, CONFIG), true);
  for (
    const odd of [
      ...[{ config: {} }, { config: { exclude: [1] } }, { config: { ...CONFIG, circle } }, {
        config: { ...CONFIG, file: 1 },
      }],
      ...[{ project: {} }, { project: { services: [] } }, { project: { services: { a: null } } }],
      ...[circle, { multiplied }, { deep }].map((a) => ({ project: { services: { a } } })),
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
    ]
  ) {
    assertEquals(isConverted({ ...CONVERSION, ...odd }, CONFIG), false, Object.keys(odd)[0]);
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
});
