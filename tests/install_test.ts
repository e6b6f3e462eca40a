/** Installs from a release that is served here, on machines that say what they are. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { NO_WINDOWS, unless, WINDOWS } from "../tools/unless.ts";
import { type Ended, runToEnd } from "./_process.ts";

const SCRIPT = fromFileUrl(new URL("../tools/install.sh", import.meta.url));

const MACHINES = [
  ["Linux", "x86_64", "x86_64-unknown-linux-gnu"],
  ["Linux", "aarch64", "aarch64-unknown-linux-gnu"],
  ["Darwin", "x86_64", "x86_64-apple-darwin"],
  ["Darwin", "arm64", "aarch64-apple-darwin"],
] as const;

/** A release: files by their paths below the address of the releases. */
type Release = Record<string, string>;

function executable(name: string, version: string): string {
  return `#!/bin/sh\necho "${name} ${version}"\n`;
}

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(bytes).toHex();
}

/** What a release has in a folder: an executable for each machine, and the checksums. */
async function release(folder: string, version: string): Promise<Release> {
  const files: Release = {};
  let sums = "";
  for (const name of ["kubernetes2simple", "helmfile2compose"]) {
    for (const [, , target] of MACHINES) {
      const text = executable(name, version);
      files[`/${folder}/${name}-${target}`] = text;
      sums += `${await sha256(text)}  ${name}-${target}\n`;
    }
  }
  return { ...files, [`/${folder}/SHA256SUMS`]: sums };
}

/** A machine that a release is installed on. */
class Machine implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(
    readonly dir: string,
    readonly files: Release,
    readonly system: string,
    readonly processor: string,
  ) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
      const text = this.files[new URL(url).pathname];
      return text === undefined ? new Response("no", { status: 404 }) : new Response(text);
    });
  }

  static async of(files: Release, system = "Linux", processor = "x86_64"): Promise<Machine> {
    const dir = await Deno.makeTempDir();
    await Deno.mkdir(join(dir, "fake"));
    const programs = {
      uname: `[ "$1" = -m ] && echo ${processor} || echo ${system}`,
      ldd: "echo ldd (GNU libc) 2.36",
      sysctl: "echo 0",
    };
    for (const [name, line] of Object.entries(programs)) {
      await Deno.writeTextFile(join(dir, "fake", name), `#!/bin/sh\n${line}\n`);
      await Deno.chmod(join(dir, "fake", name), 0o755);
    }
    return new Machine(dir, files, system, processor);
  }

  get bin(): string {
    return join(this.dir, "home/.local/bin");
  }

  async install(...args: string[]): Promise<Ended> {
    return await runToEnd("sh", {
      args: [SCRIPT, ...args],
      cwd: this.dir,
      clearEnv: true,
      env: {
        HOME: join(this.dir, "home"),
        PATH: `${this.dir}/fake:/usr/local/bin:/usr/bin:/bin`,
        DEKUBE_RELEASES: `http://127.0.0.1:${this.#server.addr.port}`,
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    await Deno.remove(this.dir, { recursive: true });
  }
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ...unless(name, WINDOWS), fn });
}

for (const [system, processor, target] of MACHINES) {
  test(`install.sh installs the executable for ${target}, and updates it`, async () => {
    await using machine = await Machine.of(
      await release("latest/download", "1.0.0"),
      system,
      processor,
    );

    const first = await machine.install();
    assertEquals(first.code, 0, first.stderr);
    const path = join(machine.bin, "kubernetes2simple");
    assertStringIncludes(
      first.stdout,
      `installed kubernetes2simple 1.0.0: ${path}\nadd ${machine.bin} to`,
    );
    assertEquals((await Deno.stat(path)).mode! & 0o777, 0o755);
    assertMatch((await machine.install()).stdout, /^kubernetes2simple 1\.0\.0 is what was there/);
    Object.assign(machine.files, await release("latest/download", "1.1.0"));
    assertMatch(
      (await machine.install()).stdout,
      /^updated kubernetes2simple 1\.0\.0 to kubernetes2simple 1\.1\.0: /,
    );
    assertEquals([...Deno.readDirSync(machine.bin)].map(({ name }) => name), ["kubernetes2simple"]);
  });
}

test("install.sh takes the command and the version that are asked for", async () => {
  await using machine = await Machine.of(await release("download/v0.9.0", "0.9.0"));

  for (const version of ["0.9.0", "v0.9.0"]) {
    const { code, stderr } = await machine.install("helmfile2compose", version);
    assertEquals(code, 0, stderr);
  }
  const missing = await machine.install("helmfile2compose", "0.8.0");
  assertEquals(missing.code, 1);
  assertMatch(missing.stderr, /✖ http\S+\/download\/v0\.8\.0\/SHA256SUMS can't be had\. See/);
  const unknown = await machine.install("kompose");
  assertMatch(unknown.stderr, /^✖ there is no command "kompose": kubernetes2simple, /);
});

test("install.sh installs nothing that is not what the release says", async () => {
  await using machine = await Machine.of(await release("latest/download", "1.0.0"));
  await machine.install();
  const file = "/latest/download/kubernetes2simple-x86_64-unknown-linux-gnu";
  machine.files[file] = executable("evil", "6.6.6");

  const { code, stderr } = await machine.install();

  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^✖ \S+-gnu is not what the release says: its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}\. Nothing was installed; /m,
  );
  assertStringIncludes(await Deno.readTextFile(join(machine.bin, "kubernetes2simple")), "1.0.0");
  assertEquals([...Deno.readDirSync(machine.bin)].length, 1);
  delete machine.files["/latest/download/SHA256SUMS"];
  assertEquals((await machine.install()).code, 1);
});

test("install.sh says so where there is no executable for a machine", async () => {
  const said = async (system: string, processor: string) => {
    await using machine = await Machine.of({}, system, processor);
    const { code, stderr } = await machine.install();
    assertEquals(code, 1);
    return stderr;
  };
  assertMatch(await said("FreeBSD", "amd64"), /^✖ there is no executable for FreeBSD\. Use Deno/);
  assertMatch(await said("Linux", "riscv64"), /^✖ there is no executable for riscv64\. Use Deno/);
  assertMatch(await said("MINGW64_NT-10.0", "x86_64"), /^✖ on Windows run install\.ps1/);
});

// Where PowerShell is at hand; each stands for an executable of a release, and says its version on a line or more.
const PROGRAMS = ["tar.exe", "curl.exe"] as const;

Deno.test({
  ...unless(
    "install.ps1 installs what the release says and updates it, and nothing else",
    NO_WINDOWS,
  ),
  async fn() {
    const [first, second] = await Promise.all(
      PROGRAMS.map((name) => Deno.readFile(join(Deno.env.get("SystemRoot")!, "System32", name))),
    );
    const dir = await Deno.makeTempDir();
    const file = "kubernetes2simple-x86_64-pc-windows-msvc.exe";
    let [served, promised] = [first, first];
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async ({ url }) => {
        const { pathname } = new URL(url);
        if (pathname === `/latest/download/${file}`) return new Response(served);
        if (pathname !== "/latest/download/SHA256SUMS") return new Response("no", { status: 404 });
        const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", promised)).toHex();
        return new Response(`${"0".repeat(64)}  other.exe\n${sum}  ${file}\n`);
      },
    );
    const script = fromFileUrl(new URL("../tools/install.ps1", import.meta.url));
    const bin = join(dir, "bin");
    const install = (...args: string[]) =>
      runToEnd("powershell", {
        args: ["-NoProfile", "-ExecutionPolicy", "Bypass", "-File", script, ...args],
        cwd: dir,
        env: { DEKUBE_BIN: bin, DEKUBE_RELEASES: `http://127.0.0.1:${server.addr.port}` },
      });
    const target = join(bin, "kubernetes2simple.exe");
    try {
      const installed = await install();
      assertEquals(installed.code, 0, installed.stderr);
      assertMatch(installed.stdout, /^installed .+: .+kubernetes2simple\.exe\r?\nadd /);
      assertMatch((await install()).stdout, / is what was there: /);
      [served, promised] = [second, second];
      assertMatch((await install()).stdout, /^updated .+ to .+: /);

      served = first;
      const refused = await install();
      assertEquals(refused.code, 1);
      assertMatch(refused.stderr, /^x \S+ is not what the release says: its SHA-256 is /);
      assertEquals(await Deno.readFile(target), second);
      assertEquals([...Deno.readDirSync(bin)].map(({ name }) => name), ["kubernetes2simple.exe"]);
      assertMatch((await install("kompose")).stderr, /^x there is no command "kompose": /);
      assertMatch((await install("dekube")).stderr, /^x \S+SHA256SUMS has no dekube-x86_64/);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

Deno.test("the install scripts and the release agree on names, and the release says where it is", async () => {
  const read = async (path: string) =>
    await Deno.readTextFile(new URL(`../${path}`, import.meta.url));
  const [sh, ps1, workflow] = await Promise.all(
    ["tools/install.sh", "tools/install.ps1", ".github/workflows/release.yml"].map(read),
  );
  const names: string[] = [];
  for (const { name } of Deno.readDirSync(new URL("../distributions", import.meta.url))) {
    names.push(JSON.parse(await read(`distributions/${name}/distribution.json`)).name);
  }
  for (const script of [sh, ps1]) {
    for (const name of names) assertStringIncludes(script, name);
    assertEquals(script.split("@RELEASES@").length, 2, "the workflow fills it in once");
  }
  assertStringIncludes(workflow, "s|@RELEASES@|$releases|");
  assertStringIncludes(workflow, "release/$name-$TARGET$ending");
  for (const [, , target] of MACHINES) assertStringIncludes(workflow, `target: ${target},`);
  assert(ps1.includes("$Name-x86_64-pc-windows-msvc.exe") && ps1.includes("SHA256SUMS"));
});
