/** What pages show of dekube.yaml is understood. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { parse } from "@std/yaml";
import { parseConfig } from "../engine/core/settings/config.ts";

const DOCS = fromFileUrl(new URL("../docs/", import.meta.url));

/** Blocks that are values of a chart follow this line, or begin so. */
const VALUES = /^(?:mode|ingress|ui|prometheus|prometheusOperator):|^external-secrets:/;

for (const page of ["running", "tutorial", "troubleshooting", "recipes", "podman", "diagnostics"]) {
  Deno.test(`docs/${page}.md shows settings that dekube.yaml has`, async () => {
    const text = await Deno.readTextFile(`${DOCS}${page}.md`);
    for (const [, indent, yaml] of text.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)) {
      const settings = yaml.replaceAll(new RegExp(`^${indent}`, "gm"), "");
      parse(settings);
      if (VALUES.test(settings)) continue;
      assertEquals(Object.keys(parseConfig(settings, "dekube.yaml").other), [], settings);
    }
  });

  Deno.test(`docs/${page}.md shows settings in code that can be read`, async () => {
    const text = await Deno.readTextFile(`${DOCS}${page}.md`);
    const inline = text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, "").matchAll(
      /`((?:overrides|volumes|services|exclude|subnet|name|https|hosts|images|accept|extensions)[.\w]*: [^`]*)`/g,
    );
    for (const [, setting] of inline) {
      const { other } = parseConfig(setting.replaceAll("\n", " "), "dekube.yaml");
      assertEquals(Object.keys(other), [], setting);
    }
  });
}
