/** Drives kubernetes2simple as a user does: as a process, in folders of its own. */
import { cp } from "node:fs/promises";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { parse } from "@std/yaml";
import { unless, WINDOWS } from "../tools/unless.ts";
import { denoDir } from "./_user.ts";

const COMMAND = fromFileUrl(new URL("../distributions/kubernetes2simple/mod.ts", import.meta.url));

interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

function pod(name: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop}\n` +
    `spec: {containers: [{name: ${name}, image: nginx}]}\n`;
}

/** A folder to run the command in, with stand-ins for renderers; it is gone afterwards. */
class Folder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async with(
    files: Record<string, string> = {},
    programs: Record<string, string> = {},
  ): Promise<Folder> {
    const folder = new Folder(await Deno.realPath(await Deno.makeTempDir()));
    await folder.write({ "shop/.keep": "", "bin/.keep": "" });
    await folder.write(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`shop/${name}`, text])),
    );
    for (const [name, script] of Object.entries(programs)) {
      await folder.write({
        [`bin/${name}`]:
          `#!/bin/sh\nPATH=/usr/bin:/bin\necho "${name} $*" >> '${folder.path}/calls'\n${script}\n`,
      });
      await Deno.chmod(join(folder.path, "bin", name), 0o755);
    }
    return folder;
  }

  async write(files: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(this.path, name)), { recursive: true });
      await Deno.writeTextFile(join(this.path, name), text);
    }
  }

  /** Runs the command in `shop/`; nothing is on its PATH but the stand-ins. */
  async run(args: string[] = [], env: Record<string, string> = {}): Promise<Result> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", COMMAND, ...args],
      cwd: join(this.path, "shop"),
      env: {
        NO_COLOR: "1",
        NO_PROXY: "127.0.0.1",
        PATH: join(this.path, "bin"),
        HOME: this.path,
        DENO_DIR: await denoDir,
        ...env,
      },
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }

  /** Runs what must succeed; what it said. */
  async done(args: string[] = [], env: Record<string, string> = {}): Promise<string> {
    const { code, stderr } = await this.run(args, env);
    assertEquals(code, 0, stderr);
    return stderr;
  }

  /** Runs what must fail, and change nothing; its one message. */
  async fails(args: string[] = [], env: Record<string, string> = {}, code = 1): Promise<string> {
    const before = await this.files();
    const result = await this.run(args, env);
    assertEquals(result.code, code, result.stderr);
    const failures = result.stderr.split("\n").filter((line) => line.startsWith("✖ "));
    assertEquals(failures.length, 1, result.stderr);
    assert(!result.stderr.includes("bug in dekube"), result.stderr);
    assertEquals(await this.files(), before);
    return failures[0].slice(2);
  }

  async services(dir = "."): Promise<string[]> {
    const text = await Deno.readTextFile(join(this.path, "shop", dir, "compose.yml"));
    return Object.keys((parse(text) as { services: object }).services).sort();
  }

  async calls(): Promise<string[]> {
    const text = await Deno.readTextFile(join(this.path, "calls")).catch(() => "");
    return text.split("\n").slice(0, -1);
  }

  /** Every file below `shop/`, by path, with its text. */
  async files(below = "."): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for await (const { name, isDirectory } of Deno.readDir(join(this.path, "shop", below))) {
      const path = below === "." ? name : `${below}/${name}`;
      if (isDirectory) Object.assign(found, await this.files(path));
      else found[path] = await Deno.readTextFile(join(this.path, "shop", path));
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** What a real helmfile does, for one release. */
const HELMFILE = `case "$*" in
*" template "*)
  while [ "$1" != --output-dir ]; do shift; done
  mkdir -p "$2/web"; printf '${pod("from-helmfile").replaceAll("\n", "\\n")}' > "$2/web/pod.yaml" ;;
*) echo '[]' ;;
esac`;
const HELM = `printf -- '---\\n# Source: web/templates/pod.yaml\\n${
  pod("from-helm").replaceAll("\n", "\\n")
}'`;
const KUBECTL = `printf '${pod("from-kustomize").replaceAll("\n", "\\n")}'`;
const PROGRAMS = { helmfile: HELMFILE, helm: HELM, kubectl: KUBECTL };

const CHART = { "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n" };
const KUSTOMIZATION = { "kustomization.yaml": "resources: [web.yaml]\n", "web.yaml": pod("web") };
const ALL = {
  "helmfile.yaml": "releases: []\n",
  ...CHART,
  ...KUSTOMIZATION,
};

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ...unless(name, WINDOWS), fn });
}

const sorts: [name: string, files: Record<string, string>, found: string, services: string[]][] = [
  [
    "a helmfile",
    { "helmfile.yaml": "releases: []\n" },
    'ℹ found helmfile.yaml: rendering it with helmfile, which runs its hooks, environment "default"',
    ["from-helmfile"],
  ],
  [
    "a helmfile that is a template",
    { "helmfile.yaml.gotmpl": "releases: []\n" },
    'ℹ found helmfile.yaml.gotmpl: rendering it with helmfile, which runs its hooks, environment "default"',
    ["from-helmfile"],
  ],
  ["a chart", CHART, "ℹ found Chart.yaml: rendering the chart with helm", ["from-helm"]],
  [
    "a kustomization",
    KUSTOMIZATION,
    "ℹ found kustomization.yaml: rendering it with kubectl, or kustomize",
    ["from-kustomize"],
  ],
  [
    "plain manifests",
    { "a.yaml": pod("a"), "values.yaml": "kinds: 1\n", "more/b.yml": pod("b") },
    "ℹ found manifests (a.yaml): reading the YAML files in this folder and below it",
    ["a", "b"],
  ],
];

for (const [name, files, found, services] of sorts) {
  test(`kubernetes2simple says what it found and converts it when there is ${name}`, async () => {
    await using folder = await Folder.with(files, PROGRAMS);
    const said = await folder.done();
    // Helm would pack what lies in a chart.
    const output = "Chart.yaml" in files ? "../shop-compose" : ".";
    assertEquals(said.split("\n")[0], found);
    assertEquals(await folder.services(output), services);
    // Its own output is no input.
    assertEquals((await folder.done()).split("\n")[0], found);
    assertEquals(await folder.services(output), services);
  });
}

test("kubernetes2simple takes the first, and says how to take the others, when there are several", async () => {
  await using folder = await Folder.with(ALL, PROGRAMS);
  assertEquals((await folder.done()).split("\n").slice(0, 3), [
    'ℹ found helmfile.yaml: rendering it with helmfile, which runs its hooks, environment "default"',
    "ℹ found Chart.yaml too; to convert that in its place: kubernetes2simple --helm-chart .",
    "ℹ found kustomization.yaml too; to convert that in its place: kubernetes2simple --kustomize .",
  ]);
  assertEquals(await folder.services("../shop-compose"), ["from-helmfile"]);
  await folder.done(["--helm-chart", "."]);
  assertEquals(await folder.services("../shop-compose"), ["from-helm"]);
  await folder.done(["--kustomize", "."]);
  assertEquals(await folder.services("../shop-compose"), ["from-kustomize"]);
  await folder.done(["--from-dir", "web.yaml"]);
  assertEquals(await folder.services("../shop-compose"), ["web"]);
});

Deno.test("kubernetes2simple says what it looked for when there is nothing", async () => {
  await using folder = await Folder.with({ "README.md": "hello", "values.yaml": "a: 1\n" });
  assertEquals(
    await folder.fails(),
    "there is nothing to convert in this folder, or below it: no helmfile.yaml, helmfile.yaml.gotmpl or helmfile.d, " +
      'no Chart.yaml, no kustomization.yaml, no YAML file with "kind:". Run it in a folder that has one, or see --help',
  );
});

test("kubernetes2simple takes what is below when there is nothing in the folder itself", async () => {
  await using folder = await Folder.with({
    "deploy/web/Chart.yaml": "name: x\n",
    "k8s/a.yaml": pod("a"),
  }, PROGRAMS);
  assertEquals((await folder.done(["-o", "out"])).split("\n").slice(0, 2), [
    "ℹ found deploy/web/Chart.yaml: rendering the chart with helm",
    "ℹ found manifests (k8s/a.yaml) too; to convert that along with it: kubernetes2simple --helm-chart deploy/web -f k8s",
  ]);
  assertEquals(await folder.services("out"), ["from-helm"]);
});

test("kubernetes2simple names what is beside a chart below with what converts it", async () => {
  await using folder = await Folder.with({
    "web/Chart.yaml": "name: web\n",
    "apps/a/a.yaml": pod("a"),
    ...OVERLAYS,
  }, PROGRAMS);
  const said = await folder.done(["--env", "dev", "-o", "out"]);
  const [, flags] = /too; to convert that along with it: kubernetes2simple (.*)/.exec(said)!;
  assertEquals(flags, "--helm-chart web -f k8s/overlays/dev -f apps/a");
  await folder.done([...flags.split(" "), "-o", "out"]);
  assertEquals(await folder.services("out"), ["a", "from-helm", "from-kustomize"]);
});

test("kubernetes2simple reads manifests in folders below", async () => {
  await using folder = await Folder.with({
    "apps/a/a.yaml": pod("a"),
    "apps/b/deep/b.yaml": pod("b"),
    "docs/values.yaml": "kinds: 1\n",
  });
  const [found] = (await folder.done(["-o", "out"])).split("\n");
  assertEquals(
    found,
    "ℹ found manifests (apps/a/a.yaml, apps/b/deep/b.yaml): reading the YAML files below this folder",
  );
  assertEquals(await folder.services("out"), ["a", "b"]);
});

Deno.test("kubernetes2simple names what is below when there are several things to convert", async () => {
  await using folder = await Folder.with({
    "a/Chart.yaml": "name: a\n",
    "b/Chart.yaml": "name: b\n",
  });
  assertMatch(
    await folder.fails(),
    /^there are several things to convert below this folder: a.Chart\.yaml, b.Chart\.yaml\. Choose one \(kubernetes2simple -f a\), or name those that belong together: kubernetes2simple -f a -f b$/,
  );
});

Deno.test("kubernetes2simple names manifests below that lie beside several things to convert", async () => {
  await using folder = await Folder.with({
    "apps/api/api.yaml": pod("a"),
    "apps/web/web.yaml": pod("b"),
    "deploy/a/Chart.yaml": "name: a\n",
    "deploy/b/Chart.yaml": "name: b\n",
    "deploy/c/c.yaml": pod("c"),
  });
  assertMatch(await folder.fails(), /\. Manifests are added alike: -f apps -f deploy.c$/);
});

Deno.test("kubernetes2simple says how to apply a kustomization of the current folder", async () => {
  await using folder = await Folder.with(OVERLAYS);
  assertMatch(
    await folder.fails(["--from-dir", "."]),
    /Have it applied: kubernetes2simple -f \.$/,
  );
});

test("kubernetes2simple takes what it is told by name, and several things at once", async () => {
  await using folder = await Folder.with({
    "a.yaml": pod("a"),
    "b.yaml": pod("b"),
    "chart/Chart.yaml": "name: x\n",
    "k/kustomization.yaml": "resources: [w.yaml]\nnamePrefix: x-\n",
    "k/w.yaml": pod("w"),
    "platform/helmfile.yml": "releases: []\n",
    "platform/staging.yaml": "releases: []\n",
    "values.yaml": "a: 1\n",
  }, PROGRAMS);
  assertEquals(
    (await folder.done(["a.yaml", "-o", "out"])).split("\n")[0],
    "ℹ found a.yaml: reading it",
  );
  assertEquals(await folder.services("out"), ["a"]);
  await folder.done(["-f", "b.yaml", "chart", "-f", "k/kustomization.yaml", "-o", "out", "-y"]);
  assertEquals(await folder.services("out"), ["b", "from-helm", "from-kustomize"]);
  await folder.done(["platform", "-o", "other"]);
  assertEquals(await folder.services("other"), ["from-helmfile"]);
  assertEquals(
    (await folder.calls()).some((call) => call.includes("--file") && call.includes("helmfile.yml")),
    true,
  );
  assertMatch(
    await folder.fails(["values.yaml"]),
    /^"values\.yaml" holds no manifests: .*--values$/,
  );
  const before = (await folder.calls()).length;
  assertMatch(
    await folder.fails(["-f", "platform/staging.yaml", "-o", "third"]),
    /^"platform\/staging\.yaml" holds .* can run commands by its hooks\. If that is meant: kubernetes2simple --helmfile-dir platform\/staging\.yaml$/,
  );
  assertEquals((await folder.calls()).length, before);
  await folder.done(["--helmfile-dir", "platform/staging.yaml", "-o", "third"]);
  assertEquals(
    (await folder.calls()).some((call) => call.includes("--file") && call.includes("staging.yaml")),
    true,
  );
});

test("kubernetes2simple says that --follow-links means nothing to a chart, and is silent with a folder", async () => {
  await using folder = await Folder.with(
    { "chart/Chart.yaml": "name: x\n", "in/a.yaml": pod("a") },
    PROGRAMS,
  );
  const said = async (input: string) => {
    const text = await folder.done([input, "-o", `out-${input}`, "--follow-links", "-v"]);
    return text.split("\n").filter((line) => line.includes("--follow-links"));
  };
  assertMatch((await said("chart"))[0], /^ℹ --follow-links changes nothing: .* Helm follows/);
  assertEquals(await said("in"), []);
});

const OVERLAYS = {
  "k8s/base/kustomization.yaml": "resources: [web.yaml]\n",
  "k8s/base/web.yaml": pod("web"),
  "k8s/overlays/dev/kustomization.yaml": "resources: [../../base]\nnamePrefix: dev-\n",
  "k8s/overlays/prod/kustomization.yaml": "resources: [../../base]\npatches: [{path: p.yaml}]\n",
  "k8s/overlays/prod/p.yaml": pod("web"),
};

test("kubernetes2simple applies an overlay, and never reads it beside its base", async () => {
  await using folder = await Folder.with(OVERLAYS, PROGRAMS);
  assertMatch(
    await folder.fails(),
    /k8s.overlays.dev, k8s.overlays.prod are kustomizations of the same base, of which one is meant\. Choose it: kubernetes2simple --env dev$/,
  );
  assertMatch(
    await folder.fails(["--env", "dve"]),
    /one is meant, and none is called "dve" \(did you mean "dev"\?\)\. Choose it/,
  );
  await folder.done(["--env", "prod", "-o", "out"]);
  assertEquals(await folder.services("out"), ["from-kustomize"]);
  assertEquals(await folder.calls(), ["kubectl kustomize ./k8s/overlays/prod"]);
  assertMatch(
    await folder.fails(["--from-dir", "k8s"]),
    /^"k8s.overlays.dev" is a kustomization that changes what its files say, .* kubernetes2simple -f k8s$/,
  );
});

test("kubernetes2simple applies kustomizations of several apps, and reads what belongs to none", async () => {
  await using folder = await Folder.with({
    "apps/a/kustomization.yaml": "resources: [a.yaml]\nnamespace: one\n",
    "apps/a/a.yaml": pod("a"),
    "apps/b/base/kustomization.yaml": "resources: [b.yaml]\n",
    "apps/b/base/b.yaml": pod("b"),
    "apps/b/prod/kustomization.yaml": "resources: [../base]\nimages: []\n",
    "apps/c/c.yaml": pod("c"),
  }, PROGRAMS);
  for (const args of [[], ["-f", "apps"]]) {
    await folder.done([...args, "-o", "out"]);
    assertEquals(await folder.services("out"), ["c", "from-kustomize"]);
  }
  assertEquals((await folder.calls()).slice(0, 2), [
    "kubectl kustomize ./apps/a",
    "kubectl kustomize ./apps/b/prod",
  ]);
});

Deno.test("kubernetes2simple names the environments when there are only overlays", async () => {
  await using folder = await Folder.with({
    "overlays/dev/kustomization.yaml": "",
    "overlays/prod/kustomization.yaml": "",
    "base/kustomization.yaml": "",
  });
  assertMatch(
    await folder.fails(),
    /overlays.dev, overlays.prod are kustomizations of the same base, of which one is meant\. Choose it: kubernetes2simple --env dev$/,
  );
});

Deno.test("kubernetes2simple takes no overlay for another environment when there is only one", async () => {
  await using folder = await Folder.with({
    "overlays/prod/kustomization.yaml": "resources: [../../base]\nimages: []\n",
    "base/kustomization.yaml": "",
  }, PROGRAMS);
  assertMatch(
    await folder.fails(["--env", "stage"]),
    /overlays.prod is the one overlay there, and none is called "stage"\. Add one, leave --env out, or take this: kubernetes2simple --env prod$/,
  );
  for (const args of [[], ["--env", "prod"]]) await folder.done([...args, "-o", "out"]);
});

Deno.test("kubernetes2simple looks into the folder that it is told", async () => {
  await using folder = await Folder.with({ "my k8s/a.yaml": pod("a"), "other.yaml": pod("b") });
  const said = await folder.done(["my k8s", "--output-dir", "out"]);
  assertStringIncludes(said, `found manifests (${join("my k8s", "a.yaml")}): reading`);
  assertEquals(await folder.services("out"), ["a"]);
  assertEquals(
    await folder.fails(["nowhere"]),
    'there is no file or folder "nowhere". Name one that is there',
  );
  assertEquals(
    await folder.fails(["down"]),
    'there is no command, file or folder "down". Docker Compose does that, in the output folder: docker compose down',
  );
  assertEquals(
    await folder.fails(["-f", "https://example.com/a.yaml"]),
    '"https://example.com/a.yaml" is an address, and files and folders are read here. Get it first: curl -fsSLO https://example.com/a.yaml; a chart\'s address is given with --helm-chart',
  );
});

Deno.test("kubernetes2simple leaves other projects and earlier output alone when manifests are plain", async () => {
  await using folder = await Folder.with({
    "a.yaml": pod("a"),
    "charts/web/Chart.yaml": "name: web\n",
    "charts/web/templates/b.yaml": "{{ broken",
    "node_modules/x/c.yaml": pod("c"),
    ".github/workflows/d.yaml": pod("d"),
    ".hidden/e.yaml": pod("e"),
  });
  await folder.done();
  await folder.done(["--output-dir", "out"]);
  await folder.write({ "shop/out/overrides.yaml": pod("f") });
  const said = await folder.done(["--output-dir", "other"]);
  assertEquals(await folder.services("other"), ["a"]);
  assertEquals(said.split("\n").filter((line) => /^[⚠✖]/.test(line)), []);
  assertStringIncludes(said, "ℹ charts/web is a chart, so nothing in it is read.");
});

test("kubernetes2simple reads nothing of a chart that another flag names", async () => {
  await using folder = await Folder.with({
    "a.yaml": pod("a"),
    "charts/web/Chart.yaml": "name: web\n",
    "charts/web/templates/b.yaml": "{{ broken",
  }, PROGRAMS);
  const [, flags] = /To convert it too: (.*)/.exec(await folder.done(["-o", "out"]))!;
  const said = await folder.done([...flags.split(" "), "-o", "out"]);
  assertEquals(await folder.services("out"), ["a", "from-helm"]);
  assertEquals(said.includes("is a chart"), false);
});

Deno.test("kubernetes2simple leaves what containers keep alone when manifests are plain", async () => {
  const keeper = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a", namespace: "shop" },
    spec: {
      containers: [{ name: "a", image: "a", volumeMounts: [{ name: "v", mountPath: "/v" }] }],
      volumes: [{ name: "v", persistentVolumeClaim: { claimName: "claim" } }],
    },
  };
  await using folder = await Folder.with({
    "a.yaml": JSON.stringify(keeper),
    "data/b.yaml": pod("b"),
    "data/team/c.yaml": pod("c"),
  });
  await folder.done();
  const all = ["a", "b", "c"];
  assertEquals((await folder.services()).filter((name) => name !== "fix-permissions"), all);
  await folder.write({ "data/claim/d.yaml": pod("d") });
  await folder.done();
  assertEquals((await folder.services()).filter((name) => name !== "fix-permissions"), all);
});

test("kubernetes2simple hands --env to helmfile", async () => {
  await using folder = await Folder.with({ "helmfile.yaml": "" }, PROGRAMS);
  const said = await folder.done(["--env", "prod"]);
  assertStringIncludes(
    said,
    'found helmfile.yaml: rendering it with helmfile, which runs its hooks, environment "prod"',
  );
  for (const call of await folder.calls()) assertStringIncludes(call, "--environment prod ");
});

test("kubernetes2simple adds a chart's values of --env, and says so where there are none", async () => {
  const files = { ...CHART, "values-prod.yaml": "", "values.dev.yml": "" };
  await using folder = await Folder.with(files, PROGRAMS);
  assertStringIncludes(
    await folder.done(["--env", "prod"]),
    "with helm, values of values-prod.yaml",
  );
  await folder.done(["--env", "dev", "--values", "own.yaml"]);
  assertEquals(await folder.calls(), [
    "helm template web . --namespace default --values values-prod.yaml",
    "helm template web . --namespace default --values values.dev.yml --values own.yaml",
  ]);
  for (const env of ["test", "../prod"]) {
    assertStringIncludes(
      await folder.done(["--env", env]),
      `⚠ the environment "${env}" changes nothing: there is no values-${env}.yaml beside Chart.yaml; known there: dev, prod. Leave it out, add that file, or name the values with --values FILE\n`,
    );
  }
  assertStringIncludes(await folder.done(["--env", "prd"]), 'Chart.yaml (did you mean "prod"?).');
});

test("kubernetes2simple takes the overlay of --env, and says so where there is none", async () => {
  await using folder = await Folder.with({
    ...KUSTOMIZATION,
    "overlays/prod/kustomization.yml": "resources: [../..]\n",
  }, PROGRAMS);
  const overlay = join("overlays", "prod");
  assertStringIncludes(
    await folder.done(["--env", "prod"]),
    `found ${join(overlay, "kustomization.yml")}: rendering it`,
  );
  assertStringIncludes(
    await folder.done(["--env", "dev"]),
    '⚠ the environment "dev" changes nothing: there is no kustomization in overlays for it; known there: prod. Leave',
  );
  assertEquals(await folder.calls(), [`kubectl kustomize ./${overlay}`, "kubectl kustomize ."]);
});

Deno.test("kubernetes2simple says that --env means nothing to plain manifests", async () => {
  await using folder = await Folder.with({ "a.yaml": pod("a") });
  assertStringIncludes(
    await folder.done(["--env", "prod"]),
    '⚠ the environment "prod" changes nothing: plain manifests have no environments. Leave it out\n',
  );
});

test("kubernetes2simple says of --env what is the same in it when another input has it", async () => {
  await using folder = await Folder.with({
    "plain/a.yaml": pod("a"),
    "chart/Chart.yaml": "name: web\n",
    "chart/values-prod.yaml": "a: 1\n",
  }, PROGRAMS);
  const said = await folder.done(["plain", "chart", "--env", "prod"]);
  assertStringIncludes(said, 'is the same in "prod": plain manifests have no environments\n');
  assertEquals(said.includes("changes nothing"), false, said);
});

test("kubernetes2simple fails when a flag does not go with what it found", async () => {
  await using folder = await Folder.with(KUSTOMIZATION, PROGRAMS);
  assertStringIncludes(
    await folder.fails(["--set", "a=b"]),
    "--set goes with a chart, and what was found is kustomization.yaml.",
  );
  await using plain = await Folder.with({ "a.yaml": pod("a") });
  assertStringIncludes(
    await plain.fails(["--", "--debug"]),
    'what follows "--" goes to the renderer',
  );
});

test("kubernetes2simple gets what a chart depends on first", async () => {
  await using folder = await Folder.with({
    "Chart.yaml": "name: web\ndependencies: [{name: db, repository: 'https://charts.example'}]\n",
    "Chart.lock": "",
  }, PROGRAMS);
  await folder.done();
  const [build, template] = await folder.calls();
  const copy = build.slice("helm dependency build ".length);
  assertEquals(template, `helm template web ${copy} --namespace default`);
  // The chart's own folder stays as it is.
  assert(copy !== ".");
});

test("kubernetes2simple says what is missing, and how to get it", async () => {
  await using chart = await Folder.with(CHART);
  const message = await chart.fails();
  assertStringIncludes(message, '"helm" is not on the PATH. Install it (');
  assertStringIncludes(message, "https://helm.sh/docs/intro/install/");
  await using helmfile = await Folder.with({ "helmfile.yaml": "" });
  assertStringIncludes(
    await helmfile.fails(),
    '"helmfile" and "helm" are not on the PATH. Install them (',
  );
  await using kustomization = await Folder.with(KUSTOMIZATION);
  assertStringIncludes(
    await kustomization.fails(),
    "neither kubectl nor kustomize can be started: they are not on the PATH. Install one of them",
  );
});

const NOT_OFFERED = WINDOWS ??
  (["x86_64", "aarch64"].includes(Deno.build.arch)
    ? undefined
    : `nothing is made for ${Deno.build.arch}`);

Deno.test({
  ...unless(
    "kubernetes2simple offers to download what is missing, and refuses what is something else",
    NOT_OFFERED,
  ),
  async fn() {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response("no archive"),
    );
    try {
      await using folder = await Folder.with(CHART);
      assertMatch(
        await folder.fails(),
        /, or add --download-tools to have helm v\S+ downloaded into \S+\.kubernetes2simple\/ and checked by SHA-256, /,
      );
      const message = await folder.fails(["--download-tools"], {
        KUBERNETES2SIMPLE_MIRROR: `http://127.0.0.1:${server.addr.port}/tools/`,
      });
      assertMatch(
        message,
        /^http:\/\/127\.0\.0\.1:\d+\/tools\/helm-v\S+\.tar\.gz is not helm v\S+: its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}\. Nothing of it is kept\./,
      );
    } finally {
      await server.shutdown();
    }
  },
});

test("kubernetes2simple runs no helm that came with the folder", async () => {
  await using folder = await Folder.with(CHART);
  for (const home of ["", "shop/"]) {
    const helm = `${home}.kubernetes2simple/bin/helm`;
    await folder.write({ [helm]: `#!/bin/sh\n${HELM}\n` });
    await Deno.chmod(join(folder.path, helm), 0o755);
    assertStringIncludes(await folder.fails(), '"helm" is not on the PATH');
  }
});

Deno.test("kubernetes2simple puts what it found into the report", async () => {
  await using folder = await Folder.with({ "a.yaml": pod("a") });
  const { code, stdout } = await folder.run(["--report", "json"]);
  assertEquals(code, 0);
  assertEquals(JSON.parse(stdout).diagnostics[0], {
    severity: "info",
    code: "found-input",
    message: "found manifests (a.yaml): reading the YAML files in this folder and below it",
  });
});

Deno.test("kubernetes2simple describes the way it looks in its help", async () => {
  await using folder = await Folder.with();
  const { code, stdout } = await folder.run(["--help"]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "Usage: kubernetes2simple [PATH...] [options]");
});

/** Makes a password, and keeps it; of it comes a service and a file. */
const KEEPER = `export class Keeper {
  name = "keeper";
  kinds = ["Vault"];
  role = "provider";
  priority = 500;
  convert(_kind, manifests, ctx) {
    const old = ctx.previous.read("secrets/vault/password");
    const password = old ? new TextDecoder().decode(old) : crypto.randomUUID();
    ctx.files.write("secrets/vault/password", password, { mode: 0o600 });
    return { services: { vault: { image: manifests[0].spec.image, restart: "always" } } };
  }
}
`;
const VAULT = "kind: Vault\nmetadata: {name: vault}\nspec: {image: vault}\n";
const KEEPER_DIR = ["--extensions-dir", "../ext", "--output-dir", "out"];

Deno.test("kubernetes2simple makes all anew when --clean is there, and leaves the user's files", async () => {
  await using folder = await Folder.with({ "a.yaml": VAULT, "b.yaml": pod("b") });
  await folder.write({ "ext/keeper.js": KEEPER });
  await folder.done(KEEPER_DIR);
  await folder.write({
    "shop/out/mine.txt": "mine",
    "shop/out/secrets/mine.txt": "mine",
    "shop/out/dekube.yaml": "# mine\nname: mine\n",
    "shop/out/data/db": "data",
    // No list says that an earlier version left it.
    "shop/out/.helmfile-rendered/old.yaml": pod("old"),
  });
  const password = async () => (await folder.files("out"))["out/secrets/vault/password"];
  const first = await password();
  await folder.done(KEEPER_DIR);
  assertEquals(await password(), first);

  const said = await folder.done([...KEEPER_DIR, "--clean"]);
  assertStringIncludes(
    said,
    "ℹ what earlier runs generated is made anew, passwords and certificates",
  );
  assert(await password() !== first);
  const files = await folder.files("out");
  assertEquals(Object.keys(files).sort(), [
    "out/.dekube/files.json",
    "out/.helmfile-rendered/old.yaml",
    "out/compose.yml",
    "out/data/db",
    "out/dekube.yaml",
    "out/mine.txt",
    "out/secrets/mine.txt",
    "out/secrets/vault/password",
  ]);
  assertEquals(files["out/dekube.yaml"], "# mine\nname: mine\n");

  await Deno.remove(join(folder.path, "shop/a.yaml"));
  await folder.done([...KEEPER_DIR, "--clean"]);
  assertEquals("out/secrets/vault/password" in await folder.files("out"), false);
});

Deno.test("kubernetes2simple says whose passwords it keeps when the output folder comes from elsewhere", async () => {
  await using folder = await Folder.with({
    "mq.yaml": "apiVersion: rabbitmq.com/v1beta1\nkind: RabbitmqCluster\n" +
      "metadata: {name: mq, namespace: shop}\nspec: {}\n",
  });
  const cookie = async () =>
    (await folder.files("out"))["out/secrets/.rabbitmq/shop/rabbitmqcluster/mq/erlang-cookie"];
  const dir = ["--output-dir", "out"];
  const warning =
    "⚠ passwords or keys were in the folder before, and no run here has put them there";
  for (let run = 0; run < 2; run++) assert(!(await folder.done(dir)).includes(warning));
  const mine = await cookie();
  const out = join(folder.path, "shop/out");
  // One with the list of what was written, as a backup or an archive has it, and one without.
  for (const hasList of [true, false]) {
    const moved = `${out}-moved`;
    await cp(out, moved, { recursive: true });
    await Deno.remove(out, { recursive: true });
    await Deno.rename(moved, out);
    if (!hasList) await Deno.remove(join(out, ".dekube"), { recursive: true });
    const said = await folder.done(dir);
    assertStringIncludes(said, warning);
    assertStringIncludes(said, "secrets/.rabbitmq/shop/rabbitmqcluster/mq/default-password");
    assertEquals(await cookie(), mine);
    assert(!(await folder.done(dir)).includes(warning));
  }
  await Deno.remove(join(out, ".dekube"), { recursive: true });
  assert(!(await folder.done([...dir, "--clean"])).includes(warning));
  assert(await cookie() !== mine);
});

Deno.test("kubernetes2simple changes nothing when --clean is there and the conversion fails", async () => {
  await using folder = await Folder.with({ "a.yaml": VAULT });
  await folder.write({ "ext/keeper.js": KEEPER });
  await folder.done(KEEPER_DIR);
  await folder.write({ "shop/a.yaml": VAULT.replace("spec: {image: vault}", "spec: null") });
  await folder.fails([...KEEPER_DIR, "--clean"]);
  await folder.write({ "shop/a.yaml": "kind: ConfigMap\nmetadata: {name: x}\n" });
  await folder.fails([...KEEPER_DIR, "--clean"], {}, 2);
});

Deno.test("kubernetes2simple takes nothing for input that it wrote itself, whatever a manifest calls it", async () => {
  const chart = JSON.stringify({ apiVersion: "v2", kind: "Pod", name: "x", version: "1.0.0" });
  const config = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "web", namespace: "shop" },
    data: { "Chart.yaml": chart, "helmfile.yaml": "releases: []", "pod.yaml": pod("other") },
  };
  const web = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "shop" },
    spec: {
      containers: [{
        name: "web",
        image: "nginx",
        volumeMounts: [{ name: "web", mountPath: "/etc/web" }],
      }],
      volumes: [{ name: "web", configMap: { name: "web" } }],
    },
  };
  const items = [config, web];
  await using folder = await Folder.with({
    "all.json": JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  });
  const first = await folder.run();
  assertEquals(first.code, 0, first.stderr);
  for (const time of ["with its list", "without"]) {
    const { code, stderr } = await folder.run();
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /^ℹ found manifests \(all\.json\)/, time);
    assertEquals(stderr.split("\n").filter((line) => /helm-chart|other/.test(line)), [], time);
    await Deno.remove(join(folder.path, "shop/.dekube"), { recursive: true });
  }
  await Deno.remove(join(folder.path, "shop/all.json"));
  const { code, stderr } = await folder.run();
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^✖ there is nothing to convert in this folder, or below it: .* Run it in a folder/,
  );
});
