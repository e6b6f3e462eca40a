import { assert, assertEquals } from "@std/assert";
import { oddTexts, withoutOddTexts } from "./odd_texts.ts";

Deno.test("oddTexts() finds them in the pod of a template and of a Pod, at any place in a list", () => {
  const spec = { containers: [null, "x", { image: [] }], volumes: [{ name: {} }], hostname: {} };
  const found = ["hostname", "containers[2].image", "volumes[0].name"];
  for (
    const manifest of [
      { kind: "Pod", metadata: { name: "web" }, spec },
      { kind: "Job", metadata: { name: "web" }, spec: { template: { spec } } },
    ]
  ) {
    assertEquals(oddTexts(manifest).map(({ path }) => path), found);
  }
  assertEquals(oddTexts({ kind: "Job", metadata: { name: "web" } }), []);
});

Deno.test("withoutOddTexts() leaves a pod as it is that has none, and changes no other", () => {
  const sound = { containers: [{ name: "a", image: 1, env: [null, { name: "A", value: true }] }] };
  assert(withoutOddTexts(sound) === sound);
  const odd = { containers: [sound.containers[0], { name: "b", env: [{ name: "A", value: [] }] }] };
  const kept = structuredClone(odd);
  const [first, second] = withoutOddTexts(odd).containers as unknown[];
  assertEquals(odd, kept);
  assert(first === sound.containers[0]);
  assertEquals(second, { name: "b", env: [{ name: "A" }] });
});
