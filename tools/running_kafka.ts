/**
 * A real Kafka, started with what a cluster became, for tests.
 *
 * @module
 */

import type { Conversion } from "../mod.ts";
import { freePort } from "./free_port.ts";
import { runTestTool } from "./needs_tool.ts";

/** A node that runs until it is disposed of. */
export class RunningKafka implements AsyncDisposable {
  readonly #conversion: Conversion;
  readonly #folder: string;
  readonly #ports = new Map<string, number>();
  readonly #processes: Deno.ChildProcess[] = [];

  private constructor(conversion: Conversion, folder: string) {
    this.#conversion = conversion;
    this.#folder = folder;
  }

  /** Starts a service with its script, settings and certificates. */
  static async start(conversion: Conversion, name: string): Promise<RunningKafka> {
    const node = new RunningKafka(conversion, await Deno.makeTempDir());
    await node.#write();
    node.spawn(name);
    return node;
  }

  /** Starts another service, which runs as long. */
  spawn(name: string): void {
    this.#processes.push(this.#command(name).spawn());
  }

  /** Runs a container as Compose would; `script` is another one with its environment and its files. */
  async run(name: string, script?: string): Promise<{ success: boolean; said: string }> {
    const [program, ...args] = this.#words(name, script);
    const environment = Object.entries(this.#environment(name)).map((pair) => pair.join("="));
    return await runTestTool("env", [...environment, program, ...args]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of this.#processes) {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await process.status;
    }
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #write(): Promise<void> {
    for (const [path, { content }] of this.#conversion.files.entries()) {
      const target = `${this.#folder}/${path}`;
      await Deno.mkdir(target.replace(/\/[^/]*$/, ""), { recursive: true });
      const text = typeof content === "string" ? content : new TextDecoder().decode(content);
      // A container mounts files where scripts look for them; here each script looks where they are.
      const owner = Object.keys(this.#conversion.project.services).find((name) =>
        this.#mounts(name).some(({ source }) => target.startsWith(`${source}/`))
      );
      await Deno.writeTextFile(target, owner ? this.#here(text, owner) : text);
    }
  }

  #command(name: string): Deno.Command {
    const [program, ...args] = this.#words(name);
    return new Deno.Command(program, {
      args,
      env: this.#environment(name),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
  }

  #words(name: string, script?: string): string[] {
    if (script !== undefined) return ["/bin/bash", "-c", this.#here(script, name)];
    const { entrypoint = [], command = [] } = this.#conversion.project.services[name];
    return [...entrypoint, ...command].map((word) => this.#here(word.replaceAll("$$", "$"), name));
  }

  #environment(name: string): Record<string, string> {
    const { environment = {} } = this.#conversion.project.services[name];
    return {
      ...Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [
          key,
          this.#here(value.replaceAll("$$", "$"), name),
        ]),
      ),
      KAFKA_HOME: kafkaHome(),
    };
  }

  #mounts(name: string): { source: string; target: string }[] {
    const { volumes = [] } = this.#conversion.project.services[name];
    return volumes.map(String).filter((volume) => volume.startsWith("./")).map((volume) => {
      const [source, target] = volume.split(":");
      return { source: source.replace(/^\.\//, `${this.#folder}/`), target };
    });
  }

  /** A text with this machine's folders and ports in the place of the container's. */
  #here(text: string, name: string): string {
    let here = text.replaceAll(
      /(?:\b[\w-]+(?:\.[\w-]+)*\.shop\.svc(?:\.cluster\.local)?|\bevents-kafka-bootstrap|0\.0\.0\.0|127\.0\.0\.1|localhost):(\d+)/g,
      (_, port) => `localhost:${this.#port(port)}`,
    );
    for (const { source, target } of this.#mounts(name)) {
      here = here.replaceAll(`${target}/`, `${source}/`);
    }
    return here.replaceAll("/tmp/dekube", `${this.#folder}/${name}-made`)
      .replaceAll("/tmp/connect.properties", `${this.#folder}/connect.properties`)
      .replaceAll("/var/lib/kafka", `${this.#folder}/kafka`);
  }

  #port(port: string): number {
    let here = this.#ports.get(port);
    if (here === undefined) this.#ports.set(port, here = freePort());
    return here;
  }
}

/** The folder with the `bin` that Kafka's scripts are in. */
function kafkaHome(): string {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const bin = folders.find((folder) => {
    try {
      return Deno.statSync(`${folder}/kafka-server-start.sh`).isFile;
    } catch {
      return false;
    }
  });
  return (bin ?? "").replace(/\/bin\/?$/, "");
}
