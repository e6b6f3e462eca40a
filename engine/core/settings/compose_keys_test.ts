import { assertEquals } from "@std/assert";
import { Diagnostics } from "../../../pacts/mod.ts";
import { said } from "../_testing.ts";
import {
  SERVICE_KEYS,
  VOLUME_KEYS,
  warnUnknownServiceKeys,
  warnUnknownVolumeKeys,
} from "./compose_keys.ts";

const SCHEMA = "../../../tests/testdata/compose-spec/compose-spec.json";

Deno.test("SERVICE_KEYS and VOLUME_KEYS are those that the schema of the Compose Specification has", async () => {
  const { definitions } = JSON.parse(
    await Deno.readTextFile(new URL(SCHEMA, import.meta.url)),
  );
  assertEquals([...SERVICE_KEYS].sort(), Object.keys(definitions.service.properties).sort());
  assertEquals([...VOLUME_KEYS].sort(), Object.keys(definitions.volume.properties).sort());
});

Deno.test("warnUnknownServiceKeys() names keys that no service has, with the nearest that one has", () => {
  const diagnostics = new Diagnostics();
  warnUnknownServiceKeys(
    "overrides",
    "web",
    { imagee: "a", restart: null, "x-mine": {}, zzzzzzzz: 1 },
    diagnostics.report(),
  );
  const refuses = "and Docker Compose refuses a file with one that it does not know";
  assertEquals(said(diagnostics), [
    `warning unknown-service-key: "overrides.web.imagee" in dekube.yaml: the Compose Specification has no key "imagee" for services (did you mean "image"?), ${refuses}`,
    `warning unknown-service-key: "overrides.web.zzzzzzzz" in dekube.yaml: the Compose Specification has no key "zzzzzzzz" for services, ${refuses}`,
  ]);
});

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
