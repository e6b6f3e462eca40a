/** Loads extensions that are not dekube's: what they may do, and who must have said yes. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { unless, WINDOWS } from "../tools/unless.ts";
import { commandOf, User } from "./_user.ts";

const H2C = "helmfile2compose";
const CONVERT = ["--from-dir", "in", "--output-dir", "out"];

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: web, image: "example/web:1" }] }
`;

/** Labels every service with what came of attempts to do what it may not. */
const NOSY = `
const attempts = {
  read: () => Deno.readTextFileSync(SECRET),
  node: async () => (await import("node:fs")).readFileSync(SECRET),
  write: () => Deno.writeTextFileSync(MARK, ""),
  run: () => new Deno.Command("touch", { args: [MARK] }).outputSync(),
  env: () => Deno.env.toObject(),
  fetch: () => fetch(SERVER),
  import: () => import(SERVER + "code.js"),
  file: () => import(OTHER),
  worker: () => new Promise((resolve, reject) => {
    const worker = new Worker("data:text/javascript," + encodeURIComponent(
      "try { Deno.readTextFileSync(" + JSON.stringify(SECRET) + "); postMessage('read') } catch { postMessage('') }",
    ), { type: "module" });
    worker.onmessage = ({ data }) => (worker.terminate(), data ? resolve() : reject(new Error("refused")));
  }),
  storage: () => localStorage.setItem("mark", ""),
  caches: async () => { if (!await keepsInCache()) throw new Error("refused"); },
  workerCaches: async () => {
    const { Worker } = await import("node:worker_threads");
    const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(
      'import { parentPort } from "node:worker_threads";' + keepsInCache +
      "parentPort.postMessage(await keepsInCache().catch(() => false))",
    )));
    const keeps = await new Promise((resolve) => worker.on("message", resolve));
    await worker.terminate();
    if (!keeps) throw new Error("refused");
  },
};
async function keepsInCache() {
  const cache = await caches.open("mark");
  await cache.put("http://mark.test/", new Response("mark"));
  return await cache.match("http://mark.test/") !== undefined;
}
async function attempt() {
  const done = [];
  for (const [name, act] of Object.entries(attempts)) {
    try { await act(); done.push(name); } catch { /* As it should be. */ }
  }
  return done.join(" ") || "nothing";
}
const atTheTop = await attempt();
export const nosy = {
  name: "nosy",
  async transform(services) {
    const inTransform = await attempt();
    for (const service of Object.values(services)) service.labels = { ...service.labels, atTheTop, inTransform };
  },
};
`;

/** A user with an extension that tries what it may not, and a server that would hear of it. */
async function withNosy(
  use: (user: User, heard: string[]) => Promise<void>,
): Promise<void> {
  const heard: string[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ url }) => {
    heard.push(url);
    return new Response("export {}", { headers: { "content-type": "text/javascript" } });
  });
  await using user = await User.with({
    "in/pod.yaml": POD,
    "secret.txt": "secret",
    "other.js": "export {};",
  });
  const constants = {
    SECRET: user.path("secret.txt"),
    MARK: user.path("mark"),
    OTHER: `file://${user.path("other.js")}`,
    SERVER: `http://127.0.0.1:${server.addr.port}/`,
  };
  const text = Object.entries(constants).map(([name, value]) =>
    `const ${name} = ${JSON.stringify(value)};\n`
  ).join("");
  await user.write({ "out/nosy.js": text + NOSY });
  await use(user, heard);
}

Deno.test("an extension that is not dekube's can't do anything when it tries", async () => {
  await withNosy(async (user, heard) => {
    const { code, stderr } = await user.command(H2C, [...CONVERT, "--extension", "./out/nosy.js"]);
    assertEquals(code, 0, stderr);
    const compose = await user.read("out/compose.yml");
    assertStringIncludes(compose, "atTheTop: nothing");
    assertStringIncludes(compose, "inTransform: nothing");
    assertEquals([await user.has("mark"), heard], [false, []]);
  });
});

Deno.test("dekube.yaml of a stranger loads nothing when nobody has said yes", async () => {
  await withNosy(async (user, heard) => {
    const server = "http://127.0.0.1:1/";
    await user.write({
      "out/dekube.yaml": `depends: ["./nosy.js", "${server}x.ts", "npm:left-pad@1", "caddy"]\n`,
    });
    // A module that says something when it runs.
    await user.write({
      "out/nosy.js": `console.error("LOADED");\n${await user.read("out/nosy.js")}`,
    });
    for (const distribution of [H2C, "kubernetes2simple"]) {
      const { code, stderr } = await user.command(distribution, CONVERT);
      assertEquals(code, 1);
      assertMatch(
        stderr,
        /^✖ out\/dekube\.yaml names extensions that are not dekube's: \.\/nosy\.js \(.*nosy\.js\), http:\/\/127\.0\.0\.1:1\/x\.ts, npm:left-pad@1\. Nothing of that was loaded\..* --trust; /,
      );

      const listed = await user.command(distribution, ["extensions", "--output-dir", "out"]);
      assertEquals(listed.code, 0, listed.stderr);
      assertMatch(listed.stderr, /^⚠ what out\/dekube\.yaml names of others is not loaded, .*nosy/);
      assertMatch(listed.stdout, /^✓ {2}caddy /m);
      assert(!`${stderr}${listed.stdout}${listed.stderr}`.includes("LOADED"));
    }
    assertEquals([await user.has("mark"), await user.has("out/compose.yml"), heard], [
      false,
      false,
      [],
    ]);
  });
});

Deno.test("what dekube.yaml names is not read when nobody has said yes, and only code is when somebody has", async () => {
  await using user = await User.with({
    "in/pod.yaml": POD,
    "secret.json": "{}",
    "out/dekube.yaml": 'depends: ["/dev/zero", "./pipe", "./ext.js"]\n',
    "out/ext.js": 'import "../secret.json" with { type: "json" };\n',
  });
  await new Deno.Command("mkfifo", { args: [user.path("out/pipe")] }).output();
  const refused = await user.command(H2C, CONVERT);
  assertEquals(refused.code, 1);
  assertMatch(refused.stderr, /^✖ out\/dekube\.yaml names .*\/dev\/zero.* --trust; /);
  const trusted = await user.command(H2C, [...CONVERT, "--trust"]);
  assertEquals(trusted.code, 1);
  assertMatch(trusted.stderr, /^✖ \/dev\/zero is no module/m);

  await user.write({ "out/dekube.yaml": 'depends: ["./ext.js"]\n' });
  const { code, stderr } = await user.command(H2C, [...CONVERT, "--trust"]);
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^✖ the extension .*ext\.js may read code alone, .* imports .*secret\.json\. /m,
  );
});

/** An extension that labels every service. */
const label = (text: string) =>
  `export const label = {
  name: "label",
  transform(services) {
    for (const service of Object.values(services)) service.labels = { ...service.labels, text: "${text}" };
  },
};
`;

async function withDepends(use: (user: User) => Promise<void>): Promise<void> {
  await using user = await User.with({
    "in/pod.yaml": POD,
    "out/dekube.yaml": 'depends: ["./label.js"]\n',
    "out/label.js": `import "./helper.js";\n${label("one")}`,
    "out/helper.js": "export {};\n",
  });
  await use(user);
}

Deno.test("dekube.yaml needs one yes for what it names, and another one when the list grows", async () => {
  await withDepends(async (user) => {
    assertEquals((await user.command(H2C, CONVERT)).code, 1);
    const first = await user.command(H2C, [...CONVERT, "--trust"]);
    assertEquals(first.code, 0, first.stderr);
    const again = await user.command(H2C, CONVERT);
    assertEquals(again.code, 0, again.stderr);
    assertStringIncludes(await user.read("out/compose.yml"), "text: one");
    const listed = await user.command(H2C, ["extensions", "--output-dir", "out"]);
    assertMatch(listed.stdout, /^✓ {2}label +transform +1000 /m);

    await user.write({
      "out/more.js": label("two").replace('"label"', '"more"'),
      "out/dekube.yaml": 'depends: ["./label.js", "./more.js"]\n',
    });
    const { code, stderr } = await user.command(H2C, CONVERT);
    assertEquals(code, 1);
    assertMatch(stderr, /names an extension that is not dekube's: \.\/more\.js \(/);
  });
});

Deno.test("a yes holds for its folder alone, wherever its files say otherwise", async () => {
  await withDepends(async (user) => {
    assertEquals((await user.command(H2C, [...CONVERT, "--trust"])).code, 0);
    await Deno.rename(user.path("out"), user.path("other"));
    const { code, stderr } = await user.command(H2C, ["--from-dir", "in", "--output-dir", "other"]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "--trust");
    // What is remembered lies in the user's own folder.
    const [record] = [...Deno.readDirSync(join(user.root, "state/dekube/trust"))];
    assertMatch(record.name, /^[0-9a-f]{64}\.json$/);
  });
});

Deno.test("an allowed extension is refused when it has changed, however its address is written", async () => {
  await withDepends(async (user) => {
    const path = user.path("out/label.js");
    await user.write({ "out/dekube.yaml": `depends: ["file://localhost${path}"]\n` });
    assertEquals((await user.command(H2C, [...CONVERT, "--trust"])).code, 0);
    await user.write({ "out/label.js": label("two") });
    const { code, stderr } = await user.command(H2C, [...CONVERT, "--trust"]);
    assertEquals(code, 1, stderr);
    assertMatch(stderr, /^✖ what extensions of .*label\.js has changed/m);
  });
});

Deno.test("an allowed extension is refused when a file of it has changed, until that is accepted", async () => {
  await withDepends(async (user) => {
    assertEquals((await user.command(H2C, [...CONVERT, "--trust"])).code, 0);
    await user.write({ "out/helper.js": "export const changed = true;\n" });
    const { code, stderr } = await user.command(H2C, [...CONVERT, "--trust"]);
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^✖ what extensions of out\/dekube\.yaml are made of is not what it was .*helper\.js has changed\. Nothing was written\..* --accept-changes$/m,
    );
    assertEquals((await user.command(H2C, [...CONVERT, "--accept-changes"])).code, 0);
    assertEquals((await user.command(H2C, CONVERT)).code, 0);
  });
});

Deno.test("what was looked at is what runs, and nothing else is read, when files change while a run lasts", async () => {
  await using user = await User.with({
    "in/pod.yaml": POD,
    "secret.json": '"secret"',
    "ext/slow.js": `
console.log("begun");
const late = () => import("./late.js");
const gone = () => import("./gone.json", { with: { type: "json" } });
const read = (name) => Deno.readTextFile(new URL(name, import.meta.url)).catch(() => "");
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
export const slow = {
  name: "slow",
  async transform(services) {
    let leaked = "";
    for (let tries = 0; leaked === "" && tries < 60; tries++) {
      await pause();
      leaked = await read("./gone.json");
      if (!(await read("./late.js")).includes("looked-at")) leaked ||= "another";
    }
    const imported = await gone().then((module) => module.default, () => "nothing");
    const { version } = await late();
    const known = JSON.parse(await read("./data.json"));
    for (const service of Object.values(services)) service.labels = { version, imported, leaked, known };
  },
};
import data from "./data.json" with { type: "json" };
`,
    "ext/late.js": 'export const version = "looked-at";\n',
    "ext/data.json": '"data"',
  });
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "-A", commandOf(H2C), ...CONVERT],
      ...["--extension", "./ext/slow.js"],
    ],
    cwd: user.folder,
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  let hasChanged = false;
  for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (hasChanged || !said.includes("begun")) continue;
    hasChanged = true;
    await user.write({ "ext/late.js": 'export const version = "another";\n' });
    await Deno.symlink("../secret.json", user.path("ext/gone.json"));
  }
  assertEquals([(await process.status).code, hasChanged], [0, true], said);
  const compose = await user.read("out/compose.yml");
  for (const label of ["version: looked-at", "imported: nothing", "leaked: ''", "known: data"]) {
    assertStringIncludes(compose, label);
  }
});

Deno.test("an extension from elsewhere is pinned, and refused when it is another", async () => {
  let text = label("one");
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(text, { headers: { "content-type": "text/javascript" } }),
  );
  const url = `http://127.0.0.1:${server.addr.port}/label.js`;
  await using user = await User.with({
    "in/pod.yaml": POD,
    "out/dekube.yaml": `depends: ["${url}"]\n`,
  });
  // Deno's cache is one that can be emptied, as on another machine.
  await Deno.mkdir(join(user.root, "cache"));
  const convert = async (...flags: string[]) =>
    await user.command(H2C, [...CONVERT, ...flags], { env: { NO_PROXY: "127.0.0.1" } });

  const first = await convert("--trust");
  assertEquals(first.code, 0, first.stderr);
  assertStringIncludes(await user.read("out/compose.yml"), "text: one");
  text = label("two");
  assertEquals((await convert()).code, 0);
  assertStringIncludes(await user.read("out/compose.yml"), "text: one");

  await emptyCache(url);
  const { code, stderr } = await convert();
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^✖ what extensions of out\/dekube\.yaml .*label\.js has changed\. Nothing was written\./m,
  );
  assertStringIncludes(await user.read("out/compose.yml"), "text: one");
  const accepted = await convert("--accept-changes");
  assertEquals(accepted.code, 0, accepted.stderr);
  assertStringIncludes(await user.read("out/compose.yml"), "text: two");
  assertEquals((await convert()).code, 0);

  // Here it is Deno's cache that still has the old one.
  text = label("three");
  assertEquals((await convert("--accept-changes")).code, 0);
  assertStringIncludes(await user.read("out/compose.yml"), "text: three");
});

Deno.test("what an extension is made of is got again, as it was pinned, when Deno's cache lacks it", async () => {
  let version = "one";
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    ({ url }) =>
      url.endsWith("/label.js")
        ? new Response(null, { status: 302, headers: { location: `/${version}.js` } })
        : new Response(label(new URL(url).pathname.slice(1, -3)), {
          headers: { "content-type": "text/javascript" },
        }),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  await using user = await User.with({
    "in/pod.yaml": POD,
    "out/dekube.yaml": `depends: ["${url}/label.js"]\n`,
  });
  // A cache that can be emptied; the program's own modules are found in it.
  const cache = join(user.root, "cache");
  await copyCache(cache);
  const convert = async (...flags: string[]) => {
    const env = { NO_PROXY: "127.0.0.1", DENO_DIR: cache };
    const { code, stderr } = await user.command(H2C, [...CONVERT, ...flags], { env });
    assertEquals(code, 0, stderr);
    return /text: (\w+)/.exec(await user.read("out/compose.yml"))?.[1];
  };
  assertEquals(await convert("--trust"), "one");
  version = "two";
  await Deno.remove(join(cache, "remote"), { recursive: true });
  // What the URL leads to now is another version, and the one that was allowed is still there.
  assertEquals(await convert(), "one");
  assertEquals(await convert("--accept-changes"), "two");
});

/** A cache of Deno's with the packages of npm that the program takes. */
async function copyCache(to: string): Promise<void> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout));
  await Deno.mkdir(to);
  await Deno.symlink(npmCache, join(to, "npm"));
}

Deno.test("an extension from elsewhere is refused when it is made of what can't be pinned", async () => {
  const text = 'import t from "./t.txt" with { type: "text" };';
  const late = 'await import("./t.txt", { with: { type: "text" } });';
  for (const imported of [text, late]) {
    await using server = serveTexts(() => ({
      "/label.js": `import "./more.js";\n${label("one")}`,
      "/more.js": imported,
      "/t.txt": "one",
    }));
    await using user = await User.with({
      "in/pod.yaml": POD,
      "out/dekube.yaml": `depends: ["${server.url}/label.js"]\n`,
    });
    const env = { NO_PROXY: "127.0.0.1" };
    const { code, stderr } = await user.command(H2C, [...CONVERT, "--trust"], { env });
    assertEquals(code, 1, stderr);
    assertMatch(
      stderr,
      /^✖ the extension http:\S+label\.js, which "depends" in dekube\.yaml names, can't be loaded: it imports http:\S+\/t\.txt as a text or as bytes, /m,
    );
  }
});

/** Serves texts by path, and keeps what was asked for. */
function serveTexts(texts: () => Record<string, string>) {
  const heard: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ url }) => {
    const { pathname, search } = new URL(url);
    heard.push(pathname + search);
    const text = texts()[pathname];
    return text === undefined
      ? new Response("", { status: 404 })
      : new Response(text, { headers: { "content-type": "text/javascript" } });
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, heard, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test("what extensions are made of is got without running it, and from hosts that were named", async () => {
  await using other = serveTexts(() => ({ "/more.js": "export {};" }));
  let imported = "";
  await using named = serveTexts(() => ({
    // What is put together is no part of what is got, and nobody hears of it.
    "/top.js": `import "./beside.js";
const pieces = ["${other.url}", "/more.js?leaked"];
await import(pieces.join("")).catch(() => {});
await import(["${named.url}", "/late.js?leaked"].join("")).catch(() => {});
${label("top")}`,
    "/beside.js": `${imported}export {};`,
    "/late.js": "export {};",
  }));
  const env = { NO_PROXY: "127.0.0.1" };
  await using user = await User.with({
    "in/pod.yaml": POD,
    "out/dekube.yaml": `depends: ["${named.url}/top.js"]\n`,
  });
  const first = await user.command(H2C, [...CONVERT, "--trust"], { env });
  assertEquals(first.code, 0, first.stderr);
  assertStringIncludes(await user.read("out/compose.yml"), "text: top");
  assertEquals([named.heard.toSorted(), other.heard], [["/beside.js", "/top.js"], []]);

  imported = `import "${other.url}/more.js";\n`;
  await emptyCache(`${named.url}/beside.js`);
  other.heard.length = 0;
  await Deno.remove(join(user.root, "state"), { recursive: true });
  const { code, stderr } = await user.command(H2C, [...CONVERT, "--trust"], { env });
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^✖ the extension http:.*top\.js, which "depends" in dekube\.yaml names, can't be loaded: it imports code from 127\.0\.0\.1:\d+, and code is got only from the hosts that you name yourself, /m,
  );
  assertEquals(other.heard, []);
});

Deno.test("an extension from elsewhere loads when nothing of it can be asked for any more, and all is cached", async () => {
  await using user = await User.with({ "in/pod.yaml": POD });
  const env = { NO_PROXY: "127.0.0.1" };
  let url: string;
  {
    // Deno keeps modules by their addresses, and another server may have had this port.
    const path = `/${crypto.randomUUID()}.js`;
    await using server = serveTexts(() => ({ [path]: label("kept") }));
    url = `${server.url}${path}`;
    const { code, stderr } = await user.command(H2C, [...CONVERT, "--extension", url], { env });
    assertEquals(code, 0, stderr);
  }
  for (const memory of ["with what is remembered", "without"]) {
    const { code, stderr } = await user.command(H2C, [...CONVERT, "--extension", url], { env });
    assertEquals(code, 0, `${memory}: ${stderr}`);
    await Deno.remove(join(user.root, "state"), { recursive: true });
  }
});

Deno.test("what lies in the current folder changes nothing of what an extension imports", async () => {
  const evil = 'throw new Error("EVIL");\n';
  await using user = await User.with({
    "in/pod.yaml": POD,
    "ext/uses.js": `import leven from "npm:leven@^4.1.0";
import "node:path";
export const uses = {
  name: "uses",
  transform(services) {
    for (const service of Object.values(services)) service.labels = { away: String(leven("a", "bc")) };
  },
};
`,
    "deno.json": JSON.stringify({
      imports: {
        "npm:leven@^4.1.0": "./evil.js",
        "@dekube/engine/pacts": "./evil.js",
        "node:path": "./evil.js",
      },
      vendor: true,
      nodeModulesDir: "manual",
    }),
    "package.json": JSON.stringify({ type: "commonjs", dependencies: { leven: "4.1.0" } }),
    "node_modules/leven/package.json": JSON.stringify({
      name: "leven",
      version: "4.1.0",
      main: "i.js",
    }),
    "node_modules/leven/i.js": evil,
    "vendor/manifest.json": "{}",
    "deno.lock": "not a lock",
    ".npmrc": "registry=http://127.0.0.1:1/\n",
    "evil.js": evil,
  });
  const { code, stderr } = await user.command(H2C, [...CONVERT, "--extension", "./ext/uses.js"]);
  assertEquals(code, 0, stderr);
  assertMatch(await user.read("out/compose.yml"), /away: ['"]2['"]/);
});

/** Has Deno load something anew. */
async function emptyCache(url: string): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "--no-lock", "--allow-import", `--reload=${url}`, url],
    env: { NO_PROXY: "127.0.0.1" },
  }).output();
  assert(success);
}

Deno.test("an extension in a sandbox is named, with the manifest, when it fails there", async () => {
  const failing = (body: string) =>
    `export const bad = { name: "bad", kinds: ["Pod"], role: "provider", convert(kind, [pod]) { ${body} } };\n`;
  await using user = await User.with({ "in/pod.yaml": POD });
  for (
    const [body, said] of [
      [
        'throw new Error("boom");',
        /the extension "bad" failed on Pod shop\/web \(pod\.yaml\): boom \(at \/[^:]+\/bad\.js:1\)\./,
      ],
      [
        'Deno.readTextFileSync("/etc/hostname");',
        /the extension "bad" failed on Pod shop\/web \(pod\.yaml\): Requires read access to "\/etc\/hostname", and extensions get no permissions \(at \/[^:]+\/bad\.js:1\)\./,
      ],
      [
        "Deno.exit(3);",
        /the extension "bad" failed on Pod shop\/web \(pod\.yaml\): it ends the program, which an extension may not \(at \/[^:]+\/bad\.js:1\)\./,
      ],
      [
        "return new Promise(() => {});",
        /an extension ended the process that extensions run in: what it waits for never comes, such as a promise that nothing resolves\. Nothing was written\. Report it to the author of the extension \.\/bad\.js, or leave that out$/m,
      ],
      [
        'return { services: { web: { owner: { kind: "Pod", namespace: "shop", name: "web" }, image: "web", command: () => 1 } } };',
        /the extension "bad" failed: "command" of the service "web" is a function; expected a list or text\./,
      ],
      [
        'return { services: { web: { owner: { kind: "Pod", namespace: "shop", name: "web" }, image: Promise.resolve("web") } } };',
        /"image" of the service "web" is a promise, which nobody awaited; expected text/,
      ],
      [
        'return { services: { web: { image: "web", stop_signal: () => 1 } } };',
        /Docker Compose would refuse compose\.yml: "services\.web\.stop_signal" should be text, but it is a function\. The service was made by the extension "bad"/,
      ],
      [
        'return { services: { web: { image: "web", "x-web": () => 1 } } };',
        /an extension made something that is no data: .* could not be cloned\. Nothing was written/,
      ],
      [
        'Deno.stdout.writeSync(new TextEncoder().encode("noise")); console.log("said\\u202e"); throw new Error("boom");',
        /^extension: said\\u202e\n[^]*the extension "bad" failed on Pod shop\/web/,
      ],
    ] as const
  ) {
    await user.write({ "bad.js": failing(body) });
    const { code, stdout, stderr } = await user.command(H2C, [
      ...CONVERT,
      "--extension",
      "./bad.js",
    ]);
    assertEquals([code, stdout], [1, ""], stderr);
    assertMatch(stderr, said);
    assertEquals(await user.has("out"), false);
  }
});

Deno.test("--debug shows where an extension in a sandbox failed", async () => {
  await using user = await User.with({
    "in/pod.yaml": POD,
    "bad.js":
      'export const bad = {\n  name: "bad", kinds: ["Pod"], role: "provider",\n  convert() { throw new Error("boom"); } };\n',
  });
  const failing = [...CONVERT, "--extension", "./bad.js"];
  assertMatch((await user.command(H2C, [...failing, "--debug"])).stderr, /boom\n +at .*bad\.js:3:/);
  assert(!/^ +at /m.test((await user.command(H2C, failing)).stderr));
});

Deno.test("an extension that never ends is ended when its time is over", async () => {
  await using user = await User.with({
    "in/pod.yaml": POD,
    "out/dekube.yaml": "limits: { extension_seconds: 2 }\n",
    "top.js": "for (;;);",
    "convert.js":
      'export const slow = { name: "slow", kinds: ["Pod"], role: "provider", convert() { for (;;); } };',
    "promise.js":
      'export const slow = { name: "slow", kinds: ["Pod"], role: "provider", convert() { return new Promise(() => setInterval(() => {}, 100)); } };',
  });
  for (const extension of ["top", "convert", "promise"]) {
    const { code, stderr } = await user.command(H2C, [
      ...CONVERT,
      "--extension",
      `./${extension}.js`,
    ]);
    assertEquals(code, 1, stderr);
    assertStringIncludes(
      stderr,
      `extensions take more seconds than 2, the limit. If that is meant, raise "limits.extension_seconds" in dekube.yaml. Report it to the author of the extension ./${extension}.js, or leave that out\n`,
    );
  }
  assertEquals(await user.has("out/compose.yml"), false);
});

Deno.test({
  ...unless("an extension that never ends is ended with the command, however that ends", WINDOWS),
  async fn() {
    await using user = await User.with({
      "in/pod.yaml": POD,
      "endless.js":
        'console.log("begun"); export const endless = { name: "endless", transform() { console.log("busy"); for (;;); } };\n',
    });
    const command = commandOf(H2C);
    for (
      const [signal, run] of [
        ["SIGTERM", "-A"],
        ["SIGKILL", "-A"],
        // Without leave to run a shell.
        ["SIGINT", `--allow-run=${Deno.execPath()}`],
      ] as const
    ) {
      const process = new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--quiet", "--no-prompt", run, ...run === "-A" ? [] : ["-RWSE"], command],
          ...[...CONVERT, "--extension", "./endless.js"],
        ],
        cwd: user.folder,
        stdout: "null",
        stderr: "piped",
      }).spawn();
      let said = "";
      for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
        said += text;
        if (said.includes("busy")) break;
      }
      assertStringIncludes(said, "extension: busy", said);
      const before = await sandboxes(({ parent }) => parent === process.pid);
      assertEquals(before.length, 1);
      const left = async () => await sandboxes(({ pid }) => before.includes(pid));
      process.kill(signal);
      await process.status;
      for (let tries = 0; tries < 100 && (await left()).length > 0; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const still = await left();
      still.forEach((pid) => Deno.kill(pid, "SIGKILL"));
      assertEquals(still, [], signal);
    }
  },
});

/** Processes that are sandboxes. */
async function sandboxes(
  isMeant: (process: { pid: number; parent: number }) => boolean,
): Promise<number[]> {
  const args = ["-A", "-o", "pid=,ppid=,args="];
  const { stdout } = await new Deno.Command("ps", { args }).output();
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.includes("--dekube-sandbox"))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([pid, parent]) => isMeant({ pid, parent }))
    .map(([pid]) => pid);
}

Deno.test("a conversion in a sandbox gives the same bytes, and reads what an earlier run wrote", async () => {
  const certificate = `apiVersion: v1
kind: Secret
metadata: { name: s, namespace: shop }
stringData: { a: b }
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: db, namespace: shop }
spec: { instances: 1 }
---
${POD}`;
  await using user = await User.with({
    "in/all.yaml": certificate,
    "idle.js": 'export const idle = { name: "idle", transform() {} };\n',
  });
  const outputs: string[][] = [];
  for (const flags of [[], ["--extension", "./idle.js"], []]) {
    const { code, stderr } = await user.command("kubernetes2simple", [...CONVERT, ...flags]);
    assertEquals(code, 0, stderr);
    // The last line but one says how many files were written.
    outputs.push([
      await user.read("out/compose.yml"),
      stderr.split("\n").filter((line) => /^[⚠✖ℹ]/.test(line)).join("\n"),
    ]);
  }
  assertEquals(outputs[1], outputs[2]);
  // The password of the database was made by the first run, and kept by the second.
  assertEquals(outputs[0][0], outputs[1][0]);
});

Deno.test("a first dekube.yaml has settings of nobody's but the user's when an extension meddles with them", async () => {
  const sent = (change: string) => `
    import process from "node:process";
    const v8 = process.getBuiltinModule("node:v8");
    const serialize = v8.serialize;
    v8.serialize = (message) => {
      const { result } = message ?? {};
      if (result?.project) { ${change} }
      return serialize(message);
    };`;
  const changing = (change: string) =>
    `export default { name: "bad", transform: (_s, _e, ctx) => { ${change} } };\n`;
  const idle = changing("");
  await using user = await User.with({ "in/pod.yaml": POD });
  const run = async (text: string) => {
    await user.write({ "bad.js": text });
    return await user.command(H2C, [...CONVERT, "--name", "shop", "--extension", "./bad.js"]);
  };
  for (const decisions of ['{ exclude: ["*"], claims: [] }', '{ exclude: [], claims: ["/etc"] }']) {
    const { code, stderr } = await run(sent(`result.decisions = ${decisions};`) + idle);
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, "an extension meddled with the answers of the sandbox");
  }
  for (
    const change of ["ctx.config.overrides.web = { privileged: true }", 'ctx.config.name = "bad"']
  ) {
    const { code, stderr } = await run(changing(change));
    assertEquals(code, 1, stderr);
    assertMatch(stderr, /the extension "bad" failed: Cannot .*\(at .*bad\.js:1\)/);
  }
  assertEquals(await user.has("out"), false);
  const settings =
    '{ ...result.config, name: "x\\nbad: 1", overrides: { web: { privileged: true } } }';
  const { code, stderr } = await run(sent(`result.config = ${settings};`) + idle);
  assertEquals(code, 0, stderr);
  const written = (await user.read("out/dekube.yaml")).replace(/^(?:#.*)?\n/gm, "");
  assertEquals(written, "name: shop\nvolume_root: ./data\n");
});

Deno.test("the report of a failing extension names the object and its file", async () => {
  await using user = await User.with({
    "in/pod.yaml": POD,
    "bad.js":
      `export default { name: "bad", kinds: ["Pod"], convert() { throw new Error("boom"); } };`,
  });
  const args = [...CONVERT, "--extension", "./bad.js", "--report", "json"];
  const { code, stdout } = await user.command(H2C, args);
  assertEquals(code, 1);
  const { message, ...failure } = JSON.parse(stdout).diagnostics.at(-1);
  assertStringIncludes(message, 'the extension "bad" failed on Pod shop/web (pod.yaml): boom (at ');
  assertEquals(failure, {
    severity: "error",
    code: "failed",
    resource: { kind: "Pod", namespace: "shop", name: "web" },
    file: "pod.yaml",
  });
});

Deno.test("an extension is named that writes what another program would obey", async () => {
  await using user = await User.with({
    "in/pod.yaml": POD,
    "bad.js":
      `export default { name: "bad", transform: (_s, _e, ctx) => ctx.files.write(".env", "A=1") };`,
  });
  const { code, stderr } = await user.command(H2C, [...CONVERT, "--extension", "./bad.js"]);
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^✖ the extension "bad" failed: the path "\.env" can't be written: a name in it is one by which another program knows .*\(at .*bad\.js:1\)/m,
  );
});
