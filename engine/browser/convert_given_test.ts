import { assert, assertEquals, assertRejects } from "@std/assert";
import { Diagnostics, idOf, type Manifest } from "../../pacts/mod.ts";
import { loadModules } from "../core/extensions/load_modules.ts";
import { UserError } from "../core/user_error.ts";
import { file, folder, widget } from "./_testing.ts";
import { convertGiven } from "./convert_given.ts";
import { zip } from "./zip.ts";
import type { ConvertRequest } from "./messages.ts";

/** Makes a service of each pod, with a password that stays what it was. */
const pods = {
  name: "pods",
  role: "provider",
  kinds: ["Pod"],
  // deno-lint-ignore no-explicit-any -- a context as extensions have it
  convert(_kind: string, manifests: Manifest[], ctx: any) {
    const decoder = new TextDecoder();
    return {
      services: Object.fromEntries(manifests.map((pod) => {
        const path = `secrets/${pod.metadata.name}/password`;
        const before = ctx.previous.read(path);
        const password = before ? decoder.decode(before) : crypto.randomUUID();
        ctx.files.write(path, password);
        return [pod.metadata.name, {
          owner: idOf(pod),
          image: "a",
          volumes: [`./${path}:/password`],
        }];
      })),
    };
  },
};

const PROGRAM = {
  name: "mine",
  version: "1.2.3",
  extensions: loadModules({ pods: { default: pods } }),
  offers: [],
};

function convert(request: ConvertRequest) {
  return convertGiven(PROGRAM, request, new Diagnostics());
}

Deno.test("convertGiven() makes a first dekube.yaml, as the command does", async () => {
  const { name, settings, files, page } = await convert({
    given: [folder("shop", { "web.yaml": widget("web") })],
  });
  assertEquals(name, "shop");
  assert(settings.includes("\nname: shop\n"));
  assertEquals(files.map(({ path, mode }) => [path.replace(/@.*/, "@"), mode.toString(8)]), [
    [".dekube/files.json", "600"],
    ["compose.yml", "600"],
    ["dekube.yaml", "644"],
    ["secrets/web/password@", "644"],
  ]);
  assert(page.startsWith("<!DOCTYPE html>"));
});

Deno.test("convertGiven() keeps what an earlier run made, in the page and in a folder", async () => {
  const given = [folder("shop", { "web.yaml": widget("web") })];
  const first = await convert({ given });
  const second = await convert({ given, kept: first.files });
  assertEquals(second.files, first.files);
  const project = folder(
    "shop",
    Object.fromEntries(first.files.map(({ path, content }) => [path, content as string])),
  );
  project.files.push(...given[0].files);
  const third = await convert({ given: [project] });
  assertEquals(third.files, first.files);
  assertEquals(third.settings, first.settings);
  // As it is in version control: without the list of files.
  project.files = project.files.filter(({ path }) => !path.includes(".dekube"));
  assertEquals((await convert({ given: [project] })).files, first.files);
});

Deno.test("convertGiven() goes on with a project that is given beside the manifests", async () => {
  const shop = folder("shop", { "web.yaml": widget("web") });
  const first = await convert({ given: [shop] });
  const made = Object.fromEntries(
    first.files.map(({ path, content }) => [path, content as string]),
  );
  const started = folder("shop", {
    ...made,
    "data/web/state.yaml": widget("state"),
    "compose.override.yml": "services: {}",
  });
  for (const given of [[folder("shop", made), shop], [shop, started], [started, shop]]) {
    const again = await convert({ given });
    assertEquals([again.files, again.settings], [first.files, first.settings]);
  }
  const { message } = await assertRejects(() => convert({ given: [started] }), UserError);
  assert(message.includes("Drop the manifests that it is of, too"), message);
});

Deno.test("convertGiven() goes on with a project that is given at once with the manifests, whatever the page made", async () => {
  const shop = folder("shop", { "web.yaml": widget("web") });
  const first = await convert({ given: [shop] });
  const { files: kept } = await convert({ given: [shop] });
  const [manifest] = file("web.yaml", widget("web")).files;
  const project = folder(
    "made",
    Object.fromEntries(first.files.map(({ path, content }) => [path, content as string])),
  );
  const zipped = {
    path: "shop.zip",
    bytes: zip(first.files.map(({ path, mode, content }) => ({ path, mode, content, of: path }))),
  };
  for (
    const files of [
      [manifest, ...project.files],
      [...project.files, manifest],
      [manifest, zipped],
      [zipped, manifest],
    ]
  ) {
    const again = await convert({ given: [{ name: "", files }], kept });
    assertEquals([again.files, again.settings], [first.files, first.settings]);
  }
});

Deno.test("convertGiven() takes several things for one project, and settings for settings", async () => {
  const { name, services } = await convert({
    given: [
      file("a.yaml", widget("a")),
      file("b.yaml", widget("b")),
      file("dekube.yaml", "name: both\n"),
    ],
  });
  assertEquals([name, services], ["both", 2]);
});

Deno.test("convertGiven() takes settings that are new for those that hold, and tells them whatever comes of them", async () => {
  const given = [file("a.yaml", widget("a")), file("dekube.yaml", "name: brought\n")];
  const settings = "name: typed\n";
  assertEquals((await convert({ given, settings })).name, "typed");
  assertEquals((await convert({ given, settings, fresh: [1] })).name, "brought");
  assertEquals((await convert({ given: given.toReversed(), settings, fresh: [1] })).name, "typed");
  const told: string[] = [];
  const broken = [file("a.yaml", widget("a")), file("dekube.yaml", "exclude: web\n")];
  await assertRejects(
    () =>
      convertGiven(PROGRAM, { given: broken, settings, fresh: [0, 1] }, new Diagnostics(), {
        settings: (text) => told.push(text),
      }),
    UserError,
    "should be a list",
  );
  assertEquals(told, ["exclude: web\n"]);
  // What is wrong with settings that no longer hold is nobody's matter.
  assertEquals((await convert({ given, settings: "limits: [\n", fresh: [1] })).name, "brought");
});

Deno.test("convertGiven() fails with what the command would say", async () => {
  const given = [folder("shop", { "web.yaml": widget("web") })];
  const fails = async (settings: string, message: string, input = given) => {
    const error = await assertRejects(() => convert({ given: input, settings }), UserError);
    assert(error.message.includes(message), error.message);
  };
  await fails("exclude: web\n", 'dekube.yaml: "exclude" should be a list');
  await fails("", "no services came out of these manifests", [
    file("a.yaml", "kind: Widget\nmetadata: { name: a }\n"),
  ]);
  await fails("depends: [jsr:@acme/thing]\n", 'the extension "jsr:@acme/thing", which "depends"');
  await fails("", "there are no manifests", [folder("x", { "a.yaml": "kind:\n" })]);
});

Deno.test("convertGiven() reads secrets.yaml that is given alone, the newest of several, and packs none", async () => {
  const told: (string | undefined)[] = [];
  const asks = {
    name: "vault",
    role: "provider",
    kinds: ["Pod"],
    // deno-lint-ignore no-explicit-any -- a context as extensions have it
    convert(_kind: string, manifests: Manifest[], ctx: any) {
      told.push(ctx.supplied.value(["web"]));
      return { services: { web: { owner: idOf(manifests[0]), image: "a" } } };
    },
  };
  const program = { ...PROGRAM, extensions: loadModules({ asks: { default: asks } }) };
  const values = (value: string) => file("secrets.yaml", `vault:\n  web: ${value}\n`);
  const web = folder("shop", { "web.yaml": widget("web") });
  const project = folder("out", { "dekube.yaml": "name: out\n", "secrets.yaml": "vault:\n" });
  const shown = async (request: ConvertRequest) => {
    const { name, files } = await convertGiven(program, request, new Diagnostics());
    return [name, told.at(-1), files.some(({ path }) => path === "secrets.yaml")];
  };
  assertEquals(await shown({ given: [web] }), ["shop", undefined, true]);
  assertEquals(await shown({ given: [values("one"), web] }), ["shop", "one", false]);
  assertEquals(await shown({ given: [web, project, values("two")] }), ["out", "two", false]);
  const both = [values("new"), web, { ...values("old"), name: "x" }];
  assertEquals(await shown({ given: both, fresh: [0] }), ["shop", "new", false]);
  const manifest = file("secrets.yaml", widget("web"));
  assertEquals((await shown({ given: [manifest] }))[0], "secrets");
});
