/** Drives the command as a user does: as a process, in folders of its own. */
import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { basename, dirname, fromFileUrl, join, toFileUrl } from "@std/path";
import { parse } from "@std/yaml";
import { projectName } from "../engine/core/settings/first_run.ts";
import type { Diagnostic } from "../mod.ts";
import { JSR, ROOT, unless, WINDOWS } from "../tools/unless.ts";
import { type Ended, runToEnd } from "./_process.ts";

const COMMAND = fromFileUrl(new URL("../distributions/helmfile2compose/mod.ts", import.meta.url));

/** A folder to run the command in; it is gone afterwards. */
class Folder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async with(files: Record<string, string> = {}): Promise<Folder> {
    const folder = new Folder(await Deno.realPath(await Deno.makeTempDir()));
    await folder.write(files);
    return folder;
  }

  async write(files: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.path, name);
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
  }

  /** Runs the command here; `stdin` is piped in. */
  async run(
    args: string[],
    env: Record<string, string> = {},
    stdin?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Ended> {
    return await runToEnd(Deno.execPath(), {
      args: ["run", "-A", "--quiet", COMMAND, ...args],
      cwd: this.path,
      env: { NO_COLOR: "1", XDG_STATE_HOME: this.#state, ...env },
      stdin,
    });
  }

  /** Converts `in/` to `out/`. */
  async convert(args: string[] = [], env: Record<string, string> = {}): Promise<Ended> {
    return await this.run(["--from-dir", "in", "--output-dir", "out", ...args], env);
  }

  async read(name: string): Promise<string> {
    return await Deno.readTextFile(join(this.path, name));
  }

  // deno-lint-ignore no-explicit-any -- tests say what they expect
  async compose(name = "out/compose.yml"): Promise<any> {
    return parse(await this.read(name));
  }

  /** Every file below a folder, by path, with its text. */
  async files(below = "."): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    const walk = async (folder: string): Promise<void> => {
      for (const { name, isDirectory } of Deno.readDirSync(join(this.path, folder))) {
        const path = `${folder}/${name}`;
        if (isDirectory) await walk(path);
        else found[path.replace("./", "")] = await this.read(path);
      }
    };
    if (await exists(join(this.path, below))) await walk(below);
    return found;
  }

  /** Where a file lies that has its hash in its name, or in that of its folder; the newest where there are several. */
  async place(name: string): Promise<string> {
    let found = this.path;
    for (const part of name.split("/")) {
      const names = [...Deno.readDirSync(found)].map(({ name }) => name);
      const candidates = names.filter((name) => withoutHash(name).replace("@…", "") === part);
      const times = await Promise.all(
        candidates.map(async (name) => (await Deno.lstat(join(found, name))).mtime!.getTime()),
      );
      found = join(found, candidates[times.indexOf(Math.max(...times))] ?? part);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
    await Deno.remove(this.#state, { recursive: true }).catch(() => {});
  }

  /** What the user's programs remember lies elsewhere. */
  get #state(): string {
    return `${this.path}.state`;
  }
}

function withoutHash(path: string): string {
  return path.replace(/@[0-9a-f]{12}(?=\/|$)/, "@…");
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

async function mode(path: string): Promise<string> {
  return ((await Deno.lstat(path)).mode! & 0o777).toString(8);
}

function lines(text: string, sign: string): string[] {
  return text.split("\n").filter((line) => line.startsWith(`${sign} `));
}

/** The one message of a run that failed; it must not have touched a file. */
async function failure(
  folder: Folder,
  run: () => Promise<Ended>,
  code = 1,
): Promise<string> {
  const before = await folder.files();
  const hadOutput = await exists(join(folder.path, "out"));
  const result = await run();
  assertEquals(result.code, code, result.stderr);
  const failures = lines(result.stderr, "✖");
  assertEquals(failures.length, 1, result.stderr);
  assert(!/^ {4}at /m.test(result.stderr), result.stderr);
  assert(!result.stderr.includes("bug in dekube"), result.stderr);
  assert(result.stderr.trimEnd().split("\n").at(-1)!.startsWith("✖ "), result.stderr);
  assertEquals(await folder.files(), before);
  assertEquals(await exists(join(folder.path, "out")), hadOutput);
  return failures[0].slice(2);
}

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        env:
        - {name: PRICE, value: $5}
        - name: TOKEN
          valueFrom: {secretKeyRef: {name: web, key: token}}
        volumeMounts:
        - {name: data, mountPath: /data}
        - {name: secret, mountPath: /secret}
        - {name: config, mountPath: /config}
      volumes:
      - {name: data, persistentVolumeClaim: {claimName: data}}
      - {name: secret, secret: {secretName: web}}
      - {name: config, configMap: {name: web}}
---
apiVersion: v1
kind: Secret
metadata: {name: web, namespace: shop}
stringData: {token: "s3cret"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
data: {app.ini: "x = 1"}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: shop}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  rules:
  - host: web.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
`;

const POD = `kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web, image: nginx}]}
`;

Deno.test("the command prints its usage when asked to", async () => {
  await using folder = await Folder.with();
  for (const flag of ["--help", "-h"]) {
    const { code, stdout, stderr } = await folder.run([flag]);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "Usage: helmfile2compose [options]");
  }
  assertEquals(await folder.files(), {});
});

Deno.test("the command prints its version when asked to", async () => {
  await using folder = await Folder.with();
  const { code, stdout } = await folder.run(["--version"]);
  assertEquals(code, 0);
  assertMatch(stdout, /^helmfile2compose \d+\.\d+\.\d+\n$/);
});

const wrongArguments: [args: string[], message: string][] = [
  [["--form-dir", "in"], 'there is no flag --form-dir (did you mean "--from-dir"?). See --help'],
  [["in"], '"in" is not expected here. Files and folders are given with -f, see --help'],
  [["--from-dir"], "--from-dir needs a value. See --help"],
  [["-e"], "--environment needs a value. See --help"],
  [
    ["--report", "xml", "--from-dir", "in"],
    '--report takes "json", or the name of a file that ends in .json or .html, not "xml"',
  ],
  [
    ["--name", "a", "--name", "b"],
    '--name is given more than once ("a", "b"). Leave all but one out',
  ],
  [
    ["--from-dir", "in", "--set", "a=b"],
    "--set goes with --helm-chart, not with --from-dir. Leave one of them out",
  ],
];

for (const [args, message] of wrongArguments) {
  Deno.test(`the command says what is wrong when it is given ${args.join(" ")}`, async () => {
    await using folder = await Folder.with({ "in/a.yaml": POD });
    assertEquals(await failure(folder, () => folder.run(args)), message);
  });
}

Deno.test("the command makes a project of manifests", async () => {
  await using folder = await Folder.with({ "in/web.yaml": WEB });
  const { code, stdout, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  assertEquals(stdout, "");
  assertEquals(lines(stderr, "✖"), []);
  assertStringIncludes(stderr, "out/dekube.yaml is new: review it");
  assertStringIncludes(stderr, "Start it with: cd out && docker compose up -d");
  const { name, services } = await folder.compose();
  assertEquals(name, "in");
  assertEquals(Object.keys(services).sort(), ["caddy", "fix-permissions", "web"]);
  assertEquals(services.web.environment, { PRICE: "$$5", TOKEN: "s3cret" });
  // What is mounted lies under a name with a hash of what it is.
  assertEquals(Object.keys(await folder.files("out")).sort().map(withoutHash), [
    "out/.dekube/files.json",
    "out/Caddyfile@…",
    "out/compose.yml",
    "out/configmaps/web@…/app.ini",
    "out/dekube.yaml",
    "out/secrets/web@…/token",
  ]);
  for (const volume of [...services.web.volumes, ...services.caddy.volumes] as string[]) {
    const [source] = volume.split(":");
    if (source.startsWith("./data")) continue;
    assert(await exists(join(folder.path, "out", source)), volume);
  }
  assertEquals(parse(await folder.read("out/dekube.yaml")), {
    name: "in",
    volume_root: "./data",
    volumes: { data: { host_path: "data" } },
  });
});

Deno.test({
  ...unless("the command keeps secrets from other users of the machine", WINDOWS),
  async fn() {
    await using folder = await Folder.with({ "in/web.yaml": WEB });
    await folder.convert();
    const modes = ["compose.yml", "secrets", "secrets/web/token", "configmaps/web/app.ini"];
    assertEquals(
      await Promise.all(modes.map(async (name) => mode(await folder.place(`out/${name}`)))),
      ["600", "700", "644", "644"],
    );
  },
});

Deno.test("the command changes nothing when it is run again", async () => {
  await using folder = await Folder.with({ "in/web.yaml": WEB });
  await folder.convert();
  const before = await folder.files("out");
  const times = async () =>
    await Promise.all(
      Object.keys(before).map(async (name) => {
        const { mtime, ino } = await Deno.stat(join(folder.path, name));
        return [name, mtime?.getTime(), ino];
      }),
    );
  const timesBefore = await times();
  const { code, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  assertEquals(await folder.files("out"), before);
  assertEquals(await times(), timesBefore);
  assertStringIncludes(stderr, "out/compose.yml: 3 services; 4 files, none changed.");
  assert(!stderr.includes("dekube.yaml is new"), stderr);
});

Deno.test("the command only reads dekube.yaml when there is one", async () => {
  const config = "# mine\nname: other\nvolumes: {data: {host_path: /srv/data}}\n";
  await using folder = await Folder.with({ "in/web.yaml": WEB, "out/dekube.yaml": config });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  assertEquals(await folder.read("out/dekube.yaml"), config);
  const { name, services } = await folder.compose();
  assertEquals(name, "other");
  assert(services.web.volumes.includes("/srv/data:/data"), services.web.volumes);
});

Deno.test("the command reads settings under their old name, and says so", async () => {
  const config = "name: old\ndisableCaddy: true\nhelmfile2ComposeVersion: v1\n";
  await using folder = await Folder.with({
    "in/web.yaml": WEB,
    "out/helmfile2compose.yaml": config,
  });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  assertStringIncludes(
    stderr,
    "ℹ out/helmfile2compose.yaml: its settings are read, but its name is the old one; rename it to dekube.yaml",
  );
  assertEquals(Object.keys((await folder.compose()).services), ["fix-permissions", "web"]);
  assert(!await exists(join(folder.path, "out/dekube.yaml")));
  assertEquals(await folder.read("out/helmfile2compose.yaml"), config);
});

Deno.test("the command names the file that was read when that is the one of the old name", async () => {
  await using folder = await Folder.with({
    "in/web.yaml": WEB,
    "out/helmfile2compose.yaml":
      "overrides: {wbe: {image: x}}\nextensions: {caddy: {enabled: 1}}\n",
  });
  const failed = await folder.convert();
  assertEquals(failed.code, 1);
  assertMatch(failed.stderr, /^✖ out.helmfile2compose\.yaml: "extensions\.caddy\.enabled"/m);
  await folder.write({ "out/helmfile2compose.yaml": "overrides: {wbe: {image: x}}\n" });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, '⚠ "overrides.wbe" in helmfile2compose.yaml matches no service');
  assertStringIncludes(stderr, "rename it to dekube.yaml");
});

Deno.test("the command writes where it is told to, under the name that it is told", async () => {
  await using folder = await Folder.with({ "in/web.yaml": POD });
  const { code, stderr } = await folder.run([
    "--from-dir=in",
    "--output-dir=deep/er",
    "--compose-file=docker-compose.yaml",
  ]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "cd deep/er && docker compose -f docker-compose.yaml up -d");
  assertEquals(Object.keys((await folder.compose("deep/er/docker-compose.yaml")).services), [
    "web",
  ]);
});

Deno.test("the command reads its own output not when that lies among the manifests", async () => {
  await using folder = await Folder.with({ "web.yaml": WEB });
  for (const _ of [1, 2]) {
    const { code, stderr } = await folder.run(["--from-dir", "."]);
    assertEquals(code, 0, stderr);
    assertEquals(lines(stderr, "⚠"), []);
  }
});

Deno.test({
  ...unless(
    "the command reads its own output not when a link leads from one to the other",
    WINDOWS,
  ),
  async fn() {
    const planted = JSON.stringify(POD.replaceAll("web", "planted"));
    for (
      const [input, output] of [
        ["in", "link"],
        ["link", "in"],
        ["in", "in/link/out"],
        ["link", "in/out"],
        ["in/configmaps", "in"],
      ] as const
    ) {
      const config = `kind: ConfigMap\nmetadata: {name: web}\ndata: {"pod.yaml": ${planted}}\n`;
      const pod = `kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: nginx, volumeMounts: [{name: c, mountPath: /c}]}]
  volumes: [{name: c, configMap: {name: web}}]
`;
      const folder = input === "link" ? "in" : input;
      await using project = await Folder.with({ [`${folder}/all.yaml`]: `${config}---\n${pod}` });
      await Deno.symlink("in", join(project.path, "link"));
      await Deno.symlink(".", join(project.path, "in/link"));
      for (const _ of [1, 2]) {
        const { code, stderr } = await project.run(["--from-dir", input, "--output-dir", output]);
        assertEquals(code, 0, stderr);
        // What a file of a ConfigMap holds is no manifest, wherever it lies.
        const { services } = await project.compose(`${output}/compose.yml`);
        assertEquals([input, output, ...Object.keys(services)], [input, output, "web"]);
      }
    }
  },
});

Deno.test("the command reads the output of another project not when that lies among the manifests", async () => {
  await using folder = await Folder.with({ "web.yaml": WEB });
  for (const output of ["one", "two", "one"]) {
    const { code, stderr } = await folder.run(["--from-dir", ".", "--output-dir", output]);
    assertEquals(code, 0, stderr);
    assertEquals(lines(stderr, "⚠"), []);
  }
});

Deno.test("the command fails when the folder of manifests is not there", async () => {
  await using folder = await Folder.with();
  assertEquals(
    await failure(folder, () => folder.convert()),
    'Manifests can\'t be read from "in": there is no such folder. Name a folder of rendered manifests, or a file',
  );
});

Deno.test("the command ends with 2 when the folder is empty", async () => {
  await using folder = await Folder.with({ "in/README.md": "nothing" });
  assertEquals(
    await failure(folder, () => folder.convert(), 2),
    "there are no manifests in the input; nothing was written",
  );
});

Deno.test("the command ends with 2 when only what a cluster needs is there", async () => {
  const text = POD.replace("name: web", "name: issuer")
    .replace("image: nginx", "image: quay.io/jetstack/cert-manager-controller:v1.20.0");
  await using folder = await Folder.with({ "in/a.yaml": text });
  let said = "";
  const message = await failure(folder, async () => {
    const result = await folder.convert();
    said = result.stderr;
    return result;
  }, 2);
  assertStringIncludes(message, "no services came out of these manifests; nothing was written");
  assertStringIncludes(message, 'All that would run is on "exclude": issuer');
  assertStringIncludes(said, "ℹ left out, since they only make sense in a cluster: issuer.");
});

Deno.test("the command says why nothing came out when nothing runs, or the user excluded it", async () => {
  const account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n";
  await using idle = await Folder.with({ "in/a.yaml": account });
  assertStringIncludes(
    await failure(idle, () => idle.convert(), 2),
    "nothing was written. None of them runs anything: ServiceAccount",
  );
  await using excluded = await Folder.with({
    "in/a.yaml": POD,
    "out/dekube.yaml": "exclude: [w*]\n",
  });
  assertStringIncludes(
    await failure(excluded, () => excluded.convert(), 2),
    'nothing was written. All that would run is on "exclude": web',
  );
});

Deno.test("the command goes on, and says where, when a file is broken", async () => {
  await using folder = await Folder.with({
    "in/a/broken.yaml": "kind: Pod\nmetadata: {name: [}\n",
    "in/a/good.yaml": POD,
    "in/a/half.yaml": `a: 1\na: 2\n---\nb: [\n---\n${POD.replace("name: web", "name: api")}`,
  });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  const warnings = lines(stderr, "⚠");
  assertMatch(
    warnings[0],
    /^⚠ a\/broken\.yaml: this document is not YAML: .* at line 2, column /,
  );
  assertEquals(
    warnings[1],
    '⚠ a/half.yaml: the key "a" is there twice at line 2; the last one wins',
  );
  assertMatch(
    warnings[2],
    /^⚠ \(a\/half\.yaml\): a manifest has no "kind"|this document is not YAML/,
  );
  assertEquals(Object.keys((await folder.compose()).services), ["api", "web"]);
});

Deno.test("the command goes on, and says so, when manifests lack kind or name", async () => {
  await using folder = await Folder.with({
    "in/a.yaml": `metadata: {name: x}\n---\nkind: Pod\n---\n- a\n---\n${POD}`,
  });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  assertEquals(lines(stderr, "⚠"), [
    '⚠ a.yaml: a manifest named "x" has no "kind"; it is skipped. Every Kubernetes object needs kind and metadata.name',
    '⚠ a.yaml: a Pod has no "metadata.name"; it is skipped. Every Kubernetes object needs kind and metadata.name',
    "⚠ a.yaml: a document is a list, not a mapping; it is skipped",
  ]);
});

/**
 * Kinds that the bundled extensions read, and the fields in them that a template might leave empty.
 */
const HOLLOW: Record<string, string[]> = {
  Deployment: [
    "spec:",
    "spec: {template: }",
    "spec: {replicas: , selector: , template: {metadata: , spec: }}",
    "spec: {template: {metadata: {labels: , annotations: }, spec: {containers: , volumes: }}}",
    "spec: {template: {spec: {containers: [null], initContainers: [null], volumes: [null]}}}",
    `spec: {template: {spec: {securityContext: , hostAliases: [null], dnsConfig: , nodeSelector: ,
      imagePullSecrets: [null], terminationGracePeriodSeconds: , volumes: [{name: , emptyDir: },
      {name: a, configMap: }, {name: b, secret: {secretName: , items: [null]}}, {name: c, projected:
      {sources: [null, {configMap: }, {secret: {name: }}]}}, {name: d, persistentVolumeClaim: },
      {name: e, hostPath: {path: }}, {name: f, downwardAPI: {items: [null]}}], containers: [{name: ,
      image: , command: , args: [null], env: [null, {name: }, {name: A, value: }, {name: B, valueFrom: },
      {name: C, valueFrom: {secretKeyRef: }}, {name: D, valueFrom: {configMapKeyRef: {name: , key: }}},
      {name: E, valueFrom: {fieldRef: }}, {name: F, valueFrom: {resourceFieldRef: {resource: }}}],
      envFrom: [null, {secretRef: }, {configMapRef: {name: }}], ports: [null, {containerPort: }],
      resources: {limits: , requests: {cpu: , memory: }}, volumeMounts: [null, {name: a}, {name: ,
      mountPath: }, {name: b, mountPath: /b, subPath: }, {name: c, mountPath: /c}, {name: d, mountPath:
      /d}, {name: e, mountPath: /e}, {name: f, mountPath: /f}], livenessProbe: , readinessProbe:
      {httpGet: }, startupProbe: {exec: {command: [null]}}, lifecycle: {preStop: }, securityContext:
      {capabilities: {add: [null], drop: }, seccompProfile: }}]}}}`,
  ],
  StatefulSet: [
    "spec: {serviceName: , volumeClaimTemplates: [null, {metadata: }], template: {spec: {containers: [{name: a, image: b}]}}}",
  ],
  Service: [
    "spec:",
    "spec: {type: , selector: , ports: }",
    "spec: {type: NodePort, selector: {app: }, ports: [null, {port: , targetPort: , nodePort: }]}",
    "spec: {type: ExternalName, externalName: }",
  ],
  Ingress: [
    "spec:",
    "spec: {rules: , tls: [null, {hosts: , secretName: }]}",
    "spec: {ingressClassName: , rules: [null, {host: , http: }, {http: {paths: [null, {path: , pathType: , backend: }, {backend: {service: }}, {backend: {service: {name: , port: }}}]}}], defaultBackend: }",
  ],
  ConfigMap: ["data:\nbinaryData:", "data: {a: , b: 5}\nbinaryData: {c: }"],
  Secret: ["data:\nstringData:", "data: {a: }\nstringData: {b: , c: true}"],
  PersistentVolumeClaim: ["spec:", "spec: {resources: {requests: {storage: }}}"],
};

Deno.test("the command gets by when a template has left null everywhere", async () => {
  const documents = Object.entries(HOLLOW).flatMap(([kind, bodies]) =>
    bodies.flatMap((body, index) => {
      const name = `${kind.toLowerCase()}${index}`;
      return [
        `kind: ${kind}\napiVersion:\nmetadata: {name: ${name}, namespace: , labels: , annotations: }\n${body}`,
        `kind: ${kind}\nmetadata: {name: ${name}, namespace: shop, labels: {a: }, annotations: {b: }}\n${body}`,
      ];
    })
  );
  await using folder = await Folder.with({ "in/a.yaml": documents.join("\n---\n") });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  assertEquals(lines(stderr, "⚠").filter((line) => line.includes("not YAML")), []);
  assert(!/undefined|\[object|NaN/.test(stderr), stderr);
  const text = await folder.read("out/compose.yml");
  assert(!/undefined|\[object|NaN/.test(text), text);
});

Deno.test("the command goes on, and says what is missing, when references lead nowhere", async () => {
  await using folder = await Folder.with({
    "in/a.yaml": `kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - name: web
    image: nginx
    env:
    - {name: A, valueFrom: {secretKeyRef: {name: gone, key: k}}}
    - {name: B, valueFrom: {configMapKeyRef: {name: gone, key: k}}}
    - {name: C, valueFrom: {configMapKeyRef: {name: here, key: gone}}}
    - {name: D, valueFrom: {configMapKeyRef: {name: gone, key: k, optional: true}}}
    envFrom: [{secretRef: {name: gone}}, {configMapRef: {name: gone}}]
    volumeMounts:
    - {name: config, mountPath: /c}
    - {name: secret, mountPath: /s}
    - {name: none, mountPath: /n}
  volumes:
  - {name: config, configMap: {name: gone}}
  - {name: secret, secret: {secretName: gone}}
---
kind: ConfigMap
metadata: {name: here, namespace: shop}
data: {}
`,
  });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  const warnings = lines(stderr, "⚠");
  const expected = [
    /there is no Secret "gone", so the variable "A" is left out/,
    /there is no ConfigMap "gone", so the variable "B" is left out/,
    /ConfigMap "here" has no text under "gone", so the variable "C" is left out/,
    /there is no Secret "gone" for the environment/,
    /there is no ConfigMap "gone" for the environment/,
    /there is no ConfigMap "gone", so its mount is left out/,
    /there is no Secret "gone", so its mount is left out/,
    /the pod has no volume "none"; its mount is left out/,
  ];
  for (const pattern of expected) {
    assertEquals(warnings.filter((line) => pattern.test(line)).length, 1, `${pattern}\n${stderr}`);
  }
  assertEquals(warnings.length, expected.length, stderr);
  for (const line of warnings) assert(line.startsWith("⚠ Pod shop/web "), line);
});

Deno.test("the command fails when a file lies where the output folder should be", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD, "out": "a file" });
  assertEquals(
    await failure(folder, () => folder.convert()),
    '"out" is a file, where the output folder must be. Choose another output folder',
  );
});

Deno.test("the command fails, and writes nothing, when a folder lies where a file must go", async () => {
  await using folder = await Folder.with({ "in/web.yaml": WEB, "out/compose.yml/mine": "x" });
  const message = await failure(folder, () => folder.convert());
  assertStringIncludes(message, `"out/compose.yml" is a folder, where a file must go.`);
});

/** A pod that mounts a ConfigMap, an item of which has a path of its own. */
function mounting(path: string, text = "x"): string {
  return `kind: ConfigMap
metadata: {name: c, namespace: shop}
data: {key: ${text}}
---
kind: Pod
metadata: {name: p, namespace: shop}
spec:
  containers: [{name: p, image: nginx, volumeMounts: [{name: c, mountPath: /c}]}]
  volumes: [{name: c, configMap: {name: c, items: [{key: key, path: ${path}}]}}]
`;
}

Deno.test("the command fails, and writes nothing, when the disk does not take a name, and recovers", async () => {
  await using folder = await Folder.with({ "in/a.yaml": mounting("p".repeat(300)) });
  const message = await failure(folder, () => folder.convert());
  assertMatch(
    message,
    /^Nothing was written to "out": "configmaps\/c_[^/]*\/p{300}": the name is too long .* Shorten it where it comes from/,
  );
  await folder.write({ "in/a.yaml": mounting("short") });
  assertEquals((await folder.convert()).code, 0);
  await folder.write({ "in/a.yaml": mounting("p".repeat(300)) });
  assertEquals(await failure(folder, () => folder.convert()), message);
  await folder.write({ "in/a.yaml": mounting("short", "y") });
  assertEquals((await folder.convert()).code, 0);
});

Deno.test({
  ...unless(
    "the command removes what it rendered, and ends its renderer, when it is ended",
    WINDOWS,
  ),
  async fn() {
    const rendering = `out=$(echo "$*" | sed -n 's/.*--output-dir \\([^ ]*\\).*/\\1/p')
[ "$out" ] || exit 1
nested="$dir/src/sub/$(basename "$out")"
mkdir -p "$out/x" "$nested" "$dir/src/sub/.helmfile-rendered"
echo secret > "$out/x/a.yaml"
echo secret > "$nested/a.yaml"
echo $$ > "$dir/pid"
exec sleep 100
`;
    for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
      await using folder = await Folder.with({ "src/helmfile.yaml": "releases: []\n" });
      await folder.write({ "bin/helmfile": `#!/bin/sh\ndir='${folder.path}'\n${rendering}` });
      await Deno.chmod(join(folder.path, "bin/helmfile"), 0o755);
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", COMMAND, "--helmfile-dir", "src", "--output-dir", "out"],
        cwd: folder.path,
        env: { PATH: `${join(folder.path, "bin")}:/usr/bin:/bin` },
        stdout: "null",
        stderr: "null",
      }).spawn();
      while (!await exists(join(folder.path, "pid"))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill(signal);
      assertEquals((await child.status).code, code);
      assertEquals(await exists(join(folder.path, "out")), false);
      const left = [...Deno.readDirSync(join(folder.path, "src/sub"))].map(({ name }) => name);
      assertEquals(left, [".helmfile-rendered"]);
      const pid = (await folder.read("pid")).trim();
      const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", pid] })
        .output();
      assertMatch(new TextDecoder().decode(stdout), /^(Z.*)?\s*$/);
    }
  },
});

Deno.test({
  ...unless("the command fails, and writes nothing, when it may not write there", ROOT),
  async fn() {
    await using folder = await Folder.with({ "in/web.yaml": WEB });
    await Deno.mkdir(join(folder.path, "out"), { mode: 0o500 });
    const message = await failure(folder, () => folder.convert());
    assertStringIncludes(message, "permission denied");
  },
});

const wrongSettings: [text: string, message: RegExp][] = [
  ["name: [a]", /dekube\.yaml: "name" should be text, but it is a list$/],
  [
    "volumes: {data: ./data}",
    /dekube\.yaml: "volumes\.data" should be a mapping, such as \{ host_path: db \}, but it is the text ".\/data"$/,
  ],
  ["- a", /dekube\.yaml should be a mapping of settings, but it is a list$/],
  [
    "name: [",
    /dekube\.yaml is not YAML: .* at line \d+, column \d+\. Mend it, or remove it to start afresh$/,
  ],
];

for (const [text, message] of wrongSettings) {
  Deno.test(`the command fails when dekube.yaml says ${JSON.stringify(text)}`, async () => {
    await using folder = await Folder.with({ "in/a.yaml": POD, "out/dekube.yaml": text });
    assertMatch(await failure(folder, () => folder.convert()), message);
  });
}

Deno.test("the command gets by when every setting of dekube.yaml is empty", async () => {
  const keys = [
    "name volume_root volumes exclude replacements disable_ingress infer_namespaces ingress_types",
    "network overrides services extensions depends distribution distribution_version",
  ].join(" ").split(" ");
  await using folder = await Folder.with({
    "in/a.yaml": POD,
    "out/dekube.yaml": keys.map((key) => `${key}:\n`).join(""),
  });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  assertEquals(lines(stderr, "⚠"), []);
});

Deno.test("the command warns of settings that it does not know", async () => {
  await using folder = await Folder.with({
    "in/a.yaml": POD,
    "out/dekube.yaml":
      "overides: {}\nextensions: {cady: {enabled: false}}\noverrides: {wbe: {a: 1}}\n",
  });
  const { stderr } = await folder.convert();
  assertEquals(lines(stderr, "⚠"), [
    `⚠ ${
      join("out", "dekube.yaml")
    }: there is no setting "overides" (did you mean "overrides"?); it is ignored`,
    '⚠ "extensions.cady" in dekube.yaml has no effect: no extension of that name is loaded (did you mean "caddy"?)',
    '⚠ "overrides.wbe" in dekube.yaml matches no service (did you mean "web"?), so it has no effect. There are: web',
  ]);
});

Deno.test("the command lets the user's overrides win", async () => {
  await using folder = await Folder.with({
    "in/web.yaml": WEB,
    "out/dekube.yaml": `
name: shop
volume_root: /srv
volumes: {data: {host_path: data}}
overrides:
  web:
    environment: {PRICE: "\${PRICE:-6}", TOKEN: null, KEY: "$secret:web:token"}
    volumes: ["$volume_root/x:/x"]
  caddy: null
services:
  extra: {image: busybox, command: ["$HOME"], volumes: ["cache:/c"]}
`,
  });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 0, stderr);
  const { services, volumes } = await folder.compose();
  assertEquals(Object.keys(services), ["extra", "fix-permissions", "web"]);
  assertEquals(services.web.environment, { PRICE: "${PRICE:-6}", KEY: "s3cret" });
  assertEquals(services.web.volumes, ["/srv/x:/x"]);
  assertEquals(services.extra.command, ["$HOME"]);
  assertEquals(volumes, { cache: null });
});

Deno.test("the command fails, and writes nothing, when Docker Compose would refuse what the user wrote", async () => {
  await using folder = await Folder.with({
    "in/web.yaml": WEB,
    "out/dekube.yaml":
      "overrides: {web: {ports: [80:80, web]}}\nservices: {own: {image: a, tty: []}}\n",
  });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 1, stderr);
  assertEquals(
    lines(stderr, "✖").at(-1),
    `✖ ${
      join("out", "dekube.yaml")
    }: "overrides.web.ports[1]" should be a port such as "8080:80", a number or a mapping, but it is the text "web"; "services.own.tty" should be text or true or false, but it is a list`,
  );
  assertEquals(Object.keys(await folder.files("out")), ["out/dekube.yaml"]);
});

Deno.test("the command shows no password of a URL when it is asked what would change", async () => {
  const env = [
    { name: "CACHE", value: "redis://app:s3cret@cache:6379" },
    { name: "DB", value: "jdbc:mysql://db/app?password=s3cret" },
  ];
  await using folder = await Folder.with({
    "in/pod.yaml": JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web" },
      spec: { containers: [{ name: "web", image: "web", env }] },
    }),
  });
  const { stdout } = await folder.convert(["--diff"]);
  assertStringIncludes(stdout, "redis://***@cache:6379");
  assertStringIncludes(stdout, "jdbc:mysql://db/app?password=***");
  assertEquals(stdout.includes("s3cret"), false, stdout);
});

Deno.test("the command shows no password that was in a file before when it is asked what would change", async () => {
  const manifests = (password: string) => `
apiVersion: v1
kind: Secret
metadata: { name: s, namespace: shop }
stringData: { password: ${password} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: c, namespace: shop }
data: { a.ini: "a = 1\\nlogin = x:HERE@db\\nb = 2\\n" }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers: [{ name: web, image: web, volumeMounts: [{ name: c, mountPath: /c }] }]
  volumes: [{ name: c, configMap: { name: c } }]
`;
  await using folder = await Folder.with({
    "in/a.yaml": manifests("hunter2-old"),
    "out/dekube.yaml": 'replacements: [{ old: HERE, new: "$secret:s:password" }]\n',
  });
  assertEquals((await folder.convert()).code, 0);
  await folder.write({ "in/a.yaml": manifests("hunter3-new").replace("b = 2", "b = 3") });
  const { stdout } = await folder.convert(["--diff"]);
  for (const line of ["-login = ***@db", "+login = ***@db", "-b = 2", "+b = 3"]) {
    assertStringIncludes(stdout, `\n${line}\n`);
  }
  assertEquals(stdout.includes("hunter"), false, stdout);
});

Deno.test("the command keeps values of Secrets out of compose.yml when it is told to", async () => {
  await using folder = await Folder.with({
    "in/web.yaml": WEB,
    "out/dekube.yaml": "secrets: env-file\n",
  });
  const preview = (await folder.convert(["--diff"])).stdout;
  assertMatch(preview, /^\+ \.env$/m);
  assertStringIncludes(preview, "\n+/secrets/\n");
  assertEquals(preview.includes("s3cret"), false, preview);
  const first = await folder.convert();
  assertEquals(first.code, 0, first.stderr);
  const { services } = await folder.compose();
  assertEquals(services.web.environment.TOKEN, "${SECRET_WEB_TOKEN:?}");
  assertStringIncludes(await folder.read("out/.env"), "\nSECRET_WEB_TOKEN='s3cret'\n");
  const { mode } = await Deno.stat(join(folder.path, "out", ".env"));
  if (Deno.build.os !== "windows") assertEquals(mode! & 0o777, 0o600);
  const shown = (await folder.convert(["--clean", "--diff"])).stdout;
  assertEquals(shown.includes("s3cret"), false, shown);
  const ignored = (await folder.read("out/.gitignore")).split("\n").slice(1, -1);
  assertEquals(ignored, ["/.env*", "/.dekube/", "/secrets/", "/*.orig*", "/data/"]);
  const again = await folder.convert();
  assertStringIncludes(again.stderr, "none changed");
  await folder.write({ "in/web.yaml": WEB.replaceAll("s3cret", "0ther-one") });
  assertMatch((await folder.convert(["--diff"])).stdout, /^~ \.env$/m);
  await folder.write({ "out/dekube.yaml": "name: x\n" });
  assertEquals((await folder.convert()).code, 0);
  assertEquals(await exists(join(folder.path, "out", ".env")), false);
});

Deno.test("the command writes nothing over a .env of the user's, and says what to add to a .gitignore", async () => {
  await using folder = await Folder.with({
    "in/web.yaml": WEB,
    "out/dekube.yaml": "secrets: env-file\n",
    "out/.env": "MINE=1\n",
    "out/.gitignore": "/data/\n/secrets/\n",
  });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 1);
  assertStringIncludes(stderr, 'there is a ".env" of yours in the output folder');
  assertEquals(Object.keys(await folder.files("out")).sort(), [
    "out/.env",
    "out/.gitignore",
    "out/dekube.yaml",
  ]);
  await Deno.rename(join(folder.path, "out/.env"), join(folder.path, "out/mine.env"));
  const second = await folder.convert();
  assertEquals(second.code, 0, second.stderr);
  assertStringIncludes(second.stderr, "a line each: /.env* /.dekube/ /*.orig*\n");
  assertEquals(await folder.read("out/.gitignore"), "/data/\n/secrets/\n");
});

const WIDGET = "kind: Widget\nmetadata: {name: w, namespace: shop}\n";

/** Labels of a service that an object in the namespace `shop` became. */
function labels(kind: string, name: string): object {
  return { "dekube.io/kind": kind, "dekube.io/namespace": "shop", "dekube.io/name": name };
}

/** A provider of widgets as an extension's text. */
function widgets(name = "widgets", kind = "Widget"): string {
  return `export default {
  name: "${name}", role: "provider", kinds: ["${kind}"],
  convert: (_kind, manifests) => ({
    services: Object.fromEntries(manifests.map(({ kind, metadata: { namespace, name } }) => [
      name, { owner: { kind, namespace, name }, image: "${name}" },
    ])),
  }),
};\n`;
}

async function withExtensions(
  files: Record<string, string>,
  manifests = WIDGET,
): Promise<Folder> {
  const extensions = Object.entries(files).map(([name, text]) => [`ext/${name}`, text]);
  return await Folder.with({ "in/r/a.yaml": manifests, ...Object.fromEntries(extensions) });
}

Deno.test("the command loads an extension when it is a plain object", async () => {
  await using folder = await withExtensions({ "widgets.js": widgets() });
  const { code, stderr } = await folder.convert(["--extensions-dir", "ext"]);
  assertEquals(code, 0, stderr);
  assertEquals((await folder.compose()).services, {
    w: { image: "widgets", labels: labels("Widget", "w") },
  });
});

Deno.test("the command loads an extension when it extends a class of the contracts", async () => {
  await using folder = await withExtensions({
    "widgets.ts": `import {
  type ConvertContext, idOf, type Manifest, Provider, type ProviderResult,
} from "@dekube/engine/pacts";
export class Widgets extends Provider {
  readonly name = "widgets";
  readonly kinds = ["Widget"];
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ProviderResult {
    const services = manifests.map((item) => [
      ctx.names.reserve(item.metadata.name),
      { owner: idOf(item), image: "typed" },
    ]);
    return { services: Object.fromEntries(services) };
  }
}\n`,
  });
  const { code, stderr } = await folder.convert(["--extensions-dir", "ext"]);
  assertEquals(code, 0, stderr);
  assertEquals((await folder.compose()).services, {
    w: { image: "typed", labels: labels("Widget", "w") },
  });
});

Deno.test("the command loads what lies in a subfolder, and passes over names that begin with an underscore", async () => {
  const broken = "throw new Error('loaded');";
  await using folder = await withExtensions({
    "sub/mod.ts": `export { default } from "./widgets.ts";`,
    "sub/widgets.ts": widgets(),
    "sub/helper.ts": "export const x = 1;",
    "sub/_broken.ts": broken,
    "_broken.ts": broken,
    "_off/mod.ts": broken,
    ".hidden/mod.ts": broken,
  });
  const { code, stderr } = await folder.convert(["--extensions-dir", "ext"]);
  assertEquals(code, 0, stderr);
  assertEquals(Object.keys((await folder.compose()).services), ["w"]);
});

Deno.test("the command loads several folders of extensions", async () => {
  await using folder = await withExtensions(
    { "a/one.js": widgets("one"), "b/two.js": widgets("two", "Gadget") },
    `${WIDGET}---\n${WIDGET.replace("Widget", "Gadget").replace("name: w", "name: g")}`,
  );
  const dirs = ["--extensions-dir", "ext/a", "--extensions-dir", "ext/b"];
  const { code, stderr } = await folder.convert(dirs);
  assertEquals(code, 0, stderr);
  assertEquals((await folder.compose()).services, {
    g: { image: "two", labels: labels("Gadget", "g") },
    w: { image: "one", labels: labels("Widget", "w") },
  });
});

Deno.test("the command says so when an extension takes a bundled one's kind", async () => {
  await using folder = await withExtensions({ "mine.js": widgets("mine", "Pod") }, POD);
  const { code, stderr } = await folder.convert(["--extensions-dir", "ext"]);
  assertEquals(code, 0, stderr);
  assertEquals(lines(stderr, "ℹ"), [
    'ℹ "mine" (ext/mine.js) replaces the bundled "workload" for the kind Pod',
  ]);
  assertEquals((await folder.compose()).services, {
    web: { image: "mine", labels: labels("Pod", "web") },
  });
});

Deno.test("the command says so when a rewriter bears a bundled one's name", async () => {
  await using folder = await withExtensions({
    "haproxy.js": `export default {
  name: "haproxy",
  match: () => true,
  rewrite: () => [{ host: "mine.example.com", path: "/", upstream: "web:80", scheme: "http" }],
};\n`,
  }, WEB);
  const { code, stderr } = await folder.convert(["--extensions-dir", "ext"]);
  assertEquals(code, 0, stderr);
  assertEquals(lines(stderr, "ℹ"), [
    'ℹ the rewriter "haproxy" of ext/haproxy.js replaces the bundled one',
  ]);
  assertStringIncludes(
    await Deno.readTextFile(await folder.place("out/Caddyfile")),
    "mine.example.com",
  );
});

const brokenExtensions: [what: string, files: Record<string, string>, message: RegExp][] = [
  [
    "throws while it converts",
    {
      "bad.js":
        "export default { name: 'bad', kinds: ['Widget'], convert: (_k, [m]) => m.spec.x };",
    },
    /^the extension "bad" failed on Widget shop\/w \(r\/a\.yaml\): Cannot read properties of undefined \(reading 'x'\) \(at .*bad\.js:1\)\. Nothing was written\./,
  ],
  [
    "throws while it loads",
    { "bad.ts": "throw new Error('no luck');" },
    /^the extension ext\/bad\.ts can't be loaded: no luck$/,
  ],
  [
    "is no TypeScript",
    { "bad.ts": "export const = 5;" },
    /^the extension ext\/bad\.ts can't be loaded: /,
  ],
  [
    "imports what is not there",
    { "bad.ts": "import './gone.ts';" },
    /^the extension ext\/bad\.ts can't be loaded: Module not found/,
  ],
  [
    "exports nothing",
    { "bad.ts": "const x = 1;" },
    /^ext\/bad\.ts exports no extension\. Export a class that extends Converter, /,
  ],
  [
    "claims a kind together with another",
    { "one.js": widgets("one"), "two.js": widgets("two") },
    /^two extensions claim the kind Widget: "one" \(ext\/one\.js\) and "two" \(ext\/two\.js\)\. Turn one of them off in dekube\.yaml/,
  ],
  [
    "has a setting of no type",
    {
      "bad.js":
        `export const extension = { name: "bad", settings: { size: { type: "string", default: "", description: "Size." } } };\n${
          widgets("bad")
        }`,
    },
    /^the extension ext\/bad\.js has "extension\.settings\.size\.type": "string"; expected a type of @dekube\/engine\/pacts such as TEXT, /,
  ],
  [
    "depends on what is not loaded",
    {
      "bad.js": `export const extension = { name: "bad", depends: ["nginx"] };\n${widgets("bad")}`,
    },
    /^the extension "bad" \(ext\/bad\.js\) depends on "nginx", which is not loaded\./,
  ],
  [
    "can't be together with a bundled one",
    {
      "bad.js": `export const extension = { name: "bad", incompatible: ["caddy"] };\n${
        widgets("bad")
      }`,
    },
    /^the extension "bad" \(ext\/bad\.js\) can't be loaded together with "caddy"\./,
  ],
  [
    "writes outside the output folder",
    {
      "bad.js":
        "export default { name: 'bad', transform: (_s, _e, ctx) => ctx.files.write('../x', '') };",
    },
    /^the extension "bad" failed: the path "\.\.\/x" is not one below the output folder \(at .*bad\.js:1\)\./,
  ],
];

for (const [what, files, message] of brokenExtensions) {
  Deno.test(`the command fails when an extension ${what}`, async () => {
    await using folder = await withExtensions(files);
    assertMatch(
      await failure(folder, () => folder.convert(["--extensions-dir", "ext"])),
      message,
    );
  });
}

Deno.test("the command fails when the folder of extensions is not there", async () => {
  await using folder = await withExtensions({});
  assertMatch(
    await failure(folder, () => folder.convert(["--extensions-dir", "ext"])),
    /^the extensions folder ext can't be read: .*Give --extensions-dir a folder of \.ts or \.js files$/,
  );
});

Deno.test("the command says what there is to say as JSON when asked to", async () => {
  await using folder = await Folder.with({
    "in/a.yaml": `${POD}---\nkind: CronJob\nmetadata: {name: c}\n---\n${
      POD.replace("name: web", "name: idle").replace(/spec:.*/, "spec: {containers: []}")
    }`,
  });
  const { code, stdout } = await folder.convert(["--report", "json"]);
  assertEquals(code, 0);
  const report: Diagnostic[] = JSON.parse(stdout).diagnostics;
  const idle = report.find(({ code }) => code === "no-containers")!;
  assertEquals([idle.severity, idle.resource, idle.file], [
    "warning",
    { kind: "Pod", namespace: "shop", name: "idle" },
    "a.yaml",
  ]);
  assert(
    report.some(({ code, severity }) => code === "unconverted-kind" && severity === "warning"),
  );
  for (const { severity, code, message } of report) {
    assert(["error", "warning", "info"].includes(severity));
    assertMatch(code, /^[a-z]+(-[a-z]+)*$/);
    assertEquals(typeof message, "string");
  }
});

Deno.test("the command shows what it made as a page and as drawings, when it writes and when it does not", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD });
  const first = await folder.convert(["--report", "page.html", "--graph=shop.svg"]);
  assertEquals(first.code, 0, first.stderr);
  const page = await folder.read("page.html");
  assertMatch(page, /^<!DOCTYPE html>/);
  // What became of each field is known.
  assertStringIncludes(page, '"verdict":"converted"');
  assertStringIncludes(page, "shop");
  assertMatch(await folder.read("shop.svg"), /^<svg xmlns/);
  const again = await folder.convert(["--dry-run", "--report", "page.html", "--graph", "shop.mmd"]);
  assertEquals(again.stdout, "Nothing would change.\n");
  assertMatch(await folder.read("shop.mmd"), /^flowchart LR\n/);
  assertEquals(await folder.read("page.html"), page);
});

Deno.test("the command writes nothing when a file that shows it has no folder to be in", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD });
  for (
    const [flag, file] of [["--report", "page.html"], ["--report", "report.json"], [
      "--graph",
      "shop.svg",
    ]]
  ) {
    const { code, stderr } = await folder.convert([flag, `none/${file}`]);
    assertEquals(code, 1);
    assertEquals(
      stderr.trim(),
      `✖ none/${file} can't be written: its folder is not there. Make it first`,
    );
    await assertRejects(() => folder.read("out/compose.yml"), Deno.errors.NotFound);
  }
  // The output folder is made by the run.
  const inside = await folder.convert(["--report", "out/page.html"]);
  assertEquals(inside.code, 0, inside.stderr);
});

Deno.test("the command says that the project is written when only a file that shows it can't be", async () => {
  for (
    const [flag, file] of [["--report", "page.html"], ["--report", "report.json"], [
      "--graph",
      "shop.svg",
    ]]
  ) {
    await using folder = await Folder.with({ "in/a.yaml": POD, [`${file}/inside`]: "" });
    const { code, stderr } = await folder.convert([flag, file]);
    assertEquals(code, 1);
    assertMatch(stderr, /✖ \S+ can't be written: .*\. The project itself is written\n$/);
    assertStringIncludes(await folder.read("out/compose.yml"), "services:");
    const shown = await folder.convert([flag, file, "--dry-run"]);
    assertEquals([shown.code, shown.stderr.includes("itself is written")], [1, false]);
  }
});

Deno.test("the command reports what it made of a project, and what changed, as one JSON object", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD });
  const none = { kept: [], left: [], removed: [], unchanged: [] };
  const { stdout } = await folder.convert(["--report", "json"]);
  const { version: _, ...report } = JSON.parse(stdout);
  assertEquals(report, {
    distribution: "helmfile2compose",
    exitCode: 0,
    project: "in",
    composeFile: "out/compose.yml",
    written: true,
    services: { added: ["web"], changed: [], removed: [], unchanged: [] },
    files: { ...none, written: ["compose.yml", "dekube.yaml"] },
    urls: [],
    diagnostics: [],
    accepted: [],
  });
  await folder.write({ "in/a.yaml": POD.replace("image:", "workingDir: /w, image:") });
  const later = JSON.parse((await folder.convert(["--report", "json", "--dry-run"])).stdout);
  assertEquals([later.written, later.services, later.files], [
    false,
    { added: [], changed: ["web"], removed: [], unchanged: [] },
    { ...none, written: ["compose.yml"] },
  ]);
  assertEquals((await folder.read("out/compose.yml")).includes("/w"), false);
});

Deno.test("the command says what to do next: URLs with the ports that the user has set, and what leads nowhere yet", async () => {
  await using folder = await Folder.with({
    "in/a.yaml": POD.replace("namespace: shop", "namespace: shop, labels: {app: web}"),
    "in/b.yaml": `
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  tls: [{hosts: [shop.test]}]
  rules:
  - host: shop.test
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
`,
    "out/dekube.yaml":
      'volume_root: ./keep\nextensions.caddy.https_port: 8443\noverrides: {web: {ports: ["8080:80"]}}\n',
  });
  const { stderr } = await folder.convert();
  const root = "out/keep/caddy/caddy/pki/authorities/local/root.crt";
  assertStringIncludes(
    stderr,
    `
Services: caddy, web.
Open:
  https://shop.test:8443
  localhost:8080          web
For names that lead nowhere yet, a line in /etc/hosts:
  127.0.0.1 shop.test
Browsers warn of shop.test: have them trust ${root}.
Start it with: cd out && docker compose up -d
`,
  );
  const { urls } = JSON.parse((await folder.convert(["--report", "json"])).stdout);
  assertEquals(urls.map(({ url }: { url: string }) => url), [
    "https://shop.test:8443/",
    "tcp://localhost:8080",
  ]);
});

Deno.test("the command makes a first run one for this machine with --local", async () => {
  using busy = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = busy.addr as Deno.NetAddr;
  await using folder = await Folder.with({
    "in/a.yaml": `${POD}---
kind: Service
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: ${port}}]}
---
kind: ConfigMap
metadata: {name: c, namespace: shop}
data: {url: "https://shop.acme.io and www.shop.acme.io"}
---
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  rules:
  - host: shop.acme.io
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: ${port}}}}}]}
`.replace(
      "metadata: {name: web, namespace: shop}",
      "metadata: {name: web, namespace: shop, labels: {app: web}}",
    ),
  });
  const { code, stderr } = await folder.convert(["--local"]);
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /^ {2}http:\/\/shop\.localhost(?::\d+)?$/m);
  const settings = parse(await folder.read("out/dekube.yaml")) as Record<string, unknown>;
  assertEquals(settings.hosts, { "shop.acme.io": "shop.localhost" });
  assertEquals(settings.overrides, { web: { ports: [`${port + 1}:${port}`] } });
  assertEquals((await folder.compose()).services.web.ports, [`${port + 1}:${port}`]);
  // Later runs read what is there.
  const again = await folder.convert();
  assertMatch(again.stderr, /^ {2}http:\/\/shop\.localhost(?::\d+)?$/m);
});

Deno.test("the command takes ports for free with --local when its own project listens there", async () => {
  await using folder = await Folder.with({
    "in/a.yaml": `${POD}---
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
`.replace(
      "metadata: {name: web, namespace: shop}",
      "metadata: {name: web, namespace: shop, labels: {app: web}}",
    ),
  });
  const published = async (...args: string[]) => {
    const { code, stderr } = await folder.convert(args);
    assertEquals(code, 0, stderr);
    const [port] = (await folder.compose()).services.web.ports as string[];
    return { port: Number(port.split(":")[0]), stderr };
  };
  const probe = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = probe.addr as Deno.NetAddr;
  probe.close();
  const text = await folder.read("in/a.yaml");
  await folder.write({ "in/a.yaml": text.replace("port: 80,", `port: ${port},`) });
  assertEquals((await published("--local")).port, port);
  // Whatever listens there now, it was free when the project got it.
  using _own = Deno.listen({ port, hostname: "127.0.0.1" });
  const again = await published("--local");
  assertEquals(again.port, port);
  assertFalse(again.stderr.includes("local-for-now"));
  // Runs in between forget nothing.
  await published();
  assertEquals((await published("--local")).port, port);
  // In a copy nobody knows.
  await Deno.remove(join(folder.path, "out/.dekube"), { recursive: true });
  assertEquals((await published("--local")).port, port + 1);
});

Deno.test("the command reports a mistake in its flags as JSON too", async () => {
  await using folder = await Folder.with();
  for (const flag of [["--report=json"], ["--report", "json"]]) {
    const { code, stdout } = await folder.run([...flag, "--nonsense"]);
    const { exitCode, diagnostics } = JSON.parse(stdout);
    assertEquals([code, exitCode, diagnostics[0].message], [
      1,
      1,
      "there is no flag --nonsense. See --help",
    ]);
  }
});

Deno.test("the command reports its version as JSON too", async () => {
  await using folder = await Folder.with();
  for (const asked of ["--version", "version"]) {
    const { code, stdout } = await folder.run([asked, "--report", "json"]);
    const { distribution, version, exitCode } = JSON.parse(stdout);
    assertEquals([code, exitCode, distribution], [0, 0, "helmfile2compose"]);
    assertMatch(version, /^\d+\.\d+\.\d+$/);
  }
});

Deno.test("the command keeps its report apart from what an extension prints", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD });
  await folder.write({
    "loud.js":
      'console.log("top"); export const loud = { name: "loud", transform() { console.log("within"); console.info("more"); } };',
  });
  const { stdout, stderr } = await folder.convert(["--report", "json", "--extension", "./loud.js"]);
  assertEquals(JSON.parse(stdout).exitCode, 0);
  for (const words of ["top", "within", "more"]) assertStringIncludes(stderr, words);
});

Deno.test("the command writes nothing when it is to show what would change", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD });
  const first = await folder.convert(["--dry-run"]);
  assertEquals([first.code, first.stdout], [0, "+ service web\n+ file dekube.yaml\n"]);
  assertStringIncludes(first.stderr, "1 service (+1); 2 files would be written, 0 removed.");
  assertEquals(await exists(join(folder.path, "out")), false);
  const printed = await folder.convert(["--stdout"]);
  assertEquals(await exists(join(folder.path, "out")), false);
  await folder.convert();
  assertEquals(printed.stdout, await folder.read("out/compose.yml"));
  assertEquals((await folder.convert(["--dry-run"])).stdout, "Nothing would change.\n");
});

Deno.test("the command shows what would change line by line, but no secrets", async () => {
  const manifests = (password: string, mode: string) =>
    `kind: Secret
metadata: {name: s, namespace: shop}
stringData: {password: ${password}, lines: "first of ${password}\\nsecond of ${password}\\n"}
---
kind: ConfigMap
metadata: {name: c, namespace: shop}
data: {app.ini: "a = 1\\n\\tmode = ${mode}\\n"}
---
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - name: web
    image: "example/web:1"
    env:
    - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: s, key: password}}}
    - {name: PW, valueFrom: {secretKeyRef: {name: s, key: lines}}}
    - {name: URL, value: "http://u:$(DB_PASSWORD)@x/${mode}"}
    args: ["--login=$(DB_PASSWORD)", "--mode=${mode}"]
    volumeMounts: [{name: s, mountPath: /s}, {name: c, mountPath: /c}]
  volumes: [{name: s, secret: {secretName: s}}, {name: c, configMap: {name: c}}]
`;
  await using folder = await Folder.with({ "in/a.yaml": manifests("hunter2-old", "slow") });
  await folder.convert();
  await folder.write({ "in/a.yaml": manifests("hunter3-new", "fast") });
  const { stdout } = await folder.convert(["--diff"]);
  const changed = [
    "-      PW: …",
    "+      PW: …",
    "-      URL: 'http://***@x/slow'",
    "+      URL: 'http://***@x/fast'",
  ];
  const lines = ["-\tmode = slow", "+\tmode = fast", "~ secrets/s/password", ...changed];
  for (const line of lines) assertStringIncludes(stdout, line);
  for (const absent of ["hunter2", "hunter3", "first of", "Index:", "===="]) {
    assertEquals(stdout.includes(absent), false, stdout);
  }
});

Deno.test("the command ends with 3 when it is strict and something was left out", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD });
  assertEquals((await folder.convert(["--strict"])).code, 0);
  await folder.write({ "in/b.yaml": "kind: CronJob\nmetadata: {name: c}\n" });
  const { code, stderr } = await folder.convert(["--strict"]);
  assertEquals(code, 3);
  assertStringIncludes(stderr, "Start it with");
  assertStringIncludes(stderr, "✖ --strict: something was withheld, left out or guessed");
  const quiet = await folder.convert(["--strict", "--quiet"]);
  assertEquals(quiet.code, 3);
  assertMatch(quiet.stderr, /^✖ --strict: .* leave --quiet out\n$/);
  const reported = await folder.convert(["--strict", "--quiet", "--report", "json"]);
  assertMatch(reported.stderr, /^✖ --strict: .* The report has what\n$/);
  assertEquals((await folder.convert()).code, 0);
});

Deno.test("the command ends with 3 where nobody understands a field, and it is to look at fields", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD });
  assertEquals((await folder.convert(["--strict=fields"])).code, 0);
  await folder.write({ "in/b.yaml": "kind: Widget\nmetadata: {name: w}\nspec: {size: 1}\n" });
  const { code, stderr } = await folder.convert(["--strict=fields"]);
  assertEquals(code, 3);
  assertStringIncludes(stderr, "✖ --strict=fields: 3 fields are not understood");
  assertStringIncludes(stderr, "Widget shop/w: spec.size");
});

Deno.test("the command writes a report with what became of every field, and no value of a Secret", async () => {
  await using folder = await Folder.with({
    "in/a.yaml": `${POD}---\nkind: Secret\nmetadata: {name: s, namespace: shop}\n` +
      "stringData: {key: hunter2}\n",
  });
  const { code, stdout } = await folder.convert(["--report", "report.json"]);
  assertEquals([code, stdout], [0, ""]);
  const text = await Deno.readTextFile(`${folder.path}/report.json`);
  assertEquals(text.includes("hunter2"), false);
  const { exitCode, project, account } = JSON.parse(text);
  assertEquals([exitCode, project], [0, "in"]);
  assertEquals(account.counts["not-understood"], 0);
  const { fields } = account.objects.find(({ resource }: Diagnostic) => resource!.kind === "Pod");
  assertEquals(fields.find(({ path }: Diagnostic) => path === "spec.containers[0].image"), {
    path: "spec.containers[0].image",
    verdict: "converted",
    by: "workload",
    to: ["services.web.image"],
  });
  // A mistake is reported too.
  const failed = await folder.convert(["--report", "failed.json", "--name", "A B"]);
  assertEquals(failed.code, 1);
  assertEquals(JSON.parse(await Deno.readTextFile(`${folder.path}/failed.json`)).exitCode, 1);
});

Deno.test("the command takes an extension that was pinned as Python's packages are", async () => {
  await using folder = await Folder.with({
    "in/a.yaml": POD,
    "out/dekube.yaml": 'depends: ["cert-manager==0.3.0", "cronjob>=1, <2"]\n',
  });
  const { code, stderr } = await folder.convert(["-v"]);
  assertEquals(code, 0, stderr);
  assertEquals(
    [...stderr.matchAll(/"([\w-]+)" is taken in its place.* \[old-pin\]$/gm)].map(([, name]) =>
      name
    ),
    [
      "cert-manager",
      "cronjob",
    ],
  );
});

Deno.test("the command counts what dekube.yaml accepts, and shows it no more", async () => {
  await using folder = await Folder.with({
    "in/a.yaml": POD,
    "in/b.yaml": "kind: CronJob\nmetadata: {name: c}\n",
    "out/dekube.yaml": "accept: [unconverted-kind]\n",
  });
  const { code, stderr } = await folder.convert(["--strict"]);
  assertEquals(code, 0, stderr);
  assertEquals(stderr.includes("CronJob"), false, stderr);
  assertStringIncludes(stderr, '\n1 accepted, and not shown ("accept" in dekube.yaml).\n');
  const report = JSON.parse((await folder.convert(["--report", "json"])).stdout);
  assertEquals(report.diagnostics, []);
  assertEquals(report.accepted.map(({ code }: Diagnostic) => code), ["unconverted-kind"]);
  await folder.write({ "out/dekube.yaml": "accept: [unconverted-kinds]\n" });
  const mistaken = await folder.convert(["--strict"]);
  assertEquals(mistaken.code, 3);
  assertStringIncludes(mistaken.stderr, '(did you mean "unconverted-kind"?)');
});

Deno.test("the command says less when it is quiet, and more when it is verbose", async () => {
  const names = ["a", "b", "c", "d"];
  const deployments = names.map((name) =>
    `kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec: {replicas: 3, template: {spec: {containers: [{name: a, image: "example/a:1"}]}}}
`
  );
  await using folder = await Folder.with({ "in/a.yaml": deployments.join("---\n") });
  const said = async (...flags: string[]) => (await folder.convert(flags)).stderr.split("\n");
  assertEquals(await said("-q"), [""]);
  const [normal, verbose] = [await said(), await said("-v")];
  assertEquals(normal.filter((line) => line.includes("replicas")).length, 1);
  assertEquals(verbose.filter((line) => /replicas.* \[[a-z-]+\]$/.test(line)).length, 4);
});

Deno.test("the command asks before most of a project goes", async () => {
  const pods = (...names: string[]) =>
    names.map((name) => POD.replace("name: web", `name: ${name}`)).join("---\n");
  await using folder = await Folder.with({ "in/a.yaml": pods("a", "b", "c", "d") });
  await folder.convert();
  const before = await folder.read("out/compose.yml");
  await folder.write({ "in/a.yaml": pods("other") });
  const { code, stderr } = await folder.convert();
  assertEquals(code, 1);
  assertStringIncludes(
    stderr,
    '4 of the 4 services in "out" go: a, b, c, d; 1 would be new, so nothing was written: it looks like another project\'s folder. Choose another one with --output-dir, or add --yes',
  );
  assertEquals(await folder.read("out/compose.yml"), before);
  // What only shows the changes says that they would be refused.
  for (const flag of ["--dry-run", "--diff"]) {
    const shown = await folder.convert([flag]);
    assertEquals(shown.code, 1);
    assertStringIncludes(shown.stderr, "so nothing was written");
    assertStringIncludes(shown.stdout, flag === "--diff" ? "-  a:" : "- service a");
  }
  assertEquals((await folder.convert(["--dry-run", "--yes"])).code, 0);
  assertEquals((await folder.convert(["--stdout"])).code, 0);
  assertEquals((await folder.convert(["--yes"])).code, 0);
});

Deno.test("the command shows where in the code something failed when asked to", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD });
  await folder.write({
    "bad.js": 'export const bad = { name: "bad", transform() { throw new Error("boom"); } };',
  });
  const flags = ["--extension", "./bad.js"];
  const [plain, debug] = [await folder.convert(flags), await folder.convert([...flags, "--debug"])];
  assertEquals([plain.code, debug.code], [1, 1]);
  assertEquals(plain.stderr.includes("    at "), false);
  assertStringIncludes(debug.stderr, "    at ");
});

Deno.test("the command names the project as it is told to", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD });
  await folder.convert(["--name", "kiosk"]);
  assertMatch(await folder.read("out/compose.yml"), /^name: kiosk$/m);
  assertMatch(await folder.read("out/dekube.yaml"), /^name: kiosk$/m);
});

Deno.test("the command reports why as JSON too when it fails", async () => {
  await using folder = await Folder.with({ "in/a.yaml": POD, "out/dekube.yaml": "name: [a]" });
  const { code, stdout } = await folder.convert(["--report", "json"]);
  assertEquals(code, 1);
  const { diagnostics: [{ severity, code: why, message }] } = JSON.parse(stdout);
  assertEquals([severity, why], ["error", "failed"]);
  assertStringIncludes(message, '"name" should be text');
});

/**
 * Stands in for helmfile: `template` writes two releases below --output-dir, `list` names their
 * namespaces; it notes how it was called.
 */
const HELMFILE = `#!/bin/sh
echo "$@" >> calls
dir=
for word; do
  case "$previous" in --output-dir) dir=$word ;; esac
  previous=$word
done
case " $* " in
*" list "*)
  echo '[{"name":"front","namespace":"shop","enabled":true,"installed":true},{"name":"db","namespace":"data","enabled":true,"installed":true}]'
  ;;
*" template "*)
  mkdir -p "$dir/helmfile-0123abcd-front/front" "$dir/helmfile-0123abcd-db/db"
  cat > "$dir/helmfile-0123abcd-front/front/web.yaml" <<EOF
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx, env: [{name: DB, value: "db.data.svc:5432"}]}]}
EOF
  cat > "$dir/helmfile-0123abcd-db/db/db.yaml" <<EOF
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: postgres}]}
---
kind: Service
metadata: {name: db}
spec: {selector: {app: db}, ports: [{port: 5432}]}
EOF
  ;;
esac
`;

async function withHelmfile(script: string): Promise<{ folder: Folder; path: string }> {
  const folder = await Folder.with({ "bin/helmfile": script, "src/helmfile.yaml": "releases: []" });
  await Deno.chmod(join(folder.path, "bin/helmfile"), 0o755);
  return { folder, path: `${join(folder.path, "bin")}:/usr/bin:/bin` };
}

Deno.test({
  ...unless(
    "the command renders a helmfile, and asks it for namespaces that manifests don't name",
    WINDOWS,
  ),
  async fn() {
    const { folder, path } = await withHelmfile(HELMFILE);
    await using _ = folder;
    const args = ["--helmfile-dir", "src", "--output-dir", "out", "-e", "dev"];
    const { code, stderr } = await folder.run([...args, "--", "--set", "a=b"], { PATH: path });
    assertEquals(code, 0, stderr);
    assertEquals(lines(stderr, "⚠"), []);
    const { name, services } = await folder.compose();
    assertEquals(name, basename(folder.path));
    assertEquals(Object.keys(services), ["db", "web"]);
    assertEquals(services.web.labels["dekube.io/namespace"], "shop");
    assertEquals(services.db.networks.default.aliases.slice(0, 3), [
      "db.data.svc.cluster.local",
      "db.data.svc",
      "db.data",
    ]);
    const file = join(folder.path, "src", "helmfile.yaml");
    const [list, template] = (await folder.read("calls")).trim().split("\n");
    const [, rendered] = /--output-dir (\S+)/.exec(template)!;
    assert(rendered.startsWith(join(folder.path, "out/.dekube/.helmfile-rendered-")), rendered);
    // It lasts as long as the run.
    assertEquals([...Deno.readDirSync(join(folder.path, "out/.dekube"))].map(({ name }) => name), [
      "files.json",
    ]);
    assertEquals(
      template,
      `--file ${file} --environment dev template --output-dir ${rendered} --set a=b`,
    );
    assertStringIncludes(list, `--file ${file} --environment dev list --output json`);
    assert(!(await folder.read("out/compose.yml")).includes("0123abcd"));
  },
});

Deno.test({
  ...unless("the command fails, with helmfile's last words, when helmfile fails", WINDOWS),
  async fn() {
    const { folder, path } = await withHelmfile("#!/bin/sh\necho 'no such chart' >&2\nexit 3\n");
    await using _ = folder;
    const { code, stderr } = await folder.run(
      ["--helmfile-dir", "src", "--output-dir", "out"],
      { PATH: path },
    );
    assertEquals(code, 1);
    assertEquals(lines(stderr, "✖"), ["✖ helmfile failed with exit code 3. This ran:"]);
    assertStringIncludes(stderr, "no such chart");
    assertStringIncludes(stderr, "or name a folder of rendered manifests with --from-dir.");
    assert(!/^ {4}at /m.test(stderr), stderr);
    assertEquals(await folder.files("out"), {});
  },
});

Deno.test("the command fails, and says what to do, when helmfile is not installed", async () => {
  await using folder = await Folder.with({ "src/helmfile.yaml": "releases: []" });
  const run = () => folder.run(["--helmfile-dir", "src", "--output-dir", "out"], { PATH: "" });
  assertEquals(
    await failure(folder, run),
    '"helmfile" can\'t be started: it is not on the PATH. Install it (https://helmfile.readthedocs.io), or name a folder of rendered manifests with --from-dir',
  );
});

Deno.test("the command fails, and says what to do, when there is no helmfile", async () => {
  await using folder = await Folder.with();
  assertMatch(
    await failure(folder, () => folder.run([])),
    /has no helmfile\.yaml, helmfile\.yaml\.gotmpl or helmfile\.d\. Name its folder with --helmfile-dir, or a folder of rendered manifests with --from-dir$/,
  );
});

/** Manifests without a namespace, one of another's namespace, and one that is broken. */
const RENDERED = `kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: nginx}]}
---
kind: Pod
metadata: {name: agent, namespace: kube-system}
spec: {containers: [{name: agent, image: agent}]}
`;

const BROKEN = "kind: [\n";

/** A folder with stand-ins for renderers, each a shell script. */
async function withRenderers(
  scripts: Record<string, string>,
  files: Record<string, string> = {},
): Promise<{ folder: Folder; path: string }> {
  const folder = await Folder.with(files);
  for (const [name, script] of Object.entries(scripts)) {
    await folder.write({ [`bin/${name}`]: `#!/bin/sh\n${script}` });
    await Deno.chmod(join(folder.path, "bin", name), 0o755);
  }
  return { folder, path: join(folder.path, "bin") };
}

function print(text: string): string {
  return `printf '%s' '${text}'\n`;
}

Deno.test({
  ...unless(
    "the command renders a chart, and puts what names no namespace into the one given",
    WINDOWS,
  ),
  async fn() {
    const helm = print(
      `---\n# Source: shop/templates/pods.yaml\n${RENDERED}---\n# Source: shop/templates/bad.yaml\n${BROKEN}`,
    );
    const { folder, path } = await withRenderers({ helm }, {
      "chart/Chart.yaml": "name: shop\n",
    });
    await using _ = folder;
    const args = ["--helm-chart", "chart", "-n", "front", "--output-dir", "out"];
    const { code, stderr } = await folder.run(args, { PATH: path });
    assertEquals(code, 0, stderr);
    assertEquals(lines(stderr, "⚠").length, 1);
    assertStringIncludes(lines(stderr, "⚠")[0], "shop/templates/bad.yaml");
    const { name, services } = await folder.compose();
    assertEquals(name, "shop");
    assertEquals(services.web.labels["dekube.io/namespace"], "front");
    assertEquals(services.agent.labels["dekube.io/namespace"], "kube-system");
  },
});

Deno.test({
  ...unless("the command names a project as the release of a chart when one is named", WINDOWS),
  async fn() {
    const { folder, path } = await withRenderers({ helm: print(RENDERED) }, {
      "chart/Chart.yaml": "name: shop\n",
    });
    await using _ = folder;
    const args = ["--helm-chart", "chart", "--release", "blog", "--output-dir", "out"];

    const { code, stderr } = await folder.run(args, { PATH: path });

    assertEquals(code, 0, stderr);
    assertEquals((await folder.compose()).name, "blog");
  },
});

for (
  const [flags, namespace] of [
    [[], "default"],
    [["--", "--namespace", "ops"], "ops"],
    [["--", "-n=ops"], "ops"],
  ] as const
) {
  Deno.test({
    ...unless(
      `the command knows that a chart is rendered in the namespace ${namespace} when it says ${
        flags.join(" ") || "nothing"
      }`,
      WINDOWS,
    ),
    async fn() {
      const helm = `echo "$*" >calls\n${
        print(`---\n# Source: shop/templates/pods.yaml\n${RENDERED}`)
      }`;
      const { folder, path } = await withRenderers({ helm }, {
        "chart/Chart.yaml": "name: shop\n",
      });
      await using _ = folder;
      const args = ["--helm-chart", "chart", "--output-dir", "out", ...flags];
      const { code, stderr } = await folder.run(args, { PATH: path });
      assertEquals(code, 0, stderr);
      const { services } = await folder.compose();
      assertEquals(services.web.labels["dekube.io/namespace"], namespace);
      const called = (await folder.read("calls")).trim().split(" ").filter((word) =>
        word.startsWith("-n") || word.startsWith("--n")
      );
      assertEquals(called.length, 1, called.join());
    },
  });
}

Deno.test({
  ...unless("the command renders a kustomization, and says so where its output is broken", WINDOWS),
  async fn() {
    const { folder, path } = await withRenderers({
      kubectl: print(`${RENDERED}---\n${BROKEN}`),
    });
    await using _ = folder;
    const args = ["--kustomize", "overlays/dev", "--output-dir", "out"];
    const { code, stderr } = await folder.run(args, { PATH: path });
    assertEquals(code, 0, stderr);
    assertStringIncludes(lines(stderr, "⚠")[0], "kustomize:overlays/dev");
    const { name, services } = await folder.compose();
    // Other projects have an overlay of that name, too.
    assertEquals(name, projectName(`${basename(folder.path)}-dev`));
    assertEquals(Object.keys(services), ["agent", "web"]);
    // Not where its neighbour is: kubectl takes what names none for this.
    assertEquals(services.web.labels["dekube.io/namespace"], "default");
  },
});

for (
  const { program, args } of [
    { program: "helm", args: ["--helm-chart", "chart"] },
    { program: "kubectl", args: ["--kustomize", "overlay"] },
  ]
) {
  const all = [...args, "--output-dir", "out"];

  Deno.test({
    ...unless(
      `the command fails, with the last words of ${program}, when ${program} fails`,
      WINDOWS,
    ),
    async fn() {
      const script = `${print(RENDERED)}echo 'no such value' >&2\nexit 3\n`;
      const { folder, path } = await withRenderers({ [program]: script });
      await using _ = folder;
      const before = await folder.files();
      const { code, stderr } = await folder.run(all, { PATH: path });
      assertEquals(code, 1);
      assertEquals(lines(stderr, "✖"), [`✖ ${program} failed with exit code 3. This ran:`]);
      assertStringIncludes(stderr, "no such value");
      assertStringIncludes(stderr, "or name a folder of rendered manifests with --from-dir.");
      assert(!/^ {4}at /m.test(stderr), stderr);
      assertEquals(await folder.files(), before);
    },
  });

  Deno.test(`the command fails, and says what to do, when ${program} is not installed`, async () => {
    await using folder = await Folder.with();
    const message = await failure(folder, () => folder.run(all, { PATH: "" }));
    assertMatch(
      message,
      /can('t| be) .*started.*Install .*https:\/\/.* or name a folder of rendered manifests with --from-dir$/,
    );
  });
}

Deno.test("the command reads standard input when it is told to", async () => {
  await using folder = await Folder.with();
  const args = ["--from-dir", "-", "-n", "front", "--output-dir", "my-shop"];
  const { code, stderr } = await folder.run(args, {}, `${RENDERED}---\n${BROKEN}`);
  assertEquals(code, 0, stderr);
  assertMatch(lines(stderr, "⚠")[0], /^⚠ stdin: /);
  const { name, services } = await folder.compose("my-shop/compose.yml");
  assertEquals(name, "my-shop");
  assertEquals(services.web.labels["dekube.io/namespace"], "front");
  assertEquals(services.agent.labels["dekube.io/namespace"], "kube-system");
});

Deno.test("the command ends with 2 when nothing comes on standard input", async () => {
  await using folder = await Folder.with();
  assertEquals(
    await failure(folder, () => folder.run(["--from-dir=-", "--output-dir", "out"]), 2),
    "there are no manifests in the input; nothing was written",
  );
});

Deno.test("the command fails when what comes on standard input is no text", async () => {
  await using folder = await Folder.with();
  const run = () => folder.run(["--from-dir", "-"], {}, new Uint8Array([0x6b, 0xff, 0xfe]));
  assertEquals(
    await failure(folder, run),
    "Manifests can't be read from standard input: it is neither UTF-8 nor UTF-16 text; save it as UTF-8",
  );
});

Deno.test("the command loads the extensions that dekube.yaml depends on, by path from it", async () => {
  await using folder = await Folder.with({
    "in/widget.yaml": "kind: Widget\nmetadata: { name: one }\n",
    "out/dekube.yaml": "name: x\ndepends: [caddy, ./widgets.js]\n",
    "out/widgets.js": `export const widgets = {
      name: "widgets", role: "provider", kinds: ["Widget"],
      convert: () => ({
        services: {
          one: { owner: { kind: "Widget", namespace: "", name: "one" }, image: "example/widget" },
        },
      }),
    };`,
  });
  const { code, stderr } = await folder.convert(["--trust"]);

  assertEquals(code, 0, stderr);
  assertEquals((await folder.compose()).services.one.image, "example/widget");
});

Deno.test("the command names the nearest extension when dekube.yaml depends on an unknown one", async () => {
  await using folder = await Folder.with({
    "in/empty.yaml": "",
    "out/dekube.yaml": "depends: [cady]\n",
  });
  const { code, stderr } = await folder.convert();

  assertEquals(code, 1);
  assertStringIncludes(stderr, '"depends" in dekube.yaml names an extension "cady"');
  assertStringIncludes(stderr, 'did you mean "caddy"?');
});

Deno.test("the command warns when dekube.yaml is for another distribution or version", async () => {
  await using folder = await Folder.with({
    "in/pod.yaml":
      "kind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: web }] }\n",
    "out/dekube.yaml": "distribution: kubernetes2simple\ndistribution_version: 2.0.0\n",
  });
  const { code, stderr } = await folder.convert();

  assertEquals(code, 0, stderr);
  assertStringIncludes(
    stderr,
    "dekube.yaml is for kubernetes2simple 2.0.0, but this is helmfile2compose",
  );
  assertStringIncludes(
    stderr,
    'Use that one, or take "distribution" and "distribution_version" out\n',
  );

  await folder.write({
    "out/dekube.yaml": "distribution: helmfile2compose\ndistribution_version: v3.2.0\n",
  });
  const old = await folder.convert();
  assertStringIncludes(old.stderr, '. Use that one, or take "distribution_version" out\n');
});

/** A server of modules, by path; gone when disposed of. */
function serve(modules: Record<string, string>): AsyncDisposable & { url: string } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    // What lies under a path of its own is never one that Deno has in its cache.
    const path = new URL(url).pathname.split("/").slice(2).join("/");
    const text = modules[path];
    const headers = {
      "content-type": path.endsWith(".json") ? "application/json" : "application/typescript",
    };
    return text === undefined
      ? new Response("no such module", { status: 404 })
      : new Response(text, { headers });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/${crypto.randomUUID()}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("the command loads an extension by path from the current folder when told to", async () => {
  await using folder = await withExtensions({ "widgets.js": widgets() });
  for (
    const entry of ["./ext/widgets.js", "ext/widgets.js", join(folder.path, "ext/widgets.js")]
  ) {
    const { code, stderr } = await folder.convert(["--extension", entry]);
    assertEquals(code, 0, stderr);
    assertEquals((await folder.compose()).services, {
      w: { image: "widgets", labels: labels("Widget", "w") },
    });
  }
});

Deno.test("the command loads extensions from an address, with what they import", async () => {
  await using server = serve({
    "mod.ts": `export { default } from "./widgets.ts";`,
    "widgets.ts": widgets(),
  });
  await using folder = await withExtensions({});
  const { code, stderr } = await folder.convert(["--extension", `${server.url}mod.ts`]);
  assertEquals(code, 0, stderr);
  assertEquals((await folder.compose()).services, {
    w: { image: "widgets", labels: labels("Widget", "w") },
  });
});

Deno.test("the command loads an extension once when it is given twice", async () => {
  await using folder = await withExtensions({ "widgets.js": widgets() });
  await folder.write({ "out/dekube.yaml": "name: x\ndepends: [../ext/widgets.js, caddy]\n" });
  const twice = ["--extension", "./ext/widgets.js", "--extension", "caddy"];
  const others = ["--extensions-dir", "ext", "--trust"];
  const { code, stderr } = await folder.convert([...twice, ...twice, ...others]);
  assertEquals(code, 0, stderr);
  assertEquals(lines(stderr, "ℹ"), []);
  assertEquals((await folder.compose()).services, {
    w: { image: "widgets", labels: labels("Widget", "w") },
  });
});

Deno.test("the command takes the user's extension when a bundled one is of the same name, and says so", async () => {
  const info = `export const extension = { name: "workload" };\n`;
  await using folder = await withExtensions({ "w.js": info + widgets("workload", "Pod") }, POD);
  const { code, stderr } = await folder.convert(["--extension", "./ext/w.js"]);
  assertEquals(code, 0, stderr);
  assertEquals(lines(stderr, "ℹ"), [
    'ℹ the extension "workload" is taken from ./ext/w.js, named by --extension, in place of the other of that name',
  ]);
  assertEquals((await folder.compose()).services, {
    web: { image: "workload", labels: labels("Pod", "web") },
  });
});

Deno.test("the command loads what can't be together when told to", async () => {
  await using folder = await withExtensions({
    "bad.js": `export const extension = { name: "bad", incompatible: ["caddy"] };\n${
      widgets("bad")
    }`,
  });
  const both = ["--extension", "./ext/bad.js"];
  assertMatch(
    await failure(folder, () => folder.convert(both)),
    /^the extension "bad" \(\.\/ext\/bad\.js, named by --extension\) can't be loaded together with "caddy"\. .* --ignore-compatibility-errors bad$/,
  );
  for (const name of ["bad", "caddy"]) {
    const { code, stderr } = await folder.convert([
      ...both,
      "--ignore-compatibility-errors",
      name,
    ]);
    assertEquals(code, 0, stderr);
  }
});

const brokenEntries: [what: string, entry: string, message: RegExp][] = [
  ["is unknown", "cady", /^--extension names an extension "cady".* \(did you mean "caddy"\?\)/],
  [
    "is not there",
    "./gone.ts",
    /^the extension \.\/gone\.ts, which --extension names, can't be loaded: Module not found "file:/,
  ],
  [
    "exports no extension",
    "./ext/none.js",
    /^\.\/ext\/none\.js, which --extension names, exports no extension\./,
  ],
  [
    "is at an address that does not answer",
    "http://127.0.0.1:1/x.ts",
    /^the extension http:\/\/127\.0\.0\.1:1\/x\.ts, which --extension names, can't be loaded: http:\/\/127\.0\.0\.1:1\/x\.ts does not answer: /,
  ],
  [
    "is not at its address",
    "SERVER/gone.ts",
    /can't be loaded: Module not found "http:/,
  ],
  [
    "is no TypeScript",
    "SERVER/broken.ts",
    /can't be loaded: SyntaxError: .* \(http:\/\/127\.0\.0\.1:\d+\/\S+\/broken\.ts:1:14\)\. If that is sound TypeScript/,
  ],
  [
    "claims a kind together with another",
    "./ext/two.js",
    /^two extensions claim the kind Widget: "one" \(\.\/ext\/one\.js, named by --extension\) and "two" \(\.\/ext\/two\.js, named by --extension\)/,
  ],
  [
    "depends on what is not loaded",
    "./ext/needs.js",
    /^the extension "needs" \(\.\/ext\/needs\.js, named by --extension\) depends on "nginx", which is not loaded\./,
  ],
];

for (const [what, entry, message] of brokenEntries) {
  Deno.test(`the command fails, and names flag and entry, when an extension ${what}`, async () => {
    await using server = serve({ "broken.ts": "export const = 5;" });
    await using folder = await withExtensions({
      "none.js": "export const x = 1;",
      "one.js": widgets("one"),
      "two.js": widgets("two"),
      "needs.js": `export const extension = { name: "needs", depends: ["nginx"] };\n${
        widgets("needs", "N")
      }`,
    });
    const args = ["./ext/one.js", entry.replace("SERVER/", server.url)]
      .flatMap((entry) => ["--extension", entry]);
    assertMatch(await failure(folder, () => folder.convert(args)), message);
  });
}

Deno.test("the command lists the extensions that there are, and those that are loaded", async () => {
  await using folder = await withExtensions({ "widgets.js": widgets() });
  const { code, stdout, stderr } = await folder.run(
    ["extensions", "--extension", "./ext/widgets.js"],
  );
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^✓ {2}caddy +ingress provider +900 +Caddy as the reverse proxy/m);
  assertMatch(
    stdout,
    /^✓ {2}widgets +provider +500 +from \.\/ext\/widgets\.js, named by --extension$/m,
  );
});

Deno.test("the command shows one extension when asked to, and names the nearest when there is none", async () => {
  await using folder = await Folder.with();
  const { code, stdout } = await folder.run(["extensions", "info", "workload"]);
  assertEquals(code, 0);
  assertMatch(stdout, /^workload\n.*\n {2}kind: +provider\n/);
  // One that is not loaded says its settings too.
  const more = await folder.run(["--extension", "cronjob", "extensions", "info", "traefik"]);
  assertMatch(more.stdout, /loaded: +no; [^]*\n {4}enabled: true\n[^]*\n {4}\w+: /);
  assertMatch(
    await failure(folder, () => folder.run(["extensions", "info", "cady"])),
    /^there is no extension "cady" .* \(did you mean "caddy"\?\)/,
  );
});

/** Runs a distribution of the folder's own, with the import map of the project. */
async function runOwn(
  folder: Folder,
  manifest: object,
  env: Record<string, string> = {},
): Promise<Ended> {
  const cli = new URL("../engine/cli.ts", import.meta.url).href;
  await folder.write({
    "mine/distribution.json": JSON.stringify({ name: "mine", version: "1.0.0", ...manifest }),
    "mine/mod.ts": `import { defineDistribution } from ${JSON.stringify(cli)};
      import manifest from "./distribution.json" with { type: "json" };
      const mine = defineDistribution(manifest, import.meta.url);
      if (import.meta.main) mine.main();`,
  });
  const config = fromFileUrl(new URL("../deno.json", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--config", config]
      .concat("mine/mod.ts", "--from-dir", "in", "--output-dir", "out"),
    cwd: folder.path,
    env: { NO_COLOR: "1", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("the command stands on a base that a server has, and loads what lies beside that", async () => {
  await using server = serve({
    "sub/distribution.json": JSON.stringify({
      name: "base",
      base: "../bottom.json",
      extensions: ["./widgets.ts"],
    }),
    "bottom.json": JSON.stringify({ name: "bottom", base: "core", extensions: ["./gadgets.ts"] }),
    "sub/widgets.ts": widgets(),
    "gadgets.ts": widgets("gadgets", "Gadget"),
  });
  await using folder = await withExtensions(
    {},
    `${WIDGET}---\n${WIDGET.replace("Widget", "Gadget").replace("name: w", "name: g")}`,
  );
  const base = `${server.url}sub/distribution.json`;
  const { code, stderr } = await runOwn(folder, { base, extensions: [] });
  assertEquals(code, 0, stderr);
  assertEquals((await folder.compose()).services, {
    g: { image: "gadgets", labels: labels("Gadget", "g") },
    w: { image: "widgets", labels: labels("Widget", "w") },
  });
});

const brokenDistributions: [what: string, manifest: object, message: string][] = [
  [
    "the address of its base does not answer",
    { base: "http://127.0.0.1:1/d.json", extensions: [] },
    `has the base "http://127.0.0.1:1/d.json", which can't be loaded: http://127.0.0.1:1/d.json does not answer: `,
  ],
  [
    "its base is not there",
    { base: "../gone.json", extensions: [] },
    `has the base "../gone.json", which can't be loaded: Module not found "file:`,
  ],
  [
    "it stands on itself",
    { base: "./distribution.json", extensions: [] },
    `has the base "./distribution.json", which stands on itself: `,
  ],
  [
    "it names an unknown extension",
    { extensions: ["cady"] },
    `names an extension "cady", which the catalogue does not have (did you mean "caddy"?)`,
  ],
  [
    "an extension is not there",
    { extensions: ["./gone.ts"] },
    `distribution.json names, can't be loaded: Module not found "file:`,
  ],
  [
    "an extension lacks another",
    { extensions: ["workload"] },
    `distribution.json) depends on "configmap-indexer", which is not loaded`,
  ],
];

for (const [what, manifest, message] of brokenDistributions) {
  Deno.test(`the command fails, and names file and entry, when ${what}`, async () => {
    await using folder = await Folder.with({ "in/a.yaml": POD });
    const { code, stderr } = await runOwn(folder, manifest);
    assertEquals(code, 1, stderr);
    assertEquals(lines(stderr, "✖").length, 1, stderr);
    assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
    assertStringIncludes(stderr, message);
    assertStringIncludes(stderr, join(folder.path, "mine", "distribution.json"));
    assert(!await exists(join(folder.path, "out")));
  });
}

/** Lays a package out in a registry of files. */
async function publish(
  registry: string,
  name: string,
  files: Record<string, string>,
): Promise<Record<string, string>> {
  const [scope, base] = name.slice(1).split("/");
  const manifest: Record<string, { size: number; checksum: string }> = {};
  const written: Record<string, string> = {};
  for (const [path, text] of Object.entries(files)) {
    const bytes = new TextEncoder().encode(text);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    manifest[`/${path}`] = { size: bytes.length, checksum: `sha256-${hash}` };
    written[`${registry}/${name}/1.0.0/${path}`] = text;
  }
  const meta = { scope, name: base, latest: "1.0.0", versions: { "1.0.0": {} } };
  const version = { manifest, exports: { ".": "./mod.ts" }, moduleGraph2: {} };
  return {
    ...written,
    [`${registry}/${name}/meta.json`]: JSON.stringify(meta),
    [`${registry}/${name}/1.0.0_meta.json`]: JSON.stringify(version),
  };
}

const JSR_URL = Deno.env.get("JSR_URL");

Deno.test({
  ...unless("the command loads extensions and bases from JSR, and says what it has not", JSR),
  async fn() {
    const cli = new URL("../engine/cli.ts", import.meta.url).href;
    await using folder = await withExtensions({});
    await folder.write({
      ...await publish("registry", "@acme/widgets", { "mod.ts": widgets() }),
      ...await publish("registry", "@acme/base", {
        "mod.ts": `import { defineDistribution } from ${JSON.stringify(cli)};
          const manifest = { name: "base", version: "1.0.0", extensions: ["./w.ts"] };
          export default defineDistribution(manifest, import.meta.url);`,
        "w.ts": widgets("of-base"),
      }),
    });
    const registry = join(folder.path, "registry");
    await Deno.symlink(fromFileUrl(new URL("@std", JSR_URL)), join(registry, "@std"), {
      type: "dir",
    });
    const env = { JSR_URL: `${toFileUrl(registry).href}/` };

    const own = await folder.convert(["--extension", "jsr:@acme/widgets@^1"], env);
    assertEquals(own.code, 0, own.stderr);
    assertEquals((await folder.compose()).services, {
      w: { image: "widgets", labels: labels("Widget", "w") },
    });

    const stacked = await runOwn(folder, { base: "jsr:@acme/base@^1", extensions: [] }, env);
    assertEquals(stacked.code, 0, stacked.stderr);
    assertEquals((await folder.compose()).services, {
      w: { image: "of-base", labels: labels("Widget", "w") },
    });

    for (
      const [entry, why] of [
        ["jsr:@acme/none", "JSR package not found: @acme/none"],
        ["caddy@^9", "JSR package not found: @dekube/caddy"],
        ["jsr:@acme/widgets@^9", "Could not find version of '@acme/widgets'"],
      ]
    ) {
      const { code, stderr } = await folder.convert(["--extension", entry], env);
      assertEquals(code, 1);
      assertStringIncludes(
        stderr,
        `✖ the extension ${entry}, which --extension names, can't be loaded: ${why}`,
      );
    }
  },
});
