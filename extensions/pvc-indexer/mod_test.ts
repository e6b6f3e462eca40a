import { assertEquals } from "@std/assert";
import { convert } from "@dekube/engine";
import { manifest } from "../../pacts/_testing.ts";
import { extension, PvcIndexer } from "./mod.ts";

const CLAIMS = [
  manifest("PersistentVolumeClaim", "db"),
  manifest("PersistentVolumeClaim", "cache"),
  { kind: "PersistentVolumeClaim", metadata: { name: "db", namespace: "data" } },
];

Deno.test("PvcIndexer has a first run write each claim into dekube.yaml, by a name of its own", async () => {
  const { config, diagnostics } = await convert(CLAIMS, { name: "demo" }, [new PvcIndexer()], {
    firstRun: true,
  });
  assertEquals(config.volumes, {
    cache: { host_path: "cache" },
    "db-data": { host_path: "db-data" },
    "db-shop": { host_path: "db-shop" },
  });
  assertEquals(diagnostics, []);
});

Deno.test("PvcIndexer has a later run say which claims dekube.yaml does not have", async () => {
  const config = { name: "demo", volumes: { "db-shop": { host_path: "db" }, cache: {} } };
  const { diagnostics } = await convert(CLAIMS, config, [new PvcIndexer()]);
  assertEquals(diagnostics.map(({ code, message }) => [code, message.split('"')[1]]), [
    ["unmapped-claim", "db-data"],
  ]);
});

Deno.test("claims are unknown when nobody claims their kind", async () => {
  const { config, diagnostics } = await convert(CLAIMS, { name: "demo" }, [], { firstRun: true });
  assertEquals(config.volumes, {});
  assertEquals(diagnostics.map(({ code }) => code), ["unknown-kind"]);
});

Deno.test("PvcIndexer is an indexer of the name that the catalogue has", () => {
  const indexer = new PvcIndexer();
  assertEquals([indexer.name, indexer.role], [extension.name, "indexer"]);
  assertEquals(indexer.kinds, ["PersistentVolumeClaim", "PersistentVolume"]);
});
