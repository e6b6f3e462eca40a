import { assertEquals, assertMatch } from "@std/assert";
import { defaultConfig } from "../../../pacts/config.ts";
import { parseConfig } from "./config.ts";
import { withDecisions } from "./decisions.ts";
import { completeConfig, projectName, renderConfig } from "./first_run.ts";

Deno.test("completeConfig() names the project after where the manifests came from", () => {
  const name = (source: string, config = {}) =>
    completeConfig({ ...defaultConfig(), ...config }, source).name;
  assertEquals(name("My Shop"), "my-shop");
  assertEquals(name("shop", { name: "mine" }), "mine");
  assertEquals(name(""), "dekube");
});

Deno.test("projectName() is one that Compose takes, whatever the folder is called", () => {
  const names = {
    shop: "shop",
    "My Shop!": "my-shop",
    "_-x-": "x",
    "a.b/c": "a-b-c",
    "2024": "2024",
    "über uns": "ber-uns",
    "日本": "dekube",
    "": "dekube",
    "--": "dekube",
  };
  for (const [folder, name] of Object.entries(names)) {
    assertEquals(projectName(folder), name);
    assertEquals(/^[a-z0-9][a-z0-9_-]*$/.test(name), true, name);
  }
});

Deno.test("renderConfig() writes what the next run reads as the same", () => {
  const config = {
    ...defaultConfig(),
    name: "012",
    volumes: { db: { host_path: "db" }, "1e3": { host_path: "1e3" } },
    exclude: ["reflector", "yes"],
  };
  const written = ["name", "volume_root", "volumes", "exclude"];
  assertEquals(parseConfig(renderConfig(config), "dekube.yaml"), { ...config, written });
});

Deno.test("renderConfig() writes what the next run reads, whatever a first one decides", () => {
  let state = 1;
  const random = (below: number) => (state = state * 48271 % 0x7fffffff) % below;
  const odd = [
    "\n",
    "\r",
    ":",
    "#",
    "'",
    '"',
    "\\",
    "\u0085",
    "\u2028",
    "\x1b",
    "{",
    "- ",
    "~",
    "é",
    "0",
    "a",
  ];
  const text = () =>
    `${Array.from({ length: random(6) }, () => odd[random(odd.length)]).join("")}x`;
  for (let round = 0; round < 300; round++) {
    const config = withDecisions(completeConfig(defaultConfig(), text()), {
      exclude: [text(), text()],
      claims: [text(), text()],
    });
    const { name, exclude, volumes } = parseConfig(renderConfig(config), "dekube.yaml");
    assertEquals({ name, exclude, volumes }, {
      name: config.name,
      exclude: config.exclude,
      volumes: config.volumes,
    });
  }
});

Deno.test("renderConfig() leaves empty settings out", () => {
  const text = renderConfig({ ...defaultConfig(), name: "shop" });
  assertEquals(text.replace(/^(?:#.*)?\n/gm, ""), "name: shop\nvolume_root: ./data\n");
});

Deno.test("renderConfig() points editors at the schema, and shows further keys that work once they are none", () => {
  const text = renderConfig({ ...defaultConfig(), name: "shop", exclude: ["web"] });
  assertMatch(text, /^# yaml-language-server: \$schema=https:\/\/\S+\/dekube\.schema\.json\n/);
  const { written, other } = parseConfig(text.replace(/^# (?=[a-z_]+: )/gm, ""), "dekube.yaml");
  assertEquals(other, {});
  assertEquals(written.slice(0, 3), ["name", "volume_root", "exclude"]);
  assertEquals(["overrides", "services", "https"].filter((key) => !written.includes(key)), []);
  assertEquals(written.filter((key) => key === "exclude").length, 1);
});
