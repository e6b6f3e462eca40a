import { assert, assertEquals, assertRejects } from "@std/assert";
import { defaultLimits, isLimitError, type Secret } from "@dekube/engine/pacts";
import { CA, certificate, certificateIn, issue, ISSUERS, value } from "./_testing.ts";
import { readAuthority } from "./authority.ts";
import { keyTypeOf } from "./private_key.ts";
import { loadX509, type X509Certificate } from "./x509.ts";

const limits = { ...defaultLimits(), keys: 15 };

Deno.test("convert() ends with the limit before it makes a key when that takes too long", async () => {
  const large = certificate("large", "self", {
    dnsNames: ["large.example.com"],
    privateKey: { algorithm: "RSA", size: 4096 },
  });
  const error = await assertRejects(() => issue([...ISSUERS, large], { config: { limits } }));
  assert(isLimitError(error));
  assertEquals(
    error.message,
    'cert-manager.io/Certificate shop/large spec.privateKey: with its private key, which counts as 16, there are more than 15, the limit. If that is meant, raise "limits.keys" in dekube.yaml',
  );
});

Deno.test("convert() makes many keys of elliptic curves where few of RSA are allowed", async () => {
  const names = Array.from({ length: 40 }, (_, index) => `c${index}`);
  const ctx = await issue(
    [...ISSUERS, ...names.map((name) => certificate(name, "self", { dnsNames: [name] }))],
    { config: { limits: { ...limits, keys: 1 } } },
  );
  assert(names.every((name) => value(ctx, `${name}-tls`) !== ""));
});

Deno.test("keyTypeOf() has none for an RSA key when it is larger than any that is made", () => {
  const withKey = (modulusLength: number) =>
    ({
      publicKey: { algorithm: { name: "RSASSA-PKCS1-v1_5", modulusLength } },
    }) as unknown as X509Certificate;
  assertEquals(keyTypeOf(withKey(8192)), { algorithm: "RSA", size: 8192 });
  assertEquals(keyTypeOf(withKey(16384)), undefined);
});

Deno.test("readAuthority() looks at so many signatures only when many certificates bear one name", async () => {
  const x509 = await loadX509();
  const middle = certificate("middle", "ca", { commonName: "Middle", isCA: true });
  const ctx = await issue([...ISSUERS, CA, middle]);
  const others = await Promise.all(
    [0, 1].map(async () => value(await issue([...ISSUERS, CA]), "ca-tls")),
  );
  const real = await certificateIn(ctx, "ca-tls");
  const secretWith = (roots: string): Secret => ({
    kind: "Secret",
    metadata: { name: "middle-tls" },
    stringData: {
      "tls.crt": value(ctx, "middle-tls").split(/(?<=-----END CERTIFICATE-----\n)/)[0],
      "tls.key": value(ctx, "middle-tls", "tls.key"),
      "ca.crt": roots,
    },
  });
  const namesakes = others.join("");
  const { prototype } = x509.X509Certificate;
  const verify = prototype.verify;
  let count = 0;
  try {
    prototype.verify = function (...args) {
      count++;
      return verify.apply(this, args);
    };
    const found = await readAuthority(secretWith(namesakes + real.toString("pem")), x509);
    assertEquals(found.root.serialNumber, real.serialNumber);
    count = 0;
    const lost = await readAuthority(secretWith(namesakes.repeat(200)), x509);
    assertEquals(lost.root.serialNumber, lost.certificate.serialNumber);
  } finally {
    prototype.verify = verify;
  }
  assertEquals(count, 100);
});
