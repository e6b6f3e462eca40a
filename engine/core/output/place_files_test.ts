import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import type { ComposeProject } from "../../../pacts/mod.ts";
import { UserError } from "../user_error.ts";
import { OutputTree } from "./output_tree.ts";
import { placeFiles } from "./place_files.ts";

function tree(files: Record<string, string>, options: { exact?: boolean } = {}): OutputTree {
  const tree = new OutputTree();
  for (const [path, content] of Object.entries(files)) tree.write(path, content, options);
  return tree;
}

function mounting(...volumes: ComposeProject["services"][string]["volumes"] & unknown[]) {
  return { name: "shop", services: { web: { volumes } } };
}

function withoutHashes<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replace(/@[0-9a-f]{12}/g, "@…"));
}

Deno.test("placeFiles() leads every way to mount a file to its place", async () => {
  const files = tree({ "a/x": "x", "b": "b", "c d": "c", "e$f": "e", env: "A=1", conf: "c" });
  const { project } = await placeFiles({
    name: "shop",
    services: {
      web: {
        volumes: [
          "./a:/a:ro",
          "./a/x:/x",
          { type: "bind", source: "./b", target: "/b:b", read_only: true },
          { type: "bind", source: "a/", target: "/again" },
          "./e$$f:/e",
          "./data:/data",
          "/etc/a:/etc/a",
          "a:/volume",
          "..:/above",
        ],
        env_file: ["./env", { path: "env", required: false }, "/etc/env"],
      },
      other: { env_file: "env" },
    },
    configs: { one: { file: "./conf" }, two: { content: "x" } },
    secrets: { three: { file: "./c d" } },
  }, files);

  assertEquals(withoutHashes(project) as unknown, {
    name: "shop",
    services: {
      web: {
        volumes: [
          "./a@…:/a:ro",
          "./a/x@…:/x",
          { type: "bind", source: "./b@…", target: "/b:b", read_only: true },
          { type: "bind", source: "./a@…", target: "/again" },
          "./e$$f@…:/e",
          "./data:/data",
          "/etc/a:/etc/a",
          "a:/volume",
          "..:/above",
        ],
        env_file: ["./env@…", { path: "./env@…", required: false }, "/etc/env"],
      },
      other: { env_file: "./env@…" },
    },
    configs: { one: { file: "./conf@…" }, two: { content: "x" } },
    secrets: { three: { file: "./c d@…" } },
  });
});

Deno.test("placeFiles() gives another place when a path, a mode or a content is another, and none else", async () => {
  const placeOf = async (path: string, content: string, mode: number, more = {}) => {
    const files = tree({ "other/file": "same", ...more });
    files.write(path, content, { mode });
    const { units } = await placeFiles(mounting("./a:/a", "./other:/o"), files);
    return units.map(({ place }) => place).join(" ");
  };
  const place = await placeOf("a/x", "1", 0o644);
  assertEquals(await placeOf("a/x", "1", 0o644, { unmounted: "2" }), place);
  assertMatch(place, /^a@[0-9a-f]{12} other@[0-9a-f]{12}$/);
  for (
    const changed of [
      placeOf("a/x", "2", 0o644),
      placeOf("a/x", "1", 0o755),
      placeOf("a/y", "1", 0o644),
    ]
  ) {
    assertNotEquals(await changed, place);
    assertEquals((await changed).split(" ")[1], place.split(" ")[1]);
  }
});

Deno.test("placeFiles() leaves what nothing mounts where it is", async () => {
  const { loose, units } = await placeFiles(mounting("./a:/a"), tree({ "a/x": "x", "b/y": "y" }));
  assertEquals([...loose.keys()], ["b/y"]);
  assertEquals(units.map(({ of, files }) => [of, Object.keys(files)]), [["a", ["x"]]]);
});

Deno.test("placeFiles() keeps files that get an owner in one place, however they are mounted", async () => {
  const files = tree({ "secrets/a/key": "k", "secrets/a/other": "o" }, { exact: true });
  const { project, units } = await placeFiles(
    mounting("./secrets/a/key:/key:ro", "./secrets/a:/files"),
    files,
  );
  assertEquals(units.length, 1);
  assertEquals(withoutHashes(project.services.web.volumes), [
    "./secrets/a@…/key:/key:ro",
    "./secrets/a@…:/files",
  ]);
});

Deno.test("placeFiles() mounts files one by one when not every disk tells their names apart", async () => {
  const names = ["README", "readme", "deep/a:b"];
  const files = tree(Object.fromEntries(names.map((name) => [`configmaps/docs/${name}`, name])));
  const { project, units } = await placeFiles(mounting("./configmaps/docs:/docs:ro"), files);

  assertEquals(withoutHashes(project.services.web.volumes) as unknown, [
    "./configmaps/docs/README@…:/docs/README:ro",
    "./configmaps/docs/readme@…:/docs/readme:ro",
    {
      type: "bind",
      source: "./configmaps/docs/deep/a:b@…",
      target: "/docs/deep/a:b",
      read_only: true,
    },
  ]);
  const places = units.map(({ place }) => place.toLowerCase());
  assertEquals(new Set(places).size, 3);
});

Deno.test("placeFiles() gives loose files names that every disk tells apart, in whatever order they come", async () => {
  const texts = { "docs/README": "1", "docs/readme": "2", "Docs/Readme": "3", "Routes.json": "4" };
  const placed = async (entries: [string, string][]) => {
    const { loose } = await placeFiles(mounting(), tree(Object.fromEntries(entries)), {
      taken: ["routes.json"],
    });
    return Object.fromEntries([...loose].map(([path, { of }]) => [of, path]));
  };
  const expected = {
    "Docs/Readme": "Docs/Readme",
    "Routes.json": "Routes.json~2",
    "docs/README": "Docs/README~2",
    "docs/readme": "Docs/readme~3",
  };
  assertEquals(await placed(Object.entries(texts)), expected);
  assertEquals(await placed(Object.entries(texts).reverse()), expected);
});

Deno.test("placeFiles() takes a further place when somebody has something at the first", async () => {
  const taken = new Set<string>();
  const place = async () => {
    const { units: [{ place }], project } = await placeFiles(
      mounting("./a:/a"),
      tree({ "a/x": "x" }),
      {
        accepts: ({ place }) => !taken.has(place),
      },
    );
    assertEquals(project.services.web.volumes, [`./${place}:/a`]);
    return place;
  };
  const first = await place();
  taken.add(first);
  assertEquals(await place(), `${first}-2`);
  taken.add(`${first}-2`);
  assertEquals(await place(), `${first}-3`);
});

Deno.test("placeFiles() shortens the name of a file that no disk would take", async () => {
  const long = "ä".repeat(300);
  const { units: [{ place }] } = await placeFiles(
    mounting(`./configmaps/a/${long}:/x`),
    tree({ [`configmaps/a/${long}`]: "x" }),
  );
  assert(new TextEncoder().encode(place.split("/").at(-1)).length < 220, place);
  assertMatch(place, /^configmaps\/a\/ä{100}@[0-9a-f]{12}$/);
});

Deno.test("placeFiles() refuses a file when its path is too long", async () => {
  const files = OutputTree.of([["a/".repeat(255) + "a", { content: "", mode: 0o644 }]]);
  await assertRejects(() => placeFiles(mounting(), files), UserError, "its path is too long");
});
