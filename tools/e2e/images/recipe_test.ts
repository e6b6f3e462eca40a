import { assert, assertEquals, assertMatch } from "@std/assert";
import { unless } from "../../unless.ts";
import { makeImage, type Recipe } from "./recipe.ts";

const LINUX = Deno.build.os === "linux" ? undefined : "images are made on Linux";

/** A program that lists applets, as BusyBox does. */
const BUSYBOX = "#!/bin/sh\nprintf 'ls\\nsh\\n'\n";

Deno.test({
  ...unless("makeImage() imports a root of programs, files and users when it is told to", LINUX),
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      const busybox = `${dir}/busybox`;
      await Deno.writeTextFile(busybox, BUSYBOX, { mode: 0o755 });
      await Deno.mkdir(`${dir}/tools/deep`, { recursive: true });
      await Deno.copyFile("/bin/ls", `${dir}/tools/deep/list`);
      await Deno.mkdir(`${dir}/schema`);
      await Deno.writeTextFile(`${dir}/schema/one.sql`, "select 1");
      const recipe: Recipe = {
        programs: { "opt/tea/bin/tea": "script", "bin/sh": "script" },
        folders: { "etc/schema": "schema", "opt/tools": "tools" },
        files: { "start.sh": "#!/bin/sh\nexec tea\n", "etc/tea.conf": "strong\n" },
        empty: { data: 0o777 },
        users: { tea: 1001 },
        changes: ["USER tea"],
      };
      const paths: Record<string, string> = {
        busybox,
        // It is linked to nothing, unlike what the folder holds.
        script: busybox,
        schema: `${dir}/schema`,
        tools: `${dir}/tools`,
      };
      const asked: string[][] = [];
      await makeImage("e2e/tea", recipe, (name) => paths[name], async (args, stdin) => {
        asked.push([...args]);
        for await (const _ of stdin!);
        return "";
      }, `${dir}/root`);

      assertEquals(asked, [["import", "--change", "USER tea", "-", "e2e/tea"]]);
      const root = `${dir}/root`;
      const mode = async (path: string) => (await Deno.lstat(`${root}/${path}`)).mode! & 0o777;
      assertEquals(await Deno.readLink(`${root}/bin/ls`), "busybox");
      assert((await Deno.lstat(`${root}/bin/sh`)).isFile, "a program takes an applet's place");
      assertEquals(await mode("opt/tea/bin/tea"), 0o755);
      assertEquals(await mode("start.sh"), 0o755);
      assertEquals(await mode("etc/tea.conf"), 0o644);
      assertEquals(await mode("data"), 0o777);
      assertEquals(await Deno.readTextFile(`${root}/etc/schema/one.sql`), "select 1");
      assertMatch(
        await Deno.readTextFile(`${root}/etc/passwd`),
        /^tea:x:1001:1001::\/:\/bin\/sh$/m,
      );
      // What the folder's `ls` is linked to has come along.
      const { stdout } = await new Deno.Command("ldd", { args: ["/bin/ls"] }).output();
      const libc = new TextDecoder().decode(stdout).match(/\/\S+libc\.so\S+/)?.[0];
      assert((await Deno.stat(`${root}${libc}`)).isFile);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
