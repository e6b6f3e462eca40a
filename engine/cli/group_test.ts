import { assertEquals } from "@std/assert";
import type { Diagnostic } from "../../pacts/mod.ts";
import { grouped } from "./group.ts";

const about = (name: string, message: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "warning",
  code: "some-code",
  message,
  resource: { kind: "Deployment", namespace: "shop", name },
  ...more,
});

const messages = (diagnostics: Diagnostic[]) => grouped(diagnostics).map(({ message }) => message);

Deno.test("grouped() says once what is said of many, with the count and the names", () => {
  const all = ["a", "b", "c", "d"].map((name) => about(name, "it is left out"));
  assertEquals(grouped(all), [
    about(
      "a",
      "it is left out. The same for 3 others: Deployment shop/b, Deployment shop/c, Deployment shop/d",
    ),
  ]);
});

Deno.test("grouped() names what differs: quoted words, and numbers", () => {
  assertEquals(
    messages([
      about("a", '3 replicas of "web" become one'),
      about("b", '5 replicas of "web" become one'),
      about("c", '2 replicas of "web" become one'),
    ]),
    [
      '3 replicas of "web" become one. The same for 2 others, in brackets what differs: Deployment shop/b (5), Deployment shop/c (2)',
    ],
  );
});

Deno.test("grouped() takes paths for what differs", () => {
  const all = ["/proc", "/sys", "/"].map((path) => about("a", `it gets ${path} of the machine`));
  assertEquals(messages(all), [
    "it gets /proc of the machine. The same for 2 others, in brackets what differs: Deployment shop/a (/sys), Deployment shop/a (/)",
  ]);
});

Deno.test("grouped() names fields where the object is the same, and files where there is none", () => {
  assertEquals(
    messages([
      about("a", "it is left out", { path: "one" }),
      about("a", "it is left out", { path: "two" }),
      about("", "it is left out", { resource: undefined, file: "x.yaml" }),
    ]),
    ["it is left out. The same for 2 others: two, x.yaml"],
  );
});

Deno.test("grouped() counts those beyond the first few", () => {
  const all = ["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => about(name, "gone"));
  assertEquals(messages(all)[0].endsWith("shop/f, and 2 more (--report json names all)"), true);
});

Deno.test("grouped() leaves apart what is few, what says something else, and errors", () => {
  const apart = [
    about("a", "it is left out"),
    about("b", "it is left out"),
    about("a", "it is kept"),
    about("a", "it is left out", { code: "other-code" }),
    about("a", "it is left out", { severity: "info" }),
    ...["a", "b", "c"].map((name) => about(name, "closed", { severity: "error" })),
  ];
  assertEquals(grouped(apart), apart);
});

Deno.test("grouped() takes a quoted name for what differs wherever it stands in the message", () => {
  const claim = (name: string): Diagnostic => ({
    severity: "warning",
    code: "unmapped-claim",
    message: `the claim "${name}" is kept in ./data/${name}: set volumes.${name}.host_path`,
  });
  const [one, ...more] = grouped(["data-0", "logs", "data-2"].map(claim));
  assertEquals(more, []);
  assertEquals(
    one.message,
    'the claim "data-0" is kept in ./data/data-0: set volumes.data-0.host_path. The same for 2 others: "logs", "data-2"',
  );
});

Deno.test("grouped() says each guess at what a setting means, and those of objects once", () => {
  const guess = (written: string, resource?: Diagnostic["resource"]): Diagnostic => ({
    severity: "warning",
    code: "unknown",
    message: `there is no setting "${written}" (did you mean "${written}s"?)`,
    file: "dekube.yaml",
    ...resource === undefined ? {} : { resource },
  });
  const settings = ["host", "image", "service"].map((written) => guess(written));
  assertEquals(grouped(settings), settings);
  const objects = ["a", "b", "c"].map((name) =>
    guess("host", { kind: "Pod", namespace: "shop", name })
  );
  assertEquals(grouped(objects).length, 1);
});
