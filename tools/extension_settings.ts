/**
 * Writes docs/extension-settings.md out of the settings that the extensions of the catalogue have:
 *
 *     npx -y deno@2.9.6 task settings
 */
import { stringify } from "@std/yaml";
import { infoByName } from "../engine/cli/load_extensions.ts";
import { EXTENSIONS } from "../engine/io/distribution/catalogue.ts";
import type { Settings } from "../pacts/mod.ts";

/** The page. */
export const PAGE = new URL("../docs/extension-settings.md", import.meta.url);

const INTRODUCTION = `# Settings of extensions

What can be set of each extension in [dekube.yaml](settings.md#extensions), with what holds where
nothing is set. Each has \`enabled\` besides; with \`false\` it has no part in a conversion. The
READMEs of the extensions say more, and \`extensions info NAME\` prints the same for the version that
is in use. The blocks show what holds by default: take what you change.
`;

/** An extension, and what can be set. */
export interface ExtensionSettings {
  name: string;
  /** What it is for. */
  description: string;
  settings: Settings;
}

/** The whole page, of extensions that have settings. */
export function settingsPage(extensions: readonly ExtensionSettings[]): string {
  return [
    INTRODUCTION.trimEnd(),
    ...extensions.filter(({ settings }) => Object.keys(settings).length > 0).map(sectionOf),
  ].join("\n\n") + "\n";
}

function sectionOf({ name, description, settings }: ExtensionSettings): string {
  const rows = Object.entries(settings).map(([key, { type, default: value, description }]) =>
    [
      `\`${key}\``,
      type.expected,
      type.is(value) ? `\`${JSON.stringify(value)}\`` : "none",
      description,
    ]
      .map((cell) => cell.replaceAll("|", "\\|"))
  );
  const table = [["key", "must be", "by default", "what it is for"], ["---", "---", "---", "---"]]
    .concat(rows).map((row) => `| ${row.join(" | ")} |`).join("\n");
  const given = Object.entries(settings)
    .filter(([, { type, default: value }]) => type.is(value))
    .map(([key, { default: value }]) => [key, value]);
  const example = given.length === 0
    ? []
    : ["```yaml\n" + stringify({ extensions: { [name]: Object.fromEntries(given) } }) + "```"];
  return [`## ${name}`, `${description}.`, table, ...example].join("\n\n");
}

/** What the catalogue's extensions say of themselves. */
export async function catalogueSettings(): Promise<ExtensionSettings[]> {
  return await Promise.all(
    Object.entries(EXTENSIONS).map(async ([name, { description }]) => {
      const info = await infoByName(name);
      if (!info) throw new Error(`the extension "${name}" can't be loaded`);
      return { name, description, settings: info.settings ?? {} };
    }),
  );
}

if (import.meta.main) await Deno.writeTextFile(PAGE, settingsPage(await catalogueSettings()));
