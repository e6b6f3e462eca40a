import { assertEquals } from "@std/assert";
import { toFileUrl } from "@std/path";
import { publishedFiles } from "./published_files.ts";
import { type PackageConfig, readWorkspace } from "./workspace.ts";

/** The paths that are published of a folder with the files. */
async function pathsOf(config: Omit<PackageConfig, "name">, files: string[]): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const texts: Record<string, string> = {
      "deno.json": JSON.stringify({ name: "@x/y", ...config }),
    };
    for (const file of files) texts[file] = "{}";
    for (const [file, text] of Object.entries(texts)) {
      const parent = file.split("/").slice(0, -1).join("/");
      await Deno.mkdir(`${folder}/${parent}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/${file}`, text);
    }
    const [entry] = await readWorkspace(toFileUrl(`${folder}/`));
    return [...(await publishedFiles(entry)).keys()];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("publishedFiles() takes all files but those of git and npm when nothing is said", async () => {
  assertEquals(
    await pathsOf({}, ["mod.ts", "sub/data.json", ".git/config", "node_modules/a/b.js"]),
    ["/deno.json", "/mod.ts", "/sub/data.json"],
  );
});

Deno.test("publishedFiles() takes what is included and leaves what is excluded", async () => {
  assertEquals(
    await pathsOf(
      {
        publish: {
          include: ["mod.ts", "./part/"],
          exclude: ["**/*_test.ts", "**/_*.ts", "**/testdata/"],
        },
        exclude: ["part/out/"],
      },
      [
        "mod.ts",
        "mod_test.ts",
        "part/_hidden.ts",
        "part/a.ts",
        "part/a_test.ts",
        "part/b/data.json",
        "part/out/x.ts",
        "part/testdata/x.yaml",
        "partner.ts",
      ],
    ),
    ["/mod.ts", "/part/a.ts", "/part/b/data.json"],
  );
});

Deno.test("publishedFiles() leaves folders that are packages themselves", async () => {
  assertEquals(await pathsOf({}, ["mod.ts", "members/a/deno.json", "members/a/mod.ts"]), [
    "/deno.json",
    "/mod.ts",
  ]);
});
