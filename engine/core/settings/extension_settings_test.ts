import { assertEquals, assertThrows } from "@std/assert";
import { BOOLEAN, Diagnostics, type ExtensionInfo } from "../../../pacts/mod.ts";
import { said } from "../_testing.ts";
import { parseConfig } from "./config.ts";
import { applyLegacyKeys, warnUnknownSettings } from "./extension_settings.ts";
import { UserError } from "../user_error.ts";

const DOOR: ExtensionInfo = {
  name: "door",
  settings: { shut: { type: BOOLEAN, default: false, description: "Keeps it shut." } },
  legacyKeys: {
    disableDoor: "disable_ingress",
    door_email: "extensions.door.email",
    door_shut: "extensions.door.shut",
  },
};

const apply = (text: string) => applyLegacyKeys(parseConfig(text, "dekube.yaml"), [DOOR]);

Deno.test("applyLegacyKeys() puts old keys where extensions say that they belong", () => {
  const config = apply("disableDoor: true\ndoor_email: me@example.com\ndoor_shut: true\nmore: 1\n");
  assertEquals(config.disableIngress, true);
  assertEquals(config.extensions, { door: { email: "me@example.com", shut: true } });
  assertEquals(config.other, { more: 1 });
});

Deno.test("applyLegacyKeys() prefers what stands in the new place", () => {
  const config = apply(
    "door_email: old@example.com\ndoor_shut:\nextensions: {door: {email: new@example.com}, other: {x: 1}}",
  );
  assertEquals(config.extensions, { door: { email: "new@example.com" }, other: { x: 1 } });
  assertEquals(config.other, {});
});

Deno.test("applyLegacyKeys() moves settings that another extension's name once had", () => {
  const moved: ExtensionInfo = {
    name: "door-provider",
    legacyKeys: { "extensions.door.image": "extensions.door-provider.image" },
  };
  const extensionsOf = (text: string) =>
    applyLegacyKeys(parseConfig(`extensions: ${text}`, "dekube.yaml"), [moved]).extensions;
  assertEquals(extensionsOf("{door: {image: a}}"), { "door-provider": { image: "a" } });
  assertEquals(extensionsOf("{door: {image: a, enabled: false}, door-provider: {image: b}}"), {
    door: { enabled: false },
    "door-provider": { image: "b" },
  });
  assertEquals(extensionsOf("{door: {shut: true}}"), { door: { shut: true } });
});

Deno.test("applyLegacyKeys() keeps a setting of the engine's that the user wrote under its own name", () => {
  assertEquals(apply("disableDoor: true\ndisable_ingress: false").disableIngress, false);
});

Deno.test("applyLegacyKeys() names the old key when its value has the wrong type", () => {
  assertThrows(
    () => apply("disableDoor: 1"),
    UserError,
    'dekube.yaml: "disableDoor" should be true or false, but it is the number 1',
  );
});

Deno.test("applyLegacyKeys() knows no key of an extension that is not loaded", () => {
  const config = applyLegacyKeys(parseConfig("door_email: a@b.c", "dekube.yaml"), []);
  assertEquals(config.other, { door_email: "a@b.c" });
  assertEquals(config.extensions, {});
});

Deno.test("warnUnknownSettings() says that an extension has no settings when it says so itself", () => {
  const diagnostics = new Diagnostics();
  const config = parseConfig("extensions: {plain: {enabled: true, x: 1}}", "dekube.yaml");
  warnUnknownSettings(config, [{ name: "plain", settings: {} }], diagnostics);
  assertEquals(said(diagnostics), [
    'warning unknown-setting: there is no setting "extensions.plain.x"; it is ignored. The extension has no settings',
  ]);
});

Deno.test("warnUnknownSettings() names settings that the extension does not have, and those that it has", () => {
  const diagnostics = new Diagnostics();
  const config = parseConfig(
    "extensions: {door: {enabled: true, shutt: true}, other: {x: 1}}",
    "dekube.yaml",
  );
  warnUnknownSettings(config, [DOOR, { name: "other" }], diagnostics);
  assertEquals(said(diagnostics), [
    'warning unknown-setting: there is no setting "extensions.door.shutt" (did you mean "shut"?); it is ignored. There are: enabled, shut',
  ]);
});
