import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { readRootCertificates } from "./root_certificates.ts";

Deno.test("readRootCertificates() reads the first file that holds certificates", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const [empty, full] = [join(dir, "empty.pem"), join(dir, "full.pem")];
    await Deno.writeTextFile(empty, "# none\n");
    await Deno.writeTextFile(
      full,
      "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
    );
    const text = readRootCertificates(["", join(dir, "missing.pem"), empty, full]);
    assertEquals(text, await Deno.readTextFile(full));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("readRootCertificates() gives what Deno knows when the system has no bundle", () => {
  const text = readRootCertificates([]);
  assert(text.split("-----BEGIN CERTIFICATE-----").length > 50);
});
