import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { ProxyFiles } from "@dekube/engine/pacts";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { PATHS, selfSigned } from "./self_signed.ts";

const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;

/** The files for some hosts, where an earlier run wrote others. */
function issue(hosts: string[], previous: ProxyFiles = {}, now = NOW): Promise<ProxyFiles> {
  const read = (path: string) => {
    const content = previous[path]?.content;
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  };
  return selfSigned(hosts, { previous: { read } }, now);
}

Deno.test("selfSigned() keeps the last run's while the hosts stay the same", async () => {
  const first = await issue(["b.example", "a.example"]);
  assertEquals(await issue(["a.example", "b.example"], first), first);
  assertEquals(await issue(["a.example", "b.example"], first, NOW + 500 * DAY), first);
  assertEquals(first[PATHS.key].mode, 0o600);
});

Deno.test("selfSigned() makes another when hosts change or little of its life is left", async () => {
  const first = await issue(["a.example"]);
  assertNotEquals(await issue(["a.example", "b.example"], first), first);
  assertNotEquals(await issue(["a.example"], first, NOW + 600 * DAY), first);
  assertNotEquals(await issue(["a.example"], first, NOW - DAY), first);
});

Deno.test("selfSigned() makes another when the files are not a pair", async () => {
  const [first, second] = [await issue(["a.example"]), await issue(["a.example"])];
  const mixed = { ...first, [PATHS.key]: second[PATHS.key] };
  assertNotEquals(await issue(["a.example"], mixed), mixed);
  for (const broken of ["", "-----BEGIN PRIVATE KEY-----\n%\n-----END PRIVATE KEY-----\n"]) {
    const files = { ...first, [PATHS.key]: { content: broken } };
    assertNotEquals(await issue(["a.example"], files), files);
  }
});

Deno.test({
  ...needsTool(
    "selfSigned() makes a certificate that openssl reads",
    "openssl",
    "Debian's openssl",
  ),
  async fn() {
    const made = await issue(["a.example", "*.b.example"], {}, Date.now());
    const files = Object.entries(made).map(([path, { content }]) => [path, content] as const);
    await inFolder(files, async (dir) => {
      const [certificate, key] = [PATHS.certificate, PATHS.key].map((path) => `${dir}/${path}`);
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
