import { assertEquals } from "@std/assert";
import { mountedTls } from "./tls_files.ts";

Deno.test("mountedTls() has each Secret once, by name", () => {
  const bytes = new Uint8Array([1]);
  const secrets = ["b", "a", "b"].map((folder) => ({ folder, certificate: bytes, key: bytes }));
  const { files, mounts } = mountedTls(secrets, "/tls");
  assertEquals(Object.keys(files), [
    ...["secrets/a/tls.crt", "secrets/a/tls.key", "secrets/b/tls.crt", "secrets/b/tls.key"],
  ]);
  assertEquals(mounts.map(({ target }) => target), [
    ...["/tls/a/tls.crt", "/tls/a/tls.key", "/tls/b/tls.crt", "/tls/b/tls.key"],
  ]);
});
