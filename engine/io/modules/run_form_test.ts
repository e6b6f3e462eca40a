import { assertEquals } from "@std/assert";
import { findBase } from "../distribution/base.ts";
import { extensionSpecifier } from "../distribution/catalogue.ts";
import { formOf, packageSpecifier, RUN_FORM, type RunForm } from "./run_form.ts";

const module = "/engine/io/modules/run_form.ts";
const runs: [url: string, standalone: boolean, form: RunForm][] = [
  [`file:///home/me/dekube${module}`, false, "checkout"],
  [`https://jsr.io/@dekube/engine/1.0.0${module}`, false, "registry"],
  [`file:///srv/registry/@dekube/engine/1.0.0${module}`, false, "registry"],
  [`file:///tmp/deno-compile-dekube${module}`, true, "executable"],
  ["file:///home/me/dist/helmfile2compose.js", false, "single-file"],
  ["https://example.com/helmfile2compose.js", false, "single-file"],
];

for (const [url, standalone, form] of runs) {
  Deno.test(`formOf() is ${form} when the module is ${url}`, () => {
    assertEquals(formOf(url, standalone), form);
  });
}

Deno.test("RUN_FORM is the checkout when tests run", () => {
  assertEquals(RUN_FORM, "checkout");
});

Deno.test("packageSpecifier() is the folder beside in a checkout, else a package", () => {
  const root = new URL("../../../", import.meta.url);
  assertEquals(
    [packageSpecifier("extensions", "caddy"), packageSpecifier("distributions", "engine")],
    [`${root}extensions/caddy/mod.ts`, `${root}distributions/engine/distribution.json`],
  );
  for (const form of ["registry", "executable", "single-file"] as const) {
    assertEquals(packageSpecifier("extensions", "caddy", form), "jsr:@dekube/caddy@^1.0.0");
  }
});

Deno.test("extensionSpecifier() is a package when a version is asked for, in a checkout too", () => {
  assertEquals(extensionSpecifier("caddy", "1.2.0"), "jsr:@dekube/caddy@1.2.0");
});

Deno.test("findBase() is a package when the engine comes from a registry", () => {
  assertEquals(
    findBase("helmfile2compose", "file:///x/distribution.json", "x", "registry"),
    "jsr:@dekube/helmfile2compose@^1.0.0",
  );
});
