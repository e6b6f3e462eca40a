import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type Extension, PORT } from "../../pacts/mod.ts";
import type { LoadedExtension } from "../core/extensions/registry.ts";
import { UserError } from "../core/user_error.ts";
import { describeExtension, listExtensions } from "./list_extensions.ts";

function loaded(name: string, rest: Partial<LoadedExtension> = {}): LoadedExtension {
  const extension = { name, priority: 77, transform() {} } as Extension;
  return { extension, origin: `./${name}.ts`, runtime: true, ...rest };
}

Deno.test("listExtensions() has a line each, with a tick before what is loaded", () => {
  const lines = listExtensions([loaded("caddy"), loaded("mine")])
    .split("\n").map((line) => line.replace(/(?<=\S) {2,}/g, " | "));
  assertEquals(lines[0], "   name | kind | priority | description");
  for (
    const line of [
      "   haproxy | rewriter | 2000 | Reads Ingresses of class haproxy and those without a class",
      "✓ | caddy | transform | 77 | Caddy as the reverse proxy of all Ingresses",
      "✓ | mine | transform | 77 | from ./mine.ts",
    ]
  ) {
    assert(lines.includes(line), line);
  }
});

Deno.test("describeExtension() shows what one depends on, and how to load it", () => {
  assertEquals(
    describeExtension("workload", []),
    `workload
  Deployment, StatefulSet, DaemonSet, Job, Pod and the like -> services
  kind:          provider
  priority:      500
  depends:       configmap-indexer, secret-indexer, service-indexer
  incompatible:  nothing
  loaded:        no; add it with --extension workload
  settings:      extensions.workload in dekube.yaml; which others there are it does not say
    enabled: true
      Whether the extension has its part in a conversion. Must be true or false.`,
  );
});

Deno.test("describeExtension() shows one that the catalogue does not have when it is loaded", () => {
  const info = { name: "mine", incompatible: ["caddy"] };
  const text = describeExtension("mine", [loaded("part", { info, namedBy: "--extension" })]);
  assertStringIncludes(text, "incompatible:  caddy");
  assertStringIncludes(text, "loaded:        ./part.ts, named by --extension");
});

Deno.test("describeExtension() shows what may be set, also where one is not loaded", () => {
  const settings = { port: { type: PORT, default: 80, description: "Port for HTTP." } };
  const own = loaded("mine", { info: { name: "mine", settings } });
  const shown = `settings:      extensions.NAME in dekube.yaml
    enabled: true
      Whether the extension has its part in a conversion. Must be true or false.
    port: 80
      Port for HTTP. Must be a port number, 1 to 65535.`;
  assertStringIncludes(describeExtension("mine", [own]), shown.replace("NAME", "mine"));
  assertStringIncludes(
    describeExtension("caddy", [], { settings }),
    shown.replace("NAME", "caddy"),
  );
  assertStringIncludes(
    describeExtension("caddy", [], { settings: {} }),
    "settings:      extensions.caddy in dekube.yaml\n    enabled: true",
  );
});

Deno.test("describeExtension() says that there is none by default when the default may not be set", () => {
  const settings = { port: { type: PORT, default: 0, description: "Port for HTTP." } };
  assertStringIncludes(describeExtension("caddy", [], { settings }), "    port: none\n");
});

Deno.test("describeExtension() names the nearest when there is none of a name", () => {
  assertThrows(
    () => describeExtension("cady", []),
    UserError,
    'there is no extension "cady" in the catalogue, and none of that name is loaded (did you mean "caddy"?). See what there is with: extensions',
  );
});
