import { assertEquals } from "@std/assert";
import { convertCorpus, corpusInputs, needsShared } from "./_corpus.ts";
import { problemsOf } from "./_soundness.ts";

/** cert-manager's workloads are the cluster's own; gitlab-runner renders none without a token. */
const NOTHING_TO_RUN = ["charts/cert-manager", "charts/gitlab-runner"];

for (const input of corpusInputs()) {
  Deno.test(`convert() makes a sound project when given ${input}`, async () => {
    const { compose, files, project, text } = await convertCorpus(input);

    assertEquals(problemsOf(compose, files), []);
    assertEquals(Object.keys(project.services).length === 0, NOTHING_TO_RUN.includes(input));
    assertEquals((await convertCorpus(input)).text, text);
  });
}

Deno.test({
  ...needsShared("corpusInputs() finds the whole corpus when it is there"),
  fn() {
    assertEquals(corpusInputs().length, 45);
  },
});
