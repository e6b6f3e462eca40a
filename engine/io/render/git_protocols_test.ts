import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { posixTest as test, withPrograms } from "../_testing.ts";
import { RenderError } from "../errors.ts";
import { gitEnvironment } from "./git_protocols.ts";
import { renderKustomization } from "./kustomize.ts";

const HARMLESS = "http:https:git";

/** What git may speak for a kustomization of some files. */
async function allowed(files: Record<string, string>, dir = "."): Promise<string | undefined> {
  let found: string | undefined;
  await withPrograms({}, async (stage) => {
    await stage.write(files);
    found = (await gitEnvironment(join(stage.dir, dir))).GIT_ALLOW_PROTOCOL;
  });
  return found;
}

test("renderKustomization() lets git run no program that an address names", async () => {
  const kubectl = 'echo "kind: $GIT_ALLOW_PROTOCOL"';
  await withPrograms({ kubectl }, async ({ dir, write }) => {
    await write({ "kustomization.yaml": "resources: [web.yaml]" });
    const { text } = await renderKustomization({ dir });
    assertEquals(text, `kind: ${HARMLESS}\n`);
  });
});

test("renderKustomization() has no program run by the ref of a repository", async () => {
  const kubectl = "echo 'kind: Pod'";
  for (
    const ref of [
      "ref=--upload-pack=touch pwned",
      "version=%2D%2Dupload-pack=touch pwned",
      "a=b&r%65f=--upload-pack=touch pwned",
    ]
  ) {
    await withPrograms({ kubectl }, async ({ dir, write, calls }) => {
      await write({
        "kustomization.yaml": "resources: [base]",
        "base/kustomization.yaml": `Resources: ["ssh://git@host.example/shop?${ref}"]`,
      });
      await assertRejects(
        () => renderKustomization({ dir }),
        RenderError,
        `"${join(dir, "base/kustomization.yaml")}" names an address whose branch or tag git would`,
      );
      assertEquals(await calls(), []);
    });
  }
});

test("gitEnvironment() takes a question mark elsewhere for what it is", async () => {
  const text =
    'resources: ["https://host.example/shop?ref=v1-2"]\nconfigMapGenerator: [{ literals: ["URL=https://host.example/?a=-1"] }]';
  assertEquals(await allowed({ "kustomization.yaml": text }), HARMLESS);
});

test("gitEnvironment() lets git speak SSH where a kustomization names it", async () => {
  for (
    const address of [
      "ssh://git@host.example/shop",
      "git::ssh://host.example/shop",
      "git@host.example:shop//deploy?ref=v1",
      "acme-1@host.example/shop.git",
    ]
  ) {
    const files = {
      "top/kustomization.yml": "components: [../base]",
      "base/Kustomization": `resources: ["${address}"]`,
    };
    assertEquals(await allowed(files, "top"), `${HARMLESS}:ssh`, address);
  }
});

test("gitEnvironment() lets git speak no SSH where a kustomization can't be read whole", async () => {
  const ssh = 'resources: ["ssh://host.example/shop", base]';
  for (const base of ["resources: [", "resources: !!odd [x]", `a: "${"x".repeat(17 * 2 ** 20)}"`]) {
    const files = { "kustomization.yaml": ssh, "base/kustomization.yaml": base };
    assertEquals(await allowed(files), HARMLESS);
  }
});

test("gitEnvironment() comes to an end where folders lie within themselves", async () => {
  await withPrograms({}, async ({ dir, write }) => {
    await write({ "kustomization.yaml": "resources: [again, ., ../base]" });
    await Deno.symlink(".", join(dir, "again"));
    assertEquals(await gitEnvironment(dir), { GIT_ALLOW_PROTOCOL: HARMLESS });
  });
});

test("gitEnvironment() leaves what the user has told git", async () => {
  Deno.env.set("GIT_ALLOW_PROTOCOL", "file");
  try {
    assertEquals(await allowed({ "kustomization.yaml": "resources: []" }), undefined);
  } finally {
    Deno.env.delete("GIT_ALLOW_PROTOCOL");
  }
});
