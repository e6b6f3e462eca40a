import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Realm, realmOf, UnwritableRealm } from "./realm.ts";

function realm(
  representation: Record<string, unknown>,
  placeholders: Record<string, string | undefined> = {},
): Realm {
  return realmOf(representation, new Map(Object.entries(placeholders)));
}

Deno.test("realmOf() keeps the order of fields, and leaves nulls out", () => {
  const { name, json, isSecret } = realm({
    realm: "shop",
    enabled: true,
    displayName: null,
    accessTokenLifespan: 300,
    clients: [null, { clientId: "web", redirectUris: [null, "/*"] }],
  });
  assertEquals(name, "shop");
  assertEquals(isSecret, false);
  assertEquals(
    json,
    `{
  "realm": "shop",
  "enabled": true,
  "accessTokenLifespan": 300,
  "clients": [
    {
      "clientId": "web",
      "redirectUris": [
        "/*"
      ]
    }
  ]
}
`,
  );
});

Deno.test("realmOf() fills placeholders, in names of fields too", () => {
  const { json, isSecret, unresolved } = realm(
    {
      realm: "${NAME}",
      a: "x${A}y${A:z}${env.A}",
      attributes: { "${A}": "1" },
      nested: "${B:${A}}",
    },
    { NAME: "shop", A: "v" },
  );
  assertEquals(JSON.parse(json), {
    realm: "shop",
    a: "xvyvv",
    attributes: { v: "1" },
    nested: "${B:v}",
  });
  assert(isSecret);
  assertEquals(unresolved, []);
});

Deno.test("realmOf() escapes what it fills in, whatever the value", () => {
  for (const value of ['"', "\\", '","admin":"', "\n\u2028\u0000", "${A}", "$&$1$$", "}"]) {
    const { json } = realm({ realm: "x", a: "<${A}>" }, { A: value });
    assertEquals(JSON.parse(json), { realm: "x", a: `<${value}>` });
  }
});

Deno.test("realmOf() leaves what is Keycloak's own, and says nothing of it", () => {
  const texts = {
    realm: "x",
    description: "${role_default-roles}",
    name: "${client_account}",
    vault: "${vault.smtp}",
    env: "${env.HOST:localhost}",
    other: "${HOST:localhost}",
    own: "${authBaseUrl}/$ {A} ${} $A",
  };
  const { json, unresolved, isSecret } = realm(texts);
  assertEquals(JSON.parse(json), texts);
  assertEquals(unresolved, []);
  assertEquals(isSecret, false);
});

Deno.test("realmOf() names placeholders without a value, and leaves them", () => {
  const texts = { realm: "x", a: "${SMTP_PASSWORD} ${declared} ${SMTP_PASSWORD}", b: "${env.D:x}" };
  const { json, unresolved } = realm(texts, { declared: undefined, D: undefined });
  assertEquals(JSON.parse(json), texts);
  assertEquals(unresolved, ["SMTP_PASSWORD", "declared", "D"]);
});

Deno.test("realmOf() knows fields that hold secrets in the clear", () => {
  assert(realm({ users: [{ credentials: [{ type: "password", value: "x" }] }] }).isSecret);
  assert(realm({ clients: [{ secret: "x" }] }).isSecret);
  assert(realm({ smtpServer: { password: "x" } }).isSecret);
  assertEquals(realm({ clients: [{ secret: "" }], users: [{ credentials: [] }] }).isSecret, false);
  assertEquals(realm({ resetPasswordAllowed: true, passwordPolicy: "length(8)" }).isSecret, false);
});

Deno.test("realmOf() refuses what has no end, or too many parts", () => {
  const loop: Record<string, unknown> = { realm: "x" };
  loop.self = loop;
  assertThrows(() => realm(loop), UnwritableRealm);
  let bomb: unknown = "x";
  for (let depth = 0; depth < 30; depth++) bomb = [bomb, bomb];
  assertThrows(() => realm({ realm: "x", bomb }), UnwritableRealm);
});

Deno.test("realmOf() takes a field called __proto__ for any other", () => {
  const { json } = realm(JSON.parse('{"realm":"x","__proto__":{"a":"1"}}'));
  assertEquals(json, '{\n  "realm": "x",\n  "__proto__": {\n    "a": "1"\n  }\n}\n');
});
