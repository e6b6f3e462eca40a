/**
 * A real RabbitMQ, started as a service says, for tests.
 *
 * @module
 */

import type { Conversion } from "../mod.ts";
import { freePort } from "./free_port.ts";
import { runTestTool } from "./needs_tool.ts";

/** Where Debian has the programs themselves; those on `PATH` become another user first. */
const PROGRAMS = "/usr/lib/rabbitmq/bin";

/** Paths of the container that the files name. */
const FOLDERS = [
  "/start",
  "/var/lib/rabbitmq",
  "/tmp/erlang-cookie-secret",
  "/etc/rabbitmq",
  "/etc/rabbitmq/conf.d",
  "/operator",
];

/** A broker that runs. */
export interface RunningBroker {
  /** Asks the management API: the status, and what was answered. */
  ask(path: string, user: readonly [name: string, password: string]): Promise<[number, unknown]>;
  /** What the broker has said. */
  log(): Promise<string>;
}

/** Starts a service of a conversion, waits until it answers, and stops it when `use` is done. */
export async function withBroker<T>(
  { project, files }: Conversion,
  name: string,
  use: (broker: RunningBroker) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  const { command, environment = {}, volumes = [], entrypoint } = project.services[name];
  const here = (text: string) =>
    FOLDERS.reduce(
      (result, path) =>
        result.replaceAll(new RegExp(`(?<![\\w./-])${path}(?![\\w-])`, "g"), folder + path),
      text,
    );
  for (const path of FOLDERS) await Deno.mkdir(folder + path, { recursive: true });
  for (const volume of volumes.map(String)) {
    const [source, target] = volume.split(":");
    for (const [path, { content }] of files.entries()) {
      const below = path.slice(source.length - 2);
      if (!`./${path}`.startsWith(source) || !/^(?:\/|$)/.test(below)) continue;
      const text = typeof content === "string" ? content : new TextDecoder().decode(content);
      await Deno.writeTextFile(folder + target + below, here(text));
    }
  }
  const [amqp, http, metrics, epmd, nodes] = Array.from({ length: 5 }, freePort);
  await Deno.writeTextFile(
    `${folder}/etc/rabbitmq/conf.d/99-ports.conf`,
    `listeners.tcp.default = ${amqp}\nmanagement.tcp.port = ${http}\nprometheus.tcp.port = ${metrics}\ndisk_free_limit.absolute = 1MB\n`,
  );
  const log = `${folder}/log`;
  const env: Record<string, string> = {
    ...Object.fromEntries(
      Object.entries(environment).map(([key, value]) => [
        key,
        here(String(value).replaceAll("$$", "$")),
      ]),
    ),
    PATH: `${PROGRAMS}:${Deno.env.get("PATH")}`,
    HOME: `${folder}/var/lib/rabbitmq`,
    LOG: log,
    RABBITMQ_NODENAME: `rabbit${amqp}@localhost`,
    RABBITMQ_USE_LONGNAME: "false",
    RABBITMQ_CONFIG_FILES: `${folder}/etc/rabbitmq/conf.d/*.conf`,
    RABBITMQ_ADVANCED_CONFIG_FILE: `${folder}/etc/rabbitmq/advanced.config`,
    RABBITMQ_CONF_ENV_FILE: `${folder}/etc/rabbitmq/rabbitmq-env.conf`,
    RABBITMQ_MNESIA_BASE: `${folder}/var/lib/rabbitmq/mnesia`,
    RABBITMQ_LOG_BASE: folder,
    RABBITMQ_PID_FILE: `${folder}/pid`,
    RABBITMQ_DIST_PORT: String(nodes),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 1:1",
    ERL_EPMD_PORT: String(epmd),
  };
  const [program, ...args] = [...entrypoint as string[], ...command as string[]].map(here);
  const child = new Deno.Command("sh", {
    args: ["-c", 'exec "$@" >"$LOG" 2>&1', "sh", program, ...args],
    cwd: folder,
    env,
    stdin: "null",
  }).spawn();
  let ended = false;
  const status = child.status.finally(() => ended = true);
  const broker: RunningBroker = {
    log: () => Deno.readTextFile(log),
    async ask(path, [user, password]) {
      const response = await fetch(`http://127.0.0.1:${http}/api/${path}`, {
        headers: { authorization: `Basic ${encoded(`${user}:${password}`)}` },
      });
      const body = await response.text();
      return [response.status, body === "" ? undefined : JSON.parse(body)];
    },
  };
  try {
    for (let tries = 0; !ended && tries < 600; tries++) {
      if (await isUp(amqp)) return await use(broker);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${name} does not answer: ${await broker.log()}`);
  } finally {
    // The script that starts Erlang waits for it.
    const pid = Number(await Deno.readTextFile(`${folder}/pid`).catch(() => ""));
    if (pid > 0) tryKill(pid);
    else if (!ended) child.kill("SIGKILL");
    await status;
    await stopDaemon(epmd);
    await Deno.remove(folder, { recursive: true });
  }
}

function tryKill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The broker listens when all else is done: plugins run, definitions are loaded. */
async function isUp(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

/** Erlang leaves a daemon that knows its nodes, and stays while it knows of one. */
async function stopDaemon(port: number): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    const { said } = await runTestTool("sh", ["-c", `ERL_EPMD_PORT=${port} epmd -kill`]);
    if (/Killed|Cannot connect/i.test(said)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function encoded(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}
