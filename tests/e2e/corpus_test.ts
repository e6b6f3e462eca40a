/**
 * docker compose itself takes what comes out for every input, and so does the oldest one where the file says so.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { corpusInputs, inputFolder } from "../_corpus.ts";
import { BASE } from "../../engine/core/output/needs.ts";
import { distribution, docker, run } from "./_command.ts";
import { e2e, setting, tool } from "./_setting.ts";

for (const name of ["helmfile2compose", "kubernetes2simple"]) {
  for (const input of corpusInputs()) {
    e2e(
      `docker compose accepts what ${name} makes of ${input}`,
      { needs: ["docker-compose", "docker-compose-oldest"] },
      async () => {
        const out = join(setting!.dir, "corpus", name, input);
        const { code } = await distribution(
          name,
          ["--from-dir", inputFolder(input), "--output-dir", out],
          { anyCode: true },
        );
        // 2: the input has nothing that runs, and nothing was written.
        if (code === 2) return;
        assertEquals(code, 0);

        const { stderr } = await docker(["compose", "--profile", "*", "config", "--quiet"], {
          cwd: out,
        });
        assertEquals(stderr, "");

        const text = await Deno.readTextFile(join(out, "compose.yml"));
        const oldest = await run(
          tool("docker-compose-oldest"),
          ["--profile", "*", "config", "--quiet"],
          { cwd: out, anyCode: true },
        );
        const isSaid = text.includes(`\n# Needs Docker Compose ${BASE.compose} and `);
        assertEquals([isSaid, oldest.code === 0], [isSaid, isSaid], oldest.stderr);
      },
    );
  }
}
