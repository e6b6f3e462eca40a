/** dekube.html, as people use it: what they drop, choose and paste, what they set, and what they download. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { zipSync } from "fflate";
import type { Page } from "playwright-core";
import kubernetes2simple from "../../distributions/kubernetes2simple/mod.ts";
import { allInputs, inputFolder } from "../_corpus.ts";
import { barriers, inBrowser, overflow } from "./_browser.ts";
import { asFile, download, give, settled, textIn, withDekube } from "./_dekube_page.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

const PASSWORD = "correct-horse-battery";

const WEB = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: web, image: "example/web:1", env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }] }] }
---
apiVersion: v1
kind: Secret
metadata: { name: db, namespace: shop }
stringData: { password: ${PASSWORD} }
`;

const API = WEB.replaceAll("web", "api").split("---")[0];

const report = (page: Page) => page.frameLocator("#report");

/** Names of the services that the report lists; a new one may take its place meanwhile. */
async function services(page: Page): Promise<string[]> {
  for (let tries = 0;; tries++) {
    try {
      return await report(page).locator("#services a:visible").allInnerTexts();
    } catch (error) {
      if (tries === 20 || !/Frame was detached/.test(String(error))) throw error;
      await page.waitForTimeout(100);
    }
  }
}

Deno.test({
  ...inBrowser("a click shows an example, its report, and the way to have it"),
  async fn() {
    await withDekube(async ({ page }) => {
      await page.getByRole("button", { name: "Try an example" }).click();
      await settled(page);
      assertEquals(await page.locator("#done-title").innerText(), "shop");
      const link = report(page).locator("#services a", { hasText: "api" });
      await link.click();
      await report(page).locator("#detail h2", { hasText: "api" }).waitFor();
      await report(page).getByRole("link", { name: "← Overview" }).click();
      await report(page).locator("#overview:visible").waitFor();
      const files = await download(page);
      assertStringIncludes(textIn(files, "compose.yml"), "hashicorp/http-echo:1.0");
      assert(files.has("dekube.yaml") && files.has(".dekube/files.json"));
    });
  },
});

Deno.test({
  ...inBrowser("what is pasted is converted, by keys alone, and taken back again"),
  async fn() {
    await withDekube(async ({ page }) => {
      await page.getByRole("button", { name: "Paste" }).focus();
      await page.keyboard.press("Enter");
      await page.keyboard.insertText(WEB);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await settled(page);
      assertEquals(await services(page), ["web"]);
      await page.getByRole("button", { name: "Take pasted back" }).click();
      await page.waitForSelector("#start:visible");
      // Pasting somewhere on the page does the same.
      await page.evaluate(`{
        const data = new DataTransfer();
        data.setData("text/plain", ${JSON.stringify(WEB)});
        const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
        document.body.dispatchEvent(event);
      }`);
      await settled(page);
      assertEquals(await services(page), ["web"]);
    });
  },
});

Deno.test({
  ...inBrowser(
    "who looks at a service goes on looking at it when a setting changes, and can go back",
  ),
  async fn() {
    await withDekube(async ({ page }) => {
      await give(page, "shop.yaml", `${WEB}---\n${API}`);
      await report(page).getByRole("searchbox").fill("api");
      await report(page).locator("#services a:visible", { hasText: "api" }).click();
      const shown = report(page).locator("#detail h2", { hasText: "api" });
      await shown.waitFor();
      const before = await page.evaluate("history.length");
      const name = page.getByLabel("name", { exact: true });
      for (const value of ["one", "two"]) {
        await name.fill(value);
        await name.press("Enter");
        await page.waitForSelector(`#done-title:text("${value}")`);
        await shown.waitFor();
        assertEquals(await report(page).getByRole("searchbox").inputValue(), "api");
        assertEquals(await services(page).then((all) => all.length), 1);
        // It does not take them from where they type.
        assertEquals(await page.evaluate("document.activeElement.id"), "setting-name");
      }
      assertEquals(await page.evaluate("history.length"), before);
      assertMatch(page.url(), /#service=api$/);
      await page.goBack();
      await report(page).locator("#overview:visible").waitFor();
      await page.goForward();
      await shown.waitFor();
    });
    // Who opens the page by such an address gets there once there is something.
    await withDekube(async ({ page }) => {
      await give(page, "shop.yaml", `${WEB}---\n${API}`);
      await report(page).locator("#detail h2", { hasText: "api" }).waitFor();
    }, { hash: "#service=api" });
  },
});

Deno.test({
  ...inBrowser("keys find on from where they were when what had them is gone"),
  async fn() {
    const focused = (page: Page) =>
      page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.id");
    await withDekube(async ({ page }) => {
      await page.getByRole("button", { name: "Paste" }).click();
      await page.keyboard.insertText(WEB);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assertEquals(await focused(page), "show-paste");
      await settled(page);
      await give(page, "api.yaml", API);
      await page.getByRole("button", { name: "Take pasted back" }).press("Enter");
      assertEquals(await focused(page), "Take api.yaml back");
      await page.keyboard.press("Enter");
      assertEquals(await focused(page), "choose-files");
    });
  },
});

Deno.test({
  ...inBrowser("files are dropped, one after the other, and make one project"),
  async fn() {
    await withDekube(async ({ page }) => {
      await drop(page, "web.yaml", WEB);
      await settled(page);
      await drop(page, "api.yaml", API);
      await page.waitForSelector(`#outcome:has-text("2 services")`);
      assertEquals((await services(page)).sort(), ["api", "web"]);
      assertEquals(await page.locator("#given .name").allInnerTexts(), ["web.yaml", "api.yaml"]);
      // What is dragged over the report falls through it.
      const under = `(() => {
        const { x, y, width, height } = document.getElementById("report").getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2).tagName;
      })()`;
      assertEquals(await page.evaluate(under), "IFRAME");
      await page.frames().at(-1)!.evaluate(`dispatchEvent(new DragEvent("dragenter"))`);
      await page.waitForSelector("html.dragging");
      assertEquals(await page.evaluate(under), "DIV");
    });
  },
});

Deno.test({
  ...inBrowser("a file that is dropped again takes its place, unless somebody wants both"),
  async fn() {
    await withDekube(async ({ page }) => {
      await give(page, "web.yaml", WEB);
      await give(page, "api.yaml", API);
      const edited = WEB.replaceAll("name: web", "name: shop");
      await drop(page, "web.yaml", edited);
      const note = page.getByRole("status").filter({ hasText: "takes the place" });
      await note.waitFor();
      await page.waitForSelector(`#outcome:has-text("2 services")`);
      assertEquals((await services(page)).sort(), ["api", "shop"]);
      assertEquals(await page.locator("#given .name").allInnerTexts(), ["web.yaml", "api.yaml"]);
      await page.getByRole("button", { name: "Keep both" }).press("Enter");
      await page.waitForSelector(`#outcome:has-text("3 services")`);
      assert(await note.isHidden());
      assertEquals(await page.evaluate("document.activeElement.id"), "choose-files");
      assertEquals((await services(page)).sort(), ["api", "shop", "web"]);
    });
  },
});

Deno.test({
  ...inBrowser("what there is nothing in is refused, and what was given before stays"),
  async fn() {
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(join(folder, "node_modules"));
    await Deno.writeTextFile(join(folder, "node_modules/web.yaml"), WEB);
    await withDekube(async ({ page }) => {
      const refused = page.getByRole("alert").filter({ hasText: "There is no file in" });
      await page.setInputFiles("#folder", folder);
      await refused.waitFor();
      assert(await page.locator("#start").isVisible());
      await give(page, "web.yaml", WEB);
      assert(await refused.isHidden());
      await page.setInputFiles("#folder", folder);
      await refused.waitFor();
      assertEquals(await services(page), ["web"]);
    });
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  ...inBrowser("a zip is read as the folder that is in it"),
  async fn() {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const zip = zipSync({
      "shop/web.yaml": bytes(WEB),
      "shop/.hidden/no.yaml": bytes("kind: ["),
      "__MACOSX/shop/._web.yaml": bytes("\0"),
      "../../evil.yaml": bytes(API),
    });
    const folder = await Deno.makeTempDir();
    await Deno.writeFile(join(folder, "shop.zip"), zip);
    await withDekube(async ({ page }) => {
      await page.setInputFiles("#files", join(folder, "shop.zip"));
      await settled(page);
      assertEquals(await services(page), ["web"]);
      assertStringIncludes(
        await report(page).locator("#messages").textContent() ?? "",
        "its path leads out of the folder",
      );
    });
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  ...inBrowser("what has to be rendered is named, with the command that does it"),
  async fn() {
    const folder = await Deno.makeTempDir();
    const chart = join(folder, "shop");
    await Deno.mkdir(join(chart, "templates"), { recursive: true });
    await Deno.writeTextFile(join(chart, "Chart.yaml"), "name: shop\nversion: 1.0.0\n");
    await Deno.writeTextFile(join(chart, "templates/web.yaml"), WEB);
    await withDekube(async ({ page }) => {
      await page.setInputFiles("#folder", chart);
      await settled(page);
      assertStringIncludes(
        await page.getByRole("alert").innerText(),
        "is a chart, which Helm has to render, and a browser can't run that",
      );
    });
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  ...inBrowser("form and text of the settings follow each other, and the project follows both"),
  async fn() {
    await withDekube(async ({ page }) => {
      await give(page, "shop.yaml", WEB);
      const editor = page.locator("#editor");
      assertMatch(await editor.inputValue(), /^name: shop$/m);
      await page.getByLabel("name", { exact: true }).fill("store");
      await page.keyboard.press("Tab");
      await page.waitForSelector("#done-title:text('store')");
      assertMatch(await editor.inputValue(), /^name: store$/m);
      // What explains a first dekube.yaml stays in it.
      assertStringIncludes(await editor.inputValue(), "# Written once by dekube");
      await page.getByLabel("secrets", { exact: true }).selectOption("env-file");
      await page.waitForSelector(`#file-list li:has-text(".env")`, { state: "attached" });
      await page.getByRole("tab", { name: "Form" }).focus();
      await page.keyboard.press("ArrowRight");
      await editor.fill("name: typed\nexclude: [nothing]\n");
      await page.waitForSelector("#done-title:text('typed')");
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("ArrowLeft");
      assertEquals(await page.getByLabel("name", { exact: true }).inputValue(), "typed");
      assertEquals(await page.getByLabel("exclude", { exact: true }).inputValue(), "nothing");
      const files = await download(page);
      assertMatch(textIn(files, "compose.yml"), /^name: typed$/m);
      assertEquals(textIn(files, "dekube.yaml"), "name: typed\nexclude: [nothing]\n");
    });
  },
});

Deno.test({
  ...inBrowser("a change of the settings is undone, whoever made it"),
  async fn() {
    await withDekube(async ({ page }) => {
      const undo = page.getByRole("button", { name: "Undo" });
      const named = (name: string) => page.waitForSelector(`#done-title:text-is("${name}")`);
      await give(page, "shop.yaml", WEB);
      assertEquals(await undo.getAttribute("aria-disabled"), "true");
      await page.getByLabel("name", { exact: true }).fill("formed");
      await page.keyboard.press("Enter");
      await named("formed");
      await page.getByRole("tab", { name: "dekube.yaml" }).click();
      await page.locator("#editor").pressSequentially("# mine\n");
      await page.locator("#editor").fill("name: typed\n");
      await named("typed");
      // What is brought goes before what was typed.
      await page.setInputFiles("#files", asFile("dekube.yaml", "name: brought\n"));
      await named("brought");
      assertEquals(await page.locator("#editor").inputValue(), "name: brought\n");
      for (const name of ["typed", "formed", "shop"]) {
        await undo.click();
        await named(name);
      }
      assertEquals(
        await page.locator("#editor").inputValue().then((text) => /^# mine/m.test(text)),
        false,
      );
      assertEquals(await undo.getAttribute("aria-disabled"), "true");
    });
  },
});

Deno.test({
  ...inBrowser(
    "settings that are brought with a mistake in them can be mended where they are shown",
  ),
  async fn() {
    await withDekube(async ({ page }) => {
      await give(page, "shop.yaml", WEB);
      await page.setInputFiles("#files", asFile("dekube.yaml", "exclude: web\n"));
      await page.waitForSelector("#failure:visible");
      await page.getByRole("tab", { name: "dekube.yaml" }).click();
      const editor = page.locator("#editor");
      await page.waitForSelector("#mistake:visible");
      assertEquals(await editor.inputValue(), "exclude: web\n");
      await editor.fill("name: mended\n");
      await page.waitForSelector("#done-title:text('mended')");
    });
  },
});

Deno.test({
  ...inBrowser("a mistake in the settings is said as the command says it, and mended"),
  async fn() {
    await withDekube(async ({ page }) => {
      await give(page, "shop.yaml", WEB);
      await page.getByRole("tab", { name: "dekube.yaml" }).click();
      await page.locator("#editor").fill("exclude: web\n");
      await page.waitForSelector("#failure:visible");
      const expected = 'dekube.yaml: "exclude" should be';
      assertStringIncludes(await page.locator("#failure").innerText(), expected);
      assertStringIncludes(await page.locator("#mistake").innerText(), expected);
      await page.locator("#editor").fill("exclude: []\n");
      await page.waitForSelector("#done:visible");
      assertEquals(await services(page), ["web"]);
    });
  },
});

Deno.test({
  ...inBrowser("what takes long shows how far it is, and ends when somebody cancels it"),
  async fn() {
    const many = Array.from({ length: 1500 }, (_, index) => API.replaceAll("api", `api-${index}`));
    await withDekube(async ({ page }) => {
      await page.setInputFiles("#files", asFile("many.yaml", many.join("---\n")));
      await page.waitForSelector("#working:visible");
      assertStringIncludes(await page.locator("#doing").innerText(), "Converting: ");
      await page.getByRole("button", { name: "Cancel" }).click();
      assertStringIncludes(await page.locator("#failure").innerText(), "You cancelled it");
      assert(await page.locator("#working").isHidden());
      assertEquals(await page.evaluate("document.activeElement.textContent"), "Convert again");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#working:visible");
      assert(await page.locator("#failure").isHidden());
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Take many.yaml back" }).click();
      await give(page, "web.yaml", WEB);
      assertEquals(await services(page), ["web"]);
    });
  },
});

Deno.test({
  ...inBrowser("the project that somebody has goes on: its settings, and its passwords"),
  async fn() {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(join(folder, "web.yaml"), WEB);
    await Deno.writeTextFile(join(folder, "dekube.yaml"), "name: mine\nsecrets: env-file\n");
    await withDekube(async ({ page }) => {
      await page.setInputFiles("#folder", folder);
      await settled(page);
      assertEquals(await page.locator("#done-title").innerText(), "mine");
      const files = await download(page);
      assertStringIncludes(textIn(files, ".env"), PASSWORD);
      assertEquals(textIn(files, "dekube.yaml"), "name: mine\nsecrets: env-file\n");
    });
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  ...inBrowser("no script of a manifest runs, and no value of a Secret is in the page"),
  async fn() {
    const texts = [
      "</script><script>globalThis.ran = 1</script>",
      `"><img src="https://example.com/x" onerror="globalThis.ran = 1">`,
      "<svg onload=globalThis.ran=1>",
    ];
    const hostile = texts.map((text, index) =>
      `${WEB.replaceAll("web", `web-${index}`)}---\n${
        JSON.stringify({
          apiVersion: "v1",
          kind: text,
          metadata: { name: text, annotations: { [text]: text } },
        })
      }`
    ).join("\n---\n");
    await withDekube(async ({ page }) => {
      await give(page, `${texts[2]}.yaml`, hostile);
      await page.getByRole("tab", { name: "dekube.yaml" }).click();
      await page.locator("#editor").fill(`name: shop\n${JSON.stringify(texts[1])}: 1\n`);
      await page.waitForSelector(`#outcome:has-text("warning")`);
      await report(page).locator("#services a").first().click();
      for (const frame of page.frames()) {
        assertEquals(await frame.evaluate("globalThis.ran"), undefined);
      }
      assert(!(await page.locator("#report").getAttribute("srcdoc"))!.includes(PASSWORD));
      assert(!(await page.locator("#done").innerText()).includes(PASSWORD));
    });
  },
});

Deno.test({
  ...inBrowser("no way leads from the page to a network, not from its worker either"),
  async fn() {
    await withDekube(async ({ page, asked, faults }) => {
      const blocked = await page.evaluate(`(async () => {
        const asWorker = 'fetch("https://example.com/").then(() => postMessage("out"), () => postMessage("in"))';
        const tries = await Promise.allSettled([
          fetch("https://example.com/"),
          new Promise((resolve, reject) => {
            const image = new Image();
            image.onload = resolve;
            image.onerror = reject;
            image.src = "https://example.com/x.png";
          }),
          new Promise((resolve) => {
            const worker = new Worker(URL.createObjectURL(new Blob([asWorker])));
            worker.onmessage = ({ data }) => resolve(data);
          }),
        ]);
        return tries.map((one) => one.status === "fulfilled" ? one.value : "blocked");
      })()`);
      assertEquals(blocked, ["blocked", "blocked", "in"]);
      // It is this test that tried.
      assert(
        faults.length > 0 &&
          faults.every((fault) => /Content Security Policy|Fetch API/.test(fault)),
      );
      faults.length = asked.length = 0;
    });
  },
});

Deno.test({
  ...inBrowser(
    "nothing in dekube.html keeps anybody from using it, by axe's rules, and it fits a phone",
  ),
  async fn() {
    const screens = [
      { colorScheme: "light" },
      { colorScheme: "dark" },
      { colorScheme: "light", ...PHONE },
    ] as const;
    for (const screen of screens) {
      await withDekube(async ({ page }) => {
        const look = async (what: string) => {
          assertEquals(await barriers(page), [], `${screen.colorScheme}, ${what}`);
          assertEquals(await overflow(page), 0, `${screen.colorScheme}, ${what}`);
        };
        await page.getByRole("button", { name: "Paste" }).click();
        await look("start");
        await page.getByRole("button", { name: "Try an example" }).click();
        await settled(page);
        for (const group of await page.locator("details.fields summary").all()) {
          await group.click();
        }
        await look("done");
        await page.getByRole("tab", { name: "dekube.yaml" }).click();
        await page.locator("#editor").fill("exclude: web\n");
        await page.waitForSelector("#failure:visible");
        await look("failure");
      }, screen);
    }
  },
});

Deno.test({
  ...inBrowser("light and dark hold for the page and the report in it"),
  async fn() {
    await withDekube(async ({ page }) => {
      await page.getByRole("button", { name: "Try an example" }).click();
      await settled(page);
      const ground = `getComputedStyle(document.body).backgroundColor`;
      await report(page).locator("#services a").first().waitFor();
      await page.getByRole("button", { name: "Dark" }).click();
      const [outer, inner] = page.frames();
      await outer.waitForSelector("#theme[aria-pressed=true]");
      await inner.waitForSelector("html[data-theme=dark]");
      assertEquals(await inner.evaluate(ground), await outer.evaluate(ground));
    }, { colorScheme: "light" });
  },
});

Deno.test({
  ...inBrowser(
    "the report has the window to itself where somebody wants that, and is saved as the command makes it",
  ),
  async fn() {
    const folder = await Deno.makeTempDir();
    const [dir, out] = ["shop", "out"].map((name) => join(folder, name));
    await Deno.mkdir(dir);
    await Deno.writeTextFile(join(dir, "web.yaml"), WEB);
    await withDekube(async ({ page }) => {
      await page.setInputFiles("#folder", dir);
      await settled(page);
      await report(page).locator("#services a").click();
      const [manifest, compose] = ["Kubernetes", "Docker Compose"].map((name) =>
        report(page).getByRole("heading", { name, exact: true })
      );
      await page.getByRole("button", { name: "Report alone" }).click();
      await page.waitForSelector("#settings", { state: "hidden" });
      const tops = await Promise.all([manifest, compose].map((one) => one.boundingBox()));
      assertEquals(tops[0]!.y, tops[1]!.y);
      await page.getByRole("button", { name: "Report alone" }).click();
      await page.waitForSelector("#settings:visible");
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Save the report" }).click(),
      ]);
      assertEquals(file.suggestedFilename(), "shop.html");
      const saved = await Deno.readTextFile(await file.path());
      const made = join(folder, "report.html");
      assertEquals(
        await kubernetes2simple.run(["--from-dir", dir, "-o", out, "--quiet", "--report", made]),
        0,
      );
      assert(saved === await Deno.readTextFile(made), "the report is another than the command's");
    }, { viewport: { width: 1440, height: 900 } });
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  ...inBrowser(
    "what the page packs is byte for byte what the command writes, and what fails, fails alike",
  ),
  async fn() {
    await withDekube(async ({ page }) => {
      let compared: Promise<void> | undefined;
      for (const input of allInputs()) {
        const dir = inputFolder(input);
        await page.setInputFiles("#folder", dir);
        await settled(page);
        const isFailure = await page.locator("#failure").isVisible();
        const came = isFailure
          ? await page.locator("#failure > p").innerText()
          : await download(page);
        // While the command converts it, the page converts the next.
        await compared;
        compared = compare(came, dir, input);
        await page.getByRole("button", { name: "Take " }).click();
        await page.waitForSelector("#start:visible");
      }
      await compared;
    });
  },
});

/** Holds what came of an input in the page against what comes of it by the command. */
async function compare(
  came: string | ReadonlyMap<string, Uint8Array>,
  dir: string,
  input: string,
): Promise<void> {
  const out = await Deno.makeTempDir();
  try {
    if (typeof came !== "string") await compareFiles(came, dir, out, input);
    else assertEquals(came, await failureOf([dir, "--output-dir", out]), input);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

/** Has the command convert the same where the page's project lies: it must find nothing to change. */
async function compareFiles(
  files: ReadonlyMap<string, Uint8Array>,
  dir: string,
  out: string,
  input: string,
): Promise<void> {
  const { loose, units } = JSON.parse(textIn(files, ".dekube/files.json"));
  const modes = new Map<string, number>();
  for (const [path, { mode }] of Object.entries<{ mode: number }>(loose)) modes.set(path, mode);
  for (const [place, unit] of Object.entries<{ files: Record<string, { mode: number }> }>(units)) {
    for (const [path, { mode }] of Object.entries(unit.files)) {
      modes.set(path === "" ? place : `${place}/${path}`, mode);
    }
  }
  for (const [path, bytes] of files) {
    await Deno.mkdir(join(out, path, ".."), { recursive: true });
    await Deno.writeFile(join(out, path), bytes, { mode: modes.get(path) });
  }
  assertEquals(await kubernetes2simple.run([dir, "--output-dir", out, "--quiet"]), 0, input);
  const after = new Map<string, Uint8Array>();
  await collect(out, "", after);
  const own = [...files].filter(([path]) => !path.startsWith(".dekube/"));
  assertEquals([...after.keys()].sort(), own.map(([path]) => path).sort(), input);
  for (const [path, bytes] of own) {
    assertEquals(after.get(path)!.toHex(), bytes.toHex(), `${input}: ${path}`);
  }
}

async function collect(dir: string, below: string, files: Map<string, Uint8Array>): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(join(dir, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (path === ".dekube") continue;
    if (isDirectory) await collect(dir, path, files);
    else files.set(path, await Deno.readFile(join(dir, path)));
  }
}

/** What the command says where it fails. */
async function failureOf(args: string[]): Promise<string> {
  const said: string[] = [];
  const { error } = console;
  console.error = (text: string) => said.push(text);
  try {
    await kubernetes2simple.run([...args, "--quiet"]);
  } finally {
    console.error = error;
  }
  return said.at(-1)!.replace(/^✖ /, "");
}

/** Drops a file as a person does, from elsewhere. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(`{
    const data = new DataTransfer();
    data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
    for (const type of ["dragover", "drop"]) {
      const event = new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    }
  }`);
}
