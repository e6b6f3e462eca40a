import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { nameOfFolder } from "./source_name.ts";

Deno.test("nameOfFolder() has the folder's own name, and another when that is any project's", () => {
  for (
    const [folder, name] of [
      ["shop", "shop"],
      ["shop/rendered", "shop"],
      ["shop/K8s/base", "shop"],
      ["shop/overlays/prod", "shop-prod"],
      ["shop/deploy/envs/prod/rendered", "shop-prod"],
      ["shop/src/helm", "shop"],
      ["shop/prod", "prod"],
      ["shop/rendered-by-hand", "rendered-by-hand"],
    ]
  ) {
    assertEquals(nameOfFolder(join("/srv", folder)), name, folder);
  }
});

Deno.test("nameOfFolder() keeps a folder's name when nothing is above it", () => {
  assertEquals(nameOfFolder("/rendered"), "rendered");
  assertEquals(nameOfFolder("/overlays/prod"), "overlays-prod");
  assertEquals(nameOfFolder("/shop"), "shop");
});
