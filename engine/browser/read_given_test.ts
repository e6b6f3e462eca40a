import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { Diagnostics } from "../../pacts/mod.ts";
import { defaultLimits } from "../../pacts/limits.ts";
import { UserError } from "../core/user_error.ts";
import { file, folder, widget } from "./_testing.ts";
import { treeOf } from "./given_tree.ts";
import type { Given } from "./messages.ts";
import { readGiven } from "./read_given.ts";

function read(given: Given, limits = defaultLimits()): { names: string[]; said: string[] } {
  const diagnostics = new Diagnostics();
  const manifests = readGiven(treeOf(given, limits), () => false, limits, diagnostics);
  return {
    names: manifests.map(({ metadata }) => metadata.name),
    said: [...diagnostics].map(({ code, file, message }) => `${code} ${file ?? ""}: ${message}`),
  };
}

Deno.test("readGiven() reads what the command reads of a folder", () => {
  const { names, said } = read(folder("shop", {
    "b.yaml": widget("b"),
    "a/a.yml": widget("a"),
    "a/.hidden/x.yaml": widget("hidden"),
    "node_modules/y.yaml": widget("package"),
    "out/.dekube/files.json": "{}",
    "out/z.yaml": widget("output"),
    "README.md": "kind: of",
  }));
  assertEquals(names, ["a", "b"]);
  assertEquals(said, []);
});

Deno.test("readGiven() leaves projects below alone, and says how to render them", () => {
  const { names, said } = read(folder("shop", {
    "web.yaml": widget("web"),
    "charts/api/Chart.yaml": "name: api",
    "charts/api/templates/api.yaml": widget("api"),
  }));
  assertEquals(names, ["web"]);
  assertStringIncludes(said[0], "helm template api ./charts/api > rendered.yaml");
});

Deno.test("readGiven() throws when what was given has to be rendered", () => {
  const cases: [Given, string][] = [
    [folder("shop", { "Chart.yaml": "name: shop" }), "helm template shop ."],
    [
      {
        name: "shop.zip",
        files: [{ path: "shop.zip", bytes: zipSync({ "Chart.yaml": new Uint8Array() }) }],
      },
      "helm template shop .",
    ],
    [
      folder("shop", { "helmfile.yaml": "releases: []" }),
      "helmfile template --file ./helmfile.yaml",
    ],
    [
      folder("shop", { "helmfile.yaml.gotmpl": "releases: []", "values.yaml": "a: 1" }),
      "helmfile template --file ./helmfile.yaml.gotmpl",
    ],
    [
      folder("x", { "deploy/helmfile.d/a.yaml": "releases: []" }),
      "helmfile template --file ./deploy/helmfile.d",
    ],
    [file("helmfile.yaml", "releases: []"), "helmfile template --file ./helmfile.yaml"],
    [folder("shop", { "kustomization.yaml": "resources: [a.yaml]" }), "kubectl kustomize ."],
    [folder("x", { "deep/er/Chart.yaml": "name: er" }), "helm template er ./deep/er"],
    [
      folder("x", { "a.yaml": widget("a"), "over/kustomization.yaml": "namePrefix: x" }),
      "kubectl kustomize ./over",
    ],
    [file("shop-1.0.tgz", "packed"), "helm template shop-1-0 ./shop-1.0.tgz"],
    [file("releases.yaml", "releases: []"), "helmfile template --file ./releases.yaml"],
  ];
  for (const [given, command] of cases) {
    const { message } = assertThrows(() => read(given), UserError);
    assertStringIncludes(message, "a browser can't run that. Render it,");
    assertStringIncludes(message, `${command} > rendered.yaml`);
  }
});

Deno.test("readGiven() names what has to be rendered when it is one of several", () => {
  const given = folder("shop", { "Chart.yaml": "name: shop" });
  const { message } = assertThrows(() => read(given), UserError);
  assertStringIncludes(message, '"shop" is a chart');
});

Deno.test("readGiven() throws when there is nothing to convert", () => {
  assertThrows(() => read(folder("x", { "a.txt": "a" })), UserError, "there is nothing to convert");
  assertThrows(() => read(file("values.yaml", "a: 1")), UserError, "holds no manifests");
});

Deno.test("readGiven() passes over what leads out of the folder, and what is no text", () => {
  const given = folder("x", { "a.yaml": widget("a") });
  given.files.push(
    { path: "x/../../b.yaml", bytes: new TextEncoder().encode(widget("b")) },
    { path: "x/c.yaml", bytes: Uint8Array.of(0xff, 0xff, 0xff) },
  );
  const { names, said } = read(given);
  assertEquals(names, ["a"]);
  assertEquals(said.map((text) => text.replace(/: .*: /, ": ")), [
    "unreadable-file x/../../b.yaml: its path leads out of the folder; it is skipped",
    "unreadable-file c.yaml: it is neither UTF-8 nor UTF-16 text; save it as UTF-8; it is skipped",
  ]);
});

Deno.test("readGiven() ends when there is more than the limits allow", () => {
  const given = folder("x", { "a.yaml": widget("a"), "b.yaml": widget("b") });
  const limits = { ...defaultLimits(), input: widget("a").length + 5 };
  assertThrows(() => read(given, limits), UserError, "with b.yaml the manifests hold more than");
  const files = { ...defaultLimits(), files: 1 };
  assertThrows(() => read(given, files), UserError, "at x there are more files and folders than 1");
});

Deno.test("readGiven() takes a zip in a folder for one of its files", () => {
  const given = folder("x", { "a.yaml": widget("a") });
  given.files.push({
    path: "x/b.zip",
    bytes: zipSync({ "b.yaml": new TextEncoder().encode(widget("b")) }),
  });
  assertEquals(read(given).names, ["a"]);
  given.files = [{ ...given.files[1], path: "b.zip" }];
  assertEquals(read(given).names, ["b"]);
});
