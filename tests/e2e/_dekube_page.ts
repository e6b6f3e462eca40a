/**
 * The page that converts, as a person has it.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { parseBuild } from "../../engine/build/args.ts";
import { pageText } from "../../engine/build/build_page.ts";
import { type Opened, type PageOptions, withPage } from "./_browser.ts";

let built: Promise<string> | undefined;

/** Opens the page, which is built once. */
export async function withDekube(
  use: (opened: Opened) => Promise<void>,
  options: PageOptions = {},
): Promise<void> {
  const html = await (built ??= pageText(parseBuild(["--page"])).then(({ html }) => html));
  await withPage(html, use, { ready: "#example:visible", ...options });
}

/** A text as a file that somebody chooses. */
export function asFile(name: string, text: string) {
  return { name, mimeType: "application/yaml", buffer: Buffer.from(text) };
}

/** Gives the page a text as a file, and waits for what comes of it. */
export async function give(page: Page, name: string, text: string): Promise<void> {
  await page.setInputFiles("#files", asFile(name, text));
  await settled(page);
}

/** Waits until nothing is being converted. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector("#result:not([hidden]) > #working[hidden]", { state: "attached" });
}

/** The project that the page packs: bytes by paths. */
export async function download(page: Page): Promise<Map<string, Uint8Array>> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download the project" }).click(),
  ]);
  const files = unzipSync(await Deno.readFile(await file.path()));
  return new Map(Object.entries(files).filter(([path]) => !path.endsWith("/")));
}

/** A file of it as text. */
export function textIn(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  return new TextDecoder().decode(files.get(path));
}
