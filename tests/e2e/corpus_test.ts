/**
 * docker compose itself takes what comes out for every input of the corpus.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { corpusInputs, SHARED } from "../_corpus.ts";
import { docker, helmfile2compose } from "./_command.ts";
import { e2e, setting } from "./_setting.ts";

for (const input of corpusInputs()) {
  e2e(
    `docker compose accepts what comes out of ${input}`,
    { needs: ["docker-compose"] },
    async () => {
      const out = join(setting!.dir, "corpus", input);
      const { code } = await helmfile2compose(
        ["--from-dir", join(SHARED, "corpus", input), "--output-dir", out],
        { anyCode: true },
      );
      // 2: the input has nothing that runs, and nothing was written.
      if (code === 2) return;
      assertEquals(code, 0);

      const { stderr } = await docker(["compose", "config", "--quiet"], { cwd: out });
      assertEquals(stderr, "");
    },
  );
}
