/** Uses dekube from a JSR registry of our own, as somebody does who has no checkout of it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join, toFileUrl } from "@std/path";
import { cp } from "node:fs/promises";
import { parse } from "@std/yaml";
import { buildRegistry } from "../engine/build/registry.ts";
import { writePackage } from "../engine/build/jsr_package.ts";
import { readWorkspace } from "../engine/build/workspace.ts";
import { deno, freshDenoDir, layOut, npmPackages, serveFolder } from "./_registry.ts";

const ROOT = new URL("../", import.meta.url);
const COMMAND = fromFileUrl(new URL("distributions/helmfile2compose/mod.ts", ROOT));
const RENDERED = fromFileUrl(new URL("examples/platform/rendered", ROOT));
const CONVERT = ["--from-dir", "rendered", "--output-dir", "out"];

/** An extension that labels every service. */
const label = (name: string) => `
import { type ComposeService, Transform } from "jsr:@dekube/engine@^1/pacts";

export class Label extends Transform {
  readonly name = "${name}";
  transform(services: Record<string, ComposeService>) {
    for (const service of Object.values(services)) {
      service.labels = { ...service.labels as object, "${name}": "yes" };
    }
  }
}
`;

/** A folder with the registry, and room for its users. */
async function withRegistry(use: (folder: string, registry: URL) => Promise<void>) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(folder, await layOut(join(folder, "registry")));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A user's folder with manifests in it. */
async function makePlatform(folder: string, config?: string): Promise<string> {
  const platform = join(folder, "platform");
  await cp(RENDERED, join(platform, "rendered"), { recursive: true });
  if (config) {
    await Deno.mkdir(join(platform, "out"));
    await Deno.writeTextFile(join(platform, "out/dekube.yaml"), config);
  }
  return platform;
}

/** Converts with what the registry has, and checks that npm was not asked for types, but for what others import. */
async function convertFromRegistry(
  folder: string,
  cwd: string,
  registry: string,
  ...flags: string[]
) {
  const hasOthers = flags.includes("--trust");
  const denoDir = await freshDenoDir(join(folder, "deno-dir"), { withTypes: hasOthers });
  const command = ["run", "-A", "jsr:@dekube/helmfile2compose", ...CONVERT, ...flags];
  const { code, stderr } = await deno(command, {
    cwd,
    env: { JSR_URL: registry, DENO_DIR: denoDir, XDG_STATE_HOME: join(folder, "state") },
  });
  assertEquals(code, 0, stderr);
  assert(hasOthers || !(await npmPackages(denoDir)).includes("kubernetes-types"));
  return await Deno.readTextFile(join(cwd, "out/compose.yml"));
}

/** Checks that the services have the label; a transform sees all but those that come after it. */
function assertLabelled(compose: string, label: string): void {
  // deno-lint-ignore no-explicit-any -- read from YAML
  const services: any[] = Object.values((parse(compose) as any).services);
  assert(services.filter(({ labels }) => labels?.[label] === "yes").length > 5, compose);
}

async function convertFromCheckout(cwd: string): Promise<string> {
  const { code, stderr } = await deno(["run", "-A", COMMAND, ...CONVERT], { cwd });
  assertEquals(code, 0, stderr);
  return await Deno.readTextFile(join(cwd, "out/compose.yml"));
}

Deno.test("buildRegistry() makes packages that convert as the checkout does when they are served", async () => {
  await withRegistry(async (folder, registry) => {
    const expected = await convertFromCheckout(await makePlatform(join(folder, "checkout")));
    await using served = serveFolder(registry);

    const platform = await makePlatform(join(folder, "user"));
    assertEquals(await convertFromRegistry(folder, platform, served.url), expected);
  });
});

Deno.test("buildRegistry() makes packages that need no more than docs/permissions.md says", async () => {
  await withRegistry(async (folder, registry) => {
    await using served = serveFolder(registry);
    const platform = await makePlatform(join(folder, "user"));
    const env = { JSR_URL: served.url, DENO_DIR: await freshDenoDir(join(folder, "deno-dir")) };
    const run = (...permissions: string[]) =>
      deno(
        ["run", "--no-prompt", ...permissions, "jsr:@dekube/helmfile2compose", ...CONVERT],
        { cwd: platform, env },
      );
    // Where JSR is on this machine its host needs leave, which jsr.io has.
    const host = `--allow-import=${new URL(served.url).host}`;
    const [read, write] = ["--allow-read=rendered,out", "--allow-write=out"];
    const refused = await run(host, read);
    assertEquals(refused.code, 1);
    assertStringIncludes(refused.stderr, `needs: add ${write}\n`);
    for (const _time of ["first", "later"]) {
      const { code, stderr } = await run(host, read, write);
      assertEquals(code, 0, stderr);
    }
  });
});

Deno.test("buildRegistry() makes packages that convert as the checkout does when Deno reads its files", async () => {
  await withRegistry(async (folder, registry) => {
    const expected = await convertFromCheckout(await makePlatform(join(folder, "checkout")));

    const platform = await makePlatform(join(folder, "user"));
    assertEquals(await convertFromRegistry(folder, platform, registry.href), expected);
  });
});

Deno.test("buildRegistry() makes packages that load another's from jsr: when it is in the registry", async () => {
  await withRegistry(async (folder, registry) => {
    await writePackage(registry, {
      name: "@acme/thing",
      version: "1.2.0",
      exports: { ".": "./mod.ts" },
      files: new Map([["/mod.ts", label("from-jsr")]]),
    });
    await using served = serveFolder(registry);

    const platform = await makePlatform(join(folder, "user"), 'depends: ["jsr:@acme/thing@^1"]');
    const compose = await convertFromRegistry(folder, platform, served.url, "--trust");
    assertLabelled(compose, "from-jsr");
  });
});

Deno.test({
  name: "buildRegistry() makes packages that load another's from http: when a server has it",
  async fn() {
    await withRegistry(async (folder, registry) => {
      await Deno.mkdir(join(folder, "web"));
      await Deno.writeTextFile(join(folder, "web/thing.ts"), label("from-http"));
      await using served = serveFolder(registry);
      await using web = serveFolder(new URL("../web/", registry));

      const platform = await makePlatform(
        join(folder, "user"),
        `depends: ["${web.url}thing.ts"]`,
      );
      const compose = await convertFromRegistry(folder, platform, served.url, "--trust");
      assertLabelled(compose, "from-http");
    });
  },
});

Deno.test("buildRegistry() makes packages that a script converts with when it imports them", async () => {
  await withRegistry(async (folder, registry) => {
    await Deno.writeTextFile(
      join(folder, "script.ts"),
      `
      import { convert, renderCompose } from "jsr:@dekube/engine";
      import * as workload from "jsr:@dekube/workload";

      const { project } = await convert([{
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web", namespace: "shop" },
        spec: { containers: [{ name: "web", image: "nginx:1.27" }] },
      }], { name: "shop" }, [workload]);
      console.log(renderCompose(project));
      `,
    );
    const { code, stdout, stderr } = await deno(["run", "script.ts"], {
      cwd: folder,
      env: { JSR_URL: registry.href, DENO_DIR: await freshDenoDir(join(folder, "deno-dir")) },
    });

    assertEquals(code, 0, stderr);
    // deno-lint-ignore no-explicit-any -- read from YAML
    assertEquals((parse(stdout) as any).services.web.image, "nginx:1.27");
  });
});

Deno.test("buildRegistry() lays out the files that deno publish would take", async () => {
  await withRegistry(async (folder, registry) => {
    // Within the checkout, Deno takes the registry's modules for our own that were left out.
    const env = { JSR_URL: registry.href };
    const members = await readWorkspace(ROOT);
    for (const { name, folder: member, config } of members.slice(0, 2).concat(members.at(-1)!)) {
      const dryRun = await deno(["publish", "--dry-run", "--allow-dirty", "--no-check"], {
        cwd: fromFileUrl(member),
        env,
      });
      assertEquals(dryRun.code, 0, dryRun.stderr);
      const published = [...dryRun.stderr.matchAll(/^ +(file:\S+) \(/gm)]
        .map(([, url]) => url.slice(member.href.length - 1)).sort();
      const meta = JSON.parse(
        await Deno.readTextFile(
          join(folder, "registry", name, `${config.version}_meta.json`),
        ),
      );
      assertEquals(Object.keys(meta.manifest).sort(), published, name);
    }
  });
});

Deno.test("build.ts --registry also lays out the @std packages when they come from files", async () => {
  await withRegistry(async (folder, registry) => {
    const { code, stderr } = await deno(
      ["run", "-A", "build.ts", "--registry", join(folder, "mirror")],
      { cwd: fromFileUrl(ROOT), env: { JSR_URL: registry.href } },
    );
    assertEquals(code, 0, stderr);

    for (const name of ["@dekube/engine", "@std/yaml", "@std/path", "@std/cli"]) {
      const { versions } = JSON.parse(
        await Deno.readTextFile(join(folder, "mirror", name, "meta.json")),
      );
      for (const version of Object.keys(versions)) {
        const meta = await Deno.readTextFile(
          join(folder, "mirror", name, `${version}_meta.json`),
        );
        for (
          const [path, { size }] of Object.entries<{ size: number }>(JSON.parse(meta).manifest)
        ) {
          assertEquals((await Deno.stat(join(folder, "mirror", name, version, path))).size, size);
        }
      }
    }
  });
});

Deno.test("buildRegistry() keeps other versions when a new one is added", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const workspace = join(folder, "workspace");
    await Deno.mkdir(workspace);
    await Deno.writeTextFile(join(workspace, "mod.ts"), 'export const text = "one";\n');
    for (const version of ["1.0.0", "1.1.0"]) {
      await Deno.writeTextFile(
        join(workspace, "deno.json"),
        JSON.stringify({ name: "@x/y", version, exports: "./mod.ts" }),
      );
      const packages = await buildRegistry(join(folder, "registry"), {
        root: toFileUrl(`${workspace}/`),
      });
      assertEquals(packages, [{ name: "@x/y", version }]);
    }

    const meta = JSON.parse(await Deno.readTextFile(join(folder, "registry/@x/y/meta.json")));
    assertEquals(meta.latest, "1.1.0");
    assertEquals(Object.keys(meta.versions), ["1.0.0", "1.1.0"]);
    assertStringIncludes(
      await Deno.readTextFile(join(folder, "registry/@x/y/1.0.0/mod.ts")),
      "one",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
