import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import type { ConvertContext } from "@dekube/engine/pacts";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { CERTIFICATE, KEY, writeSelfSigned } from "./self_signed.ts";

const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;

async function issue(hosts: string[], previous?: ConvertContext, now = NOW) {
  const ctx = testContext([], { previous: previous?.files });
  await writeSelfSigned(hosts, ctx, now);
  return ctx;
}

function pair(ctx: ConvertContext): unknown[] {
  return [CERTIFICATE, KEY].map((path) => ctx.files.get(path)?.content);
}

Deno.test("writeSelfSigned() keeps the last run's while the hosts stay the same", async () => {
  const first = await issue(["b.example", "a.example"]);
  assertEquals(pair(await issue(["a.example", "b.example"], first)), pair(first));
  assertEquals(pair(await issue(["a.example", "b.example"], first, NOW + 500 * DAY)), pair(first));
  assertEquals(first.files.get(KEY)?.mode, 0o600);
});

Deno.test("writeSelfSigned() makes another when hosts change or little of its life is left", async () => {
  const first = await issue(["a.example"]);
  assertNotEquals(pair(await issue(["a.example", "b.example"], first)), pair(first));
  assertNotEquals(pair(await issue(["a.example"], first, NOW + 600 * DAY)), pair(first));
  assertNotEquals(pair(await issue(["a.example"], first, NOW - DAY)), pair(first));
});

Deno.test("writeSelfSigned() makes another when the files are not a pair", async () => {
  const [first, second] = [await issue(["a.example"]), await issue(["a.example"])];
  first.files.write(KEY, second.files.get(KEY)!.content);
  assertNotEquals(pair(await issue(["a.example"], first)), pair(first));
  for (const broken of ["", "-----BEGIN PRIVATE KEY-----\n%\n-----END PRIVATE KEY-----\n"]) {
    first.files.write(KEY, broken);
    assertNotEquals(pair(await issue(["a.example"], first)), pair(first));
  }
});

Deno.test({
  ...needsTool("openssl reads the certificate of our own", "openssl", "Debian's openssl"),
  async fn() {
    const ctx = await issue(["a.example", "*.b.example"], undefined, Date.now());
    const files = [...ctx.files.entries()].map(([path, { content }]) => [path, content] as const);
    await inFolder(files, async (dir) => {
      const [certificate, key] = [CERTIFICATE, KEY].map((path) => `${dir}/${path}`);
      const verified = await runTestTool("openssl", [
        "verify",
        "-CAfile",
        certificate,
        certificate,
      ]);
      assert(verified.success, verified.said);
      const { said } = await runTestTool("openssl", [
        "x509",
        "-in",
        certificate,
        "-noout",
        "-text",
      ]);
      assertMatch(said, /DNS:\*\.b\.example, DNS:a\.example/);
      assertMatch(said, /TLS Web Server Authentication/);
      const keys = await Promise.all([
        runTestTool("openssl", ["x509", "-in", certificate, "-noout", "-pubkey"]),
        runTestTool("openssl", ["pkey", "-in", key, "-pubout"]),
      ]);
      assertEquals(keys[0].said, keys[1].said);
    });
  },
});
