/**
 * A Docker Engine of the suite's own: its own socket, folders and process, nothing on any address but
 * loopback.
 *
 * @module
 */

import type { Docker } from "./images/root.ts";
import { runDocker } from "./run_docker.ts";

/** Paths of programs by name; `null` for one that is not there. */
export type ToolPaths = Record<string, string | null>;

/** What sets an engine apart from another of the machine. */
export interface EngineOptions {
  /** Where its networks are. */
  addresses?: string;
  /** Whether the machine's packet filter is its own; one that is not alone publishes nothing. */
  isAlone?: boolean;
}

const STARTING_MS = 60_000;

/** A running Docker Engine. */
export class Engine {
  readonly #process: Deno.ChildProcess;
  readonly #dir: string;
  readonly #docker: string;

  private constructor(process: Deno.ChildProcess, dir: string, docker: string) {
    this.#process = process;
    this.#dir = dir;
    this.#docker = docker;
  }

  /** Starts one in a folder, with docker compose as the client's plugin. */
  static async start(
    dir: string,
    tools: ToolPaths,
    { addresses = "10.64.0.0/12", isAlone = true }: EngineOptions = {},
  ): Promise<Engine> {
    const { docker, dockerd } = tools;
    const compose = tools["docker-compose"];
    if (!docker || !dockerd || !compose) {
      throw new Error("docker, dockerd or docker-compose is missing");
    }
    await Deno.mkdir(`${dir}/config/cli-plugins`, { recursive: true });
    await Deno.symlink(compose, `${dir}/config/cli-plugins/docker-compose`);
    const log = await Deno.open(`${dir}/dockerd.log`, { create: true, write: true });
    const process = new Deno.Command(dockerd, {
      args: [
        `--host=unix://${dir}/docker.sock`,
        `--data-root=${dir}/data`,
        `--exec-root=${dir}/exec`,
        `--pidfile=${dir}/dockerd.pid`,
        "--ip=127.0.0.1",
        "--bridge=none",
        // Docker's own pools hold some thirty networks, and those of other engines count.
        `--default-address-pool=base=${addresses},size=24`,
        // Engines empty each other's chains.
        ...isAlone ? [] : ["--iptables=false", "--ip6tables=false"],
        // Without a bridge the engine does not know what address of the machine containers reach it by.
        ...machineAddress().map((address) => `--host-gateway-ip=${address}`),
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    process.stderr.pipeTo(log.writable).catch(() => {});
    const engine = new Engine(process, dir, docker);
    try {
      await engine.#ready();
    } catch (error) {
      await engine.stop();
      throw error;
    }
    return engine;
  }

  /** Environment in which `docker` talks to this engine. */
  env(): Record<string, string> {
    return {
      DOCKER_HOST: `unix://${this.#dir}/docker.sock`,
      DOCKER_CONFIG: `${this.#dir}/config`,
    };
  }

  /** Runs the client and returns what it prints. */
  readonly docker: Docker = (args, stdin) => runDocker(this.#docker, args, stdin, this.env());

  /** Takes down all that runs in it, then the engine itself. */
  async stop(): Promise<void> {
    const containers = await this.docker(["ps", "--all", "--quiet"]).catch(() => "");
    if (containers) await this.docker(["rm", "--force", ...containers.split("\n")]).catch(() => {});
    await this.docker(["network", "prune", "--force"]).catch(() => {});
    try {
      this.#process.kill("SIGTERM");
    } catch {
      // It is gone already.
    }
    await this.#process.status;
    // What had the host's network leaves its mount behind, which the folder can't be removed with.
    await new Deno.Command("umount", {
      args: [`${this.#dir}/exec/netns/default`],
      stderr: "null",
    }).output().catch(() => {});
  }

  async #ready(): Promise<void> {
    let ended = false;
    this.#process.status.then(() => ended = true);
    const deadline = performance.now() + STARTING_MS;
    while (performance.now() < deadline && !ended) {
      if (await this.docker(["version"]).then(() => true, () => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const log = await Deno.readTextFile(`${this.#dir}/dockerd.log`).catch(() => "");
    throw new Error(
      `dockerd did not start (it needs root):\n${log.trim().split("\n").slice(-5).join("\n")}`,
    );
  }
}

/** An address of the machine that is not loopback. */
function machineAddress(): string[] {
  return Deno.networkInterfaces()
    .filter(({ family, address }) => family === "IPv4" && !address.startsWith("127."))
    .map(({ address }) => address)
    .slice(0, 1);
}
