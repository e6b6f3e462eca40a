import { assertEquals } from "@std/assert";
import { parseReleases } from "./helmfile_releases.ts";

function release(name: string, namespace: string, more = {}) {
  return { name, namespace, enabled: true, installed: true, ...more };
}

Deno.test("parseReleases() gives the namespace of each release", () => {
  const text = JSON.stringify([release("web", "shop"), release("db", "data")]);

  assertEquals(parseReleases(text), {
    namespaces: new Map([["web", "shop"], ["db", "data"]]),
    ambiguous: [],
  });
});

Deno.test("parseReleases() takes the default namespace, as Helm does, when a release has none", () => {
  const text = JSON.stringify([release("web", ""), null, { name: "x" }]);

  assertEquals(parseReleases(text)?.namespaces, new Map([["web", "default"]]));
});

Deno.test("parseReleases() leaves a release out when it is not installed", () => {
  const text = JSON.stringify([
    release("web", "shop"),
    release("web", "old", { installed: false }),
    release("db", "old", { enabled: false }),
  ]);

  assertEquals(parseReleases(text), {
    namespaces: new Map([["web", "shop"]]),
    ambiguous: [],
  });
});

Deno.test("parseReleases() tells releases of one name apart when it is in two namespaces", () => {
  const text = JSON.stringify([
    release("web", "a"),
    release("web", "b"),
    release("db", "a"),
    release("db", "a"),
  ]);

  assertEquals(parseReleases(text), {
    namespaces: new Map([["a/web", "a"], ["b/web", "b"], ["db", "a"]]),
    ambiguous: ["web"],
  });
});

Deno.test("parseReleases() finds the list when hooks print something around it", () => {
  const text = `hello\n${JSON.stringify([release("web", "shop")])}\nbye\n`;

  assertEquals(parseReleases(text)?.namespaces, new Map([["web", "shop"]]));
});

Deno.test("parseReleases() gives no releases when helmfile prints null", () => {
  assertEquals(parseReleases("null\n"), {
    namespaces: new Map(),
    ambiguous: [],
  });
});

Deno.test("parseReleases() gives nothing when there is no list", () => {
  assertEquals(parseReleases("NAME NAMESPACE\nweb shop\n"), undefined);
  assertEquals(parseReleases(""), undefined);
});
