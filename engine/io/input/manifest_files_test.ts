import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { defaultLimits } from "../../../pacts/limits.ts";
import { InputError } from "../errors.ts";
import { runProgram } from "../run_program.ts";
import { readManifestFiles } from "./manifest_files.ts";
import { ROOT, unless, WINDOWS } from "../../../tools/unless.ts";

async function inFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function put(dir: string, ...paths: string[]): Promise<void> {
  for (const path of paths) {
    await Deno.mkdir(join(dir, path, ".."), { recursive: true });
    await Deno.writeTextFile(join(dir, path), `in ${path}`);
  }
}

async function names(dir: string): Promise<string[]> {
  return (await readManifestFiles(dir)).files.map(({ file }) => file);
}

Deno.test("readManifestFiles() reads YAML and JSON files at any depth", async () => {
  await inFolder(async (dir) => {
    await put(dir, "a.yaml", "b/c/d.yml", "b/e.json", "README.md", "b/f.yaml~");

    assertEquals(await readManifestFiles(dir), {
      files: [
        { file: "a.yaml", text: "in a.yaml" },
        { file: "b/c/d.yml", text: "in b/c/d.yml" },
        { file: "b/e.json", text: "in b/e.json" },
      ],
      problems: [],
    });
  });
});

Deno.test("readManifestFiles() sorts by the code units of the whole path", async () => {
  await inFolder(async (dir) => {
    await put(dir, "a/x.yaml", "a-b/x.yaml", "a.yaml", "B.yaml", "é.yaml");

    assertEquals(await names(dir), [
      "B.yaml",
      "a-b/x.yaml",
      "a.yaml",
      "a/x.yaml",
      "é.yaml",
    ]);
  });
});

Deno.test("readManifestFiles() leaves out hidden folders unless one is asked for", async () => {
  await inFolder(async (dir) => {
    await put(dir, ".git/a.yaml", ".rendered/web/b.yaml", "c.yaml");

    assertEquals(await names(dir), ["c.yaml"]);
    assertEquals(await names(join(dir, ".rendered")), ["web/b.yaml"]);
  });
});

Deno.test("readManifestFiles() reads one file when the path names it", async () => {
  await inFolder(async (dir) => {
    await put(dir, "all.txt");

    assertEquals(
      (await readManifestFiles(join(dir, "all.txt"))).files,
      [{ file: "all.txt", text: "in all.txt" }],
    );
  });
});

Deno.test("readManifestFiles() throws when there is no such folder", async () => {
  await inFolder(async (dir) => {
    await assertRejects(
      () => readManifestFiles(join(dir, "none")),
      InputError,
      `"${join(dir, "none")}": there is no such folder`,
    );
  });
});

Deno.test("readManifestFiles() gives nothing when the folder is empty", async () => {
  await inFolder(async (dir) => {
    assertEquals(await readManifestFiles(dir), { files: [], problems: [] });
  });
});

Deno.test("readManifestFiles() reports a file when it is neither UTF-8 nor UTF-16", async () => {
  await inFolder(async (dir) => {
    await put(dir, "good.yaml");
    await Deno.writeFile(join(dir, "bad.yaml"), new Uint8Array([0xc3, 0x28]));

    const { files, problems } = await readManifestFiles(dir);

    assertEquals(files.map(({ file }) => file), ["good.yaml"]);
    assertEquals(problems, [
      { file: "bad.yaml", reason: "it is neither UTF-8 nor UTF-16 text; save it as UTF-8" },
    ]);
  });
});

Deno.test("readManifestFiles() leaves out the byte order mark", async () => {
  await inFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "a.yaml"), "\ufeffkind: Pod");

    assertEquals((await readManifestFiles(dir)).files[0].text, "kind: Pod");
  });
});

Deno.test(
  unless("readManifestFiles() follows links out of the folder when told to", WINDOWS),
  async () => {
    await inFolder(async (dir) => {
      await put(dir, "other/a.yaml", "other/deep/b.yaml", "in/c.yaml");
      await Deno.symlink(join(dir, "other/deep"), join(dir, "in/folder"));
      await Deno.symlink("../other/a.yaml", join(dir, "in/file.yaml"));

      const followed = await readManifestFiles(join(dir, "in"), { followsLinks: true });
      assertEquals(followed.files, [
        { file: "c.yaml", text: "in in/c.yaml" },
        { file: "file.yaml", text: "in other/a.yaml" },
        { file: "folder/b.yaml", text: "in other/deep/b.yaml" },
      ]);

      const { files, problems } = await readManifestFiles(join(dir, "in"));
      assertEquals(files.map(({ file }) => file), ["c.yaml"]);
      const reason = "it is a link that leads out of the input folder, which --follow-links allows";
      assertEquals(problems, [{ file: "file.yaml", reason }, { file: "folder", reason }]);
    });
  },
);

Deno.test(unless("readManifestFiles() follows links within the folder", WINDOWS), async () => {
  await inFolder(async (dir) => {
    // As Kubernetes itself mounts ConfigMaps.
    await put(dir, "in/..data-1/a.yaml", "in/b.yaml");
    await Deno.symlink("..data-1", join(dir, "in/..data"));
    await Deno.symlink("..data/a.yaml", join(dir, "in/a.yaml"));
    // The folder itself may be one.
    await Deno.symlink("in", join(dir, "link"));

    const { files, problems } = await readManifestFiles(join(dir, "link"));
    assertEquals(files.map(({ file }) => file), ["a.yaml", "b.yaml"]);
    assertEquals(problems, []);
  });
});

Deno.test(
  unless("readManifestFiles() comes to an end when links lead in circles", WINDOWS),
  async () => {
    await inFolder(async (dir) => {
      await put(dir, "in/a.yaml", "in/sub/b.yaml", "c.yaml");
      await Deno.symlink("..", join(dir, "in/sub/up"));
      await Deno.symlink("sub", join(dir, "in/again"));
      await Deno.symlink("../..", join(dir, "in/sub/out"));
      await Deno.symlink("self.yaml", join(dir, "in/self.yaml"));

      const options = { followsLinks: true };
      const { files, problems } = await readManifestFiles(join(dir, "in"), options);

      assertEquals(files.map(({ file }) => file), [
        "a.yaml",
        "sub/b.yaml",
      ]);
      assertEquals(problems.map(({ file }) => file), ["self.yaml", "sub/out"]);
    });
  },
);

for (const [how, isBack] of [["stays", false], ["is gone again behind it", true]] as const) {
  Deno.test(
    unless(`readManifestFiles() reads nothing outside when a link comes and ${how}`, WINDOWS),
    async () => {
      await inFolder(async (dir) => {
        await put(dir, "in/sub/a.yaml", "in/b.yaml", "other/a.yaml");
        const sub = join(dir, "in/sub");
        const { open } = Deno;
        // Somebody swaps the folder at the very moment.
        Deno.open = async (path, options) => {
          if (!`${path}`.endsWith("a.yaml")) return await open(path, options);
          await Deno.rename(sub, join(dir, "aside"));
          await Deno.symlink("../other", sub);
          const opened = await open(path, options);
          if (isBack) {
            await Deno.remove(sub);
            await Deno.rename(join(dir, "aside"), sub);
          }
          return opened;
        };
        try {
          const { files, problems } = await readManifestFiles(join(dir, "in"));
          assertEquals(files.map(({ file }) => file), ["b.yaml"]);
          const reason = "it became another file while it was read";
          assertEquals(problems, [{ file: "sub/a.yaml", reason }]);
        } finally {
          Deno.open = open;
        }
      });
    },
  );
}

Deno.test(unless("readManifestFiles() reports a link when it leads nowhere", WINDOWS), async () => {
  await inFolder(async (dir) => {
    await Deno.symlink("none", join(dir, "a.yaml"));

    assertEquals((await readManifestFiles(dir)).problems, [
      { file: "a.yaml", reason: "no such file or folder" },
    ]);
  });
});

Deno.test(
  unless("readManifestFiles() passes over what is neither file nor folder", WINDOWS),
  async () => {
    await inFolder(async (dir) => {
      // Reading a pipe that no one writes to would never end.
      const { success } = await runProgram("mkfifo", [join(dir, "pipe.yaml")]);
      assert(success);

      assertEquals(await readManifestFiles(dir), { files: [], problems: [] });
    });
  },
);

Deno.test({
  ...unless("readManifestFiles() reports files and folders when they can't be read", ROOT),
  async fn() {
    await inFolder(async (dir) => {
      await put(dir, "a.yaml", "b/c.yaml", "d.yaml");
      await Deno.chmod(join(dir, "a.yaml"), 0);
      await Deno.chmod(join(dir, "b"), 0);
      try {
        const { files, problems } = await readManifestFiles(dir);

        assertEquals(files.map(({ file }) => file), ["d.yaml"]);
        assertEquals(problems, [
          { file: "a.yaml", reason: "permission denied" },
          { file: "b", reason: "permission denied" },
        ]);
      } finally {
        await Deno.chmod(join(dir, "b"), 0o755);
      }
    });
  },
});

Deno.test(
  unless(
    "readManifestFiles() does not follow a link when it leads to a folder that the input lies in",
    WINDOWS,
  ),
  async () => {
    await inFolder(async (dir) => {
      await put(dir, "in/a.yaml", "other/b.yaml");
      await Deno.symlink("/", join(dir, "in", "root"));
      await Deno.symlink("..", join(dir, "in", "above"));
      await Deno.symlink("../other", join(dir, "in", "other"));
      const options = { followsLinks: true };
      const { files, problems } = await readManifestFiles(join(dir, "in"), options);
      assertEquals(files.map(({ file }) => file), ["a.yaml", "other/b.yaml"]);
      const reason = "it is a link to a folder that the input lies in";
      assertEquals(problems, [{ file: "above", reason }, { file: "root", reason }]);
    });
  },
);

Deno.test("readManifestFiles() ends when there is more than the limits allow", async () => {
  await inFolder(async (dir) => {
    await put(dir, "a.yaml", "b.yaml", "c.yaml");
    const limits = { ...defaultLimits(), files: 2 };
    await assertRejects(
      () => readManifestFiles(dir, { limits }),
      InputError,
      'there are more files and folders than 2, the limit. If that is meant, raise "limits.files" in dekube.yaml',
    );
    await assertRejects(
      () => readManifestFiles(dir, { limits: { ...defaultLimits(), input: 20 } }),
      InputError,
      'with c.yaml the manifests hold more than 20 bytes, the limit. If that is meant, raise "limits.input"',
    );
  });
});
