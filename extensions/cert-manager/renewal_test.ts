import type { Manifest } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { randomNumbers } from "../../pacts/_testing.ts";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  CA,
  certificate,
  certificateIn,
  changes,
  DAY,
  issue,
  ISSUERS,
  manifest,
  NOW,
  value,
} from "./_testing.ts";

const APP = certificate("app", "ca", {
  commonName: "app",
  dnsNames: ["app.example.com"],
  additionalOutputFormats: [{ type: "CombinedPEM" }, { type: "DER" }],
});
const OTHER = certificate("other", "self", { commonName: "other" });
const PLATFORM = [...ISSUERS, CA, APP, OTHER];

const filesOf = (secret: string) =>
  ["ca.crt", "tls.crt", "tls.key"].map((key) => `secrets/${secret}/${key}`);

/** The platform with its certificate `app` asking for something else. */
function withApp(spec: object): Manifest[] {
  return [...ISSUERS, CA, { ...APP, spec: { ...APP.spec as object, ...spec } }, OTHER];
}

async function again(
  manifests: readonly Manifest[],
  now = NOW + DAY,
): Promise<string[]> {
  const first = await issue(PLATFORM);
  const second = await issue(manifests, { previous: first.files, now });
  assertEquals(said(second), []);
  return changes(first, second);
}

Deno.test("issue() changes no byte when it runs again", async () => {
  assertEquals(await again(PLATFORM), []);
  const all = [
    ...ISSUERS,
    ...["RSA", "Ed25519", "ECDSA"].flatMap((algorithm) =>
      ["PKCS1", "PKCS8"].map((encoding) =>
        certificate(`${algorithm}-${encoding}`.toLowerCase(), "self", {
          commonName: "a",
          privateKey: { algorithm, encoding },
          usages: ["any", "server auth", "cert sign"],
          ipAddresses: ["::ffff:10.0.0.1", "10.0.0.1"],
        })
      )
    ),
  ];
  const first = await issue(all);
  const second = await issue(all, { previous: first.files });
  assertEquals(changes(first, second), []);
  const third = await issue(all, { previous: second.files, now: NOW + 30 * DAY });
  assertEquals(changes(first, third), []);
});

Deno.test("issue() renews a certificate that asks for something else, and nothing else", async () => {
  const extra = ["key.der", "tls-combined.pem"].map((key) => `secrets/app-tls/${key}`);
  const renewed = [...filesOf("app-tls").slice(1), ...extra].sort();
  for (
    const change of [
      { commonName: "App" },
      { subject: { organizations: ["Example"] } },
      { dnsNames: ["app.example.com", "www.example.com"] },
      { dnsNames: ["www.example.com"] },
      { ipAddresses: ["10.0.0.1"] },
      { duration: "48h" },
      { isCA: true },
      { usages: ["server auth"] },
      { usages: ["digital signature", "key encipherment", "server auth"] },
      { privateKey: { algorithm: "ECDSA", size: 384 } },
      { privateKey: { algorithm: "Ed25519" } },
    ]
  ) {
    assertEquals(await again(withApp(change)), renewed, JSON.stringify(change));
  }
});

Deno.test("issue() writes the same key anew when only its encoding is another", async () => {
  const privateKey = { algorithm: "ECDSA", encoding: "PKCS8" };
  assertEquals(await again(withApp({ privateKey })), [
    "secrets/app-tls/key.der",
    "secrets/app-tls/tls-combined.pem",
    "secrets/app-tls/tls.key",
  ]);
});

Deno.test("issue() keeps a certificate when what asks for it says the same in another order", async () => {
  const app = withApp({
    usages: ["key encipherment", "signing"],
    duration: "129600m",
    renewBefore: "24h",
    secretTemplate: { labels: { a: "b" } },
  });
  assertEquals(await again(app.toReversed()), []);
});

Deno.test("issue() renews a certificate when another issuer is to sign it", async () => {
  const changed = await again(withApp({ issuerRef: { name: "self" } }));
  assertEquals(changed.filter((path) => path.startsWith("secrets/app-tls/tls")).length, 3);
  assert(changed.every((path) => path.startsWith("secrets/app-tls/")));
});

Deno.test("issue() renews what a renewed authority signed, and nothing else", async () => {
  const ca = { ...CA, spec: { ...CA.spec as object, commonName: "New CA" } };
  const changed = await again([...ISSUERS, ca, APP, OTHER]);
  assertEquals(
    changed.filter((path) => !path.endsWith(".der") && !path.endsWith(".pem")),
    [...filesOf("app-tls"), ...filesOf("ca-tls")],
  );
});

Deno.test("issue() renews what an authority signed whose key alone is another", async () => {
  const first = await issue(PLATFORM);
  const files = new Map(first.files.entries());
  for (const key of ["tls.crt", "tls.key", "ca.crt"]) files.delete(`secrets/ca-tls/${key}`);
  const second = await issue(PLATFORM, { previous: files });
  const changed = changes(first, second);
  assert(changed.includes("secrets/app-tls/tls.crt"));
  assert(!changed.includes("secrets/other-tls/tls.crt"));
});

Deno.test("issue() renews a certificate with a third of its life left, or none, or not begun", async () => {
  const short = certificate("short", "self", { commonName: "a", duration: "90h" });
  const first = await issue([...ISSUERS, short, OTHER]);
  const start = NOW - 300_000;
  const hour = 3_600_000;
  for (
    const [now, isKept] of [
      [start + 60 * hour - 1, true],
      [start + 60 * hour, false],
      [start + 90 * hour, false],
      [start + 900 * hour, false],
      [start - 1, false],
    ] as const
  ) {
    const second = await issue([...ISSUERS, short], { previous: first.files, now });
    const before = value(first, "short-tls");
    assertEquals(value(second, "short-tls") === before, isKept, String((now - start) / hour));
  }
});

Deno.test("issue() renews a certificate when its files are damaged or don't go together", async () => {
  const first = await issue(PLATFORM);
  const damaged = new Map(first.files.entries());
  for (
    const [path, content] of [
      ["secrets/other-tls/tls.key", value(first, "app-tls", "tls.key")],
      ["secrets/other-tls/tls.key", ""],
      [
        "secrets/other-tls/tls.key",
        "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
      ],
      ["secrets/other-tls/tls.crt", "no certificate"],
      ["secrets/other-tls/tls.crt", value(first, "other-tls").replace("MII", "MIJ")],
      ["secrets/other-tls/tls.crt", new Uint8Array([0xff, 0xfe])],
    ] as const
  ) {
    const previous = new Map(damaged).set(path, { content, mode: 0o644 });
    const second = await issue(PLATFORM, { previous });
    assertNotEquals(value(second, "other-tls"), value(first, "other-tls"));
    assertEquals(value(second, "app-tls"), value(first, "app-tls"));
    assertEquals((await certificateIn(second, "other-tls")).subject, "CN=other");
  }
});

Deno.test("issue() issues everything when any byte of the last run's files is another", async () => {
  const random = randomNumbers(7);
  const first = await issue(PLATFORM);
  const files = [...first.files.entries()];
  for (let round = 0; round < 60; round++) {
    const [path, file] = files[random(files.length)];
    const text = String(file.content);
    const at = random(text.length);
    const content = text.slice(0, at) + String.fromCharCode(random(128)) + text.slice(at + 1);
    const previous = new Map(files).set(path, { ...file, content });
    const second = await issue(PLATFORM, { previous });
    assertEquals(said(second), [], path);
    assertEquals([...second.files.entries()].length, files.length);
    assertEquals(changes(second, await issue(PLATFORM, { previous: second.files })), []);
  }
});

Deno.test("issue() takes a Secret of the manifests for the last run's when it is what was asked for", async () => {
  const first = await issue(PLATFORM);
  const secret = { ...first.secrets.get("shop", "other-tls")!, data: { more: "bW9yZQ==" } };
  const second = await issue([...PLATFORM, secret]);
  assertEquals(said(second), []);
  assertEquals(value(second, "other-tls"), value(first, "other-tls"));
  assertEquals(value(second, "other-tls", "more"), "more");
});

Deno.test("issue() takes the place of a Secret of the manifests that is not what was asked for", async () => {
  const first = await issue(PLATFORM);
  const secret = {
    ...manifest("Secret", "other-tls", null),
    stringData: {
      "tls.crt": value(first, "app-tls"),
      "tls.key": value(first, "app-tls", "tls.key"),
      password: "kept",
    },
  };
  const second = await issue([...PLATFORM, secret]);
  assertEquals(said(second), ["secret-replaced spec.secretName"]);
  assertEquals((await certificateIn(second, "other-tls")).subject, "CN=other");
  assertEquals(value(second, "other-tls", "password"), "kept");
  const third = await issue([...PLATFORM, secret], { previous: second.files });
  assertEquals(changes(second, third), []);
});
