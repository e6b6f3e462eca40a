import { assertEquals } from "@std/assert";
import { Diagnostics } from "./diagnostics.ts";
import {
  BOOLEAN,
  EMAIL,
  IMAGE,
  oneOf,
  PORT,
  readSettings,
  type Settings,
  type SettingType,
  TEXT,
} from "./settings.ts";

const TYPES: [name: string, type: SettingType<unknown>, good: unknown[], bad: unknown[]][] = [
  ["BOOLEAN", BOOLEAN, [true, false], ["true", 0, null, [], {}]],
  ["TEXT", TEXT, ["a", " ", "two words"], ["", 7, true, null, ["a"]]],
  ["IMAGE", IMAGE, ["redis", "example.com:5000/a/b:1@sha256:0a"], ["", "two words", " ", 7, null]],
  ["PORT", PORT, [1, 80, 65535], [0, 65536, -1, 1.5, "80", NaN, null, true]],
  ["EMAIL", EMAIL, ["a@example.com", "a.b+c@d"], ["", "a", "@b", "a@", "a b@c", "a@b@c", 7, null]],
  ["oneOf()", oneOf("auto", "none"), ["auto", "none"], ["", "AUTO", "constructor", 0, null]],
];

for (const [name, type, good, bad] of TYPES) {
  Deno.test(`${name} takes what it should when a user sets it, and nothing else`, () => {
    assertEquals(good.filter((value) => !type.is(value)), []);
    assertEquals(bad.filter((value) => type.is(value)), []);
  });
}

const SETTINGS = {
  port: { type: PORT, default: 80, description: "The port." },
  image: { type: IMAGE, default: "example/app:1", description: "The image." },
  mode: { type: oneOf("fast", "slow"), default: "fast", description: "The mode." },
} satisfies Settings;

/** Values of settings, and what is said. */
function read(extensionConfig: Record<string, unknown>) {
  const diagnostics = new Diagnostics();
  const report = diagnostics.report.bind(diagnostics);
  return {
    values: readSettings("app", SETTINGS, { extensionConfig, report }),
    said: [...diagnostics].map(({ severity, code, message }) => `${severity} ${code}: ${message}`),
  };
}

Deno.test("readSettings() has the user's values, and defaults of what is not set", () => {
  assertEquals(read({ port: 8080, mode: "slow" }), {
    values: { port: 8080, image: "example/app:1", mode: "slow" },
    said: [],
  });
  assertEquals(read({}).values, { port: 80, image: "example/app:1", mode: "fast" });
});

Deno.test("readSettings() has the default when a key has nothing behind it, in silence", () => {
  assertEquals(read({ port: null, image: undefined }), {
    values: { port: 80, image: "example/app:1", mode: "fast" },
    said: [],
  });
});

Deno.test("readSettings() has the default when a value has the wrong type, and says so of each", () => {
  assertEquals(read({ port: "80", image: ["a"], mode: "medium" }), {
    values: { port: 80, image: "example/app:1", mode: "fast" },
    said: [
      'warning bad-setting: "extensions.app.port" in dekube.yaml must be a port number, 1 to 65535, not "80"; it is ignored',
      'warning bad-setting: "extensions.app.image" in dekube.yaml must be the name of an image, not ["a"]; it is ignored',
      'warning bad-setting: "extensions.app.mode" in dekube.yaml must be one of fast, slow, not "medium"; it is ignored',
    ],
  });
});

Deno.test("readSettings() leaves out what is no setting of the extension", () => {
  assertEquals(read({ enabled: true, other: 1 }), {
    values: { port: 80, image: "example/app:1", mode: "fast" },
    said: [],
  });
});

Deno.test("readSettings() has values of the settings' types", () => {
  const { values } = read({});
  // Not a test of values: these would not compile with any other type.
  const port: number = values.port;
  const mode: "fast" | "slow" = values.mode;
  assertEquals([port, mode], [80, "fast"]);
});
