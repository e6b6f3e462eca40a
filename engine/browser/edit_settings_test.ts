import { assertEquals, assertThrows } from "@std/assert";
import { parseYaml } from "../core/manifests/parse.ts";
import { editSettings } from "./edit_settings.ts";

const TEXT = `# The shop's.
name: shop # ours
exclude:
- one
- two

# Where data is.
volume_root: ./data
extensions:
  caddy:
    # For everybody.
    http_port: 80
  workload: { replicas: all }

# What else many need:
# hosts: {}
`;

Deno.test("editSettings() changes a value, and leaves comments where they are", () => {
  assertEquals(
    editSettings(TEXT, ["name"], "store"),
    TEXT.replace("name: shop # ours", "name: store # ours"),
  );
  assertEquals(
    editSettings(TEXT, ["exclude"], ["three"]),
    TEXT.replace("- one\n- two", "- three"),
  );
  assertEquals(
    editSettings(TEXT, ["extensions", "caddy", "http_port"], 8080),
    TEXT.replace("http_port: 80", "http_port: 8080"),
  );
});

Deno.test("editSettings() adds what is not there behind what is", () => {
  assertEquals(
    editSettings(TEXT, ["extensions", "caddy", "layer4"], true),
    TEXT.replace("http_port: 80\n", "http_port: 80\n    layer4: true\n"),
  );
  assertEquals(editSettings("", ["name"], "shop"), "name: shop\n");
  assertEquals(editSettings("# Nothing yet\n", ["https"], "off"), "# Nothing yet\nhttps: 'off'\n");
});

Deno.test("editSettings() takes out what is to have its default, and what is empty then", () => {
  assertEquals(
    editSettings(TEXT, ["exclude"], undefined),
    TEXT.replace(/exclude:\n- one\n- two\n/, ""),
  );
  assertEquals(
    parseYaml(editSettings(TEXT, ["extensions", "workload", "replicas"], undefined)),
    parseYaml(TEXT.replace("  workload: { replicas: all }\n", "")),
  );
});

Deno.test("editSettings() knows a setting by its path in one key", () => {
  assertEquals(
    editSettings("extensions.caddy.http_port: 80\n", ["extensions", "caddy", "http_port"], 81),
    "extensions.caddy.http_port: 81\n",
  );
});

Deno.test("editSettings() throws when there is no mapping to change", () => {
  assertThrows(() => editSettings("- a\n", ["name"], "b"), SyntaxError, "no mapping of settings");
});

Deno.test("editSettings() says what was said before and the setting, however it is written", () => {
  const values = ["a b", "#no", "off", "- x", 7, true, ["a", "b: c"], { a: "b" }, "two\nlines", ""];
  const texts = [
    TEXT,
    "{ name: a, extensions: { caddy: { image: x } } }\n",
    "name: |\n  a\n\n  b\nextensions: {caddy: {image: x}} # flow\n",
    "name: >-\n  a\n# c\n  # d\nextensions:\n    caddy:\n        image: x\n",
    "'name': a\n\"extensions\":\n  caddy:\n",
    "name: &n a\nvolume_root: *n\nextensions: &e\n  caddy: {}\n",
    "---\nname: 'a # b'\n",
    "name: a\r\nextensions:\r\n  caddy:\r\n    image: x\r\n",
  ];
  for (const text of texts) {
    for (const value of values) {
      for (const path of [["name"], ["hosts"], ["extensions", "caddy", "image"]]) {
        const expected = structuredClone(parseYaml(text)) as Record<string, unknown>;
        let at = expected;
        for (const key of path.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
        at[path.at(-1)!] = value;
        assertEquals(parseYaml(editSettings(text, path, value)), expected, `${text} ${value}`);
      }
    }
  }
});
