import { assertEquals, assertThrows } from "@std/assert";
import { PORT, TEXT } from "../../../pacts/mod.ts";
import { InfoError, infoOf } from "./info.ts";

const WHO = "the extension ./kafka.js";

Deno.test("infoOf() takes all that an extension may say", () => {
  const info = {
    name: "kafka",
    depends: ["workload"],
    incompatible: [],
    settings: { port: { type: PORT, default: 1, description: "Port." } },
    legacyKeys: { kafka_port: "extensions.kafka.port" },
    clusterScoped: ["kafka.io/World"],
    needless: ["kafka.io/Nothing"],
    replaces: [{ images: ["kafka/operator"], flags: ["run"], charts: ["kafka"] }],
    clusterOnly: [],
    annotations: ["kafka.io/a"],
    annotationNames: { domain: "kafka.io", kinds: ["Pod"], names: ["kafka.io/a"] },
    fields: { "kafka.io/Kafka": { spec: { a: true } } },
    account: {
      "kafka.io/Kafka": {
        "spec.a": { becomes: "x" },
        "spec.b": [{ meaningless: "x", when: () => true }, { becomes: "y" }],
      },
    },
    excludable: ["kafka-ui"],
    controller: () => new Map(),
    whenOff() {},
    // Of a version to come.
    somethingQuiteDifferent: 1,
  };
  assertEquals(infoOf({ extension: info }, ["kafka"], WHO) as unknown, info);
  assertEquals(infoOf({ extension: { name: "kafka", depends: undefined } }, ["kafka"], WHO), {
    name: "kafka",
    depends: undefined,
  });
});

Deno.test("infoOf() finds nothing where the module says nothing, or calls its extension so", () => {
  assertEquals(infoOf({}, ["kafka"], WHO), undefined);
  assertEquals(infoOf({ extension: { name: "k", transform() {} } }, ["k"], WHO), undefined);
  assertEquals(infoOf({ extension: class {} }, ["k"], WHO), undefined);
  // A module that an extension only uses.
  assertEquals(infoOf({ extension: ".ts" }, [], WHO), undefined);
});

const setting = (type: unknown) => ({
  settings: { size: { type, default: "", description: "Size." } },
});

const odd: [what: unknown, said: string][] = [
  ["kafka", `has "extension": "kafka"; expected an object such as { name: "rabbitmq" }`],
  [{ depends: [] }, `lacks "extension.name"; expected the extension's name, a text`],
  [{ name: 5 }, `has "extension.name": 5; expected a text`],
  [
    { name: "kafka", depnds: ["workload"] },
    `has "extension.depnds": ["workload"]; expected no field of that name (did you mean "depends"?). There are: name, depends, incompatible, `,
  ],
  [
    { name: "kafka", depends: "workload" },
    `has "extension.depends": "workload"; expected a list of names, such as ["workload"]`,
  ],
  [
    { name: "kafka", incompatible: ["a", 1] },
    `has "extension.incompatible[1]": 1; expected a text`,
  ],
  ...["string", String, { is: TEXT.is }, {}].map((type): [unknown, string] => [
    { name: "kafka", ...setting(type) },
    `has "extension.settings.size.type": ${
      typeof type === "function" ? "a function" : JSON.stringify(type)
    }; expected a type of @dekube/engine/pacts such as TEXT, BOOLEAN, PORT or oneOf(…), or { expected, is }`,
  ]),
  [
    { name: "kafka", settings: { size: { type: TEXT, default: "" } } },
    `lacks "extension.settings.size.description"; expected one sentence that says what it does`,
  ],
  [
    { name: "kafka", settings: { size: "5Gi" } },
    `has "extension.settings.size": "5Gi"; expected { type, default, description }`,
  ],
  [
    { name: "kafka", settings: [] },
    `has "extension.settings": []; expected settings by their keys`,
  ],
  [
    { name: "kafka", replaces: [{ image: ["kafka"] }] },
    `has "extension.replaces[0].image": ["kafka"]; expected no field of that name (did you mean "images"?). There are: images, flags, charts`,
  ],
  [
    { name: "kafka", account: { Kafka: { "spec.a": { becomes: 1 } } } },
    `has "extension.account.Kafka["spec.a"].becomes": 1; expected a text`,
  ],
  [
    { name: "kafka", fields: { Kafka: { spec: "x" } } },
    `has "extension.fields.Kafka.spec": "x"; expected true, or names of fields`,
  ],
  [
    { name: "kafka", annotationNames: { domain: "kafka.io" } },
    `lacks "extension.annotationNames.kinds"; expected { domain, kinds, names }`,
  ],
  [
    { name: "kafka", controller: {} },
    `has "extension.controller": {}; expected a function`,
  ],
];

for (const [info, said] of odd) {
  Deno.test(`infoOf() names place and expectation when a module says ${Deno.inspect(info)}`, () => {
    assertThrows(
      () => infoOf({ extension: info }, ["kafka"], WHO),
      InfoError,
      `the extension ./kafka.js ${said}`,
    );
  });
}

Deno.test("infoOf() wants one name for an extension and what its module says", () => {
  const extension = { name: "kafka" };
  assertEquals(infoOf({ extension }, ["topics", "kafka"], WHO)?.name, "kafka");
  assertThrows(
    () => infoOf({ extension }, ["kafka-broker"], WHO),
    InfoError,
    `the extension ./kafka.js has two names: its export says "extension.name": "kafka", and the "name" of its class is "kafka-broker". Give both the same one, by which settings and "depends" know it`,
  );
  assertThrows(
    () => infoOf({ extension }, ["a", "b"], WHO),
    InfoError,
    `and the "name" of what it exports beside is "a", "b". Give both`,
  );
});
