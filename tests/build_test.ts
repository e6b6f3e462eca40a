/** Builds distributions as a user does, and runs what comes out. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { cp } from "node:fs/promises";
import { dirname, fromFileUrl, join, toFileUrl } from "@std/path";
import type { Compiler } from "../tools/denort.ts";
import { findCompiler } from "./_compiler.ts";
import { deno, freshDenoDir, layOut } from "./_registry.ts";
import { unless } from "../tools/unless.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const BUILD = join(ROOT, "build.ts");
const RENDERED = join(ROOT, "examples/platform/rendered");

/** Tells whether both names of the contracts, and the bundled extensions, mean one module. */
const SHARED = `import { Provider } from "@dekube/engine/pacts";
import { Provider as Same } from "jsr:@dekube/engine@^1/pacts";
import { podName } from "@dekube/engine/pacts/kubernetes";
import { ingressRoutes } from "jsr:@dekube/engine@^1/pacts/ingress";
import { sitesOf } from "@dekube/engine/pacts/proxy";

for (const helper of [podName, ingressRoutes, sitesOf]) helper.name;

export class Widgets extends Provider {
  name = "widgets";
  kinds = ["Widget"];
  convert() {
    const owner = { kind: "Widget", namespace: "shop", name: "one" };
    return { services: { widget: { owner, image: Provider === Same ? "shared" : "not-shared" } } };
  }
}
`;

/** Has a helper module and refers to itself, which makes bundlers rename it. */
const GADGETS: Record<string, string> = {
  "ext/gadgets/image.ts": `export const IMAGE: string = "gadget";\n`,
  "ext/gadgets/mod.ts": `import { Provider, type ProviderResult } from "@dekube/engine/pacts";
import { IMAGE } from "./image.ts";

export class Gadgets extends Provider {
  static readonly KIND = "Gadget";
  readonly name = "gadgets";
  readonly kinds = [Gadgets.KIND];
  convert(): ProviderResult {
    const owner = { kind: "Gadget", namespace: "shop", name: "one" };
    return { services: { gadget: { owner, image: IMAGE } } };
  }
}
`,
};

const WIDGET = `{ kind: Widget, metadata: { name: one, namespace: shop } }\n`;
const GADGET = `{ kind: Gadget, metadata: { name: one, namespace: shop } }\n`;

/** A folder to build in; it is gone afterwards. */
class Folder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async with(files: Record<string, string> = {}): Promise<Folder> {
    const folder = new Folder(await Deno.realPath(await Deno.makeTempDir()));
    await folder.write(files);
    return folder;
  }

  async write(files: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(this.path, name)), { recursive: true });
      await Deno.writeTextFile(join(this.path, name), text);
    }
  }

  build(...args: string[]) {
    return deno(["run", "-A", "--quiet", BUILD, ...args], { cwd: this.path });
  }

  /** Builds what must succeed. */
  async made(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.build(...args);
    assertEquals(code, 0, stderr);
    return stdout;
  }

  read(name: string): Promise<string> {
    return Deno.readTextFile(join(this.path, name));
  }

  /** Every file below a folder, by path, with its text. */
  async files(below: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for await (const { name, isDirectory } of Deno.readDir(join(this.path, below))) {
      const path = `${below}/${name}`;
      if (isDirectory) {
        for (const [file, text] of Object.entries(await this.files(path))) {
          found[`${name}/${file}`] = text;
        }
      } else found[name] = await this.read(path);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** Runs a single file with a Deno that has loaded nothing, and can't. */
async function runOffline(folder: Folder, file: string, args: string[]) {
  const nowhere = join(folder.path, "nowhere");
  await Deno.mkdir(nowhere, { recursive: true });
  const { code, stderr } = await deno(
    ["run", "-A", "--no-remote", "--no-npm", join(folder.path, file), ...args],
    {
      cwd: nowhere,
      env: {
        JSR_URL: toFileUrl(`${nowhere}/`).href,
        DENO_DIR: join(folder.path, "deno-dir"),
      },
    },
  );
  assertEquals(code, 0, stderr);
  return stderr;
}

/** A folder for a Deno that has loaded nothing but its bundler, which it would have to download. */
async function denoDirWithBundler(path: string): Promise<string> {
  const { denoDir } = JSON.parse((await deno(["info", "--json"])).stdout);
  for await (const { name } of Deno.readDir(join(denoDir, "dl"))) {
    if (!name.startsWith("esbuild-")) continue;
    await cp(join(denoDir, "dl", name), join(path, "dl", name), { recursive: true });
  }
  return await freshDenoDir(path);
}

/** What the checkout makes of the example platform. */
async function convertWithCheckout(folder: Folder): Promise<Record<string, string>> {
  const command = join(ROOT, "distributions/helmfile2compose/mod.ts");
  const args = ["--from-dir", RENDERED, "--output-dir", "expected"];
  const { code, stderr } = await deno(["run", "-A", command, ...args], { cwd: folder.path });
  assertEquals(code, 0, stderr);
  return await folder.files("expected");
}

Deno.test("build() makes one file that converts like the checkout when there is no network", async () => {
  await using folder = await Folder.with();
  const said = await folder.made("helmfile2compose", "--js");
  assertStringIncludes(said, "helmfile2compose.js: one file of 11 extensions");
  assertEquals(Object.keys(await folder.files("dist")).sort(), [
    "deno.json",
    "helmfile2compose.js",
  ]);

  await runOffline(folder, "dist/helmfile2compose.js", [
    ...["--from-dir", RENDERED, "--output-dir", join(folder.path, "out")],
  ]);

  const { ".dekube/files.json": _itsOwn, ...made } = await folder.files("out");
  const { ".dekube/files.json": _itsOwnToo, ...expected } = await convertWithCheckout(folder);
  assertEquals(made, expected);
});

Deno.test("build() makes one file that issues certificates when there is no network", async () => {
  const spec = { secretName: "web-tls", dnsNames: ["web.shop.svc"], issuerRef: { name: "self" } };
  const volumes = [{ name: "tls", secret: { secretName: "web-tls" } }];
  const containers = [{
    name: "web",
    image: "example/web",
    volumeMounts: [{ name: "tls", mountPath: "/tls" }],
  }];
  const manifests = [
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Issuer",
      metadata: { name: "self", namespace: "shop" },
      spec: { selfSigned: {} },
    },
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: "web", namespace: "shop" },
      spec,
    },
    { kind: "Pod", metadata: { name: "web", namespace: "shop" }, spec: { containers, volumes } },
  ];
  const text = manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n");
  await using folder = await Folder.with({ "in/all.yaml": text });
  await folder.made("kubernetes2simple", "--js");
  const flags = ["--from-dir", join(folder.path, "in"), "--output-dir", join(folder.path, "out")];
  await runOffline(folder, "dist/kubernetes2simple.js", flags);
  // What the distribution says of its command is built in.
  const { stdout } = await deno(["run", "-A", "dist/kubernetes2simple.js", "--help"], {
    cwd: folder.path,
  });
  assertStringIncludes(stdout, "kubernetes2simple [PATH...]");
  assertStringIncludes(stdout, "into ~/.kubernetes2simple where missing");
  const files = await folder.files("out");
  const certificate = Object.keys(files).find((path) =>
    /^secrets\/web-tls(@\w+)?\/tls\.crt/.test(path)
  );
  assertMatch(files[certificate!], /^-----BEGIN CERTIFICATE-----/);
});

Deno.test("build() makes one file that needs no more than docs/permissions.md says", async () => {
  await using folder = await Folder.with({ "in/web.yaml": WIDGET, "ext/widgets.js": SHARED });
  await folder.made("--js");
  const run = (permissions: string[], ...args: string[]) =>
    deno(
      [
        ...["run", "--no-prompt", ...permissions, "dist/dekube.js"],
        ...["--from-dir", "in", "--output-dir", "out", ...args],
      ],
      { cwd: folder.path },
    );
  const refused = await run(["--allow-read=in,out"]);
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.stderr, "needs: add --allow-write=out\n");
  const nothing = await run(["--allow-read=in,out", "--allow-write=out"]);
  assertEquals(nothing.code, 2, nothing.stderr);
  const own = ["--allow-read=in,out,ext", "--allow-write=out", `--allow-run=${Deno.execPath()}`];
  const extended = await run(own, "--extensions-dir", "ext");
  assertEquals(extended.code, 0, extended.stderr);
});

Deno.test("build() makes the bare engine when nothing is named", async () => {
  await using folder = await Folder.with({ "in/web.yaml": WIDGET, "ext/widgets.js": SHARED });
  assertStringIncludes(await folder.made("--js"), "dekube.js: one file of 0 extensions");

  await runOffline(folder, "dist/dekube.js", [
    ...["--from-dir", "../in", "--output-dir", "../out", "--extensions-dir", "../ext"],
  ]);

  assertStringIncludes(await folder.read("out/compose.yml"), "image: shared");
});

Deno.test("build() makes one file that shares its contracts when extensions import them from the disk", async () => {
  await using folder = await Folder.with({ "in/web.yaml": WIDGET, "ext/widgets.ts": SHARED });
  await folder.made("helmfile2compose", "--js", "--output-dir", "made");
  assertEquals(JSON.parse(await folder.read("made/deno.json")).imports, {
    "@dekube/engine/pacts": "./helmfile2compose.js",
    "jsr:@dekube/engine@^1/pacts": "./helmfile2compose.js",
    "@dekube/engine/pacts/go_template": "./helmfile2compose.js",
    "jsr:@dekube/engine@^1/pacts/go_template": "./helmfile2compose.js",
    "@dekube/engine/pacts/ingress": "./helmfile2compose.js",
    "jsr:@dekube/engine@^1/pacts/ingress": "./helmfile2compose.js",
    "@dekube/engine/pacts/kubernetes": "./helmfile2compose.js",
    "jsr:@dekube/engine@^1/pacts/kubernetes": "./helmfile2compose.js",
    "@dekube/engine/pacts/postgres": "./helmfile2compose.js",
    "jsr:@dekube/engine@^1/pacts/postgres": "./helmfile2compose.js",
    "@dekube/engine/pacts/proxy": "./helmfile2compose.js",
    "jsr:@dekube/engine@^1/pacts/proxy": "./helmfile2compose.js",
    "@dekube/engine/pacts/regex": "./helmfile2compose.js",
    "jsr:@dekube/engine@^1/pacts/regex": "./helmfile2compose.js",
  });

  await runOffline(folder, "made/helmfile2compose.js", [
    ...["--from-dir", "../in", "--output-dir", "../out", "--extensions-dir", "../ext"],
  ]);

  assertStringIncludes(await folder.read("out/compose.yml"), "image: shared");
});

Deno.test("build() makes one file that shares its contracts when another deno.json is beside it, or none", async () => {
  await using folder = await Folder.with({ "in/web.yaml": WIDGET, "ext/widgets.ts": SHARED });
  await folder.made("--js");
  const imports = {
    "@dekube/engine/pacts": "./evil.js",
    "jsr:@dekube/engine@^1/pacts": "./evil.js",
  };
  await Deno.writeTextFile(join(folder.path, "dist/evil.js"), 'throw new Error("EVIL");');
  for (const config of [JSON.stringify({ imports }), undefined]) {
    const place = join(folder.path, "dist/deno.json");
    if (config === undefined) await Deno.remove(place);
    else await Deno.writeTextFile(place, config);
    const { code, stderr } = await deno([
      ...["run", "-A", "dist/dekube.js", "--from-dir", "in", "--output-dir", "out"],
      ...["--extensions-dir", "ext"],
    ], { cwd: folder.path });
    assertEquals(code, 0, stderr);
    assertStringIncludes(await folder.read("out/compose.yml"), "image: shared");
    await Deno.remove(join(folder.path, "out"), { recursive: true });
  }
});

Deno.test("build() makes the same file when the same sources lie elsewhere", async () => {
  const sources = { "a/ext/widgets.js": SHARED, "b/c/ext/widgets.js": SHARED };
  await using folder = await Folder.with(sources);
  const copy = join(folder.path, "copy");
  for (const part of ["deno.json", "mod.ts", "build.ts", "pacts", "engine"]) {
    await cp(join(ROOT, part), join(copy, part), { recursive: true });
  }
  for (const part of ["extensions", "distributions"]) {
    await cp(join(ROOT, part), join(copy, part), { recursive: true });
  }
  const args = [
    "mine",
    "--base-distribution",
    "helmfile2compose",
    "--extensions-dir",
    "ext",
    "--js",
  ];
  for (const [cwd, build] of [["a", BUILD], ["b/c", join(copy, "build.ts")]]) {
    const { code, stderr } = await deno(["run", "-A", build, ...args], {
      cwd: join(folder.path, cwd),
    });
    assertEquals(code, 0, stderr);
  }

  const [first, second] = [
    await folder.read("a/dist/mine.js"),
    await folder.read("b/c/dist/mine.js"),
  ];
  assertEquals(first === second, true);
  for (const machine of [folder.path, ROOT, "dekube-build-", "/deno/npm/", ".jsr/"]) {
    assert(!first.includes(machine), `it holds ${machine}`);
  }
  assertStringIncludes(first, "// ext/widgets.js");
});

Deno.test("build() builds in what is loaded at run time otherwise", async () => {
  await using folder = await Folder.with({
    "in/one.yaml": GADGET,
    "base/distribution.json":
      `{"name": "base", "version": "1.0.0", "base": "engine", "extensions": ["./mine.js"]}`,
    "base/mine.js": SHARED,
    "ext/mine.ts": SHARED.replaceAll("idget", "adge").replaceAll("widgets", "badges"),
    ...GADGETS,
  });
  const said = await folder.made(
    ...["mine", "--base", "base/distribution.json", "--extensions-dir", "ext", "--js"],
  );
  // gadgets/image.ts holds no extension.
  assertStringIncludes(said, "one file of 3 extensions");

  await runOffline(folder, "dist/mine.js", ["--from-dir", "../in", "--output-dir", "../out"]);

  assertStringIncludes(await folder.read("out/compose.yml"), "image: gadget");
});

Deno.test("build() takes extensions from a server, and a distribution.json that stands there", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ url }) => {
    const [text, type] = url.endsWith(".json")
      ? ['{"name": "base", "version": "1.0.0", "extensions": ["./mine.js"]}', "application/json"]
      : [SHARED, "text/javascript"];
    return new Response(text, { headers: { "content-type": type } });
  });
  await using folder = await Folder.with({ "in/one.yaml": GADGET.replace("Gadget", "Widget") });
  const base = `http://127.0.0.1:${server.addr.port}/theirs/distribution.json`;

  const said = await folder.made("mine", "--base", base, "--js");

  assertStringIncludes(said, "one file of 1 extension");
  await runOffline(folder, "dist/mine.js", ["--from-dir", "../in", "--output-dir", "../out"]);
});

Deno.test("build() stacks a distribution on another when --base-distribution names it", async () => {
  await using folder = await Folder.with();
  const args = ["kubernetes2simple", "--base-distribution", "helmfile2compose", "--js"];
  assertMatch(await folder.made(...args), /kubernetes2simple\.js: one file of \d+ extensions/);
  const { stdout } = await deno(["run", "-A", "dist/kubernetes2simple.js", "--version"], {
    cwd: folder.path,
  });
  assertMatch(stdout, /^kubernetes2simple \d+\.\d+\.\d+\n$/);
});

Deno.test("build() builds a distribution of somebody else's when its path is given", async () => {
  await using folder = await Folder.with();
  await cp(join(ROOT, "examples/distribution"), join(folder.path, "acme"), { recursive: true });
  for (const path of ["acme/distribution.json", "./acme"]) {
    assertStringIncludes(await folder.made(path, "--js"), "one file of 12 extensions");
  }
});

Deno.test("build() leaves a deno.json alone when it did not write it", async () => {
  const own = `{ "imports": { "x": "./x.ts" } }`;
  await using folder = await Folder.with({ "deno.json": own });
  const { code, stderr } = await folder.build("--js", "--output-dir", ".");
  assertEquals(code, 0, stderr);
  assertEquals(await folder.read("deno.json"), own);
  assertStringIncludes(stderr, `"@dekube/engine/pacts":"./dekube.js"`);
});

/** Names that no shell and no terminal may be shown as they are. */
const ODD_NAMES = ["../up", "a b", "$(id)", "--help", "a\nb", "", "..", "\u202ea"];

const mistakes: [args: string[], message: string][] = [
  [["--jss"], 'there is no flag --jss (did you mean "--js"?). See --help'],
  [["a", "b"], "one distribution is built at a time, but there are a and b. See --help"],
  [["--output-dir"], "--output-dir needs a value. See --help"],
  [
    ["helmfile2compos"],
    'there is no distribution "helmfile2compos" (did you mean "helmfile2compose"?)',
  ],
  [
    ["stack"],
    'there is no distribution "stack"; for the one in the folder of that name give ./stack/',
  ],
  [
    ["nowhere/distribution.json"],
    "nowhere/distribution.json can't be read: no such file or folder",
  ],
  [["mine", "--base", "nowhere.json"], "--base nowhere.json can't be read: no such file or folder"],
  [["mine", "--base-distribution", "helmfile2compos"], 'did you mean "helmfile2compose"?'],
  [
    ["mine", "--extensions-dir", "nowhere"],
    "the extensions folder nowhere can't be read: no such file",
  ],
  [["mine", "--extensions-dir", "empty"], "there is no .ts or .js file in empty"],
  [["mine", "--extensions-dir", "none"], "./none/nothing.ts exports no extension"],
  [["mine", "--extensions-dir", "wrong"], "mine can't be bundled"],
  [["broken.json"], "broken.json is no JSON"],
  ...ODD_NAMES.map((_name, index) =>
    [[`odd-${index}.json`], "it needs a name and a version that can be typed"] as [string[], string]
  ),
  [
    ["odd-key.json"],
    'odd-key.json has "imput", which is none of its keys (did you mean "input"?)',
  ],
  [
    ["unknown.json"],
    'names an extension "cady", which the catalogue does not have (did you mean "caddy"?)',
  ],
  [["lonely.json"], 'depends on "configmap-indexer", which is not loaded'],
  [["--core-dir", "empty"], "is no checkout of the engine"],
  [["--core-dir", "empty", "--registry", "x"], "is no checkout of the engine"],
  [["--base-version", "1.0.0"], "--base-version goes with --base-distribution, which is not there"],
];

for (const [args, message] of mistakes) {
  Deno.test(`build() says what is wrong when it is told ${args.join(" ")}`, async () => {
    await using folder = await Folder.with({
      "empty/.keep": "",
      "none/nothing.ts": "export const nothing = 1;\n",
      "wrong/wrong.ts": `import "./missing.ts";\n`,
      "broken.json": "{",
      "stack/distribution.json": "{}",
      ...Object.fromEntries(ODD_NAMES.map((name, index) => [
        `odd-${index}.json`,
        JSON.stringify({ name, extensions: [] }),
      ])),
      "odd-key.json": `{"name": "odd", "extensions": [], "imput": "detect"}`,
      "unknown.json": `{"name": "unknown", "extensions": ["cady"]}`,
      "lonely.json": `{"name": "lonely", "extensions": ["workload"]}`,
    });
    const { code, stderr } = await folder.build(...args, "--js");
    assertEquals(code, 1, stderr);
    const lines = stderr.trimEnd().split("\n");
    assertEquals(lines.length, 1, stderr);
    assertStringIncludes(lines[0], "✖ ");
    assertStringIncludes(lines[0], message);
  });
}

Deno.test("build() prints its usage when asked to", async () => {
  await using folder = await Folder.with();
  const said = await folder.made("--help");
  for (const flag of ["--target", "--js", "--registry", "--base-version", "DENORT_BIN"]) {
    assertStringIncludes(said, flag);
  }
});

Deno.test("build() makes the single file and names DENORT_BIN when the runtime stub can't be had", async () => {
  await using folder = await Folder.with();
  const registry = await layOut(join(folder.path, "registry"));
  const denoDir = await denoDirWithBundler(join(folder.path, "deno-dir"));
  const { code, stdout, stderr } = await deno(["run", "-A", "--quiet", BUILD, "helmfile2compose"], {
    cwd: folder.path,
    env: {
      JSR_URL: registry.href,
      DENO_DIR: denoDir,
      DENORT_BIN: "",
      HTTPS_PROXY: "http://127.0.0.1:1",
    },
  });
  assertEquals(code, 1, stderr);
  assertStringIncludes(stdout, "helmfile2compose.js: one file", stderr);
  assertStringIncludes(stderr, "DENORT_BIN");
  assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
  assertEquals(Object.keys(await folder.files("dist")).sort(), [
    "deno.json",
    "helmfile2compose.js",
  ]);
});

Deno.test("build() lays the packages out as a registry when --registry names a folder", async () => {
  await using folder = await Folder.with();
  assertMatch(await folder.made("--registry", "registry"), /^registry: \d+ packages\./);
  const meta = JSON.parse(await folder.read("registry/@dekube/engine/meta.json"));
  assertEquals(meta.name, "engine");
});

Deno.test("build() builds a distribution of somebody else's when all comes from a registry", async () => {
  await using folder = await Folder.with({ "in/one.yaml": WIDGET, "ext/widgets.js": SHARED });
  const acme = join(folder.path, "acme");
  await cp(join(ROOT, "examples/distribution"), acme, { recursive: true });
  const registry = await layOut(join(folder.path, "registry"));
  const env = {
    JSR_URL: registry.href,
    DENO_DIR: await denoDirWithBundler(join(folder.path, "deno-dir")),
  };
  const args = ["distribution.json", "--extensions-dir", "../ext", "--js"];
  const { code, stdout, stderr } = await deno(
    ["run", "-A", "--quiet", "--no-lock", "jsr:@dekube/engine/build", ...args],
    { cwd: acme, env },
  );
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "acme2compose.js: one file of 13 extensions");

  await runOffline(folder, "acme/dist/acme2compose.js", [
    ...["--from-dir", "../in", "--output-dir", "../out"],
  ]);

  assertStringIncludes(await folder.read("out/compose.yml"), "image: mirror.acme.example/shared");
});

Deno.test("build() runs as a task in the folder that the task is started from", async () => {
  await using folder = await Folder.with();
  const task = (...args: string[]) =>
    deno(["task", "--quiet", "--config", join(ROOT, "deno.json"), ...args], {
      cwd: folder.path,
      // Deno sets it, unless a task has it set already: that of the tests.
      env: { INIT_CWD: folder.path },
    });
  const built = await task("build", "helmfile2compose", "--js");
  assertEquals(built.code, 0, built.stderr);
  const laidOut = await task("registry", "registry");
  assertEquals(laidOut.code, 0, laidOut.stderr);
  assert((await folder.read("dist/helmfile2compose.js")).length > 0);
  assert((await folder.read("registry/@dekube/engine/meta.json")).length > 0);
});

/** An extension that does something while it is called. */
const NOSY = 'export const nosy = { name: "nosy", async transform() { BODY; } };\n';

const compiler = await findCompiler();

Deno.test({
  ...unless(
    "build() makes an executable that converts like the checkout",
    typeof compiler === "string" ? compiler : undefined,
  ),
  async fn(test) {
    const { deno: program, denort } = compiler as Compiler;
    await using folder = await Folder.with({ "in/web.yaml": WIDGET, "ext/widgets.js": SHARED });
    const run = async (command: string, args: string[], env: Record<string, string> = {}) => {
      const { code, stdout, stderr } = await new Deno.Command(command, {
        args,
        cwd: folder.path,
        env: { NO_COLOR: "1", ...env },
        stdin: "null",
      }).output();
      const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      assertEquals(code, 0, err);
      return { out, err };
    };
    const built = await run(program, ["run", "-A", BUILD, "helmfile2compose"], {
      DENORT_BIN: denort,
      // An older Deno knows only its own certificates.
      DENO_TLS_CA_STORE: "system,mozilla",
    });
    assertMatch(built.out, /helmfile2compose(\.exe)?: an executable for /);
    const suffix = Deno.build.os === "windows" ? ".exe" : "";
    const executable = join(folder.path, `helmfile2compose${suffix}`);
    await Deno.rename(join(folder.path, `dist/helmfile2compose${suffix}`), executable);
    await Deno.remove(join(folder.path, "dist"), { recursive: true });

    await test.step("it prints its usage and its version", async () => {
      const help = await run(executable, ["--help"]);
      assertStringIncludes(help.out, "Usage: helmfile2compose");
      assertEquals(help.err, "");
      assertMatch((await run(executable, ["--version"])).out, /^helmfile2compose \d+\.\d+\.\d+\n$/);
    });

    await test.step("it converts the example platform like the checkout", async () => {
      await run(executable, ["--from-dir", RENDERED, "--output-dir", "out"]);
      const { ".dekube/files.json": _itsOwn, ...made } = await folder.files("out");
      const { ".dekube/files.json": _itsOwnToo, ...expected } = await convertWithCheckout(folder);
      assertEquals(made, expected);
    });

    await test.step("it shares its contracts with extensions from the disk", async () => {
      const args = ["--from-dir", "in", "--output-dir", "shared", "--extensions-dir", "ext"];
      await run(executable, args);
      assertStringIncludes(await folder.read("shared/compose.yml"), "image: shared");
    });

    await test.step("it lets extensions of others do nothing, and names what they try", async () => {
      const convert = async (body: string) => {
        await folder.write({ "nosy/nosy.js": NOSY.replace("BODY", body) });
        const { code, stderr } = await new Deno.Command(executable, {
          args: ["--from-dir", "in", "--output-dir", "nosy/out", "--extension", "./nosy/nosy.js"],
          cwd: folder.path,
          env: { NO_COLOR: "1" },
        }).output();
        assertEquals(code, 1);
        return new TextDecoder().decode(stderr);
      };
      for (
        const [body, refused] of [
          ['Deno.readTextFileSync("in/web.yaml")', 'Requires read access to "in/web.yaml"'],
          ['Deno.writeTextFileSync("mark", "")', 'Requires write access to "mark"'],
          [
            `new Deno.Command(${JSON.stringify(executable)}).outputSync()`,
            `Requires run access to "${executable}"`,
          ],
          ["Deno.env.toObject()", "Requires env access"],
          ['await fetch("http://127.0.0.1:9/")', 'Requires net access to "127.0.0.1:9"'],
        ]
      ) {
        assertStringIncludes(
          await convert(body),
          `✖ the extension "nosy" failed: ${refused}, and extensions get no permissions (at ${
            join(folder.path, "nosy/nosy.js")
          }:1).`,
        );
      }
    });

    await test.step("it loads an extension of others with the files that its text names, and no others", async () => {
      await folder.write({
        "parts/parts.js":
          `import { image } from "./lib/image.js"; import tag from "./tag.json" with { type: "json" };
const late = (await import("./tag.json", { with: { type: "json" } })).default;
export const parts = { name: "parts", transform(services) { services.web = { image: image + tag.name + late.name } } };`,
        "parts/lib/image.js": `import tag from '../tag.json' with { type: 'json' };
export const image = tag.name + ":"`,
        "parts/tag.json": '{ "name": "part" }',
      });
      // What it does not name is out of its reach, by whatever way.
      await folder.write({ "secret.json": '{ "password": "secret" }' });
      const secret = toFileUrl(join(folder.path, "secret.json")).href;
      const steal = `await import(String(${JSON.stringify(secret)}), { with: { type: "json" } })`;
      const nested = `data:text/javascript,${encodeURIComponent(`export default ${steal}`)}`;
      for (
        const body of [
          steal,
          `eval(${JSON.stringify(steal.slice("await ".length))})`,
          `await import(${JSON.stringify(nested)})`,
        ]
      ) {
        await folder.write({
          "thief/thief.js": NOSY.replace("BODY", body.replace(/^eval/, "await eval")),
        });
        const { code, stderr } = await new Deno.Command(executable, {
          args: [
            "--from-dir",
            "in",
            "--output-dir",
            "thief/out",
            "--extension",
            "./thief/thief.js",
          ],
          cwd: folder.path,
        }).output();
        assertEquals(code, 1);
        assertStringIncludes(new TextDecoder().decode(stderr), `Module not found: ${secret}`);
      }
      const args = ["--from-dir", "in", "--output-dir", "parts/out"];
      await run(executable, [...args, "--extension", "./parts/parts.js"]);
      assertStringIncludes(await folder.read("parts/out/compose.yml"), "image: 'part:partpart'");
    });

    await test.step("it lets extensions of others say nothing in its own name", async () => {
      const nested = "data:text/javascript,console.log('nested')";
      const body = [
        'console.log("one", { two: 2 }); console.error("✖ no\\u001b[2J"); console.table(["three"])',
        'Deno.stdout.writeSync(new TextEncoder().encode("four\\nfi")); process.stderr.write("ve")',
        `const started = typeof Worker; if (started !== "undefined") new Worker(${
          JSON.stringify(nested)
        }, { type: "module" })`,
        "for (const output of [Deno.stdout, Deno.stderr]) try { output.close() } catch {}",
        'await new Promise((done) => setTimeout(done, 200)); console.log("", started)',
      ].join("; ");
      await folder.write({
        "loud/loud.js": NOSY.replace("BODY", body),
        "loud/in/web.yaml":
          "kind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: nginx }] }\n",
      });
      const args = ["--from-dir", "loud/in", "--output-dir", "loud/out", "--report", "json"];
      const { out, err } = await run(executable, [...args, "--extension", "./loud/loud.js"]);
      assertEquals(JSON.parse(out).written, true);
      assertStringIncludes(
        err,
        [
          ...["one { two: 2 }", "✖ no\\x1b[2J", '[ "three" ]', "four", "five undefined"],
        ].map((line) => `extension: ${line}\n`).join(""),
      );
    });

    await test.step("it says why an extension of others fails in what nobody waits for", async () => {
      for (const how of ["setTimeout(() => { throw error }, 1)", "Promise.reject(error)"]) {
        const body =
          `const error = new TypeError("odd\\u001b[2J"); ${how}; await new Promise(() => {})`;
        await folder.write({ "late/late.js": NOSY.replace("BODY", body) });
        const { code, stderr } = await new Deno.Command(executable, {
          args: ["--from-dir", "in", "--output-dir", "late/out", "--extension", "./late/late.js"],
          cwd: folder.path,
        }).output();
        assertEquals(code, 1);
        assertEquals(
          new TextDecoder().decode(stderr),
          "✖ an extension ended the process that extensions run in: TypeError: odd\\x1b[2J. Nothing was written. Report it to the author of the extension ./late/late.js, or leave that out\n",
        );
      }
    });

    await test.step("it asks before it loads what dekube.yaml names of others", async () => {
      await folder.write({
        "stranger/dekube.yaml": "depends: [./widgets.js]\n",
        "stranger/widgets.js": SHARED,
      });
      const args = ["--from-dir", "in", "--output-dir", "stranger"];
      const env = { XDG_STATE_HOME: join(folder.path, "state") };
      const refused = await new Deno.Command(executable, { args, cwd: folder.path, env }).output();
      assertEquals(refused.code, 1);
      assertStringIncludes(new TextDecoder().decode(refused.stderr), "--trust");
      await run(executable, [...args, "--trust"], env);
      await run(executable, args, env);
      assertStringIncludes(await folder.read("stranger/compose.yml"), "image: shared");
    });

    await test.step("it may run the renderers, and says so when one is missing", async () => {
      const { code, stderr } = await new Deno.Command(executable, {
        args: ["--helm-chart", "chart"],
        cwd: folder.path,
        env: { PATH: folder.path, NO_COLOR: "1" },
      }).output();
      assertEquals(code, 1);
      assertMatch(
        new TextDecoder().decode(stderr),
        /^✖ "helm" can't be started: it is not on the PATH/,
      );
    });
  },
});
