import { assertEquals } from "@std/assert";
import { contextOf, manifest, said } from "../_testing.ts";
import { resolvePlaceholders, resolveSecretPlaceholders } from "./placeholders.ts";

const secrets = [
  manifest("Secret", "shop/db", { stringData: { password: "pa$$1", user: "me" } }),
  manifest("Secret", "a/two", { stringData: { key: "of a" } }),
  manifest("Secret", "b/two", { stringData: { key: "of b" } }),
  manifest("Secret", "shop/binary", { data: { key: "/w==" } }),
];

function resolve(value: unknown) {
  const ctx = contextOf(secrets, { volumeRoot: "/srv/data" });
  return { value: resolvePlaceholders(value, ctx), said: said(ctx.diagnostics) };
}

Deno.test("resolvePlaceholders() replaces at any depth, and changes no input", () => {
  const input = { a: ["$volume_root/x", { b: "$secret:db:user" }], c: 1, d: null, e: true };
  assertEquals(resolve(input), {
    value: { a: ["/srv/data/x", { b: "me" }], c: 1, d: null, e: true },
    said: [],
  });
  assertEquals(input.a[0], "$volume_root/x");
});

Deno.test("resolvePlaceholders() doubles the `$` of a Secret, since Compose reads it", () => {
  assertEquals(resolve("u:$secret:db:password@h").value, "u:pa$$$$1@h");
});

Deno.test("resolvePlaceholders() leaves other dollars as the user wrote them", () => {
  const text = "$HOME ${X:-y} $$ $volume_roots $secret $secret:x";
  assertEquals(resolve(text), { value: text, said: [] });
});

Deno.test("resolvePlaceholders() replaces several in one text", () => {
  assertEquals(
    resolve("$secret:db:user:$secret:db:user@$volume_root:$volume_root").value,
    "me:me@/srv/data:/srv/data",
  );
});

Deno.test("resolvePlaceholders() asks for the namespace when several have a Secret of that name", () => {
  assertEquals(resolve("$secret:two:key"), {
    value: "$secret:two:key",
    said: [
      'warning unresolved-placeholder: dekube.yaml: "$secret:two:key" is in several namespaces: a, b; it is left as it is. Write $secret:<name>:<key>, or $secret:<namespace>/<name>:<key>',
    ],
  });
  assertEquals(resolve("$secret:b/two:key"), { value: "of b", said: [] });
});

Deno.test("resolvePlaceholders() warns when there is no such Secret, no such key, or no text in it", () => {
  const said = [
    ...["$secret:none:key", "$secret:db:none", "$secret:binary:key"],
    ...["$secret:db:pasword", "$secret:binry:key", "$secret:shp/db:user", "$secret:a/db:user"],
  ]
    .map((text) => resolve(text).said[0].replace(/;.*/, ""));
  assertEquals(said, [
    'warning unresolved-placeholder: dekube.yaml: "$secret:none:key" names no Secret',
    'warning unresolved-placeholder: dekube.yaml: "$secret:db:none" names no text in that Secret',
    'warning unresolved-placeholder: dekube.yaml: "$secret:binary:key" names no text in that Secret',
    'warning unresolved-placeholder: dekube.yaml: "$secret:db:pasword" names no text in that Secret (did you mean "password"?)',
    'warning unresolved-placeholder: dekube.yaml: "$secret:binry:key" names no Secret (did you mean "binary"?)',
    'warning unresolved-placeholder: dekube.yaml: "$secret:shp/db:user" names no Secret (did you mean "shop/db"?)',
    'warning unresolved-placeholder: dekube.yaml: "$secret:a/db:user" names no Secret',
  ]);
});

Deno.test("resolveSecretPlaceholders() takes the value as it is when nobody reads it again", () => {
  const ctx = contextOf(secrets);
  const value = resolveSecretPlaceholders("$secret:db:password", ctx);
  assertEquals(value, "pa$$1");
  assertEquals(
    resolveSecretPlaceholders("$secret:db:user", contextOf()),
    "$secret:db:user",
  );
});
