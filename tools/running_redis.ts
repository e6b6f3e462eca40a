/**
 * A real Redis, started as a service says, for tests.
 *
 * @module
 */

import type { Conversion } from "../mod.ts";
import { freePort } from "./free_port.ts";

/** Paths of containers that the files name. */
const FOLDERS = [
  "/start",
  "/redis",
  "/redis-shutdown",
  "/redis-readiness",
  "/data",
  "/etc/redis/external.conf.d",
  "/etc/redis/user.acl",
  "/tls",
];

/** A server that runs. */
export interface Running {
  /** Where it listens. */
  port: number;
  /** What redis-cli says, asked with some arguments. */
  ask(args: readonly string[], password?: string): Promise<string>;
  /** What it has said itself. */
  log(): Promise<string>;
}

/** What else a server is run with. */
export interface RunOptions {
  /** Other ports of the loopback interface, by what the config says. */
  ports?: Readonly<Record<number, number>>;
  /** What redis-cli is asked with to see whether it answers. */
  arguments?: readonly string[];
}

/** Starts a service of a conversion, waits until it answers, and stops it when `use` is done. */
export async function withServer<T>(
  { project, files }: Conversion,
  name: string,
  use: (server: Running) => Promise<T>,
  { ports = {}, arguments: asked = [] }: RunOptions = {},
): Promise<T> {
  const folder = await Deno.makeTempDir();
  const { command, environment = {}, volumes = [], entrypoint } = project.services[name];
  const port = freePort();
  const listening = environment.SENTINEL_PORT ?? environment.REDIS_PORT ?? "26379";
  const mapped: Record<string, string> = { [listening]: String(port) };
  for (const [from, to] of Object.entries(ports)) mapped[from] = String(to);
  const here = (text: string) => {
    let result = text.replace(/[\w.-]+\.svc\.cluster\.local/g, "localhost");
    for (const path of FOLDERS) {
      result = result.replaceAll(new RegExp(`(?<![\\w.])${path}(?![\\w-])`, "g"), folder + path);
    }
    for (const [from, to] of Object.entries(mapped)) {
      result = result.replaceAll(new RegExp(`(?<!\\d)${from}(?!\\d)`, "g"), to);
      result = result.replaceAll(
        new RegExp(`(?<!\\d)${Number(from) + 10000}(?!\\d)`, "g"),
        String(Number(to) < 55000 ? Number(to) + 10000 : Number(to) - 10000),
      );
    }
    return result;
  };
  for (const path of FOLDERS) {
    if (!path.endsWith(".acl")) await Deno.mkdir(folder + path, { recursive: true });
  }
  await Deno.mkdir(`${folder}/bin`);
  // What Debian's package of that name has.
  await Deno.symlink(pathOf("redis-server"), `${folder}/bin/redis-sentinel`);
  for (const volume of volumes.map(String)) {
    const [source, target] = volume.split(":");
    for (const [path, { content }] of files.entries()) {
      const below = path.slice(source.length - 2);
      if (!`./${path}`.startsWith(source) || !/^(?:\/|$)/.test(below)) continue;
      const bytes = typeof content === "string" ? new TextEncoder().encode(here(content)) : content;
      await Deno.writeFile(folder + target + below, bytes);
    }
  }
  const [program, ...args] = [...entrypoint as string[], ...command as string[]].map(here);
  const log = `${folder}/log`;
  const child = new Deno.Command("sh", {
    args: ["-c", 'exec "$@" >"$LOG" 2>&1', "sh", program, ...args],
    cwd: folder,
    env: {
      ...Object.fromEntries(
        Object.entries(environment).map((
          [key, value],
        ) => [key, String(value).replaceAll("$$", "$")]),
      ),
      PATH: `${folder}/bin:${Deno.env.get("PATH")}`,
      LOG: log,
    },
    stdin: "null",
  }).spawn();
  let ended = false;
  const status = child.status.finally(() => ended = true);
  const running: Running = {
    port,
    ask: (args, password) => ask(port, args, password),
    log: () => Deno.readTextFile(log),
  };
  try {
    for (let tries = 0; !ended && tries < 100; tries++) {
      if (/PONG|NOAUTH/.test(await running.ask([...asked, "ping"]))) return await use(running);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${name} does not answer: ${await running.log()}`);
  } finally {
    if (!ended) child.kill("SIGKILL");
    await status;
    await Deno.remove(folder, { recursive: true });
  }
}

/** What redis-cli says. */
async function ask(port: number, args: readonly string[], password?: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command("redis-cli", {
    args: ["-p", String(port), ...args],
    env: password === undefined ? {} : { REDISCLI_AUTH: password },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  return (new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr)).trim();
}

/** Asks until an answer is as it should be, and gives back the last. */
export async function until(
  fits: (answer: string) => boolean,
  asking: () => Promise<string>,
): Promise<string> {
  let answer = "";
  for (let tries = 0; tries < 100; tries++) {
    answer = await asking();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return answer;
}

function pathOf(program: string): string {
  const { stdout } = new Deno.Command("sh", { args: ["-c", `command -v ${program}`] }).outputSync();
  return new TextDecoder().decode(stdout).trim();
}
