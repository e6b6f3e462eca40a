import { assertEquals } from "@std/assert";
import { Diagnostics } from "../../../pacts/mod.ts";
import { said } from "../_testing.ts";
import { warnUnknownVolumeKeys } from "./compose_keys.ts";

Deno.test("warnUnknownVolumeKeys() names keys that no volume has, and those that a folder of the host has not", () => {
  const diagnostics = new Diagnostics();
  warnUnknownVolumeKeys(
    {
      data: { hostpath: "x", "x-mine": 1 },
      "my.claim": { host_path: "x", driver: "local" },
      right: { driver: "local", driver_opts: {} },
      empty: {},
    },
    diagnostics.report(),
  );
  assertEquals(said(diagnostics), [
    'warning unknown-volume-key: "volumes.data.hostpath" in dekube.yaml: neither the Compose Specification nor dekube has a key "hostpath" for volumes (did you mean "host_path"?), and Docker Compose refuses a file with one that it does not know',
    'warning idle-volume-key: "volumes.\'my.claim\'.driver" in dekube.yaml has no effect: with "host_path" the claim is a folder of the host, and no volume. Take out one of the two',
  ]);
});
