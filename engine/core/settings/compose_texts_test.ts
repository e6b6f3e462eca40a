import { assertEquals } from "@std/assert";
import { TEXT_PLACES, withTexts } from "./compose_texts.ts";

const SCHEMA = "../../../tests/testdata/compose-spec/compose-spec.json";

// deno-lint-ignore no-explicit-any -- a JSON Schema
type Schema = any;

/** Places at which a schema takes text, and neither numbers nor `true` and `false`. */
function textPlaces(definitions: Record<string, Schema>): string[] {
  const found: string[] = [];
  const forms = (schema: Schema): Schema[] => {
    const form = schema.$ref ? definitions[schema.$ref.split("/").at(-1)] : schema;
    return [form, ...[...form.oneOf ?? [], ...form.anyOf ?? []].flatMap(forms)];
  };
  const walk = (schemas: Schema[], place: string) => {
    if (place.split(/\.|(?=\[\])/).length > 8) return;
    const all = schemas.flatMap(forms);
    const types = new Set(all.flatMap(({ type }) => type ?? []));
    const isText = types.has("string") &&
      !["number", "integer", "boolean"].some((type) => types.has(type));
    if (isText) found.push(place);
    const below: [string, Schema][] = all.flatMap(({ properties, patternProperties, items }) => [
      ...Object.entries(properties ?? {}).map(([key, schema]): [string, Schema] => [
        place === "" ? key : `${place}.${key}`,
        schema,
      ]),
      ...Object.entries(patternProperties ?? {}).filter(([key]) => key !== "^x-")
        .map(([, schema]): [string, Schema] => [`${place}.*`, schema]),
      ...(items ? [[`${place}[]`, items] as [string, Schema]] : []),
    ]);
    for (const [way, entries] of Map.groupBy(below, ([way]) => way)) {
      walk(entries.map(([, schema]) => schema), way);
    }
  };
  walk([definitions.service], "");
  return found.sort();
}

Deno.test("TEXT_PLACES are those that the schema of the Compose Specification has", async () => {
  const { definitions } = JSON.parse(
    await Deno.readTextFile(new URL(SCHEMA, import.meta.url)),
  );
  assertEquals([...TEXT_PLACES].sort(), textPlaces(definitions));
});

Deno.test("withTexts() makes text of numbers where Compose takes nothing else", () => {
  assertEquals(
    withTexts({
      user: 1000,
      command: ["sleep", 30, true],
      entrypoint: 5,
      extra_hosts: { db: 1 },
      networks: { "7": { aliases: [1], ipv4_address: 2, priority: 3 } },
      volumes: [{ type: "tmpfs", target: 1, tmpfs: { size: 5 } }, 6],
    }) as unknown,
    {
      user: "1000",
      command: ["sleep", "30", "true"],
      entrypoint: "5",
      extra_hosts: { db: "1" },
      networks: { "7": { aliases: ["1"], ipv4_address: "2", priority: 3 } },
      volumes: [{ type: "tmpfs", target: "1", tmpfs: { size: 5 } }, "6"],
    },
  );
});

Deno.test("withTexts() leaves what Compose takes as it is", () => {
  const service = {
    environment: { A: 1, B: true, C: null },
    labels: { a: 1 },
    ports: [80],
    mem_limit: 1,
    cpus: 0.5,
    init: true,
    healthcheck: { retries: 3, disable: true },
    deploy: { replicas: 2 },
    hostname: null,
    "x-mine": { user: 1 },
  };
  assertEquals(withTexts(service), service);
});
