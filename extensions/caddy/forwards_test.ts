import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { forwards } from "./forwards.ts";

Deno.test("forwards() believes the user that the image has the plugin", () => {
  const read = (settings: Record<string, unknown>, disableIngress = false) => {
    const ctx = testContext([], { settings, config: { disableIngress } });
    return [forwards(ctx), said(ctx)];
  };
  const image = "registry.example/caddy-l4:2";
  assertEquals(read({}), [false, []]);
  assertEquals(read({ image }), [false, []]);
  assertEquals(read({ image, layer4: true }), [true, []]);
  // Caddy's own image has no plugins, and a Caddy of the user's own has its own global options.
  assertEquals(read({ layer4: true }), [false, ["bad-setting"]]);
  for (const own of ["caddy", "caddy:2.11.7", "docker.io/library/caddy:2.10-alpine"]) {
    assertEquals(read({ image: own, layer4: true }), [false, ["bad-setting"]], own);
  }
  assertEquals(read({ image, layer4: true }, true), [false, []]);
});
