import { assertEquals } from "@std/assert";
import { companionConfig, isCompanion } from "./single_file.ts";

Deno.test("companionConfig() maps the contracts to the file", () => {
  assertEquals(JSON.parse(companionConfig("mine.js")), {
    imports: {
      "@dekube/engine/pacts": "./mine.js",
      "jsr:@dekube/engine@^1/pacts": "./mine.js",
      "@dekube/engine/pacts/go_template": "./mine.js",
      "@dekube/engine/pacts/ingress": "./mine.js",
      "jsr:@dekube/engine@^1/pacts/go_template": "./mine.js",
      "jsr:@dekube/engine@^1/pacts/ingress": "./mine.js",
      "@dekube/engine/pacts/kubernetes": "./mine.js",
      "jsr:@dekube/engine@^1/pacts/kubernetes": "./mine.js",
      "@dekube/engine/pacts/postgres": "./mine.js",
      "jsr:@dekube/engine@^1/pacts/postgres": "./mine.js",
      "@dekube/engine/pacts/proxy": "./mine.js",
      "jsr:@dekube/engine@^1/pacts/proxy": "./mine.js",
      "@dekube/engine/pacts/regex": "./mine.js",
      "jsr:@dekube/engine@^1/pacts/regex": "./mine.js",
    },
    workspace: [],
  });
});

Deno.test("isCompanion() tells the build's own deno.json when others have more in it", () => {
  assertEquals(isCompanion(companionConfig("mine.js")), true);
  for (
    const text of ["", "{}", `{"imports": {"x": "./x.ts"}, "workspace": []}`, `{"name": "@a/b"}`]
  ) {
    assertEquals(isCompanion(text), false, text);
  }
});
