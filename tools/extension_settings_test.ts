import { assert, assertStringIncludes } from "@std/assert";
import { BOOLEAN, TEXT } from "../pacts/mod.ts";
import { catalogueSettings, PAGE, settingsPage } from "./extension_settings.ts";

Deno.test("docs/extension-settings.md is what `task settings` writes", async () => {
  const page = await Deno.readTextFile(PAGE);

  // The formatter lines columns up, breaks lines, and has quotes of its own.
  const plain = (text: string) =>
    text.replace(/\s+/g, " ").replace(/-{3,}/g, "---").replaceAll("'", '"');
  assert(
    plain(page) === plain(settingsPage(await catalogueSettings())),
    "docs/extension-settings.md is out of date: write it anew with task settings",
  );
});

Deno.test("settingsPage() has what holds by default, and leaves out who has no settings", () => {
  const page = settingsPage([
    { name: "none", description: "Does something", settings: {} },
    {
      name: "web",
      description: "Serves",
      settings: {
        fast: { type: BOOLEAN, default: true, description: "Whether it hurries." },
        email: { type: TEXT, default: undefined, description: "Whom to tell." },
      },
    },
  ]);

  assert(!page.includes("## none"));
  assertStringIncludes(page, "| `fast` | true or false | `true` | Whether it hurries. |");
  assertStringIncludes(page, "| `email` | a text | none | Whom to tell. |");
  assertStringIncludes(page, "```yaml\nextensions:\n  web:\n    fast: true\n```");
});
