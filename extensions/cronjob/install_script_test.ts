import { assert, assertEquals } from "@std/assert";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { active, entry } from "./_testing.ts";
import { renderCrontab } from "./crontab.ts";
import { INSTALL_SCRIPT, installScript } from "./install_script.ts";

Deno.test({
  ...needsTool("installScript() replaces its own lines and keeps all others", "awk", "mawk"),
  async fn() {
    const dir = await Deno.makeTempDir({ prefix: "50% & 'b " });
    try {
      const state = `${dir}/state`;
      // A stand-in for crontab(1) that keeps its table in a file.
      const stub =
        'crontab() { if [ "$1" = -l ]; then cat state; else cat > new && mv new state; fi; }';
      const install = async (crontab: string) => {
        await Deno.writeTextFile(`${dir}/crontab`, crontab);
        const script = installScript("demo").replace("#!/bin/sh\n", `${stub}\n`);
        await Deno.writeTextFile(`${dir}/${INSTALL_SCRIPT}`, script);
        const { success, said } = await runTestTool("sh", [`${dir}/${INSTALL_SCRIPT}`]);
        assert(success, said);
        return await Deno.readTextFile(state);
      };
      const first = await install(renderCrontab([entry("a"), entry("b")], "demo"));
      assertEquals(active(first)[0], `PROJECT_DIR=${dir}`);
      assertEquals(active(first).length, 3);

      const own = "MAILTO=me\n5 4 * * * backup\n";
      const neighbour = renderCrontab([entry("z")], "demo2");
      await Deno.writeTextFile(state, own + first + neighbour + "1 1 * * * last\n");
      const second = await install(renderCrontab([entry("c")], "demo"));
      assert(second.startsWith(own + neighbour + "1 1 * * * last\n# BEGIN dekube demo\n"));
      assertEquals(active(second).at(-2), `PROJECT_DIR=${dir}`);
      assert(active(second).at(-1)!.endsWith("-T c"));
      assertEquals(await install(renderCrontab([entry("c")], "demo")), second);

      const torn = `${first.replace("# END dekube demo\n", "")}1 1 * * * last\n`;
      await Deno.writeTextFile(state, torn);
      const mended = await install(renderCrontab([entry("c")], "demo"));
      assert(mended.startsWith(torn));
      assertEquals(await install(renderCrontab([entry("c")], "demo")), mended);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
