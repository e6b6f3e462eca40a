import { assertEquals } from "@std/assert";
import { withoutDottedKeys } from "./dotted_keys.ts";

const GROUPS = new Set(["extensions", "overrides"]);
const read = (document: Record<string, unknown>) => withoutDottedKeys(document, GROUPS);

Deno.test("withoutDottedKeys() puts settings where their path says", () => {
  assertEquals(
    read({
      name: "shop",
      "extensions.caddy.http_port": 8080,
      "extensions.caddy.image": "caddy:2",
      "overrides.web": null,
    }),
    {
      name: "shop",
      extensions: { caddy: { http_port: 8080, image: "caddy:2" } },
      overrides: { web: null },
    },
  );
});

Deno.test("withoutDottedKeys() takes names with dots in quotes", () => {
  assertEquals(
    read({ "overrides.'z.z'.ports": ["81:80"], 'overrides."a.b"': null }),
    { overrides: { "z.z": { ports: ["81:80"] }, "a.b": null } },
  );
});

Deno.test("withoutDottedKeys() adds to what is there, which goes first", () => {
  const overrides = { web: { image: "a", environment: { A: "1" } } };
  assertEquals(
    read({ "overrides.web.image": "b", "overrides.web.environment.B": "2", overrides }),
    { overrides: { web: { image: "a", environment: { A: "1", B: "2" } } } },
  );
  assertEquals(overrides, { web: { image: "a", environment: { A: "1" } } });
});

Deno.test("withoutDottedKeys() leaves other keys with dots, and mistakes, as they are", () => {
  for (const document of [{ "a.b": 1 }, { "overrides.": 1 }, { overrides: 7 }]) {
    assertEquals(read(document), document);
  }
  assertEquals(read({ overrides: 7, "overrides.web": {} }), { overrides: 7 });
});
