import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml";
import { HEADER, renderCompose, renderYaml } from "./render.ts";

/** What must come back as text, whatever it looks like. */
const AWKWARD = [
  // Booleans, nulls, numbers and dates of one YAML or another.
  ..."yes no y n Y N on off Yes NO On true True FALSE null Null ~".split(" "),
  ..."012 08 09 0 -0 00 0999_ 1_000 1__0 1_ _1 +1 -012 0777 0x1F 0X1f -0x1F 0b11 0o17 0O17".split(
    " ",
  ),
  ..."1e3 1E3 12e03 -1e-3 1.e5 1. 0. .5 -.5 +.5 ._1 1e 0x 0o 6.8523015e+5 685_230.15".split(" "),
  ..."22:22 01:02 190:20:30 1:30.5 12:30:45 .inf -.inf .NaN NaN inf 1.2.3 1-2 1,000".split(" "),
  ..."2024-01-01 2024-1-1 2024-01-01T00:00:00Z = <<".split(" "),
  "2024-01-01 10:00",
  "2024-01-01 it's",
  '2024-01-01 "x"',
  "2024-01-01\tx",
  "2024-01-01\nx",
  "2024-01-01 \u0007",
  // What means something to YAML.
  ..."- ? : , # & * ! | > % @ ` ' \" { } [ ] \\ -- --- ... -a ?a :a #a &a *a !a |a >a %a @a `a 'a' \"a\" {a} [a]"
    .split(" "),
  "a: b",
  "a:",
  "a #b",
  "- a",
  "? a",
  ": ",
  "it's",
  'say "x"',
  "C:\\x",
  "\\n",
  "::1",
  "%quoted%",
  "'%quoted%08'",
  "%%quoted%%",
  "<<EOF",
  // White space, lines and what can't be printed.
  "",
  " ",
  " a",
  "a ",
  "\t",
  "\ta",
  "a\tb",
  "\n",
  "\n\n",
  "a\n",
  "a\n\n",
  "\na",
  "a\nb",
  "a\n\n\nb\n \n",
  " a\nb",
  "  a\n b\n",
  "\tb\n",
  "a\n  b",
  "a\n ",
  "#\n",
  "- a\n- b\n",
  "a: b\n",
  "---\na\n",
  "...\n",
  '{\n  "a": 1\n}\n',
  "a\r\nb",
  "\r",
  "a\u0085b",
  "a\u00a0b",
  "a\u2028b",
  "\ufeffa",
  "\u0000",
  "\u001b[0m",
  "\u007f",
  // Letters of all kinds.
  "trüb",
  "日本",
  "😀",
  "😀: #",
  "x".repeat(3000),
  "word ".repeat(100),
  // What Compose reads.
  "$$HOME",
  "${A}",
];

/** The same text as value, item and key. */
function around(text: string) {
  return { environment: { A: text, B: "x" }, command: [text], keys: { [text]: text }, last: 1 };
}

function assertSame(text: string): void {
  const value = around(text);
  const yaml = renderYaml(value);
  for (const schema of ["core", "default"] as const) {
    assertEquals(parse(yaml, { schema }), value, `${JSON.stringify(text)} in\n${yaml}`);
  }
}

Deno.test("renderYaml() gives every awkward text back when it is read again", () => {
  for (const text of AWKWARD) assertSame(text);
});

Deno.test("renderYaml() gives any text back when it is read again", () => {
  const pieces = [
    ..."aB0179_:-+.eExob #'\"%&*!|>{}[],?=<~@`\\$yn/TZé日😀\n\n\t\r".match(/./gsu)!,
    "\u2028",
    "\u0085",
    "\u0000",
    "\ufeff",
    "\u202e",
    "\u061c",
    "quoted",
    "  ",
    "\n\n",
  ];
  const random = randomNumbers(7);
  for (let round = 0; round < 5000; round++) {
    const length = 1 + random(9);
    assertSame(Array.from({ length }, () => pieces[random(pieces.length)]).join(""));
  }
});

/** Numbers below a limit that are the same on every run. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor(state / 0x80000000 * limit);
  };
}

Deno.test("renderYaml() writes out what would turn the direction of what people read", () => {
  const turning = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
  const yaml = renderYaml(around(`it runs\n${turning}nothing`));
  assertFalse(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(yaml), yaml);
  assertStringIncludes(yaml, '- "it runs\\n\\u061c\\u200e\\u200f\\u202a');
});

Deno.test("renderYaml() quotes what another reader would take for a number, a date or a boolean", () => {
  const texts = "yes on 012 08 0o17 22:22 1e3 1_000 .5 = 2024-01-01 2024-1-1 ~ null true".split(
    " ",
  );
  for (const text of [...texts, ""]) {
    assertEquals(renderYaml({ A: text, [text]: 1 }), `A: '${text}'\n'${text}': 1\n`);
  }
});

Deno.test("renderYaml() leaves plain what every reader takes for text", () => {
  for (const text of ["web", "nginx/x", "a-b_c.d", "/etc/x", "1.2.3", "10m", "a=b"]) {
    assertEquals(renderYaml({ A: text }), `A: ${text}\n`);
  }
});

Deno.test("renderYaml() leaves numbers, booleans and null as they are", () => {
  assertEquals(
    renderYaml({ a: 1, b: 0.5, c: true, d: null, e: [], f: {} }),
    "a: 1\nb: 0.5\nc: true\nd: null\ne: []\nf: {}\n",
  );
});

Deno.test("renderYaml() writes lines as lines when a text has several", () => {
  assertEquals(renderYaml({ a: "x\ny\n", b: "x\ny" }), "a: |\n  x\n  y\nb: |-\n  x\n  y\n");
});

Deno.test("renderYaml() breaks no long line, and has no anchors", () => {
  const shared = { x: ["word ".repeat(50).trim()] };
  const yaml = renderYaml({ a: shared, b: shared });
  assert(!/[&*]/.test(yaml), yaml);
  assertEquals(yaml.split("\n").length, 7);
});

Deno.test("renderYaml() leaves out what is undefined or no data", () => {
  assertEquals(renderYaml({ a: undefined, b: () => {}, c: 1 }), "c: 1\n");
});

Deno.test("renderCompose() begins with a header that says whose it is", () => {
  const text = renderCompose({ name: "shop", services: {} });
  assert(text.startsWith(`${HEADER} from Kubernetes manifests.`), text);
  assertStringIncludes(text, 'put them under "overrides" in dekube.yaml');
});

Deno.test("renderCompose() has its parts in order, services by name", () => {
  const text = renderCompose({
    "x-b": 1,
    networks: { b: null, a: null },
    volumes: { d: null, c: null },
    services: { web: {}, api: {} },
    name: "shop",
  });
  const keys = [...text.matchAll(/^ *([\w-]+):/gm)].map(([, key]) => key);
  assertEquals(keys, [
    "name",
    "services",
    "api",
    "web",
    "volumes",
    "c",
    "d",
    "networks",
    "a",
    "b",
    "x-b",
  ]);
});

Deno.test("renderCompose() has a service's keys in one order, however they came", () => {
  const service = {
    labels: { a: "b" },
    zebra: 1,
    deploy: { resources: {} },
    restart: "always",
    image: "x",
    cap_add: ["A"],
    environment: { B: "1", A: "2" },
    command: ["x"],
  };
  const reversed = Object.fromEntries(Object.entries(service).reverse());
  const text = renderCompose({ name: "shop", services: { web: service } });
  assertEquals(renderCompose({ name: "shop", services: { web: reversed } }), text);
  const keys = [...text.matchAll(/^ {4}([\w-]+):/gm)].map(([, key]) => key);
  assertEquals(keys, [
    "image",
    "command",
    "environment",
    "restart",
    "cap_add",
    "zebra",
    "deploy",
    "labels",
  ]);
});

Deno.test("renderCompose() keeps the environment in its order, which variables may rely on", () => {
  const text = renderCompose({ name: "", services: { web: { environment: { B: "1", A: "2" } } } });
  assert(text.indexOf("B: '1'") < text.indexOf("A: '2'"), text);
});

Deno.test("renderCompose() leaves the name out when there is none", () => {
  assert(!/^name:/m.test(renderCompose({ name: "", services: {} })));
});
