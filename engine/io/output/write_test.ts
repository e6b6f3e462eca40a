import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { OutputError } from "../errors.ts";
import { type Version, writeVersion } from "./_versions.ts";
import { type Disk, realDisk } from "./disk.ts";
import type { Rooted } from "./rooted.ts";
import type { LooseFile } from "../../core/output/place_files.ts";
import { sha256 } from "../../core/output/places.ts";
import { OutputSession } from "./session.ts";
import { looseFile } from "../../core/output/place_files.ts";
import { writeOutput } from "./write.ts";
import { ROOT, unless, WINDOWS } from "../../../tools/unless.ts";

/** Files as text, with the modes that a run gives them. */
function files(texts: Record<string, string>): [string, {
  content: string;
  mode: number;
}][] {
  return Object.entries(texts).map(([path, content]) => [
    path,
    { content, mode: path === "compose.yml" ? 0o600 : 0o644 },
  ]);
}

async function inFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Everything below a folder as text; a link as where it leads. */
async function tree(dir: string, at = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isDirectory, isSymlink } of Deno.readDir(dir)) {
    const path = join(dir, name);
    if (isDirectory) Object.assign(found, await tree(path, `${at}${name}/`));
    else if (isSymlink) found[at + name] = `-> ${await Deno.readLink(path)}`;
    else if (at + name === LIST || (at + name).endsWith(`/${LIST}`)) {
      const { loose } = JSON.parse(await Deno.readTextFile(path));
      found[at + name] = list(...Object.keys(loose));
    } else found[at + name] = await Deno.readTextFile(path);
  }
  return found;
}

async function put(dir: string, texts: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    await Deno.mkdir(join(dir, path, ".."), { recursive: true });
    await Deno.writeTextFile(join(dir, path), text);
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

async function mode(path: string): Promise<string> {
  return ((await Deno.lstat(path)).mode! & 0o7777).toString(8);
}

const LIST = ".dekube/files.json";

/** A list of files as `tree()` shows it. */
function list(...paths: string[]): string {
  return `list of ${paths.join(" ")}`;
}

/** A list as versions wrote it that kept no digests. */
function oldList(...paths: string[]): string {
  return JSON.stringify({ version: 1, files: paths }, null, 2) + "\n";
}

Deno.test("writeOutput() writes files and the list of them", async () => {
  await inFolder(async (dir) => {
    const report = await writeOutput(
      dir,
      files({ "compose.yml": "c", "configmaps/web/a.txt": "a" }),
    );

    assertEquals(report, {
      written: ["compose.yml", "configmaps/web/a.txt"],
      unchanged: [],
      removed: [],
      kept: [],
      left: [],
    });
    assertEquals(await tree(dir), {
      "compose.yml": "c",
      "configmaps/web/a.txt": "a",
      ".dekube/files.json": list("compose.yml", "configmaps/web/a.txt"),
    });
  });
});

Deno.test("writeOutput() makes the output folder when there is none", async () => {
  await inFolder(async (dir) => {
    const out = join(dir, "deep", "out");
    await writeOutput(out, files({ "compose.yml": "c" }));

    assertEquals(await Deno.readTextFile(join(out, "compose.yml")), "c");
  });
});

Deno.test("writeOutput() writes bytes as they are when content is bytes", async () => {
  await inFolder(async (dir) => {
    const content = new Uint8Array([0, 255, 10]);
    await writeOutput(dir, [["secrets/a", { content, mode: 0o644 }]]);

    assertEquals(await Deno.readFile(join(dir, "secrets/a")), content);
  });
});

Deno.test("writeOutput() leaves files alone when they are right already", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, files({ "compose.yml": "c", a: "1", b: "1" }));
    const past = new Date("2020-01-01");
    for (const name of ["compose.yml", "a", "b"]) {
      await Deno.utime(join(dir, name), past, past);
    }

    const report = await writeOutput(
      dir,
      files({ "compose.yml": "c", a: "1", b: "2" }),
    );

    assertEquals(report.unchanged, ["a", "compose.yml"]);
    assertEquals(report.written, ["b"]);
    assertEquals((await Deno.stat(join(dir, "a"))).mtime, past);
    assertEquals((await Deno.stat(join(dir, "compose.yml"))).mtime, past);
  });
});

Deno.test("writeOutput() changes nothing on the disk when nothing has changed", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, files({ "compose.yml": "c" }));
    const report = await writeOutput(dir, files({ "compose.yml": "c" }), {
      disk: () =>
        new Proxy({} as Disk, {
          get: (_, name) => () => {
            throw new Error(`${String(name)} was called`);
          },
        }),
    });

    assertEquals(report.unchanged, ["compose.yml"]);
  });
});

Deno.test("writeOutput() gives the same list when files come in another order", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, files({ b: "b", a: "a", B: "B" }));

    assertEquals((await tree(dir))[".dekube/files.json"], list("B", "a", "b"));
  });
});

Deno.test("writeOutput() moves compose.yml last when there are other files", async () => {
  await inFolder(async (dir) => {
    const moved: string[] = [];
    const disk = (root: Rooted): Disk => {
      const real = realDisk(root);
      return {
        ...real,
        move(from, to) {
          moved.push(to);
          real.move(from, to);
        },
      };
    };
    const texts = { "compose.yml": "c", "a.txt": "a", "z.txt": "z" };
    await writeOutput(dir, files(texts), { disk });

    assertEquals(moved, [
      ".dekube/pending.json",
      "a.txt",
      "z.txt",
      "compose.yml",
      ".dekube/files.json",
    ]);
  });
});

Deno.test("writeOutput() removes files when the last run wrote them and this one does not", async () => {
  await inFolder(async (dir) => {
    await writeOutput(
      dir,
      files({ "a/b/one": "1", "a/two": "2", "c/three": "3", "d": "4" }),
    );
    await put(dir, { "a/mine": "m" });

    const report = await writeOutput(dir, files({ d: "4" }));

    assertEquals(report.removed, ["a/b/one", "a/two", "c/three"]);
    assertEquals(await tree(dir), {
      "a/mine": "m",
      d: "4",
      ".dekube/files.json": list("d"),
    });
    await assertRejects(() => Deno.lstat(join(dir, "a/b")));
    await assertRejects(() => Deno.lstat(join(dir, "c")));
  });
});

Deno.test("writeOutput() says nothing of a stale file when it is gone already", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, files({ a: "1", "b/c": "2", d: "3" }));
    await Deno.remove(join(dir, "a"));
    await Deno.remove(join(dir, "b"), { recursive: true });

    const report = await writeOutput(dir, files({ d: "3" }));

    assertEquals(report.removed, []);
    assertEquals(report.unchanged, ["d"]);
  });
});

Deno.test("a run counts a mounted file as removed when it goes, and not when somebody took it away", async () => {
  for (const isThere of [true, false]) {
    await inFolder(async (dir) => {
      const conf = "configmaps/web/conf";
      const removedBy = async (name: string, ...others: string[]) => {
        // One that changes with each version was never removed.
        const mounts = ["configmaps/changing", ...others];
        const files: Version["files"] = Object.fromEntries(
          mounts.map((path) => [path, [name, 0o644]]),
        );
        return (await writeVersion(dir, { name, mounts, files })).removed;
      };
      await removedBy("first", conf);
      const place = Object.keys(await tree(dir)).find((path) => path.includes("/web/conf"))!;
      if (!isThere) await Deno.remove(join(dir, place));
      const removed: string[][] = [];
      for (const name of ["a", "b", "c", "d", "e"]) removed.push(await removedBy(name));
      assertEquals(removed, [[], [], [], isThere ? [conf] : [], []]);
      assertEquals(await exists(join(dir, place)), false);
    });
  }
});

Deno.test("writeOutput() replaces a file by a folder when both are its own", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, files({ a: "file", "b/c/d": "deep", "b/e": "e" }));

    const report = await writeOutput(dir, files({ "a/x": "x", b: "file" }));

    assertEquals(report.removed, ["a", "b/c/d", "b/e"]);
    assertEquals(await tree(dir), {
      "a/x": "x",
      b: "file",
      ".dekube/files.json": list("a/x", "b"),
    });
  });
});

Deno.test("writeOutput() keeps the user's file under another name when it is in the way", async () => {
  await inFolder(async (dir) => {
    await put(dir, {
      Caddyfile: "mine",
      "compose.yml": "also mine",
      "compose.yml.orig": "older",
      same: "same",
    });

    const report = await writeOutput(
      dir,
      files({ Caddyfile: "new", "compose.yml": "new", same: "same" }),
    );

    assertEquals(report.kept, [
      { path: "Caddyfile", copy: "Caddyfile.orig" },
      { path: "compose.yml", copy: "compose.yml.orig.1" },
    ]);
    assertEquals(await tree(dir), {
      Caddyfile: "new",
      "Caddyfile.orig": "mine",
      "compose.yml": "new",
      "compose.yml.orig": "older",
      "compose.yml.orig.1": "also mine",
      same: "same",
      ".dekube/files.json": list("Caddyfile", "compose.yml", "same"),
    });
  });
});

Deno.test("writeOutput() keeps no copy when the file is of an earlier run", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, files({ "compose.yml": "1" }));
    const report = await writeOutput(dir, files({ "compose.yml": "2" }));

    assertEquals(report.kept, []);
    assertEquals((await tree(dir))["compose.yml"], "2");
  });
});

Deno.test("writeOutput() keeps a copy of a file of an earlier run when somebody has changed it", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, files({ "compose.yml": "1", a: "1" }));
    await put(dir, { a: "mine" });
    const report = await writeOutput(dir, files({ "compose.yml": "2", a: "2" }));

    assertEquals(report.kept, [{ path: "a", copy: "a.orig" }]);
    assertEquals((await tree(dir))["a.orig"], "mine");
    // One that is not wanted any more stays as it is.
    await put(dir, { a: "mine again" });
    const last = await writeOutput(dir, files({ "compose.yml": "3" }));
    assertEquals([last.removed, last.left], [[], ["a"]]);
    assertEquals((await tree(dir)).a, "mine again");
  });
});

Deno.test("writeOutput() keeps a copy of a compose.yml that bears our header when there is no list, unless it is right", async () => {
  for (
    const [there, kept] of [
      ["# Generated by dekube from …\nmine\n", [{ path: "compose.yml", copy: "compose.yml.orig" }]],
      ["# Generated by dekube from …\nnew\n", []],
    ] as const
  ) {
    await inFolder(async (dir) => {
      await put(dir, { "compose.yml": there });
      const now = "# Generated by dekube from …\nnew\n";

      const report = await writeOutput(dir, files({ "compose.yml": now }));

      assertEquals(report.kept, [...kept]);
      assertEquals(await tree(dir), {
        "compose.yml": now,
        ...(kept.length > 0 ? { "compose.yml.orig": there } : {}),
        [LIST]: list("compose.yml"),
      });
    });
  }
});

Deno.test("writeOutput() does not take a file for its own again when it was handed over", async () => {
  await inFolder(async (dir) => {
    const handedOver = ["dekube.yaml"];
    await writeOutput(dir, files({ "dekube.yaml": "name: a", a: "a" }), {
      handedOver,
    });

    const report = await writeOutput(dir, files({ a: "a" }));

    assertEquals(report.removed, []);
    assertEquals((await tree(dir))["dekube.yaml"], "name: a");
  });
});

Deno.test("writeOutput() removes nothing on a list's word alone", async () => {
  const text = (path: string) => `the user's ${path}`;
  const paths = ["../precious", "data/db", ".git/config", "secrets/a", "configmaps/c@0123456789ab"];
  for (const version of [1, 2]) {
    await inFolder(async (dir) => {
      const out = join(dir, "out");
      const record = async (path: string) => ({ mode: 0o644, sha256: await sha256(text(path)) });
      const loose = Object.fromEntries(
        await Promise.all(paths.map(async (path) => [path, await record(path)])),
      );
      const units = {
        "data/db": { of: "data/db", files: { "": loose["data/db"] } },
        "configmaps/c@0123456789ab": {
          of: "configmaps/c",
          files: { "": loose["configmaps/c@0123456789ab"] },
        },
      };
      const planted = version === 1
        ? oldList(...paths)
        : JSON.stringify({ version, home: "1-1", loose, units, earlier: units });
      for (const path of paths) await put(out, { [path]: text(path) });
      await put(out, { [LIST]: planted });

      for (const content of ["1", "2", "3", "4", "5"]) {
        await writeOutput(out, files({ a: content, "compose.yml": content }));
      }
      const found = await tree(dir);
      for (const path of paths) {
        assertEquals(found[path.startsWith("../") ? path.slice(3) : `out/${path}`], text(path));
      }
    });
  }
});

Deno.test("writeOutput() takes over what a version left that kept no digests", async () => {
  await inFolder(async (dir) => {
    await put(dir, {
      "compose.yml": "# Generated by dekube from …\n",
      a: "a",
      b: "another b",
      old: "old",
      [LIST]: oldList("a", "b", "compose.yml", "old"),
      ".dekube/journal.json": "{}",
      ".dekube/staging/new-0": "x",
    });
    const placed: LooseFile = await looseFile("a", { content: "a", mode: 0o644 });
    using session = await OutputSession.open(dir);
    const report = await session.write({
      units: [],
      loose: new Map([
        ["elsewhere", placed],
        ["b", await looseFile("b", { content: "b", mode: 0o644 })],
        ["compose.yml", await looseFile("compose.yml", { content: "c", mode: 0o600 })],
      ]),
    });
    session.close();

    assertEquals(report.left, ["old"]);
    assertEquals(report.kept, [{ path: "b", copy: "b.orig" }]);
    assertEquals(await tree(dir), {
      b: "b",
      "b.orig": "another b",
      "compose.yml": "c",
      elsewhere: "a",
      old: "old",
      [LIST]: list("b", "compose.yml", "elsewhere"),
    });
  });
});

Deno.test("writeOutput() ignores a record of changes when it was made elsewhere, or is not as it must be", async () => {
  const sha = await sha256("p");
  const change = (path: string) => ({ path, sha256: sha });
  const right = { home: "1-1", units: {}, folders: ["empty"], cleared: {}, modes: {}, done: {} };
  for (
    const planted of [
      { version: 2, ...right, loose: [change("precious")], list: "", last: "" },
      { version: 2, ...right, modes: { foreign: 0o777 }, loose: [], list: "x", last: "" },
      { version: 2, ...right, loose: [{ ...change("precious"), copy: "../other" }], list: "" },
      { version: 1, steps: [{ do: "move", staged: "new-0", path: "../precious" }] },
    ]
  ) {
    await inFolder(async (dir) => {
      const out = join(dir, "out");
      await put(out, { precious: "p", "foreign/x": "x", ".dekube/staging/new-0": "evil" });
      await Deno.mkdir(join(out, "empty"));
      await Deno.chmod(join(out, "foreign"), 0o700);
      await put(out, { ".dekube/pending.json": JSON.stringify(planted) });
      await writeOutput(out, files({ a: "a" }));

      assertEquals(await tree(dir), {
        "out/precious": "p",
        "out/foreign/x": "x",
        "out/a": "a",
        [`out/${LIST}`]: list("a"),
      });
      assertEquals(await mode(join(out, "foreign")), "700");
      assertEquals(await mode(join(out, "empty")), "755");
    });
  }
});

for (
  const path of [
    "../a",
    "a/../../b",
    "/a",
    "a//b",
    "a/",
    "",
    ".",
    "./a",
    "a\\b",
    "C:/a",
    "a\0b",
    ".dekube/files.json",
    ".DEKUBE/files.json",
  ]
) {
  Deno.test(`writeOutput() throws when a path is ${JSON.stringify(path)}`, async () => {
    await inFolder(async (dir) => {
      await assertRejects(
        () => writeOutput(dir, [...files({ ok: "" }), ...files({ [path]: "" })]),
        OutputError,
        `"${path}" can't be written`,
      );
      assertEquals(await tree(dir), {});
    });
  });
}

for (
  const path of [
    ".git/hooks/post-checkout",
    ".env",
    "web/.env",
    "deno.json",
    "DENO.jsonc",
    "package.json",
    "web/node_modules/x/index.js",
    "compose.override.yml",
    "docker-compose.override.yaml",
    "compose.yaml",
    "compose.yml::$DATA",
    "Docker-Compose.YML",
    "web/Dockerfile",
    "helmfile.yaml.gotmpl",
    "helmfile.d/a.yaml",
    "chart.YAML",
    "kustomization.yml",
    "Kustomization",
    "Make\u200dfile",
    "\uff4dakefile",
    "makefile. .",
    "justfile",
    "Taskfile.dist.yml",
    ".vscode/tasks.json",
    ".devcontainer/devcontainer.json",
    ".github/workflows/a.yml",
    ".envrc",
    ".npmrc",
    "vite.config.ts",
    "configmaps/.git/config",
    "\u200d.git/config",
  ]
) {
  Deno.test(`writeOutput() throws when another program would obey ${path}`, async () => {
    await inFolder(async (dir) => {
      await assertRejects(
        () => writeOutput(dir, files({ "compose.yml": "c", [path]: "" })),
        OutputError,
        `"${path}" can't be written`,
      );
      assertEquals(await tree(dir), {});
    });
  });
}

Deno.test("writeOutput() writes keys of ConfigMaps and Secrets whatever their names are", async () => {
  await inFolder(async (dir) => {
    const keys = ["configmaps/web/.htaccess", "secrets/npm/package.json", "web/app.yml"];
    const all = Object.fromEntries(keys.map((key) => [key, "x"]));
    await writeOutput(dir, files({ "docker-compose.yml": "c", ...all }), {
      last: "docker-compose.yml",
    });

    assertEquals((await writeOutput(dir, files(all))).unchanged, keys.toSorted());
  });
});

Deno.test("writeOutput() changes nothing when a folder's name is longer than the disk takes", async () => {
  await inFolder(async (dir) => {
    const path = `configmaps/${"x".repeat(300)}/k`;
    let changes: string[] = [];
    const disk = (root: Rooted) =>
      new Proxy(realDisk(root), {
        get: (real, name: keyof Disk) => (...args: string[]) => {
          changes.push(...args.filter((arg) => typeof arg === "string" && !/^\.dekube/.test(arg)));
          return (real[name] as (...args: string[]) => void)(...args);
        },
      });

    for (const there of [{}, { "configmaps/mine": "mine" }] as Record<string, string>[]) {
      await put(dir, there);
      changes = [];
      await assertRejects(
        () => writeOutput(dir, files({ "compose.yml": "c", [path]: "k" }), { disk }),
        OutputError,
        "the name is too long for the file system",
      );
      assertEquals(changes, []);
      assertEquals(await tree(dir), there);
    }
    await writeOutput(dir, files({ "compose.yml": "c" }));
    assertEquals(await Deno.readTextFile(join(dir, "compose.yml")), "c");
  });
});

Deno.test("writeOutput() takes a run back when it was to make a name that the disk doesn't take", async () => {
  await inFolder(async (dir) => {
    const long = `configmaps/${"x".repeat(300)}`;
    await writeOutput(dir, files({ "compose.yml": "c" }));
    const { home } = JSON.parse(await Deno.readTextFile(join(dir, LIST)));
    const pending = {
      version: 2,
      home,
      units: {},
      folders: ["configmaps", long],
      cleared: {},
      modes: {},
      loose: [{ path: `${long}/k`, sha256: "0".repeat(64) }],
      last: "compose.yml",
      list: "",
      isNewList: false,
      done: {},
    };
    await put(dir, { ".dekube/pending.json": JSON.stringify(pending) });
    await Deno.mkdir(join(dir, "configmaps"));

    await writeOutput(dir, files({ "compose.yml": "d" }));

    assertEquals(await tree(dir), { "compose.yml": "d", [LIST]: list("compose.yml") });
  });
});

Deno.test("writeOutput() throws when one file lies in another", async () => {
  await inFolder(async (dir) => {
    await assertRejects(
      () => writeOutput(dir, files({ a: "1", "a/b": "2" })),
      OutputError,
      '"a" is to be a file',
    );
    assertEquals(await tree(dir), {});
  });
});

Deno.test(
  unless("writeOutput() throws when a folder on the way is a symbolic link", WINDOWS),
  async () => {
    await inFolder(async (dir) => {
      const [out, elsewhere] = [join(dir, "out"), join(dir, "elsewhere")];
      await put(dir, { "out/x": "x", "elsewhere/y": "y" });
      await Deno.symlink(elsewhere, join(out, "secrets"));

      await assertRejects(
        () => writeOutput(out, files({ a: "a", "secrets/db/key": "k" })),
        OutputError,
        `"${join(out, "secrets")}" is a symbolic link`,
      );
      assertEquals(await tree(elsewhere), { y: "y" });
      assertEquals(Object.keys(await tree(out)).sort(), ["secrets", "x"]);
    });
  },
);

Deno.test(
  unless("writeOutput() throws when its own folder is a symbolic link", WINDOWS),
  async () => {
    await inFolder(async (dir) => {
      await put(dir, { "out/x": "x", "elsewhere/y": "y" });
      await Deno.symlink(join(dir, "elsewhere"), join(dir, "out/.dekube"));

      await assertRejects(
        () => writeOutput(join(dir, "out"), files({ a: "a" })),
        OutputError,
        ".dekube",
      );
      assertEquals(await tree(join(dir, "elsewhere")), { y: "y" });
    });
  },
);

Deno.test(
  unless("writeOutput() replaces the link when a file to write is a symbolic link", WINDOWS),
  async () => {
    await inFolder(async (dir) => {
      const target = join(dir, "target");
      await put(dir, { "target": "t", "out/x": "x" });
      await Deno.symlink(target, join(dir, "out/compose.yml"));

      const report = await writeOutput(
        join(dir, "out"),
        files({ "compose.yml": "c" }),
      );

      assertEquals(report.kept, [{
        path: "compose.yml",
        copy: "compose.yml.orig",
      }]);
      assertEquals(await tree(dir), {
        target: "t",
        "out/x": "x",
        "out/compose.yml": "c",
        "out/compose.yml.orig": `-> ${target}`,
        "out/.dekube/files.json": list("compose.yml"),
      });
    });
  },
);

Deno.test(
  unless(
    "writeOutput() does not look for stale files when a folder became a symbolic link",
    WINDOWS,
  ),
  async () => {
    await inFolder(async (dir) => {
      const out = join(dir, "out");
      await writeOutput(out, files({ "a/b": "b", c: "c" }));
      await put(dir, { "elsewhere/b": "mine" });
      await Deno.remove(join(out, "a"), { recursive: true });
      await Deno.symlink(join(dir, "elsewhere"), join(out, "a"));

      const report = await writeOutput(out, files({ c: "c" }));

      assertEquals(report.removed, []);
      assertEquals((await tree(dir))["elsewhere/b"], "mine");
    });
  },
);

Deno.test("writeOutput() throws when a folder is where a file must go", async () => {
  await inFolder(async (dir) => {
    await put(dir, { "compose.yml/mine": "m" });

    await assertRejects(
      () => writeOutput(dir, files({ a: "a", "compose.yml": "c" })),
      OutputError,
      `"${join(dir, "compose.yml")}" is a folder`,
    );
    assertEquals(await tree(dir), { "compose.yml/mine": "m" });
  });
});

Deno.test("writeOutput() replaces a folder when it is empty", async () => {
  await inFolder(async (dir) => {
    await Deno.mkdir(join(dir, "Caddyfile"));
    await writeOutput(dir, files({ Caddyfile: "c" }));

    assertEquals((await tree(dir)).Caddyfile, "c");
  });
});

Deno.test("writeOutput() throws when a file is where a folder must go", async () => {
  await inFolder(async (dir) => {
    await put(dir, { secrets: "mine" });

    await assertRejects(
      () => writeOutput(dir, files({ "secrets/a": "a" })),
      OutputError,
      `"${join(dir, "secrets")}" is a file`,
    );
    assertEquals(await tree(dir), { secrets: "mine" });
  });
});

Deno.test("writeOutput() throws when the output folder is a file", async () => {
  await inFolder(async (dir) => {
    await put(dir, { out: "file" });
    const out = join(dir, "out");

    await assertRejects(
      () => writeOutput(out, files({ a: "a" })),
      OutputError,
      `"${out}" is a file`,
    );
    await assertRejects(
      () => writeOutput(join(out, "deeper"), files({ a: "a" })),
      OutputError,
      `"${join(out, "deeper")}" can't be made`,
    );
  });
});

Deno.test({
  ...unless("writeOutput() throws when the output folder is read-only", ROOT),
  async fn() {
    await inFolder(async (dir) => {
      await Deno.chmod(dir, 0o555);
      try {
        await assertRejects(
          () => writeOutput(dir, files({ a: "a" })),
          OutputError,
          `Nothing was written to "${dir}": permission denied. Make it a folder that you may write to`,
        );
      } finally {
        await Deno.chmod(dir, 0o755);
      }
    });
  },
});

Deno.test({
  ...unless("writeOutput() throws before it moves anything when one folder is read-only", ROOT),
  async fn() {
    await inFolder(async (dir) => {
      await writeOutput(dir, files({ a: "1", "b/c": "1" }));
      const before = await tree(dir);
      await Deno.chmod(join(dir, "b"), 0o555);
      try {
        await assertRejects(
          () => writeOutput(dir, files({ a: "2", "b/c": "2" })),
          OutputError,
          `"b/c": permission denied`,
        );
      } finally {
        await Deno.chmod(join(dir, "b"), 0o755);
      }
      assertEquals(await tree(dir), before);
    });
  },
});

Deno.test({
  ...unless(
    "writeOutput() leaves a file alone that it can't read, when it wrote the same before",
    ROOT,
  ),
  async fn() {
    await inFolder(async (dir) => {
      const write = async (content: string) => {
        const closed = { content, mode: 0o200, exact: true };
        const { written, kept } = await writeOutput(dir, [["secrets/a/key", closed]]);
        return [written, kept];
      };
      assertEquals(await write("1"), [["secrets/a/key"], []]);
      assertEquals(await write("1"), [[], []]);
      assertEquals(await write("2"), [["secrets/a/key"], []]);
      assertEquals((await writeOutput(dir, files({ a: "1" }))).removed, ["secrets/a/key"]);
    });
  },
});

Deno.test("writeOutput() keeps a list that it alone can read", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, [["a", { content: "1", mode: 0o400, exact: true }]]);
    assertEquals(await mode(join(dir, LIST)), "600");
    assertEquals(JSON.parse(await Deno.readTextFile(join(dir, LIST))).loose, {
      a: {
        mode: 0o400,
        sha256: "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
      },
    });
    assertEquals(await mode(join(dir, "a")), "400");
  });
});

Deno.test("writeOutput() leaves the old files when the disk is full", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, files({ "compose.yml": "1", a: "1" }));
    const before = await tree(dir);
    let writes = 0;
    const disk = (root: Rooted): Disk => {
      const real = realDisk(root);
      return {
        ...real,
        write(path, bytes, mode) {
          if (++writes === 2) {
            real.write(path, bytes.subarray(0, 1), mode);
            throw Object.assign(new Error("No space left"), { code: "ENOSPC" });
          }
          real.write(path, bytes, mode);
        },
      };
    };

    await assertRejects(
      () =>
        writeOutput(dir, files({ "compose.yml": "2", a: "2", b: "2" }), {
          disk,
        }),
      OutputError,
      `Nothing was written to "${dir}": "b": the disk is full`,
    );
    assertEquals(await tree(dir), before);
    await assertRejects(() => Deno.lstat(join(dir, ".dekube/staging")));
  });
});

Deno.test({
  ...unless("writeOutput() sets modes exactly when the umask would not", WINDOWS),
  async fn() {
    await inFolder(async (dir) => {
      const umask = Deno.umask(0o077);
      try {
        await writeOutput(dir, [
          ["compose.yml", { content: "c", mode: 0o600 }],
          ["configmaps/web/run.sh", { content: "r", mode: 0o755 }],
          ["secrets/db/key", { content: "k", mode: 0o444 }],
        ]);
      } finally {
        Deno.umask(umask);
      }

      assertEquals(await mode(join(dir, "compose.yml")), "600");
      assertEquals(await mode(join(dir, "configmaps")), "755");
      assertEquals(await mode(join(dir, "configmaps/web")), "755");
      assertEquals(await mode(join(dir, "configmaps/web/run.sh")), "755");
      assertEquals(await mode(join(dir, "secrets")), "700");
      assertEquals(await mode(join(dir, "secrets/db")), "755");
      assertEquals(await mode(join(dir, "secrets/db/key")), "444");
    });
  },
});

Deno.test({
  ...unless(
    "writeOutput() leaves the mode of a folder when it was there, but closes secrets",
    WINDOWS,
  ),
  async fn() {
    await inFolder(async (dir) => {
      await put(dir, { "configmaps/mine": "m", "secrets/mine": "m" });
      await Deno.chmod(join(dir, "configmaps"), 0o775);
      await Deno.chmod(join(dir, "secrets"), 0o777);

      await writeOutput(dir, files({ "configmaps/a": "a", "secrets/a": "a" }));

      assertEquals(await mode(join(dir, "configmaps")), "775");
      assertEquals(await mode(join(dir, "secrets")), "700");
    });
  },
});

Deno.test({
  ...unless("writeOutput() writes a file anew when only its mode has changed", WINDOWS),
  async fn() {
    await inFolder(async (dir) => {
      await writeOutput(dir, [["a", { content: "a", mode: 0o644 }]]);
      const report = await writeOutput(dir, [[
        "a",
        { content: "a", mode: 0o755 },
      ]]);

      assertEquals(report.written, ["a"]);
      assertEquals(await mode(join(dir, "a")), "755");
    });
  },
});

Deno.test({
  ...unless("writeOutput() does not lose a file when its name changes in case alone", WINDOWS),
  async fn() {
    await inFolder(async (dir) => {
      await writeOutput(dir, files({ Key: "k" }));
      // As a disk has it where case does not count: both names are one file.
      await Deno.link(join(dir, "Key"), join(dir, "key"));

      const report = await writeOutput(dir, files({ key: "k" }));

      assertEquals(report.written, ["key"]);
      assertEquals(report.kept, []);
      assertEquals(await tree(dir), {
        key: "k",
        ".dekube/files.json": list("key"),
      });
    });
  },
});

Deno.test("writeOutput() reports all that it did, and what it left alone", async () => {
  await inFolder(async (dir) => {
    await writeOutput(dir, files({ "compose.yml": "1", same: "s", old: "o" }));
    await put(dir, { mine: "m" });

    const report = await writeOutput(dir, files({ "compose.yml": "2", same: "s", mine: "n" }));

    assertEquals(report, {
      written: ["compose.yml", "mine"],
      unchanged: ["same"],
      removed: ["old"],
      kept: [{ path: "mine", copy: "mine.orig" }],
      left: [],
    });
  });
});

Deno.test("writeOutput() changes nothing when the user has a file of a name that its own have for a moment", async () => {
  await inFolder(async (dir) => {
    await put(dir, { ".dekube-back-0": "mine", ".dekube-unit-7": "mine" });
    await assertRejects(
      () => writeOutput(dir, files({ "compose.yml": "c", "a/b": "b" })),
      OutputError,
      ".dekube-back-0\" bears a name that dekube's own files have for a moment. Move it away.",
    );
    assertEquals(await tree(dir), { ".dekube-back-0": "mine", ".dekube-unit-7": "mine" });
  });
});

Deno.test(
  unless("writing closes our own folder to others, whatever it was", WINDOWS),
  () =>
    inFolder(async (dir) => {
      const state = join(dir, ".dekube");
      await writeOutput(dir, files({ a: "1" }));
      assertEquals(await mode(state), "700");
      await Deno.chmod(state, 0o755);
      await writeOutput(dir, files({ a: "2" }));
      assertEquals(await mode(state), "700");
    }),
);
