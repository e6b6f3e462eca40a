import { assertEquals } from "@std/assert";
import { parseNeeds } from "./helmfile_needs.ts";

Deno.test("parseNeeds() gives what each release needs, by name", () => {
  const state = `
releases:
- name: web
  namespace: shop
  needs: [data/db, kind-local/shop/cache, db]
- {name: db, namespace: data}
- {name: cache, namespace: shop, needs: []}
`;
  assertEquals(parseNeeds(state), new Map([["web", ["db", "cache"]]]));
});

Deno.test("parseNeeds() reads a document for each helmfile, whatever else was printed", () => {
  const output = `a hook says: hello
---
#  Source: /home/sub/helmfile.yaml

filepath: helmfile.yaml
releases:
- name: inner
  needs:
  - shop/outer
---
#  Source: /home/helmfile.yaml

filepath: helmfile.yaml
releases:
- name: outer
renderedvalues:
  "on": true
`;
  assertEquals(parseNeeds(output), new Map([["inner", ["outer"]]]));
});

Deno.test("parseNeeds() passes over releases when several bear a name", () => {
  const state = `
releases:
- {name: web, needs: [a/db, cache]}
- {name: db, namespace: a, needs: [cache]}
- {name: db, namespace: b}
- {name: cache}
`;
  assertEquals(parseNeeds(state), new Map([["web", ["cache"]]]));
});

Deno.test("parseNeeds() tells releases of one name apart by their namespaces", () => {
  const state = `
namespace: a
releases:
- {name: web, namespace: b, needs: [a/db, db, cache]}
- {name: db, needs: [cache]}
- {name: db, namespace: b, needs: [a/db]}
- {name: cache}
`;
  assertEquals(
    parseNeeds(state, ["db"]),
    new Map([["web", ["a/db", "b/db", "cache"]], ["a/db", ["cache"]], ["b/db", ["a/db"]]]),
  );
});

Deno.test("parseNeeds() knows of none when there are no releases", () => {
  assertEquals(parseNeeds(""), new Map());
  assertEquals(parseNeeds("releases:\n"), new Map());
  assertEquals(parseNeeds("releases: [null, {name: web, needs: null}]\n"), new Map());
});

Deno.test("parseNeeds() gives nothing when a document is not YAML", () => {
  assertEquals(parseNeeds("releases:\n- {"), undefined);
});
