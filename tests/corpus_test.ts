import { assertEquals } from "@std/assert";
import { convertCorpus, corpusInputs, DISTRIBUTIONS, needsShared } from "./_corpus.ts";
import { problemsOf } from "../tools/soundness.ts";

/**
 * cert-manager's workloads are the cluster's own, and so are Envoy Gateway's where an extension does its work;
 * gitlab-runner renders none without a token.
 */
const NOTHING_TO_RUN: Record<string, string[]> = {
  helmfile2compose: ["charts/cert-manager", "charts/gitlab-runner"],
  kubernetes2simple: ["charts/cert-manager", "charts/envoy-gateway", "charts/gitlab-runner"],
};

for (const distribution of ["helmfile2compose", "kubernetes2simple"] as const) {
  for (const input of corpusInputs()) {
    Deno.test(`${distribution} makes a sound project when given ${input}`, async () => {
      const { compose, files, project, text } = await convertCorpus(input, distribution);

      assertEquals(problemsOf(compose, files), []);
      assertEquals(
        Object.keys(project.services).length === 0,
        NOTHING_TO_RUN[distribution].includes(input),
      );
      // What is generated at random is another matter: it goes into Secrets, and none of these asks for any.
      assertEquals((await convertCorpus(input, distribution)).text, text);
    });
  }
}

Deno.test({
  ...needsShared("corpusInputs() finds the whole corpus when it is there"),
  fn() {
    assertEquals(corpusInputs().length, 46);
    assertEquals(Object.keys(DISTRIBUTIONS).length, 2);
  },
});
