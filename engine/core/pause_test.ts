import { assert } from "@std/assert";
import { convert } from "./convert.ts";

Deno.test("convert() lets others have their turn when extensions take long", async () => {
  const KINDS = ["A", "B", "C", "D", "E"];
  const busy = () => {
    for (const end = performance.now() + 30; performance.now() < end;);
  };
  const slow = KINDS.map((kind) => ({
    name: `slow-${kind.toLowerCase()}`,
    role: "provider" as const,
    kinds: [kind],
    convert: () => (busy(), { services: {} }),
  }));
  const transforms = ["one", "two", "three"].map((name) => ({ name, transform: busy }));
  const manifests = KINDS.map((kind) => ({ kind, metadata: { name: "x" } }));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  try {
    await convert(manifests, { name: "demo" }, [...slow, ...transforms]);
  } finally {
    clearInterval(timer);
  }
  assert(turns >= KINDS.length + transforms.length - 1, `${turns} turns`);
});
