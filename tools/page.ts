/**
 * Writes engine/page/assets.ts: style and script of a page as texts, so that a page is made without a build and without
 * reading files:
 *
 *     npx -y deno@2.9.6 task page
 */
import { fromFileUrl } from "@std/path";
import { colorVariables, withColors } from "../engine/page/colors.ts";

const FOLDER = new URL("../engine/page/", import.meta.url);
const ASSETS = new URL("assets.ts", FOLDER);

/** The module, out of its sources. */
export async function pageAssets(): Promise<string> {
  const read = (name: string) => Deno.readTextFile(new URL(`style/${name}.css`, FOLDER));
  const [drawing, page] = await Promise.all([read("drawing"), read("page")]);
  const style = [colorVariables(), drawing, page].join("\n");
  const script = await bundled(fromFileUrl(new URL("script/main.ts", FOLDER)));
  const dark = withColors(drawing, "dark");
  const alone = `${withColors(drawing, "light")}@media (prefers-color-scheme: dark) {\n${dark}}\n`;
  return `// Written by \`deno task page\`, out of style/ and script/.
// deno-fmt-ignore-file

/** Rules of a drawing that stands alone. */
export const DRAWING_STYLE = ${literal(alone)};

/** Rules of a page, and what \`style-src\` of its policy names them by. */
export const PAGE_STYLE = ${literal(style)};
export const STYLE_HASH = ${literal(await hashOf(style))};

/** Script of a page, and what \`script-src\` of its policy names it by. */
export const PAGE_SCRIPT = ${literal(script)};
export const SCRIPT_HASH = ${literal(await hashOf(script))};
`;
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

if (import.meta.main) await Deno.writeTextFile(ASSETS, await pageAssets());
