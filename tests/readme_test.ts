/** Types what README.md says, as a newcomer does: installs the command, and converts with it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { unless, WINDOWS } from "../tools/unless.ts";
import { runToEnd } from "./_process.ts";
import { freshDenoDir, layOut } from "./_registry.ts";
import { User } from "./_user.ts";

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: web, image: "example/web:1" }] }
`;

/** What a newcomer has, and programs that play the real ones. */
const MACHINE = {
  "rendered/pod.yaml": POD,
  "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
  "overlay/kustomization.yaml": "resources: []\n",
  "releases/helmfile.yaml": "releases: []\n",
  "bin/helm": `#!/bin/sh\ncat <<'END'\n---\n# Source: chart/templates/pod.yaml\n${POD}END\n`,
  "bin/kubectl": `#!/bin/sh\ncat <<'END'\n${POD}END\n`,
  "bin/helmfile": `#!/bin/sh
case "$*" in
  *template*) for a in "$@"; do case $a in --output-dir) n=1;; *) [ "$n" ] && d=$a; n=;; esac; done
    mkdir -p "$d/shop-1-web/web/templates"; cat > "$d/shop-1-web/web/templates/pod.yaml" <<'END'
${POD}END
  ;;
  *list*) echo '[]';;
  *) echo 'releases: []';;
esac
`,
  "bin/docker": `#!/bin/sh
case "$*" in
  *version*) echo 2.40.0 ;;
  *config*) echo '{"services":{"web":{}}}' ;;
  *"ps --all"*) echo '{"Service":"web","Name":"w","State":"running","Health":"healthy"}' ;;
esac
`,
};

const README = await Deno.readTextFile(new URL("../README.md", import.meta.url));

/** The lines of a section of README.md that are to be typed. */
function typed(heading: string): string[] {
  const [, section] = README.split(`## ${heading}\n`);
  return section.split(/^## /m)[0].split("\n").filter((line) => line.startsWith("    "))
    .map((line) => line.trim());
}

Deno.test({
  ...unless("README.md: what deno install makes converts whatever a newcomer has", WINDOWS),
  async fn() {
    const root = await Deno.realPath(await Deno.makeTempDir());
    try {
      const registry = await layOut(join(root, "registry"));
      const env = {
        NO_COLOR: "1",
        JSR_URL: registry.href,
        DENO_DIR: await freshDenoDir(join(root, "deno-dir")),
        DENO_INSTALL_ROOT: join(root, "installed"),
      };
      const [install] = typed("Install");
      assert(install.startsWith("deno install "), install);
      const [, ...args] = install.split(" ");
      const installed = await runToEnd(Deno.execPath(), { args, cwd: root, env });
      assertEquals(installed.code, 0, installed.stderr);

      const lines = typed("Convert what you have");
      assertEquals(lines.length, 7);
      for (const line of lines) {
        await using user = await User.with(MACHINE);
        for (const name of Object.keys(MACHINE).filter((name) => name.startsWith("bin/"))) {
          await Deno.chmod(user.path(name), 0o755);
        }
        // By itself it is for a folder with one thing in it.
        const isBare = line === "kubernetes2simple";
        const cd = isBare ? "cd rendered && " : "";
        const deno = Deno.execPath().replace(/\/[^/]*$/, "");
        const { code, stderr } = await user.run("sh", ["-c", cd + line], {
          env: {
            ...env,
            PATH: `${user.path("bin")}:${join(root, "installed/bin")}:${deno}:/usr/bin:/bin`,
          },
        });
        assertEquals(code, 0, `${line}: ${stderr}`);
        const out = isBare ? "rendered" : line.includes("--output-dir out") ? "out" : ".";
        assertStringIncludes(await user.read(`${out}/compose.yml`), "example/web:1", line);
        assertEquals(stderr.includes("Up: 1 service"), line.includes(" up "), `${line}: ${stderr}`);
      }
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});

Deno.test("README.md and docs/permissions.md install the command with the same permissions", async () => {
  const [install] = typed("Install");
  const permissions = await Deno.readTextFile(new URL("../docs/permissions.md", import.meta.url));
  assertStringIncludes(permissions, `    ${install}\n`);
});
