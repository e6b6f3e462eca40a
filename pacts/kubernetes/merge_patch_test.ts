import { assertEquals } from "@std/assert";
import { mergePatch } from "./merge_patch.ts";

Deno.test("mergePatch() merges items by their keys when the list has one, and replaces others", () => {
  const base = {
    env: [{ name: "A", value: "1" }, { name: "B", value: "2" }],
    volumeMounts: [{ name: "a", mountPath: "/a" }],
    args: ["-v"],
    ports: [{ name: "amqp", port: 5672 }],
  };
  assertEquals(
    mergePatch(base, {
      env: [{ name: "B", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }, { name: "C" }],
      volumeMounts: [{ name: "b", mountPath: "/b" }],
      args: ["-q"],
      ports: [{ port: 5672, targetPort: 1 }, { port: 1 }],
    }),
    {
      env: [
        { name: "A", value: "1" },
        { name: "B", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        { name: "C" },
      ],
      volumeMounts: [{ name: "a", mountPath: "/a" }, { name: "b", mountPath: "/b" }],
      args: ["-q"],
      ports: [{ name: "amqp", port: 5672, targetPort: 1 }, { port: 1 }],
    },
  );
});

Deno.test("mergePatch() takes away what is null, and the way that another takes the place of", () => {
  assertEquals(mergePatch({ a: 1, b: { c: 1, d: 2 } }, { a: null, b: { c: null } }), {
    b: { d: 2 },
  });
  assertEquals(mergePatch({ tcpSocket: { port: 1 }, periodSeconds: 5 }, { exec: {} }), {
    exec: {},
    periodSeconds: 5,
  });
});

Deno.test("mergePatch() leaves what it is given alone, and takes any name for one", () => {
  const base = { spec: { containers: [{ name: "a" }] } };
  mergePatch(base, { spec: { containers: [{ name: "a", image: "x" }, null, "odd"] } });
  assertEquals(base, { spec: { containers: [{ name: "a" }] } });
  const odd = JSON.parse('{"__proto__": {"polluted": true}}');
  assertEquals(Object.keys(mergePatch({}, odd)), ["__proto__"]);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("mergePatch() keeps items that have keys when the patch has none, and empties other lists", () => {
  assertEquals(
    mergePatch({ containers: [{ name: "a" }], args: ["-v"] }, { containers: [], args: [] }),
    {
      containers: [{ name: "a" }],
      args: [],
    },
  );
});
