import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { RenderError } from "../errors.ts";
import { posixTest as test, withPrograms } from "../_testing.ts";
import { renderKustomization } from "./kustomize.ts";

const RENDER = "echo 'kind: Pod'";

test("renderKustomization() asks kubectl when it is there", async () => {
  await withPrograms({ kubectl: RENDER, kustomize: RENDER }, async ({ calls }) => {
    const passThrough = ["--enable-helm"];
    assertEquals(await renderKustomization({ dir: "overlays/dev", passThrough }), {
      file: "kustomize:overlays/dev",
      text: "kind: Pod\n",
    });
    assertEquals(await calls(), ["kubectl kustomize ./overlays/dev --enable-helm"]);
  });
});

test("renderKustomization() has a folder taken for a folder when it is called like a flag", async () => {
  await withPrograms({ kubectl: RENDER }, async ({ calls }) => {
    await renderKustomization({ dir: "--output=/elsewhere" });
    assertEquals(await calls(), ["kubectl kustomize ./--output=/elsewhere"]);
  });
});

test("renderKustomization() has a folder taken for a folder when it is called like a repository", async () => {
  await withPrograms({ kubectl: RENDER }, async ({ dir, calls }) => {
    const asked: string[] = [];
    for (
      const [folder, argument] of [
        ["github.com/acme/shop", "./github.com/acme/shop"],
        ["git@host.example:shop/web", "./git@host.example:shop/web"],
        ["git::host.example/shop", "./git::host.example/shop"],
        ["https:/host.example/shop", "./https:/host.example/shop"],
        ["../github.com/acme", "../github.com/acme"],
        ["./github.com/acme", "./github.com/acme"],
        ["..", ".."],
        [".", "."],
        [dir, dir],
        ["https://host.example/shop?ref=1", "https://host.example/shop?ref=1"],
      ]
    ) {
      await renderKustomization({ dir: folder });
      asked.push(`kubectl kustomize ${argument}`);
    }
    assertEquals(await calls(), asked);
  });
});

test("renderKustomization() asks kustomize when there is no kubectl", async () => {
  await withPrograms({ kustomize: RENDER }, async ({ dir, calls }) => {
    Deno.env.set("PATH", `${dir}/bin`);

    const { text } = await renderKustomization({ dir: "here" });

    assertEquals([text, await calls()], ["kind: Pod\n", ["kustomize build ./here"]]);
  });
});

test("renderKustomization() throws when neither is installed", async () => {
  await withPrograms({}, async ({ dir }) => {
    Deno.env.set("PATH", `${dir}/bin`);

    const { message } = await assertRejects(() => renderKustomization({ dir }), RenderError);

    assertStringIncludes(message, "neither kubectl nor kustomize can be started");
    assertStringIncludes(message, "Install one of them (https://");
    assertStringIncludes(message, "--from-dir");
  });
});

test("renderKustomization() throws, and asks nobody else, when kubectl fails", async () => {
  const kubectl = "echo kind: Secret; echo 'no such file: a.yaml' >&2; exit 1";
  await withPrograms({ kubectl, kustomize: RENDER }, async ({ calls }) => {
    const { message } = await assertRejects(
      () => renderKustomization({ dir: "over lays" }),
      RenderError,
      "kubectl failed with exit code 1",
    );

    assertStringIncludes(message, "kubectl kustomize './over lays'");
    assertStringIncludes(message, "  no such file: a.yaml\n");
    assertStringIncludes(message, "Mend the kustomization");
    assertEquals(message.includes("Secret"), false);
    assertEquals((await calls()).length, 1);
  });
});

test("renderKustomization() refuses a kustomization when kubectl would read it without an end", async () => {
  await withPrograms({ kubectl: RENDER }, async ({ dir, calls }) => {
    await Deno.symlink("/dev/zero", `${dir}/kustomization.yml`);
    await assertRejects(
      () => renderKustomization({ dir }),
      RenderError,
      `"${dir}/kustomization.yml" is a pipe or a device`,
    );
    assertEquals(await calls(), []);
  });
});
