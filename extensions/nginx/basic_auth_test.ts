import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { read, secret, type Short } from "./_testing.ts";
import { readBasicAuth } from "./basic_auth.ts";

const BASIC = { "auth-type": "basic", "auth-secret": "users" };
const HASH = "$apr1$ab$cd./";

const REF = { namespace: "shop", name: "users" };

function basic(short: Short, ...others: Manifest[]) {
  return read(readBasicAuth, short, others);
}

Deno.test("readBasicAuth() reads the users of an htpasswd file", () => {
  const auth =
    `# users\nann:${HASH}\r\n\nbob:{SHA}x=:a comment\nann:other\nno-hash\n:x\nb\u0007d:x\n`;
  assertEquals(basic({ ...BASIC, "auth-realm": "Shop - staff" }, secret("users", { auth })), [
    { realm: "Shop - staff", users: { ann: HASH, bob: "{SHA}x=" }, secret: REF },
    [],
  ]);
});

Deno.test("readBasicAuth() reads users that are keys", () => {
  const users = secret("users", { ann: `${HASH}\n`, __proto__x: HASH, two: "a\nroot:b" });
  const [auth, said] = basic({ ...BASIC, "auth-secret-type": "auth-map" }, users);
  assertEquals(auth, { users: { ann: HASH, __proto__x: HASH }, secret: REF });
  assertEquals(said, []);
});

Deno.test("readBasicAuth() reads the Secret that the annotation means", () => {
  const other: Manifest = {
    kind: "Secret",
    metadata: { name: "users", namespace: "data" },
    stringData: { auth: "eve:x" },
  };
  const own = secret("users", { auth: "ann:x" });
  assertEquals(basic(BASIC, other, own)[0]?.users, { ann: "x" });
  assertEquals(basic({ ...BASIC, "auth-secret": "data/users" }, other, own)[0]?.users, {
    eve: "x",
  });
});

Deno.test("readBasicAuth() carries nothing when it can't tell who may come in", () => {
  const cases: [Short, Manifest[], string[]][] = [
    [{}, [], []],
    [{ "auth-secret": "users" }, [], []],
    [{ "auth-type": "digest" }, [], ["warning unsupported-auth-type"]],
    [{ "auth-type": "basic" }, [], ["warning invalid-auth-type"]],
    [BASIC, [], ["warning invalid-auth-secret"]],
    [BASIC, [secret("users", { auth: "" })], ["warning invalid-auth-secret"]],
    [BASIC, [secret("users", { ann: "x" })], ["warning invalid-auth-secret"]],
    [{ ...BASIC, "auth-secret": "a/b/c" }, [], ["warning invalid-auth-secret"]],
    [{ ...BASIC, "auth-secret-type": "ldap" }, [secret("users", { auth: "a:b" })], [
      "warning invalid-auth-secret-type",
    ]],
    [{ ...BASIC, "auth-secret-type": "auth-map" }, [secret("users", {})], [
      "warning invalid-auth-secret",
    ]],
  ];
  for (const [short, others, said] of cases) {
    assertEquals(basic(short, ...others), [undefined, said], JSON.stringify(short));
  }
});

Deno.test("readBasicAuth() keeps the guard when the realm can't be", () => {
  assertEquals(
    basic({ ...BASIC, "auth-realm": 'x";\n$host' }, secret("users", { auth: "ann:x" })),
    [{ users: { ann: "x" }, secret: REF }, ["warning invalid-auth-realm"]],
  );
});
