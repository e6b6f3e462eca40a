/**
 * Writes the assets.ts of engine/page and engine/browser: style and script of pages as texts, so that a page is made
 * without a build and without reading files:
 *
 *     npx -y deno@2.9.6 task page
 */
import { fromFileUrl } from "@std/path";
import { colorVariables, withColors } from "../engine/page/colors.ts";

const ENGINE = new URL("../engine/", import.meta.url);

const HEADER = `// Written by \`deno task page\`, out of style/ and script/.
// deno-fmt-ignore-file
`;

/** The modules by their paths, out of their sources. */
export async function pageAssets(): Promise<Record<string, string>> {
  const [base, drawing, page, browser] = await Promise.all([
    read("page/style/base.css"),
    read("page/style/drawing.css"),
    read("page/style/page.css"),
    read("browser/style/browser.css"),
  ]);
  const dark = withColors(drawing, "dark");
  const common = `${colorVariables()}\n${base}\n`;
  const alone = `${withColors(drawing, "light")}@media (prefers-color-scheme: dark) {\n${dark}}\n`;
  return {
    "page/assets.ts": `${HEADER}
/** Rules of a drawing that stands alone. */
export const DRAWING_STYLE = ${literal(alone)};

/** Rules that all pages begin with. */
export const BASE_STYLE = ${literal(common)};

${await styleAndScript("PAGE", "", common, [drawing, page], "page/script/main.ts")}`,
    "browser/assets.ts": `${HEADER}
import { BASE_STYLE } from "../page/assets.ts";

${await styleAndScript("BROWSER", "BROWSER_", common, [browser], "browser/script/main.ts")}`,
  };
}

async function styleAndScript(
  page: string,
  prefix: string,
  common: string,
  own: readonly string[],
  entry: string,
): Promise<string> {
  const rules = own.join("\n");
  const script = await bundled(fromFileUrl(new URL(entry, ENGINE)));
  return `/** Rules of a page, and what \`style-src\` of its policy names them by. */
export const ${page}_STYLE = BASE_STYLE + ${literal(rules)};
export const ${prefix}STYLE_HASH = ${literal(await hashOf(common + rules))};

/** Script of a page, and what \`script-src\` of its policy names it by. */
export const ${page}_SCRIPT = ${literal(script)};
export const ${prefix}SCRIPT_HASH = ${literal(await hashOf(script))};
`;
}

function read(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ENGINE));
}

/** The script as one module, without what says where its parts were. */
async function bundled(entry: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--no-lock", "--platform=browser", entry],
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const text = new TextDecoder().decode(stdout).replaceAll(/^\/\/ .*\n/gm, "").trim();
  // Nothing in it may end the element that it stands in.
  return `\n${text.replaceAll(/<\/(?=script)|<!--/gi, (sign) => `${sign[0]}\\${sign.slice(1)}`)}\n`;
}

/** A text as a literal that can be read. */
function literal(text: string): string {
  if (!text.includes("\n")) return JSON.stringify(text);
  return `\`${text.replace(/[\\`]|\$(?=\{)/g, "\\$&")}\``;
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await pageAssets())) {
    await Deno.writeTextFile(new URL(path, ENGINE), text);
  }
}
