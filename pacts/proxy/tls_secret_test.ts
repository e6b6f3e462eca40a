import { assertEquals } from "@std/assert";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { contextOf, entry, manifest } from "../_testing.ts";
import { encodePem } from "../encoding/pem.ts";
import { findTlsSecret } from "./tls_secret.ts";

function find(stringData: Record<string, string>, name = "web-tls") {
  const ctx = contextOf([manifest("Secret", name, { stringData })]);
  const tls = { namespace: "shop", name };
  return findTlsSecret({ entries: [entry(), entry({ tls: { secret: tls } })] }, ctx);
}

/** Arguments of openssl for a key of each sort, and how it is written. */
const KEYS: Record<string, string[]> = {
  "RSA in PKCS #8": ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  "RSA in PKCS #1": ["genrsa", "-traditional", "2048"],
  "EC in SEC 1": ["ecparam", "-name", "prime256v1", "-genkey", "-noout"],
  "EC in PKCS #8": ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
  "Ed25519": ["genpkey", "-algorithm", "ED25519"],
};

async function openssl(args: string[]): Promise<string> {
  const { success, said } = await runTestTool("openssl", args);
  if (!success) throw new Error(said);
  return said;
}

for (const [sort, args] of Object.entries(KEYS)) {
  Deno.test({
    ...needsTool(
      `findTlsSecret() finds a pair when the key is ${sort}`,
      "openssl",
      "Debian's openssl",
    ),
    async fn() {
      const dir = await Deno.makeTempDir();
      try {
        const pair = async (name: string) => {
          const file = `${dir}/${name}.key`;
          await openssl([args[0], "-out", file, ...args.slice(1)]);
          const request = ["req", "-x509", "-key", file, "-subj", "/CN=x", "-days", "9"];
          const certificate = await openssl(request);
          return { certificate, key: await Deno.readTextFile(file) };
        };
        const [one, two] = [await pair("one"), await pair("two")];
        const found = find({ "tls.crt": one.certificate + two.certificate, "tls.key": one.key });
        assertEquals(new TextDecoder().decode(found?.key), one.key);
        const stranger = find({ "tls.crt": one.certificate, "tls.key": two.key });
        // A bare Ed25519 key says nothing of its public half.
        assertEquals(stranger !== undefined, sort === "Ed25519");
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    },
  });
}

Deno.test("findTlsSecret() finds nothing when a half is missing, or is no such thing", () => {
  const certificate = encodePem("CERTIFICATE", new Uint8Array([0x30, 0]));
  const key = encodePem("PRIVATE KEY", new Uint8Array([0x30, 0]));
  const halves: Record<string, string>[] = [
    {},
    { "tls.crt": certificate },
    { "tls.crt": certificate, "tls.key": key },
    { "tls.crt": "changeme", "tls.key": "changeme" },
    { "tls.crt": key, "tls.key": certificate },
  ];
  for (const data of halves) assertEquals(find(data), undefined);
});
