/** Runs the command with just the permissions that docs/permissions.md names, and with one less. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { unless, WINDOWS } from "../tools/unless.ts";
import type { Ended } from "./_process.ts";
import { User } from "./_user.ts";

const DOCS = new URL("../docs/permissions.md", import.meta.url);
/** Modules of a checkout are files like any others. */
const CHECKOUT = fromFileUrl(new URL("../", import.meta.url));

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: web, image: "example/web:1" }] }
`;

/** Renders what each of the renderers is asked for. */
const RENDERERS = {
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
};

const INPUTS = {
  "rendered/pod.yaml": POD,
  "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
  "overlay/kustomization.yaml": "resources: []\n",
  "releases/helmfile.yaml": "releases: []\n",
};

async function withInputs(): Promise<User> {
  const user = await User.with({ ...RENDERERS, ...INPUTS });
  for (const name of Object.keys(RENDERERS)) await Deno.chmod(user.path(name), 0o755);
  return user;
}

interface Way {
  distribution: string;
  args: string[];
  flags: string[];
}

/** The rows of the first table: what is converted, and with which flags. */
async function documentedWays(): Promise<Way[]> {
  const text = await Deno.readTextFile(DOCS);
  return [...text.matchAll(/^\| `([^`]+)`( \(detected\))? +\| `(--allow-[^`]+)` +\|$/gm)].map(
    ([, args, detected, flags]) => ({
      distribution: detected ? "kubernetes2simple" : "helmfile2compose",
      args: args.split(" "),
      flags: flags.split(" "),
    }),
  );
}

/** Runs a way with some flags, with nothing in the environment but where programs are. */
async function run(
  user: User,
  { distribution, args }: Way,
  flags: readonly string[],
): Promise<Ended> {
  const permissions = flags.map((flag) =>
    flag.startsWith("--allow-read=") ? `${flag},${CHECKOUT}` : flag
  );
  return await user.command(distribution, [...args, "--output-dir", "out"], {
    permissions,
    stdin: POD,
    env: { PATH: `${user.path("bin")}:/usr/bin:/bin` },
  });
}

const ways = await documentedWays();

Deno.test("docs/permissions.md names flags for every way to use the command", () => {
  assertEquals(ways.length, 9);
});

for (const way of ways) {
  const { distribution, args, flags } = way;
  Deno.test({
    ...unless(
      `${distribution} ${args.join(" ")} needs just what docs/permissions.md says, first and later`,
      WINDOWS,
    ),
    async fn() {
      await using user = await withInputs();
      for (const time of ["first", "later"]) {
        for (const flag of flags) {
          const { code, stderr } = await run(user, way, flags.filter((other) => other !== flag));
          assertEquals(code, 1, `${time}, without ${flag}: ${stderr}`);
          const what = flag.replace(/(=[^,]*).*/, "$1");
          assertStringIncludes(stderr, `add ${what}`, `${time}, without ${flag}`);
          assert(!/bug in dekube|^ {4}at /m.test(stderr), stderr);
        }
        const { code, stderr } = await run(user, way, flags);
        assertEquals(code, 0, `${time}: ${stderr}`);
        assertStringIncludes(stderr, time === "first" ? "dekube.yaml is new" : "none changed");
      }
    },
  });
}

Deno.test({
  ...unless("an extension of the user's own takes leave to read it and to run Deno", WINDOWS),
  async fn() {
    await using user = await withInputs();
    await user.write({ "mine.js": 'export const mine = { name: "mine", transform() {} };\n' });
    const way = {
      distribution: "helmfile2compose",
      args: ["--from-dir", "rendered", "--extension", "./mine.js"],
      flags: [],
    };
    const [read, write] = ["--allow-read=rendered,out", "--allow-write=out"];
    const runDeno = `--allow-run=${Deno.execPath()}`;
    const unread = await run(user, way, [read, write, runDeno]);
    assertEquals(unread.code, 1);
    assertStringIncludes(unread.stderr, `add --allow-read=${user.path("mine.js")}`);
    const unrun = await run(user, way, [`${read},mine.js`, write]);
    assertEquals(unrun.code, 1);
    assertStringIncludes(unrun.stderr, `add ${runDeno}`);
    const { code, stderr } = await run(user, way, [`${read},mine.js`, write, runDeno]);
    assertEquals(code, 0, stderr);
  },
});

Deno.test({
  ...unless("what dekube.yaml names takes leave to remember it", WINDOWS),
  async fn() {
    await using user = await withInputs();
    await user.write({
      "out/dekube.yaml": 'depends: ["./mine.js"]\n',
      "out/mine.js": 'export const mine = { name: "mine", transform() {} };\n',
    });
    const way = {
      distribution: "helmfile2compose",
      args: ["--from-dir", "rendered", "--trust"],
      flags: [],
    };
    const state = join(user.root, "state");
    const all = [
      `--allow-read=rendered,out,${state}`,
      `--allow-write=out,${state}`,
      `--allow-run=${Deno.execPath()}`,
    ];
    const without = await run(user, way, all);
    assertEquals(without.code, 1);
    assertStringIncludes(without.stderr, "add --allow-env=XDG_STATE_HOME");
    const { code, stderr } = await run(user, way, [...all, "--allow-env=XDG_STATE_HOME"]);
    assertEquals(code, 0, stderr);
  },
});

Deno.test("the command names paths and programs that it lacks in one message", async () => {
  await using user = await User.with({ "chart/Chart.yaml": "name: web\n" });
  const cases: [args: string[], flags: RegExp][] = [
    [["--helm-chart", "chart"], /--allow-read=chart,out\S* --allow-write=out --allow-run=helm$/m],
    [
      ["up", "--helm-chart", "chart"],
      /--allow-read=chart,out\S* --allow-write=out --allow-run=helm,docker$/m,
    ],
    [["--from-dir", "chart"], /--allow-read=chart,out\S* --allow-write=out$/m],
    [
      ["--from-dir", "chart", "--report", "page.html", "--graph", "out/shop.svg"],
      /--allow-read=chart,out\S* --allow-write=out,page\.html$/m,
    ],
  ];
  for (const [args, flags] of cases) {
    const { code, stderr } = await user.command("helmfile2compose", [...args, "-o", "out"], {
      permissions: [],
    });
    assertEquals(code, 1);
    assertMatch(stderr, flags);
  }
});
