/**
 * The inputs: what the real helmfile, Helm and kubectl render is converted as rendered manifests are.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { parse } from "@std/yaml";
import { HAS_SHARED, SHARED } from "../_corpus.ts";
import {
  distribution,
  type Ended,
  helmfile2compose,
  ROOT,
  run,
  type RunOptions,
} from "./_command.ts";
import { e2e, setting, tool } from "./_setting.ts";

const helmfile = { needs: ["helm", "helmfile"] };
const helm = { needs: ["helm"] };
const kubectl = { needs: ["kubectl"] };

/** A folder of the test's own, below the run's. */
class Place {
  private constructor(readonly dir: string) {}

  static async make(name: string, files: Record<string, string> = {}): Promise<Place> {
    const place = new Place(join(setting!.dir, "render", name));
    await Deno.mkdir(place.dir, { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(place.dir, path)), { recursive: true });
      await Deno.writeTextFile(join(place.dir, path), text);
    }
    return place;
  }

  /** Runs the command in it. */
  async command(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    return await helmfile2compose(args, { cwd: this.dir, ...options });
  }

  /** Converts to a folder of it, under the project name `same`, and gives what was written. */
  async convert(
    out: string,
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<Record<string, string>> {
    await Deno.mkdir(join(this.dir, out));
    await Deno.writeTextFile(join(this.dir, out, "dekube.yaml"), "name: same\n");
    await this.command(["--output-dir", out, ...args], options);
    return await this.written(out);
  }

  /** Every file below a folder of it, save what dekube keeps for itself. */
  async written(folder: string, at = ""): Promise<Record<string, string>> {
    const files: Record<string, string> = {};
    for (const { name, isDirectory } of Deno.readDirSync(join(this.dir, folder))) {
      if (name === ".dekube") continue;
      const path = join(folder, name);
      if (isDirectory) Object.assign(files, await this.written(path, `${at}${name}/`));
      else files[at + name] = await Deno.readTextFile(join(this.dir, path));
    }
    return files;
  }
}

/** The services of a converted project. */
// deno-lint-ignore no-explicit-any -- compose.yml, read
function services(files: Record<string, string>): Record<string, any> {
  // deno-lint-ignore no-explicit-any -- likewise
  return (parse(files["compose.yml"]) as any).services;
}

/** A chart below `charts/` with one template: a Deployment that is called as its release. */
function chart(name: string, { namespace = "", dependencies = "" } = {}): Record<string, string> {
  return {
    [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${dependencies}`,
    [`charts/${name}/values.yaml`]: "greeting: hello\n",
    [`charts/${name}/templates/deployment.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  ${namespace && `namespace: ${namespace}`}
spec:
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec:
      containers:
      - name: main
        image: example/tools:1
        env:
        - {name: GREETING, value: {{ required "a greeting is needed" .Values.greeting | quote }}}
        - {name: OF, value: {{ .Release.Namespace }}}
`,
  };
}

/** A run that must fail, say so without a stack, and write nothing. */
async function failure(place: Place, args: readonly string[]): Promise<string> {
  const before = await place.written(".");
  const { code, stderr } = await place.command([...args, "--output-dir", "out"], { anyCode: true });
  assertEquals(code, 1, stderr);
  assert(!/^ {4}at /m.test(stderr), stderr);
  assertEquals(await place.written("."), before);
  assertEquals(await Deno.stat(join(place.dir, "out")).catch(() => "none"), "none");
  return stderr;
}

e2e("La Suite's meet comes out byte for byte the same when helmfile renders it elsewhere", {
  needs: [...helmfile.needs, ...HAS_SHARED ? [] : ["../shared/corpus"]],
}, async () => {
  const place = await Place.make("meet");
  const corpus = join(SHARED, "corpus/la-suite");
  // The hash in helmfile's folder names is of where the helmfile lies.
  await run("cp", ["-r", join(corpus, "meet-helmfile"), place.dir]);
  const source = join(place.dir, "meet-helmfile/src/helm");

  const live = await place.convert("live", [
    "--helmfile-dir",
    source,
    "-e",
    "dev-keycloak",
    "-n",
    "meet",
  ]);
  const rendered = await place.convert("rendered", ["--from-dir", join(corpus, "meet")]);

  assert(Object.keys(live).some((name) => name.startsWith("Caddyfile@")));
  assert(Object.keys(services(live)).length > 10);
  assertEquals(live, rendered);
  // What helmfile rendered does not stay.
  const own = [...Deno.readDirSync(join(place.dir, "live/.dekube"))].map(({ name }) => name);
  assertEquals(own, ["files.json"]);
});

const ENVIRONMENTS = `environments:
  default: {values: [{greeting: default}]}
  staging: {values: [{greeting: staging}]}
---
releases:
- name: web
  namespace: shop
  chart: ./charts/web
  values: [{greeting: "{{ .Values.greeting }} in {{ .Environment.Name }}"}]
`;

e2e("a helmfile is rendered for the environment that is asked for", helmfile, async () => {
  const place = await Place.make("environments", {
    "helmfile.yaml.gotmpl": ENVIRONMENTS,
    ...chart("web", { namespace: "shop" }),
  });

  const greeting = async (out: string, args: string[]) =>
    services(await place.convert(out, args)).web.environment.GREETING;

  assertEquals(await greeting("none", []), "default in default");
  assertEquals(await greeting("short", ["-e", "staging"]), "staging in staging");
  assertEquals(
    await greeting("further", ["-e", "staging", "--", "--state-values-set", "greeting=mine"]),
    "mine in staging",
  );
});

e2e(
  "helmfile's last words are what is said when there is no such environment",
  helmfile,
  async () => {
    const place = await Place.make("no-environment", {
      "helmfile.yaml.gotmpl": ENVIRONMENTS,
      ...chart("web"),
    });

    const said = await failure(place, ["--helmfile-dir", ".", "-e", "production"]);

    assertStringIncludes(said, "helmfile failed with exit code");
    assertStringIncludes(said, "environment(production)");
  },
);

e2e("nested helmfiles are rendered with the one that names them", helmfile, async () => {
  const place = await Place.make("nested", {
    "helmfile.yaml": `helmfiles:
- path: data/helmfile.yaml
- path: shop/helmfile.yaml.gotmpl
releases:
- {name: top, namespace: top, chart: ./charts/web}
`,
    "data/helmfile.yaml": "releases: [{name: db, namespace: data, chart: ../charts/web}]\n",
    "shop/helmfile.yaml.gotmpl": `helmfiles: [deeper/helmfile.yaml]
releases:
- {name: front, namespace: shop, chart: ../charts/web, values: [{greeting: front}]}
`,
    "shop/deeper/helmfile.yaml":
      "releases: [{name: back, namespace: shop, chart: ../../charts/web}]\n",
    ...chart("web"),
  });

  const files = await place.convert("out", ["--helmfile-dir", "."]);

  const found = Object.entries(services(files)).map(([name, { labels, environment }]) =>
    [name, labels["dekube.io/namespace"], environment.OF, environment.GREETING].join(" ")
  );
  assertEquals(found.sort(), [
    "back shop shop hello",
    "db data data hello",
    "front shop shop front",
    "top top top hello",
  ]);
  assertEquals(
    await Deno.stat(join(place.dir, "data/.helmfile-rendered")).catch(() => "none"),
    "none",
  );
});

e2e(
  "a release has the namespace that helmfile lists when its chart sets none",
  helmfile,
  async () => {
    const place = await Place.make("listed", {
      "helmfile.yaml": `releases:
- {name: web, namespace: shop, chart: ./charts/web}
- {name: db, namespace: data, chart: ./charts/web}
- {name: gone, namespace: data, chart: ./charts/web, installed: false}
`,
      ...chart("web"),
    });

    const found = services(await place.convert("out", []));

    assertEquals(Object.keys(found), ["db", "web"]);
    assertEquals(found.web.labels["dekube.io/namespace"], "shop");
    assertEquals(found.db.labels["dekube.io/namespace"], "data");
  },
);

e2e(
  "two releases of one name are both there, and who needs one waits for that",
  helmfile,
  async () => {
    const place = await Place.make("one-name", {
      "helmfile.yaml": `helmfiles: [more/helmfile.yaml]
releases:
- {name: web, namespace: shop, chart: ./charts/web}
- {name: web, namespace: data, chart: ./charts/web, values: [{greeting: other}]}
- {name: web, chart: ./charts/web, values: [{greeting: nowhere}]}
- {name: db, namespace: data, chart: ./charts/web, needs: [web]}
- {name: front, namespace: shop, chart: ./charts/web, needs: [data/web]}
`,
      "more/helmfile.yaml": "releases: [{name: web, namespace: more, chart: ../charts/web}]\n",
      ...chart("web"),
    });

    const found = services(await place.convert("out", ["--helmfile-dir", "."]));

    assertEquals(
      Object.entries(found).map(([name, { labels, environment }]) =>
        [name, labels["dekube.io/namespace"], environment.GREETING].join(" ")
      ).sort(),
      [
        "db data hello",
        "front shop hello",
        "web-data data other",
        "web-default default nowhere",
        "web-more more hello",
        "web-shop shop hello",
      ],
    );
    for (const name of ["db", "front"]) {
      assertEquals(Object.keys(found[name].depends_on ?? {}), ["web-data"], name);
    }
  },
);

e2e("helmfile's last words are what is said when a chart of it fails", helmfile, async () => {
  const place = await Place.make("failing", {
    "helmfile.yaml":
      "releases: [{name: web, namespace: shop, chart: ./charts/web, values: [{greeting: null}]}]\n",
    ...chart("web"),
  });

  const said = await failure(place, ["--helmfile-dir", "."]);

  assertStringIncludes(said, "helmfile failed with exit code");
  assertStringIncludes(said, "a greeting is needed");
  assertStringIncludes(said, "Mend the helmfile");
});

const CACHE = `${ROOT}/examples/platform/charts/cache`;
const FLAGS = ["--namespace", "data", "--set", "role=sessions,size=32Mi"];

e2e("a chart is converted as what Helm renders of it", helm, async () => {
  const place = await Place.make("chart", { "more.yaml": "fullnameOverride: keeper\n" });
  const more = ["--values", "more.yaml"];
  await run(
    tool("helm"),
    ["template", "mine", CACHE, ...FLAGS, ...more, "--output-dir", "rendered"],
    { cwd: place.dir },
  );

  const args = ["--helm-chart", CACHE, "--release", "mine", ...FLAGS, ...more];
  const live = await place.convert("live", args);

  assertEquals(Object.keys(services(live)), ["keeper"]);
  assertEquals(services(live).keeper.environment.CACHE_ROLE, "sessions");
  assertEquals(live, await place.convert("from-dir", ["--from-dir", "rendered"]));
});

e2e("a chart's manifests are in the namespace given when they name none", helm, async () => {
  const place = await Place.make("chart-namespace", chart("web"));
  const { stderr } = await place.command(
    ["--helm-chart", "charts/web", "-n", "shop", "--output-dir", "out"],
  );

  const files = await place.written("out");
  assertEquals(services(files).web.labels["dekube.io/namespace"], "shop");
  assertEquals(services(files).web.environment.OF, "shop");
  assertStringIncludes(files["dekube.yaml"], "name: web\n");
  assert(!stderr.includes("✖"), stderr);
});

const DEPENDENCIES = `dependencies: [{name: db, version: 1.0.0, repository: "file://../db"}]\n`;

e2e("what a chart depends on is got when it is missing", helm, async () => {
  const place = await Place.make("dependencies", {
    ...chart("web", { dependencies: DEPENDENCIES }),
    ...chart("db"),
    "charts/db/templates/deployment.yaml": "",
    "charts/db/templates/pod.yaml": `kind: Pod
metadata: {name: db}
spec: {containers: [{name: db, image: example/tools:1}]}
`,
  });
  const command = async (out: string) => {
    const { stderr } = await place.command(["--helm-chart", "charts/web", "--output-dir", out]);
    assertEquals(Object.keys(services(await place.written(out))), ["db", "web"]);
    return stderr;
  };

  const update = ["dependency", "update", "charts/web"];
  assertStringIncludes(await command("first"), `"helm ${update.join(" ")}"`);
  await assertRejects(() => Deno.lstat(join(place.dir, "charts/web/charts")));
  await run(tool("helm"), update, { cwd: place.dir });
  assert(!(await command("second")).includes("helm dependency"));
  await Deno.remove(join(place.dir, "charts/web/charts"), { recursive: true });
  assertStringIncludes(await command("third"), '"helm dependency build charts/web"');
});

e2e("Helm's last words are what is said when a chart fails", helm, async () => {
  const place = await Place.make("failing-chart", chart("web"));

  const said = await failure(place, ["--helm-chart", "charts/web", "--set", "greeting=null"]);

  assertStringIncludes(said, "helm failed with exit code 1");
  assertStringIncludes(said, "a greeting is needed");
  const missing = await failure(place, ["--helm-chart", "./no-chart"]);
  assertStringIncludes(missing, `there is no chart "./no-chart"`);
});

const KUSTOMIZATION = {
  "base/kustomization.yaml": `resources: [web.yaml]
configMapGenerator: [{name: page, literals: ["index.html=hello"]}]
`,
  "base/web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: example/tools, volumeMounts: [{name: page, mountPath: /page}]}
      volumes: [{name: page, configMap: {name: page}}]
`,
  "overlays/dev/kustomization.yaml": `resources: [../../base]
namespace: shop
namePrefix: dev-
images: [{name: example/tools, newTag: "1"}]
`,
};

e2e("a kustomization is converted as what kubectl renders of it", kubectl, async () => {
  const place = await Place.make("kustomize", KUSTOMIZATION);
  const { stdout } = await run(tool("kubectl"), ["kustomize", "overlays/dev"], { cwd: place.dir });
  await Deno.mkdir(join(place.dir, "rendered"));
  await Deno.writeTextFile(join(place.dir, "rendered/all.yaml"), stdout);

  const live = await place.convert("live", ["--kustomize", "overlays/dev"]);

  assertEquals(services(live)["dev-web"].image, "example/tools:1");
  assertEquals(services(live)["dev-web"].labels["dekube.io/namespace"], "shop");
  assertEquals(
    Object.entries(live).filter(([name]) => name.endsWith("index.html")).map(([, text]) => text),
    ["hello"],
  );
  assertEquals(live, await place.convert("from-dir", ["--from-dir", "rendered"]));
});

e2e("kubectl's last words are what is said when a kustomization fails", kubectl, async () => {
  const place = await Place.make("failing-kustomization", {
    "kustomization.yaml": "resources: [no-such-file.yaml]\n",
  });

  const said = await failure(place, ["--kustomize", "."]);

  assertStringIncludes(said, "kubectl failed with exit code 1");
  assertStringIncludes(said, "no-such-file.yaml");
});

e2e("what Helm pipes in is converted as what it writes to files", helm, async () => {
  const place = await Place.make("stdin");
  const args = ["template", "mine", CACHE, ...FLAGS];
  const { stdout } = await run(tool("helm"), args);
  await run(tool("helm"), [...args, "--output-dir", join(place.dir, "rendered")]);

  const live = await place.convert("live", ["--from-dir", "-"], { stdin: stdout });

  assertEquals(Object.keys(services(live)), ["mine"]);
  assertEquals(live, await place.convert("from-dir", ["--from-dir", "rendered"]));
});

/** What kubernetes2simple is let loose on: each sort alone, then all of them at once. */
const FOLDERS: Record<string, { files: Record<string, string>; needs: string[]; found: RegExp }> = {
  "a helmfile": {
    files: {
      ...chart("web"),
      "helmfile.yaml": "releases: [{name: mine, namespace: shop, chart: ./charts/web}]\n",
    },
    needs: helmfile.needs,
    found: /found helmfile\.yaml/,
  },
  "a chart": {
    files: atTop(chart("mine", { namespace: "shop" })),
    needs: helm.needs,
    found: /found a chart \(Chart\.yaml\)|found Chart\.yaml/,
  },
  "a kustomization": {
    files: {
      "kustomization.yaml": "resources: [base]\nnamespace: shop\n",
      "base/kustomization.yaml": "resources: [web.yaml]\n",
      "base/web.yaml": manifestOf("mine"),
    },
    needs: kubectl.needs,
    found: /kustomization\.yaml/,
  },
  "plain manifests": { files: { "mine.yaml": manifestOf("mine") }, needs: [], found: /mine\.yaml/ },
};

function manifestOf(name: string): string {
  return KUSTOMIZATION["base/web.yaml"].replace("{name: web}\nspec", `{name: ${name}}\nspec`);
}

function atTop(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.replace(/^charts\/[^/]+\//, ""), text]),
  );
}

for (const [sort, { files, needs, found }] of Object.entries(FOLDERS)) {
  e2e(
    `kubernetes2simple finds out that a folder holds ${sort}, and converts it`,
    { needs },
    async () => {
      const place = await Place.make(`k2s-${sort.replaceAll(" ", "-")}`, files);
      const { stderr } = await distribution("kubernetes2simple", [], { cwd: place.dir });

      assert(found.test(stderr), stderr);
      // Helm would pack what lies in a chart.
      const output = sort === "a chart" ? `${place.dir}-compose`.replace(/^.*\//, "../") : ".";
      assertEquals(Object.keys(services(await place.written(output))), ["mine"]);
      // Its own output is no input.
      const again = await distribution("kubernetes2simple", [], { cwd: place.dir });
      assertStringIncludes(again.stderr, "none changed");
      assertEquals(Object.keys(services(await place.written(output))), ["mine"]);
    },
  );
}

e2e(
  "kubernetes2simple takes the helmfile of several, and says how to have the others",
  helmfile,
  async () => {
    const all = Object.assign({}, ...Object.values(FOLDERS).map(({ files }) => files).toReversed());
    const place = await Place.make("k2s-all", all);
    const { stderr } = await distribution("kubernetes2simple", [], { cwd: place.dir });

    assert(FOLDERS["a helmfile"].found.test(stderr), stderr);
    // The plain files are what the kustomization is made of.
    for (const flag of ["--helm-chart", "--kustomize"]) assertStringIncludes(stderr, flag);
  },
);

e2e("kubernetes2simple says what it looked for when there is nothing", { needs: [] }, async () => {
  const place = await Place.make("k2s-none", { "notes.txt": "nothing\n" });
  const { code, stderr } = await distribution("kubernetes2simple", [], {
    cwd: place.dir,
    anyCode: true,
  });

  assertEquals(code, 1);
  for (const name of ["helmfile.yaml", "Chart.yaml", "kustomization.yaml", "kind:"]) {
    assertStringIncludes(stderr, name);
  }
  assertEquals(Object.keys(await place.written(".")), ["notes.txt"]);
});
