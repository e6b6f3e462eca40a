/**
 * A page in a browser, as a person has it: it may not ask the network for anything, and whatever it says on its console
 * is a fault.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { toFileUrl } from "@std/path";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type ConditionalTest, type Reason, unless } from "../../tools/unless.ts";

/** Where Debian has it. */
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(isThere);

const NO_CHROMIUM: Reason = CHROMIUM
  ? undefined
  : "there is no /usr/bin/chromium; Debian's chromium has one";

/** Name and `ignore` of a test that looks at pages. */
export function inBrowser(name: string): ConditionalTest {
  return unless(name, NO_CHROMIUM);
}

/** A page, and what came of it. */
export interface Opened {
  page: Page;
  /** Addresses that it asked for, itself aside. */
  asked: string[];
  /** What it said on its console, and what it failed with. */
  faults: string[];
}

/** How a page is opened. */
export interface PageOptions extends BrowserContextOptions {
  /** Where in it. */
  hash?: string;
  /** What is there once it can be used. */
  ready?: string;
}

/** Opens a page of some text for a person to use, and holds it to what each page is held to. */
export async function withPage(
  html: string,
  use: (opened: Opened) => Promise<void>,
  { hash = "", ready = "#services a", ...options }: PageOptions = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "page.html");
  await Deno.writeTextFile(file, html);
  const browser = await launch();
  try {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const [asked, faults]: string[][] = [[], []];
    page.on("request", (request) => {
      const url = request.url().replace(/#.*$/s, "");
      // What a page makes of its own text comes over no network.
      const isOwn = url === toFileUrl(file).href || url.startsWith("blob:null/");
      if (!isOwn) asked.push(url);
    });
    page.on("console", (message) => faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("dialog", (dialog) => faults.push(`says ${dialog.message()}`));
    await page.goto(`${toFileUrl(file).href}${hash}`);
    await page.waitForSelector(ready);
    await use({ page, asked, faults });
    assertEquals({ asked, faults }, { asked: [], faults: [] });
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** What keeps people from using a page as it is now: rule, and where. */
export async function barriers(page: Page): Promise<string[]> {
  // The page's policy lets no script in; what the debugger runs is none.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run()
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`)
  );
}

/** How many pixels of a page are beyond the right edge of the window. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate("document.documentElement.scrollWidth - innerWidth");
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    // Root has no sandbox, and many machines no shared memory.
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
