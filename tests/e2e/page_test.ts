/** The page that `--report FILE.html` writes, as people use it: by clicks, by keys, by ear, on a phone. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deployment, manyServices, pageInput, service } from "../../engine/page/_testing.ts";
import { renderPage } from "../../engine/page/mod.ts";
import { barriers, inBrowser, overflow, withPage } from "./_browser.ts";
import { PASSWORD, shopPage } from "./_shop.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

Deno.test({
  ...inBrowser("a person finds a service by a word of it, and sees what it came from and became"),
  async fn() {
    await withPage(await shopPage(), async ({ page }) => {
      await page.keyboard.press("/");
      await page.keyboard.type("deployment web");
      assertEquals(await page.locator("#services a:visible").allInnerTexts(), ["web"]);
      await page.keyboard.press("Enter");
      await page.waitForSelector("#detail h2");
      assertEquals(new URL(page.url()).hash, "#service=web");
      assertEquals(await page.title(), "web · shop · dekube");
      const [left, right] = [
        page.getByRole("region", { name: "Kubernetes" }),
        page.getByRole("region", { name: "Docker Compose" }),
      ];
      assertStringIncludes(await left.innerText(), "replicas: 3");
      assertStringIncludes(await right.innerText(), "image: example/web:1");
      const facts = await page.locator(".facts").innerText();
      for (
        const part of [
          "shop.test",
          "api",
          "environment.API_URL",
          "db",
          "./data/files",
          "default as web",
        ]
      ) {
        assertStringIncludes(facts, part);
      }
      await page.getByRole("link", { name: "api", exact: true }).last().click();
      await page.waitForSelector("#detail h2:text('api')");
      assertStringIncludes(await page.locator(".facts").innerText(), "Called by");
    });
  },
});

Deno.test({
  ...inBrowser("a field that went says where, and one that did not says so"),
  async fn() {
    await withPage(await shopPage(), async ({ page }) => {
      const image = page.locator(".line.converted", { hasText: "image: example/web:1" });
      assertStringIncludes(await image.textContent() ?? "", "converted: services.web.image");
      await image.hover();
      assertEquals(await page.locator(".pointed code").allInnerTexts(), ["image: example/web:1"]);
      const replicas = page.locator(".line.not-convertible", { hasText: "replicas: 3" });
      assertStringIncludes(await replicas.textContent() ?? "", "not converted: replicas");
      assertEquals(await page.locator(".line.meaningless").count(), 1);
    }, { hash: "#service=web" });
  },
});

Deno.test({
  ...inBrowser("a button says why of each field, without a mouse"),
  async fn() {
    await withPage(await shopPage(), async ({ page }) => {
      const why = page.locator(".line.converted .why", { hasText: "services.web.image" });
      assert(await why.isHidden());
      const button = page.getByRole("button", { name: "Say why" }).first();
      await button.press("Enter");
      assert(await why.isVisible());
      assert(await page.locator(".line.meaningless .why").isVisible());
      assertEquals(await barriers(page), []);
      await button.press("Enter");
      assert(await why.isHidden());
    }, { hash: "#service=web" });
  },
});

Deno.test({
  ...inBrowser("what is found is in sight, however far the list was moved"),
  async fn() {
    await withPage(renderPage(manyServices(200)), async ({ page }) => {
      await page.locator("#services a").last().click();
      const moved = () => page.locator("#services").evaluate((list) => list.scrollTop);
      assert(await moved() > 0);
      await page.keyboard.press("/");
      await page.keyboard.type("1");
      assertEquals(await moved(), 0);
    });
  },
});

Deno.test({
  ...inBrowser("the drawing goes on to fit when the window changes"),
  async fn() {
    await withPage(await shopPage(), async ({ page }) => {
      for (const width of [700, 600]) {
        await page.setViewportSize({ width, height: 800 });
        const left = await page.evaluate<number>(`new Promise((resolve) => {
          const frame = document.getElementById("drawing");
          const left = () => frame.clientWidth - frame.firstElementChild.clientWidth;
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(left())));
        })`);
        assert(left >= 0 && left < 20, `${left} px are left of ${width}`);
      }
    });
  },
});

Deno.test({
  ...inBrowser("a namespace that is chosen is all that is listed and drawn"),
  async fn() {
    await withPage(await shopPage(), async ({ page }) => {
      const drawn = () => page.locator("#drawing .node:visible .name").allTextContents();
      const before = await drawn();
      await page.getByLabel("Namespace").selectOption("data");
      assertEquals(await page.locator("#services a:visible").allInnerTexts(), ["db"]);
      const { length } = await drawn();
      assert(length < before.length && (await drawn()).includes("db"));
      await page.getByLabel("Namespace").selectOption("");
      assertEquals(await drawn(), before);
      await page.getByLabel("Search services and objects").fill("nothing like it");
      assertEquals(await page.getByRole("status").innerText(), "Nothing found");
    });
  },
});

Deno.test({
  ...inBrowser("keys are enough: to skip, to search, to walk the list, to open, and to go back"),
  async fn() {
    await withPage(await shopPage(), async ({ page }) => {
      const focused = () =>
        page.evaluate<string>("document.activeElement.textContent || document.activeElement.id");
      await page.keyboard.press("Tab");
      assertEquals(await focused(), "To the content");
      await page.keyboard.press("/");
      assertEquals(await focused(), "search");
      await page.keyboard.press("ArrowDown");
      const first = await focused();
      await page.keyboard.press("ArrowDown");
      const second = await focused();
      assert(first !== second);
      await page.keyboard.press("Enter");
      await page.waitForSelector("#detail h2");
      // Who listens hears where they are.
      assertStringIncludes(second, await focused());
      await page.keyboard.press("Escape");
      await page.waitForSelector("#overview:not([hidden])");
      await page.goBack();
      await page.waitForSelector("#detail h2");
      const node = page.locator("#drawing a").first();
      await page.keyboard.press("Escape");
      await node.focus();
      await page.keyboard.press("Enter");
      await page.waitForSelector("#detail h2");
    });
  },
});

Deno.test({
  ...inBrowser("an address leads to a service, to an object, or says that there is none"),
  async fn() {
    const html = await shopPage();
    for (
      const [hash, heading] of [
        ["#service=db", "db"],
        ["#object=Widget/shop/odd", "odd"],
        ["#service=gone", "Not here"],
        ["#service=%E0%A4%A", "Not here"],
      ]
    ) {
      await withPage(html, async ({ page }) => {
        assertEquals(await page.locator("#detail h2").innerText(), heading);
      }, { hash });
    }
  },
});

Deno.test({
  ...inBrowser("light and dark are the system's, until somebody chooses"),
  async fn() {
    const html = await shopPage();
    for (const [colorScheme, other] of [["light", "dark"], ["dark", "light"]] as const) {
      await withPage(html, async ({ page }) => {
        const ground = () =>
          page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
        const before = await ground();
        await page.getByRole("button", { name: "Dark" }).click();
        const after = await ground();
        assert(before !== after);
        const { theme } = await page.evaluate<{ theme: string }>(
          "({ theme: document.documentElement.dataset.theme })",
        );
        assertEquals(theme, other);
      }, { colorScheme });
    }
  },
});

Deno.test({
  ...inBrowser("nothing in the page keeps anybody from using it, by axe's rules"),
  async fn() {
    const html = await shopPage();
    for (const colorScheme of ["light", "dark"] as const) {
      for (const hash of ["", "#service=web", "#object=Widget/shop/odd"]) {
        for (const size of [{}, PHONE]) {
          await withPage(html, async ({ page }) => {
            assertEquals(await barriers(page), [], `${colorScheme} ${hash}`);
          }, { hash, colorScheme, ...size });
        }
      }
    }
  },
});

Deno.test({
  ...inBrowser("the page is no wider than a phone"),
  async fn() {
    const html = await shopPage();
    for (const hash of ["", "#service=web"]) {
      await withPage(html, async ({ page }) => {
        assertEquals(await overflow(page), 0);
      }, { hash, ...PHONE });
    }
  },
});

Deno.test({
  ...inBrowser("no value of a Secret is in the page, whatever is opened"),
  async fn() {
    const html = await shopPage();
    assert(!html.includes(PASSWORD) && !html.includes(btoa(PASSWORD)));
    await withPage(html, async ({ page }) => {
      for (const summary of await page.locator("#detail summary").all()) await summary.click();
      assertStringIncludes(await page.locator("#detail").innerText(), "DB_PASSWORD");
      assert(!(await page.content()).includes(PASSWORD));
    }, { hash: "#service=web" });
  },
});

Deno.test({
  ...inBrowser("no script of a manifest runs, wherever it stands"),
  async fn() {
    const texts = [
      "</script><script>globalThis.ran = 1</script>",
      `"><img src="https://example.com/x" onerror="globalThis.ran = 1">`,
      "<svg onload=globalThis.ran=1>",
      "javascript:globalThis.ran=1",
      "'-globalThis.ran=1-'",
    ];
    const html = renderPage(pageInput({
      project: {
        name: texts[0],
        services: Object.fromEntries(
          texts.map((text) => [text, service(text, text, { environment: { [text]: text } })]),
        ),
      },
      entryPoints: texts.map((url) => ({
        url,
        protocol: "http",
        host: url,
        address: "",
        port: 80,
        service: url,
      })),
      details: {
        manifests: texts.map((text) => ({ manifest: deployment(text, text, { [text]: text }) })),
        routes: texts.map((text) => ({ host: text, path: text, upstreams: [text] })),
        makers: {},
        secrets: [],
      },
      diagnostics: texts.map((message) => ({ severity: "error", code: message, message })),
    }));
    await withPage(html, async ({ page }) => {
      for (const text of texts) {
        await page.evaluate(
          `location.hash = ${JSON.stringify(`service=${encodeURIComponent(text)}`)}`,
        );
        await page.locator("#detail h2").getByText(text, { exact: true }).waitFor();
      }
      assertEquals(await page.evaluate("globalThis.ran"), undefined);
    });
  },
});

Deno.test({
  ...inBrowser("a page of a thousand services answers at once"),
  async fn() {
    const html = renderPage(manyServices(1000));
    await withPage(html, async ({ page }) => {
      assertEquals(await page.getByRole("status").innerText(), "1,000 services");
      const time = async (work: () => Promise<unknown>) => {
        const start = performance.now();
        await work();
        return performance.now() - start;
      };
      const search = await time(async () => {
        await page.getByLabel("Search services and objects").fill("app-777");
        await page.waitForFunction(
          "document.getElementById('found').textContent.startsWith('1 of')",
        );
      });
      const open = await time(async () => {
        await page.keyboard.press("Enter");
        await page.waitForSelector("#detail h2:text('app-777')");
      });
      // Nobody waits longer for a page of a few; the machine may have other things to do.
      assert(search < 3000 && open < 3000, `search ${search} ms, open ${open} ms`);
    });
  },
});
