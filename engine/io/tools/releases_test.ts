import { assert, assertEquals, assertMatch } from "@std/assert";
import { DOWNLOAD_HOSTS, findRelease } from "./releases.ts";

const SYSTEMS = ["linux", "darwin"].flatMap((os) =>
  ["x86_64", "aarch64"].map((arch) => ({ os, arch }))
);

Deno.test("findRelease() knows each program for each system by a checksum of its own", () => {
  const releases = SYSTEMS.flatMap((system) =>
    ["helm", "helmfile"].map((tool) => findRelease(tool, system)!)
  );
  for (const { sha256, url, archive } of releases) {
    assertMatch(sha256, /^[0-9a-f]{64}$/);
    assert(DOWNLOAD_HOSTS.includes(new URL(url).host), url);
    assert(url.startsWith("https://") && url.endsWith(`/${archive}`), url);
  }
  assertEquals(new Set(releases.map(({ sha256 }) => sha256)).size, releases.length);
  assertEquals(new Set(releases.map(({ url }) => url)).size, releases.length);
});

Deno.test("findRelease() knows none for another program or system", () => {
  assertEquals(findRelease("kubectl", SYSTEMS[0]), undefined);
  assertEquals(findRelease("helm", { os: "windows", arch: "x86_64" }), undefined);
  assertEquals(findRelease("helm", { os: "linux", arch: "riscv64" }), undefined);
});
