/**
 * PostgreSQL reads what the parameters of clusters with odd texts become, as they were meant.
 */
import { assert, assertEquals } from "@std/assert";
import { clusterManifest, convertAll } from "../../extensions/cnpg/_testing.ts";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { Odd, RUNS } from "./_odd.ts";

/** Parameters that take any text. What others take is PostgreSQL's to know, there as here. */
const FREE = ["log_line_prefix", "my.setting"];

Deno.test({
  ...needsTool("PostgreSQL reads odd texts as they were meant", "postgres", "Debian's postgresql"),
  async fn() {
    for (let run = 1; run <= RUNS; run++) {
      const odd = new Odd(run);
      // What reads the output takes a mark of byte order off.
      const text = () => odd.line().replaceAll("\ufeff", "");
      const parameters = Object.fromEntries(FREE.map((name) => [name, text()]));
      const cluster = clusterManifest({ imageName: "postgresql:15", postgresql: { parameters } });
      const { files } = await convertAll([cluster]);
      const config = String(files.get("configmaps/db-config/postgresql.conf")?.content);
      for (const name of FREE) {
        const { success, said } = await inFolder(
          [["postgresql.conf", config], ["base/PG_VERSION", "15\n"]],
          (folder) =>
            runTestTool("postgres", [
              ...["-C", name, "-D", `${folder}/base`],
              ...["-c", `config_file=${folder}/postgresql.conf`],
            ]),
        );
        assert(success, `run ${run}: ${said}\n${config}`);
        const value = said.slice(0, said.indexOf("\n"));
        const [written] = config.split("\n").filter((line) =>
          line.toLowerCase().startsWith(`${name.toLowerCase()} =`)
        );
        if (written !== undefined) {
          assertEquals(value, parameters[name].toWellFormed(), `run ${run}: ${name}`);
        }
      }
    }
  },
});
