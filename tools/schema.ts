/**
 * Writes docs/dekube.schema.json from the settings that there are: `deno task schema`.
 */
import { join } from "@std/path";
import type { ExtensionInfo } from "../pacts/mod.ts";
import { configSchema } from "../engine/core/settings/schema.ts";
import { infoByName } from "../engine/cli/load_extensions.ts";
import { EXTENSIONS } from "../engine/io/distribution/catalogue.ts";

/** The file. */
export const SCHEMA_FILE = join(import.meta.dirname!, "../docs/dekube.schema.json");

/** What the file should hold: the settings of the engine and of all extensions of the catalogue. */
export async function schemaText(): Promise<string> {
  const infos: ExtensionInfo[] = [];
  for (const name of Object.keys(EXTENSIONS)) {
    const info = await infoByName(name);
    if (!info) throw new Error(`the extension "${name}" can't be loaded`);
    infos.push(info);
  }
  return `${JSON.stringify(configSchema(infos), null, 2)}\n`;
}

if (import.meta.main) {
  await Deno.writeTextFile(SCHEMA_FILE, await schemaText());
  console.log(`wrote ${SCHEMA_FILE}`);
}
