import { assertEquals, assertRejects } from "@std/assert";
import { RenderError } from "../errors.ts";
import { renderError, runRenderer } from "./renderer.ts";

const GONE = { command: "dekube-no-such-program", installPage: "https://a.example", source: "it" };

async function refusal(command = GONE.command): Promise<string> {
  return (await assertRejects(() => runRenderer({ ...GONE, command }, []), RenderError)).message;
}

Deno.test("runRenderer() says where to get a program when it is not there", async () => {
  assertEquals(
    await refusal(),
    '"dekube-no-such-program" can\'t be started: it is not on the PATH. Install it (https://a.example), or name a folder of rendered manifests with --from-dir.',
  );
});

Deno.test({
  name: "runRenderer() has nothing installed when it may not start the program",
  permissions: { read: true, run: false },
  fn: async () => {
    assertEquals(
      await refusal("sh"),
      '"sh" can\'t be started: Deno was not given the permission for it: add --allow-run=sh. Mend that, or name a folder of rendered manifests with --from-dir.',
    );
  },
});

Deno.test("renderError() says in plain words what Helm means when it knows no such chart", () => {
  const hint = (stderr: string) => {
    const result = { success: false, code: 1, stdout: "", stderr };
    const { message } = renderError({ command: "helm", source: "the chart" }, [], result);
    return message.split("\n\n").at(-1)!.split("\n").slice(0, -1).join("");
  };
  assertEquals(
    hint("Error: non-absolute URLs should be in form of repo_name/path_to_chart, got: web\n"),
    'There is no folder "web" here; a chart of a repository is repository/name.',
  );
  assertEquals(
    hint("Error: repo acme not found\n"),
    'There is no folder "acme" here that has the chart, and Helm knows no repository of that name: helm repo add acme ADDRESS.',
  );
  assertEquals(hint("Error: something else\n"), "");
});

Deno.test("renderError() says in plain words what kustomize means when something is not there", () => {
  const hint = (stderr: string) => {
    const result = { success: false, code: 1, stdout: "", stderr };
    const { message } = renderError(
      { command: "kubectl", source: "the kustomization" },
      [],
      result,
    );
    return message.split("\n\n").at(-1)!.split("\n")[0];
  };
  assertEquals(
    hint(
      "error: must build at directory: not a valid directory: evalsymlink failure on './dev' : lstat /shop/dev: no such file or directory\n",
    ),
    'There is no "./dev" here.',
  );
  assertEquals(
    hint(
      "error: accumulating resources: accumulation err='accumulating resources from 'web.yaml': evalsymlink failure on '/shop/web.yaml' : lstat /shop/web.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/shop/web.yaml' : lstat /shop/web.yaml: no such file or directory\n",
    ),
    'There is no "/shop/web.yaml" here.',
  );
  assertEquals(
    hint(
      "error: accumulating resources: accumulation err='accumulating resources from 'https://acme.io/a.yaml': Get \"https://acme.io/a.yaml\": dial tcp: no such host': must build at directory: not a valid directory: evalsymlink failure on '/shop/https:/acme.io/a.yaml' : lstat /shop/https:: no such file or directory\n",
    ),
    "It reads https://acme.io/a.yaml, which can't be had from here. Get it where it can (curl -fsSLO https://acme.io/a.yaml), and name the file in its place.",
  );
  assertEquals(
    hint("error: trouble configuring builtin X with config: `a`: must specify --enable-helm\n"),
    "It has charts rendered, which kustomize asks leave for: put -- --enable-helm at the end.",
  );
  assertEquals(
    hint(
      "error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/shop/dev'\n",
    ),
    'The folder "/shop/dev" holds no kustomization.',
  );
});
