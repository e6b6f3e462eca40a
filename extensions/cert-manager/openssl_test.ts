import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { secretBytes } from "@dekube/engine/pacts/kubernetes";
import { said } from "@dekube/engine/testing";
import { needsTool } from "../../tools/needs_tool.ts";
import { CA, certificate, DAY, issue, ISSUERS, manifest, NOW, openssl, value } from "./_testing.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ...needsTool(name, "openssl", "Debian's openssl"), fn });
}

const AT = ["-attime", String(NOW / 1000), "-x509_strict"];

/** What openssl says of a Secret's certificate against its own `ca.crt`. */
async function verify(ctx: Parameters<typeof value>[0], secret: string): Promise<string> {
  const files = {
    "ca.crt": value(ctx, secret, "ca.crt"),
    "tls.crt": value(ctx, secret),
  };
  const args = ["verify", ...AT, "-CAfile", "ca.crt", "-untrusted", "tls.crt", "tls.crt"];
  return (await openssl(args, files)).said.replace(/^.*: /, "").trim();
}

async function read(pem: string, ...args: string[]): Promise<string> {
  const { said } = await openssl(["x509", "-noout", "-in", "tls.crt", ...args], { "tls.crt": pem });
  return said;
}

test("openssl verifies a chain of three authorities", async () => {
  const ctx = await issue([
    ...ISSUERS,
    CA,
    manifest("Issuer", "middle", { ca: { secretName: "middle-tls" } }),
    manifest("Issuer", "low", { ca: { secretName: "low-tls" } }),
    // The leaf comes before what signs it.
    certificate("app", "low", { dnsNames: ["app.example.com"] }),
    certificate("low", "middle", { commonName: "Low CA", isCA: true }),
    certificate("middle", "ca", { commonName: "Middle CA", isCA: true }),
  ]);
  assertEquals(said(ctx), []);
  for (const secret of ["ca-tls", "middle-tls", "low-tls", "app-tls"]) {
    assertEquals(await verify(ctx, secret), "OK", secret);
    assertEquals(value(ctx, secret, "ca.crt"), value(ctx, "ca-tls"));
  }
  assertEquals(value(ctx, "app-tls").split("BEGIN CERTIFICATE").length - 1, 3);
});

for (
  const [algorithm, size, label, shown] of [
    ["RSA", 2048, "RSA PRIVATE KEY", "sha256WithRSAEncryption"],
    ["RSA", 3072, "RSA PRIVATE KEY", "sha384WithRSAEncryption"],
    ["ECDSA", 256, "EC PRIVATE KEY", "ecdsa-with-SHA256"],
    ["ECDSA", 384, "EC PRIVATE KEY", "ecdsa-with-SHA384"],
    ["ECDSA", 521, "EC PRIVATE KEY", "ecdsa-with-SHA512"],
    ["Ed25519", undefined, "PRIVATE KEY", "ED25519"],
  ] as const
) {
  test(`openssl reads ${algorithm} ${size ?? ""} keys in both encodings, and what they sign`, async () => {
    const key = { algorithm, size };
    const ctx = await issue([
      ...ISSUERS,
      { ...CA, spec: { ...CA.spec as object, privateKey: key } },
      certificate("one", "ca", { commonName: "one", privateKey: key }),
      certificate("two", "ca", {
        commonName: "two",
        privateKey: { ...key, encoding: "PKCS8" },
        additionalOutputFormats: [{ type: "DER" }, { type: "CombinedPEM" }],
      }),
    ]);
    assertEquals(said(ctx), []);
    assertStringIncludes(value(ctx, "one-tls", "tls.key"), `-----BEGIN ${label}-----`);
    assertStringIncludes(value(ctx, "two-tls", "tls.key"), "-----BEGIN PRIVATE KEY-----");
    for (const secret of ["one-tls", "two-tls"]) {
      assertEquals(await verify(ctx, secret), "OK");
      const pem = value(ctx, secret, "tls.key");
      const args = ["pkey", "-pubout", "-check", "-in", "tls.key"];
      const { said, success } = await openssl(args, { "tls.key": pem });
      assert(success, said);
      assertStringIncludes(said, await read(value(ctx, secret), "-pubkey"));
    }
    assertStringIncludes(
      await read(value(ctx, "one-tls"), "-text"),
      `Signature Algorithm: ${shown}`,
    );
    const der = secretBytes(ctx.secrets.get("shop", "two-tls")!, "key.der")!;
    const { success } = await openssl(["pkey", "-inform", "DER", "-in", "k", "-noout"], { k: der });
    assert(success);
    assertEquals(
      value(ctx, "two-tls", "tls-combined.pem"),
      value(ctx, "two-tls", "tls.key") + value(ctx, "two-tls"),
    );
  });
}

test("openssl shows the names, uses, subject and life that were asked for", async () => {
  const ctx = await issue([
    ...ISSUERS,
    CA,
    certificate("app", "ca", {
      commonName: 'App "one", Büro\\',
      subject: {
        organizations: ["Example, Inc.", "Other"],
        countries: ["DE"],
        organizationalUnits: ["Web"],
        localities: ["Berlin"],
        provinces: ["BE"],
        streetAddresses: ["Main St. 1"],
        postalCodes: ["10115"],
        serialNumber: 42,
      },
      dnsNames: ["app.example.com", "*.app.example.com", null],
      ipAddresses: ["10.0.0.1", "2001:DB8::0:1"],
      uris: ["spiffe://example.com/app?x=1,DNS:evil.com"],
      emailAddresses: ["app@example.com"],
      duration: "36h30m",
      usages: ["server auth", "client auth", "digital signature", "key agreement"],
    }),
  ]);
  assertEquals(said(ctx), []);
  assertEquals(await verify(ctx, "app-tls"), "OK");
  const pem = value(ctx, "app-tls");
  assertEquals(
    await read(pem, "-subject", "-nameopt", "RFC2253,utf8,-esc_msb"),
    'subject=serialNumber=42,CN=App \\"one\\"\\, Büro\\\\,postalCode=10115,street=Main St. 1,' +
      "ST=BE,L=Berlin,OU=Web,O=Other,O=Example\\, Inc.,C=DE\n",
  );
  assertEquals(
    await read(pem, "-dates"),
    "notBefore=Jan 15 11:55:00 2026 GMT\nnotAfter=Jan 17 00:25:00 2026 GMT\n",
  );
  const text = await read(pem, "-text");
  assertMatch(text, /Basic Constraints: critical\n\s+CA:FALSE\n/);
  assertMatch(text, /X509v3 Key Usage: critical\n\s+Digital Signature, Key Agreement\n/);
  assertMatch(
    text,
    /Extended Key Usage: \n\s+TLS Web Server Authentication, TLS Web Client Authentication\n/,
  );
  assertStringIncludes(
    text,
    "DNS:app.example.com, DNS:*.app.example.com, IP Address:10.0.0.1, " +
      "IP Address:2001:DB8:0:0:0:0:0:1, URI:spiffe://example.com/app?x=1,DNS:evil.com, email:app@example.com",
  );
  assertMatch(text, /Subject Alternative Name: \n/);
});

test("openssl finds a certificate without a subject sound, its names critical", async () => {
  const ctx = await issue([
    ...ISSUERS,
    CA,
    certificate("app", "ca", { dnsNames: ["app"], usages: null }),
  ]);
  assertEquals(await verify(ctx, "app-tls"), "OK");
  const text = await read(value(ctx, "app-tls"), "-text");
  assertMatch(text, /Subject Alternative Name: critical\n\s+DNS:app\n/);
  assertMatch(text, /Key Usage: critical\n\s+Digital Signature, Key Encipherment\n/);
  assertEquals(
    await read(value(ctx, "app-tls"), "-enddate"),
    `notAfter=${opensslDate(NOW + 90 * DAY - 300_000)}\n`,
  );
});

test("openssl verifies a chain under an authority that the manifests bring, in any notation", async () => {
  for (
    const [make, label] of [
      [["genrsa", "2048"], "PRIVATE KEY"],
      [["genrsa", "-traditional", "2048"], "RSA PRIVATE KEY"],
      [["ecparam", "-name", "secp384r1", "-genkey"], "EC PRIVATE KEY"],
      [["ecparam", "-name", "prime256v1", "-genkey", "-noout"], "EC PRIVATE KEY"],
      [["genpkey", "-algorithm", "ed25519"], "PRIVATE KEY"],
    ] as const
  ) {
    const generated = (await openssl(make)).said;
    // openssl says how it is getting on before it says the key.
    const key = generated.slice(
      generated.indexOf("-----BEGIN"),
      generated.lastIndexOf("-----") + 5,
    );
    assertStringIncludes(key, `-----BEGIN ${label}-----`);
    const root = await openssl(
      ["req", "-x509", "-new", "-key", "k", "-days", "90000", "-subj", "/O=Own, Inc./CN=Own CA"],
      { k: key },
    );
    const tls = { "tls.crt": root.said.trim(), "tls.key": key };
    const own = { ...manifest("Secret", "ca-tls", null), stringData: tls };
    const ctx = await issue([...ISSUERS, own, certificate("app", "ca", { dnsNames: ["app"] })], {
      now: Date.now(),
    });
    assertEquals(said(ctx), []);
    const files = { "ca.crt": root.said, "tls.crt": value(ctx, "app-tls") };
    const result = await openssl(["verify", "-CAfile", "ca.crt", "tls.crt"], files);
    assert(result.success, result.said);
  }
});

test("openssl shows a literal subject in the order in which it was written", async () => {
  const subject = "CN=app+UID=7,OU=Büro\\, Nord,O=\\ Example \\#1,DC=example,DC=com";
  const ctx = await issue([...ISSUERS, certificate("app", "self", { literalSubject: subject })]);
  const shown = await read(value(ctx, "app-tls"), "-subject", "-nameopt", "RFC2253,utf8,-esc_msb");
  assertEquals(shown, "subject=UID=7+CN=app,OU=Büro\\, Nord,O=\\ Example #1,DC=example,DC=com\n");
  assertEquals(await verify(ctx, "app-tls"), "OK");
});

test("openssl reads a life that ends after 2049", async () => {
  const ctx = await issue([
    ...ISSUERS,
    certificate("app", "self", { commonName: "app", duration: "876000h" }),
  ]);
  assertEquals(
    await read(value(ctx, "app-tls"), "-enddate"),
    `notAfter=${opensslDate(NOW + 876000 * 3_600_000 - 300_000)}\n`,
  );
  assertEquals(await verify(ctx, "app-tls"), "OK");
});

function opensslDate(time: number): string {
  const [, day, month, year, clock] = new Date(time).toUTCString().split(" ");
  return `${month} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`;
}
