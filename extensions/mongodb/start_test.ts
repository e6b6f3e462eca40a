import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Start, startScript } from "./start.ts";

const START: Start = { key: "KEY/keyfile", port: 27017, certificates: {}, clientOptions: [] };

/** Runs the script in a folder of its own, with stand-ins for the server and its shell. */
async function started(
  start: Start,
  client: string,
  files: Readonly<Record<string, string>> = {},
): Promise<{ folder: string; output: string; code: number }> {
  const folder = await Deno.makeTempDir();
  for (const one of ["bin", "run", "key", "c"]) await Deno.mkdir(`${folder}/${one}`);
  const moved = (text: string) =>
    text.replaceAll("/dekube/run", `${folder}/run`).replaceAll("KEY/", `${folder}/key/`)
      .replaceAll("CERT/", `${folder}/c`);
  await Deno.writeTextFile(`${folder}/key/keyfile`, "abc");
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  const program = async (name: string, lines: string) => {
    await Deno.writeTextFile(`${folder}/bin/${name}`, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  };
  await program("mongosh", client.replaceAll("FOLDER", folder));
  await program(
    "mongod",
    `echo "$@"; tries=0
while [ ! -e ${folder}/run/ready ] && [ $tries -lt 60 ]; do sleep 0.1; tries=$((tries + 1)); done`,
  );
  await Deno.writeTextFile(
    `${folder}/start.sh`,
    moved(startScript(start)).replaceAll("sleep 2", "sleep 0.1"),
  );
  const command = new Deno.Command("sh", {
    args: [`${folder}/start.sh`, "mongod", "--config", "a b"],
    env: { PATH: `${folder}/bin:${Deno.env.get("PATH")}` },
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await command.output();
  const decoded = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { folder, output: decoded(stdout) + decoded(stderr), code };
}

Deno.test("the server runs with its key, and is ready when the shell is done", async () => {
  const { folder, output, code } = await started(START, 'echo "$@" >FOLDER/asked');
  try {
    assertEquals(code, 0);
    assertEquals(output, "--config a b\n");
    assertEquals(await Deno.readTextFile(`${folder}/run/key`), "abc");
    assertEquals((await Deno.stat(`${folder}/run/key`)).mode! & 0o777, 0o600);
    assert((await Deno.stat(`${folder}/run/ready`)).isFile);
    assertEquals(
      await Deno.readTextFile(`${folder}/asked`),
      "--quiet --norc --host 127.0.0.1 --port 27017 admin /dekube/start/setup.js\n",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the shell is asked again until it is done, and what it says is said once", async () => {
  const { folder, output } = await started(
    START,
    'n=$(cat FOLDER/n 2>/dev/null || echo 0); echo $((n + 1)) >FOLDER/n; [ "$n" -ge 8 ] && exit 0; echo "no role"; exit 1',
  );
  try {
    assertMatch(output, /^--config a b\nthe server is not set up yet: no role\n$/);
    assertEquals((await Deno.readTextFile(`${folder}/n`)).trim(), "9");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a certificate and its key are put into one file, and without them nothing runs", async () => {
  const start = { ...START, certificates: { "/dekube/run/server.pem": "CERT/" } };
  const pair = await started(start, "exit 0", { "c/tls.crt": "C", "c/tls.key": "K" });
  const whole = await started(start, "exit 0", { "c/tls.pem": "P" });
  const none = await started(start, "exit 0");
  try {
    assertEquals(await Deno.readTextFile(`${pair.folder}/run/server.pem`), "C\nK");
    assertEquals(await Deno.readTextFile(`${whole.folder}/run/server.pem`), "P");
    assert(none.code !== 0);
    assert(!none.output.includes("--config"), none.output);
  } finally {
    for (const { folder } of [pair, whole, none]) await Deno.remove(folder, { recursive: true });
  }
});
