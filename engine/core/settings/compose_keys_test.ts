import { assertEquals } from "@std/assert";
import { Diagnostics } from "../../../pacts/mod.ts";
import { said } from "../_testing.ts";
import { NESTED_KEYS } from "./nested_keys.ts";
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

interface Schema {
  $ref?: string;
  oneOf?: Schema[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
}

/** The keys of all mappings in a service that have no others, by their paths. */
function closedMappings(definitions: Record<string, Schema>): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  const walk = (written: Schema, path: string): void => {
    let schema = written;
    while (schema.$ref) schema = definitions[schema.$ref.split("/").at(-1)!];
    const { oneOf = [], anyOf = [], properties = {}, additionalProperties, items } = schema;
    for (const one of [...oneOf, ...anyOf]) walk(one, path);
    if (path !== "" && additionalProperties === false && schema.properties) {
      found[path] = (found[path] ?? new Set()).union(new Set(Object.keys(properties)));
    }
    for (const [key, below] of Object.entries(properties)) {
      walk(below, path ? `${path}.${key}` : key);
    }
    for (const [pattern, below] of Object.entries(schema.patternProperties ?? {})) {
      if (pattern !== "^x-") walk(below, `${path}.*`);
    }
    if (typeof additionalProperties === "object") walk(additionalProperties, `${path}.*`);
    if (items) walk(items, `${path}[]`);
  };
  walk(definitions.service, "");
  return Object.fromEntries(Object.entries(found).map(([path, keys]) => [path, [...keys].sort()]));
}

Deno.test("NESTED_KEYS are those that the schema of the Compose Specification has", async () => {
  const { definitions } = JSON.parse(await Deno.readTextFile(new URL(SCHEMA, import.meta.url)));
  assertEquals(
    Object.fromEntries(
      Object.entries(NESTED_KEYS).map(([path, keys]) => [path, keys.split(" ").sort()]),
    ),
    closedMappings(definitions),
  );
});

Deno.test("warnUnknownServiceKeys() names keys that there are not, at any depth", () => {
  const diagnostics = new Diagnostics();
  warnUnknownServiceKeys("services", "web", {
    healthcheck: { tset: ["CMD"], interval: "1s", "x-mine": 1 },
    deploy: { resources: { limts: {}, limits: { cpu: 1 } } },
    ports: ["80:80", { target: 80, publishd: 8080 }],
    depends_on: { db: { conditon: "service_healthy" } },
    environment: { anything: 1 },
    labels: { anything: { at: "all" } },
    logging: { driver: "x", options: { anything: 1 } },
    build: null,
  }, diagnostics.report());
  assertEquals(
    [...diagnostics].map(({ message }) =>
      /^("[^"]*").*?(\(did you mean "\w+"\?\))/.exec(message)?.slice(1).join(" ")
    ),
    [
      '"services.web.healthcheck.tset" (did you mean "test"?)',
      '"services.web.deploy.resources.limts" (did you mean "limits"?)',
      '"services.web.deploy.resources.limits.cpu" (did you mean "cpus"?)',
      '"services.web.ports[1].publishd" (did you mean "published"?)',
      '"services.web.depends_on.db.conditon" (did you mean "condition"?)',
    ],
  );
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
