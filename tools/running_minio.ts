/**
 * A real MinIO, started with what a Tenant became, for tests.
 *
 * @module
 */

import type { Conversion } from "../mod.ts";
import { freePort } from "./free_port.ts";
import { runTestTool } from "./needs_tool.ts";

/** A server that runs until it is disposed of. */
export class RunningMinio implements AsyncDisposable {
  readonly #project: Conversion["project"];
  readonly #folder: string;
  readonly #port = freePort();
  #process: Deno.ChildProcess | undefined;

  private constructor({ project }: Conversion, folder: string) {
    this.#project = project;
    this.#folder = folder;
  }

  /** Starts the service `store-pool-0` with its command, environment, files and folders. */
  static async start(conversion: Conversion): Promise<RunningMinio> {
    const server = new RunningMinio(conversion, await Deno.makeTempDir());
    await server.write(conversion);
    return server;
  }

  /** Starts it anew, with what another conversion wrote, on the same data. */
  async write({ files }: Conversion): Promise<void> {
    await this.#stop();
    for (const [path, { content }] of files.entries()) {
      const target = `${this.#folder}/${path}`;
      await Deno.mkdir(target.replace(/\/[^/]*$/, ""), { recursive: true });
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(target, bytes);
    }
    const service = this.#project.services["store-pool-0"];
    for (const { source } of this.#mounts("store-pool-0")) {
      await Deno.mkdir(source, { recursive: true });
    }
    const command = (service.command as string[]).map((word) => this.#here(word, "store-pool-0"))
      .map((word) => word.startsWith(":") ? `127.0.0.1:${freePort()}` : word)
      .map((word) => word.replace(/address=:\d+/, `address=127.0.0.1:${freePort()}`));
    command.splice(1, 0, "--address", `127.0.0.1:${this.#port}`);
    this.#process = new Deno.Command("minio", {
      args: command,
      env: { ...this.#environment("store-pool-0"), CI: "true", MINIO_CI_CD: "1" },
      stdout: "null",
      stderr: "null",
    }).spawn();
  }

  /** Runs a container that has a shell script, as Compose would; `script` is another one with its environment. */
  run(name: string, script?: string): Promise<{ success: boolean; said: string }> {
    const { entrypoint = [], command = [] } = this.#project.services[name];
    const words = script === undefined
      ? [...entrypoint, ...command].map((word) => this.#here(word, name).replaceAll("$$", "$"))
      : ["/bin/sh", "-c", script];
    const environment = Object.entries(this.#environment(name)).map((pair) => pair.join("="));
    return runTestTool("env", [...environment, ...words]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #stop(): Promise<void> {
    try {
      this.#process?.kill("SIGTERM");
    } catch {
      // It has ended.
    }
    await this.#process?.status;
  }

  #environment(name: string): Record<string, string> {
    const { environment = {} } = this.#project.services[name];
    return Object.fromEntries(
      Object.entries(environment).map(([key, value]) => [
        key,
        this.#here(value, name).replaceAll("$$", "$"),
      ]),
    );
  }

  #mounts(name: string): { source: string; target: string }[] {
    const { volumes = [] } = this.#project.services[name];
    return volumes.map((volume) => {
      const [source, target] = String(volume).split(":");
      const drive = /^\/export(\d+)$/.exec(target);
      return {
        source: `${this.#folder}/${drive ? `drive${drive[1]}` : source.replace(/^\.\//, "")}`,
        target,
      };
    });
  }

  /** A text with this machine's folders and address in the place of the container's. */
  #here(text: string, name: string): string {
    let here = text.replaceAll(
      /(?:minio|store-hl)\.shop\.svc\.cluster\.local:9000/g,
      () => `localhost:${this.#port}`,
    );
    for (const { source, target } of this.#mounts(name)) {
      here = here.replaceAll(target, source);
    }
    // Drives are named by a pattern, which stands for the folders that are mounted there.
    return here.replace(/^\/export\{/, `${this.#folder}/drive{`)
      .replaceAll("/dev/shm/mc", `${this.#folder}/mc`)
      .replaceAll("/dev/shm/policy.json", `${this.#folder}/policy.json`);
  }
}
