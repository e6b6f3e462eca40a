import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { needsTool } from "../../../tools/needs_tool.ts";
import { printableLines } from "../../../pacts/printable.ts";
import { imageScript } from "./image_script.ts";
import { imagesOf } from "./list_images.ts";

const SERVICES = {
  web: { image: "nginx:1" },
  odd: { image: "it's; rm -rf $(pwd)/x:1" },
  danger: { image: "it's; touch harm" },
  steering: { image: "evil\u001b[2J\nrm -rf /" },
  flag: { image: "--output=elsewhere" },
  api: { image: "r.test/api:2", build: "../api" },
  open: { image: "${IMAGE}\nevil" },
};

/** Runs a script with a program that writes down what it is asked. */
async function play(
  script: string,
  args: readonly string[],
  { program = "Docker", also = "" } = {},
): Promise<{ code: number; said: string; asked: string[]; files: string[] }> {
  const dir = await Deno.makeTempDir();
  try {
    const docker = join(dir, "docker");
    await Deno.writeTextFile(
      docker,
      `#!/bin/sh
[ "$1" = --version ] && echo "${program} version 4.3.1" && exit
printf '%s|' "$@" >> ${dir}/asked; echo >> ${dir}/asked
${also}\n`,
    );
    await Deno.chmod(docker, 0o755);
    await Deno.writeTextFile(join(dir, "images.sh"), script);
    const { code, stdout, stderr } = await new Deno.Command("sh", {
      args: ["images.sh", ...args],
      cwd: dir,
      env: { DOCKER: docker },
    }).output();
    const asked = await Deno.readTextFile(join(dir, "asked")).catch(() => "");
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return {
      code,
      said: text(stdout) + text(stderr),
      asked: asked.split("\n").filter(Boolean),
      files: [...Deno.readDirSync(dir)].map(({ name }) => name).sort(),
    };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const script = imageScript("my shop", imagesOf({ services: SERVICES }), "docker compose");

Deno.test({
  ...needsTool(
    "imageScript() saves and loads what there is, each image as one word that is no flag",
    "sh",
    "any system's",
  ),
  async fn() {
    const saved = await play(script, ["save", "a b.tar"]);
    assertEquals(saved.code, 0, saved.said);
    assertEquals(saved.asked, [
      "pull|--|--output=elsewhere|",
      "pull|--|it's; touch harm|",
      "pull|--|nginx:1|",
      "image|inspect|--|r.test/api:2|",
      "save|-o|a b.tar|--|--output=elsewhere|it's; touch harm|nginx:1|r.test/api:2|",
    ]);
    assertEquals(saved.files, ["asked", "docker", "images.sh"]);
    const loaded = await play(script, ["load"]);
    assertEquals(loaded.asked, ["load|-i|my-shop-images.tar|"]);
    const other = await play(script, []);
    assertEquals(other.code, 2);
    assertStringIncludes(other.said, "usage: images.sh save|load [FILE]");
  },
});

Deno.test({
  ...needsTool("imageScript() tells Podman that there are several images", "sh", "any system's"),
  async fn() {
    const { asked } = await play(script, ["save", "a.tar"], { program: "podman" });
    assertEquals(
      asked.at(-1),
      "save|--multi-image-archive|-o|a.tar|--|--output=elsewhere|it's; touch harm|nginx:1|r.test/api:2|",
    );
  },
});

Deno.test({
  ...needsTool("imageScript() takes what no registry gives as it is here", "sh", "any system's"),
  async fn() {
    const offline = '[ "$1" = pull ] && exit 1';
    const here = await play(script, ["save", "a.tar"], { also: `${offline}; exit 0` });
    assertEquals(here.code, 0, here.said);
    assertStringIncludes(here.said, "not to be had anew, so taken as it is here: nginx:1\n");
    assert(here.asked.at(-1)!.startsWith("save|"));

    const missing = await play(script, ["save", "a.tar"], {
      also: `${offline}; [ "$1" != image ] || exit 1`,
    });
    assert(missing.code !== 0);
    assert(!missing.asked.some((line) => line.startsWith("save|")), missing.said);
  },
});

Deno.test("imageScript() says what is not among them, in one line", () => {
  assertStringIncludes(script, "# Not among them, since Compose fills it in: ${IMAGE}\\nevil\n");
  assertStringIncludes(script, "since it is no image's name: evil\\x1b[2J\\nrm -rf /\n");
  assertEquals(printableLines(script), script);
  assert(!script.includes("pinned by digest"));
  const pinned = { services: { a: { image: `a@sha256:${"0".repeat(64)}` } } };
  assertStringIncludes(imageScript("x", imagesOf(pinned), "docker compose"), "pinned by digest");
});
