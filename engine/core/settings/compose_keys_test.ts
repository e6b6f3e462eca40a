import { assertEquals } from "@std/assert";
import { Diagnostics } from "../../../pacts/mod.ts";
import { said } from "../_testing.ts";
import { SERVICE_KEYS, warnUnknownServiceKeys } from "./compose_keys.ts";

const SCHEMA = "../../../tests/testdata/compose-spec/compose-spec.json";

Deno.test("SERVICE_KEYS are those that the schema of the Compose Specification has", async () => {
  const { definitions } = JSON.parse(
    await Deno.readTextFile(new URL(SCHEMA, import.meta.url)),
  );
  assertEquals([...SERVICE_KEYS].sort(), Object.keys(definitions.service.properties).sort());
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
