import { assert, assertEquals } from "@std/assert";
import { extensionsIn, priorityOf, sortOf } from "../../core/extensions/registry.ts";
import { packageSpecifier } from "../modules/run_form.ts";
import { DISTRIBUTIONS, EXTENSIONS, extensionSpecifier, isOfCatalogue } from "./catalogue.ts";

for (const [name, entry] of Object.entries(EXTENSIONS)) {
  Deno.test(`EXTENSIONS says what is so of ${name}`, async () => {
    const module = await import(extensionSpecifier(name));
    const extensions = extensionsIn(module).map(({ extension }) => extension);
    // Of several, the one that bears the module's name says what it is.
    const extension = extensions.find((one) => one.name === name) ?? extensions[0];
    const { depends = [], incompatible = [], annotations = [], ...info } = module.extension ?? {};
    assertEquals(info.name, name);
    assertEquals([entry.kind, entry.priority], [sortOf(extension), priorityOf(extension)]);
    assertEquals([entry.depends ?? [], entry.incompatible ?? []], [depends, incompatible]);
    assertEquals(entry.annotations ?? [], annotations);
    assert(entry.description.length > 0);
    // Where it says none, a misspelt setting is passed over in silence.
    assert(info.settings !== undefined, "it says no settings: write {} where there are none");
  });
}

const { default: usual } = await import(packageSpecifier("distributions", "helmfile2compose"), {
  with: { type: "json" },
});

for (const [name, { converts = [], classes = [] }] of Object.entries(EXTENSIONS)) {
  Deno.test(`OFFERS says what ${name} converts, unless it is there anyway`, async () => {
    const found = extensionsIn(await import(extensionSpecifier(name)))
      .map(({ extension }) => extension as { name: string; kinds?: string[]; rewrite?: unknown })
      .filter(() => !usual.extensions.includes(name) && name !== "nginx-provider");
    assertEquals(
      converts.toSorted(),
      [...new Set(found.flatMap(({ kinds = [] }) => kinds))].sort(),
    );
    assertEquals(
      classes,
      found.filter(({ rewrite, kinds }) => rewrite && !kinds).map(({ name }) => name),
    );
  });
}

Deno.test("EXTENSIONS has every extension that there is", async () => {
  const folders = await Array.fromAsync(
    Deno.readDir(new URL("../../../extensions", import.meta.url)),
  );
  assertEquals(folders.map(({ name }) => name).sort(), Object.keys(EXTENSIONS).sort());
});

for (const name of Object.keys(DISTRIBUTIONS)) {
  Deno.test(`DISTRIBUTIONS has ${name}, which is there`, async () => {
    const { default: manifest } = await import(packageSpecifier("distributions", name), {
      with: { type: "json" },
    });
    assert(Array.isArray(manifest.extensions));
  });
}

Deno.test("isOfCatalogue() knows names of the catalogue in any version, and nothing that looks like one", () => {
  const own = [
    extensionSpecifier("caddy"),
    extensionSpecifier("caddy", "^1.0.0"),
    extensionSpecifier("caddy", undefined, "registry"),
    "jsr:@dekube/caddy",
  ];
  const others = [
    "jsr:@dekube/evil@1",
    "jsr:@dekube/caddy@1/../../evil",
    "jsr:@dekubee/caddy@1",
    "npm:@dekube/caddy",
    "https://jsr.io/@dekube/caddy@1",
    "file:///caddy/mod.ts",
  ];
  assertEquals(own.filter((specifier) => !isOfCatalogue(specifier)), []);
  assertEquals(others.filter(isOfCatalogue), []);
});
