/** Makes something of the template in examples/distribution, as somebody does who copied it. */
import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { cp } from "node:fs/promises";
import { parse } from "@std/yaml";
import { deno, type DenoOptions, freshDenoDir, layOut, serveFolder } from "./_registry.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));

/** Two images, of which the mirror has one. */
const MANIFEST = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers:
  - { name: web, image: "nginx:1.27" }
  - { name: side, image: "registry.acme.example/side:1" }
`;

/** Calls with a copy of the template outside of the checkout, which has a manifest to convert. */
async function withCopy(use: (copy: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    const copy = join(folder, "acme2compose");
    await cp(join(ROOT, "examples/distribution"), copy, { recursive: true });
    await Deno.mkdir(join(copy, "rendered"));
    await Deno.writeTextFile(join(copy, "rendered/web.yaml"), MANIFEST);
    await use(copy);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The images in compose.yml after Deno ran. */
async function imagesAfter(args: string[], options: DenoOptions & { cwd: string }) {
  const { code, stderr } = await deno(
    [...args, "--from-dir", "rendered", "--output-dir", "out"],
    options,
  );
  assertEquals(code, 0, stderr);
  // deno-lint-ignore no-explicit-any -- read from YAML
  const { services } = parse(await Deno.readTextFile(join(options.cwd, "out/compose.yml"))) as any;
  return Object.values<{ image: string }>(services).map(({ image }) => image).sort();
}

/** Images of its example, the extension's doing where they come from the mirror. */
const IMAGES = [
  "mirror.acme.example/busybox:1.37-musl",
  "mirror.acme.example/nginx:1.27",
  "registry.acme.example/side:1",
];

Deno.test("the template of a distribution converts with its own extension when it is a copy elsewhere", async () => {
  await withCopy(async (copy) => {
    const registry = await layOut(join(copy, "../registry"));
    await using served = serveFolder(registry);

    const images = await imagesAfter(["run", "-A", "mod.ts"], {
      cwd: copy,
      env: { JSR_URL: served.url, DENO_DIR: await freshDenoDir(join(copy, "../deno-dir")) },
    });

    assertEquals(images, IMAGES);

    // It is a project of its own, which the lint of this one leaves out.
    const linted = await deno(["lint"], { cwd: copy });
    assertEquals(linted.code, 0, linted.stderr);

    const dryRun = await deno(["publish", "--dry-run", "--allow-dirty", "--allow-slow-types"], {
      cwd: copy,
      env: { JSR_URL: served.url, DENO_DIR: await freshDenoDir(join(copy, "../deno-dir")) },
    });
    assertEquals(dryRun.code, 0, dryRun.stderr);
    const published = [...dryRun.stderr.matchAll(/^ {3}file:.*?\/acme2compose\/(\S+)/gm)]
      .map(([, path]) => path).sort();
    // What was converted, and what came of it, is nobody's to see.
    assertEquals(published, [
      "README.md",
      "deno.json",
      "distribution.json",
      "extensions/image_mirror.ts",
      "mod.ts",
    ]);
  });
});

Deno.test("the template of a distribution becomes a single file that has its extension when it is built", async () => {
  await withCopy(async (copy) => {
    const registry = await layOut(join(copy, "../registry"));
    await using served = serveFolder(registry);
    const build = await deno(["task", "build", "--js"], {
      cwd: copy,
      env: { JSR_URL: served.url, DENO_DIR: await freshDenoDir(join(copy, "../deno-dir")) },
    });
    assertEquals(build.code, 0, build.stderr);

    // Nothing of the sources is there for it, nor the network.
    const elsewhere = join(copy, "../elsewhere");
    await cp(join(copy, "rendered"), join(elsewhere, "rendered"), { recursive: true });
    await cp(join(copy, "dist/acme2compose.js"), join(elsewhere, "acme2compose.js"));
    const images = await imagesAfter(["run", "-A", "--cached-only", "acme2compose.js"], {
      cwd: elsewhere,
      env: { DENO_DIR: join(copy, "../empty-deno-dir") },
    });

    assertEquals(images, IMAGES);
  });
});
