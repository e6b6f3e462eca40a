/**
 * A converted project that runs.
 *
 * @module
 */

import { join } from "@std/path";
import { parse } from "@std/yaml";
import { mapping } from "../../pacts/mod.ts";
import { docker, type Ended, helmfile2compose, ROOT, run, type RunOptions } from "./_command.ts";
import { realImage } from "./_images.ts";
import { setting, tool } from "./_setting.ts";
import type { ImageName } from "../../tools/e2e/images/recipes.ts";
import { freePort } from "../../tools/free_port.ts";

/** What a stack is made from. */
export interface StackInput {
  /** Its name, which names its folder and its Compose project. */
  name: string;
  /** Manifests as YAML, or arguments of the command that name them. */
  manifests: string | readonly string[];
  /** dekube.yaml; the suite adds what it needs to reach the proxy. */
  config?: Record<string, unknown> & { extensions?: Record<string, unknown> };
  /** What converts: the checkout where nothing else is given. */
  command?: (args: readonly string[]) => Promise<Ended>;
  /** An extension of the case's own, as JavaScript. */
  extension?: string;
  /** Extensions of the catalogue beside those that are bundled. */
  catalogue?: readonly string[];
  /** What there is to do before it starts; images have their names by then. */
  prepare?: () => Promise<void>;
  /** Real programs behind images. Where it is given, BusyBox stands in for nothing but itself. */
  images?: Record<string, ImageName>;
  /** The environment of another engine than the suite's usual one. */
  engine?: Record<string, string>;
}

/** The stacks of this file of tests that run. */
const running = new Set<Stack>();

// Health checks of what nobody asks any more would take all of a small machine.
Deno.test.afterAll(async () => {
  for (const stack of running) {
    await stack.docker(["down", "--timeout", "0", "--remove-orphans"], { anyCode: true });
  }
});

/** A running project. */
export class Stack {
  /** compose.yml, read. */
  // deno-lint-ignore no-explicit-any -- tests reach into it at will
  readonly compose: any;
  /** What the command said. */
  readonly said: string;

  private constructor(
    readonly name: string,
    readonly dir: string,
    readonly ports: { http: number; https: number },
    text: string,
    said: string,
    /** Converts the same input into the same folder again. */
    readonly convertAgain: () => Promise<Ended>,
    readonly images?: Record<string, ImageName>,
    readonly engine?: Record<string, string>,
  ) {
    this.compose = parse(text);
    this.said = said;
  }

  /** Converts manifests, and starts the project. */
  static async up(input: StackInput): Promise<Stack> {
    const stack = await Stack.convert(input);
    await makeImages(stack.compose, stack.images, stack.engine);
    await input.prepare?.();
    await stack.start();
    return stack;
  }

  /** Converts manifests into a folder of the stack's own. */
  static async convert(
    {
      name,
      manifests,
      config = {},
      extension,
      catalogue = [],
      images,
      engine,
      command = helmfile2compose,
    }: StackInput,
  ): Promise<Stack> {
    const dir = join(setting!.dir, name);
    const ports = { http: freePort(), https: freePort() };
    await Deno.mkdir(dir, { recursive: true });
    const output = join(dir, "compose.yml");
    const isTaken = await Deno.stat(output).then(() => true, () => false);
    if (isTaken) throw new Error(`another stack is named ${name}`);
    const proxy = { http_port: ports.http, https_port: ports.https };
    const own = mapping(config.extensions);
    // Settings of an extension that is not loaded are said.
    const proxies = ["caddy", ...catalogue.filter((name) => name === "nginx-provider")];
    const extensions = {
      ...own,
      ...Object.fromEntries(proxies.map((name) => [name, { ...proxy, ...mapping(own[name]) }])),
    };
    // JSON is YAML.
    await Deno.writeTextFile(
      join(dir, "dekube.yaml"),
      JSON.stringify({ name, ...config, extensions }, null, 2),
    );
    let source = manifests;
    if (typeof source === "string") {
      await Deno.mkdir(join(dir, "manifests"), { recursive: true });
      await Deno.writeTextFile(join(dir, "manifests/all.yaml"), source);
      source = ["--from-dir", join(dir, "manifests")];
    }
    if (extension) {
      await Deno.mkdir(join(dir, "extensions"), { recursive: true });
      await Deno.writeTextFile(join(dir, "extensions/own.js"), extension);
      source = [...source, "--extensions-dir", join(dir, "extensions")];
    }
    const more = catalogue.flatMap((name) => ["--extension", `${ROOT}/extensions/${name}/mod.ts`]);
    const convert = () => command([...source, ...more, "--output-dir", dir]);
    const { stderr } = await convert();
    const text = await Deno.readTextFile(output);
    return new Stack(name, dir, ports, text, stderr, convert, images, engine);
  }

  /** Starts the project, and waits until Compose is done with it. */
  async up(): Promise<void> {
    await makeImages(this.compose, this.images, this.engine);
    await this.start();
  }

  /** Starts the project whose images are there. */
  async start(): Promise<void> {
    running.add(this);
    // It waits for init containers and hooks.
    await this.docker(["up", "--detach", "--quiet-pull"], { patienceMs: 180_000 });
  }

  /** Runs docker compose on the project. */
  async docker(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    return await docker(["compose", "--project-name", this.name, ...args], {
      cwd: this.dir,
      env: this.engine,
      ...options,
    });
  }

  /** Runs a shell line in a service and returns what it prints. */
  async sh(service: string, line: string): Promise<string> {
    const { stdout } = await this.docker(["exec", "-T", service, "sh", "-c", line]);
    return stdout.trimEnd();
  }

  /** `docker inspect` of a service's container. */
  // deno-lint-ignore no-explicit-any -- Docker's own structure
  async inspect(service: string): Promise<any> {
    const { stdout } = await this.docker(["ps", "--all", "--quiet", service]);
    const inspected = await docker(["inspect", ...stdout.trim().split("\n")], {
      env: this.engine,
    });
    return JSON.parse(inspected.stdout)[0];
  }

  /** Asks until an answer is right, for half a minute: what is started need not be ready. */
  async eventually<T>(
    ask: () => Promise<T>,
    isRight: (answer: T) => boolean,
    patienceMs = 90_000,
  ): Promise<T> {
    const deadline = performance.now() + patienceMs;
    while (true) {
      const answer = await ask().catch((error) => error);
      if (!(answer instanceof Error) && isRight(answer)) return answer;
      if (performance.now() > deadline) {
        throw answer instanceof Error ? answer : new Error(`still ${JSON.stringify(answer)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** Waits until a service's health check says that it is well. */
  async healthy(...services: string[]): Promise<void> {
    for (const service of services) {
      await this.eventually(
        async () => (await this.inspect(service)).State.Health?.Status,
        (status) => status === "healthy",
      );
    }
  }

  /** Requests a URL through the proxy, as a browser on this machine would. */
  async request(
    url: string,
    ...flags: string[]
  ): Promise<{ status: number; headers: Headers; body: string }> {
    const { hostname, protocol } = new URL(url);
    const port = protocol === "https:" ? this.ports.https : this.ports.http;
    const { stdout } = await run(tool("curl"), [
      "--silent",
      "--show-error",
      "--insecure",
      "--include",
      "--path-as-is",
      "--resolve",
      `${hostname}:${port}:127.0.0.1`,
      ...flags,
      url.replace(hostname, `${hostname}:${port}`),
    ]);
    const [head, ...body] = stdout.replace(/^(HTTP\/\S+ 1\d\d.*\r\n(.+\r\n)*\r\n)+/, "").split(
      "\r\n\r\n",
    );
    const [line, ...fields] = head.split("\r\n");
    return {
      status: Number(line.split(" ")[1]),
      headers: new Headers(
        fields.map((field) => field.split(/:\s*(.*)/).slice(0, 2) as [string, string]),
      ),
      body: body.join("\r\n\r\n"),
    };
  }

  /** Stops the project; its volumes go too where `volumes` is true. */
  async down({ volumes = false } = {}): Promise<void> {
    running.delete(this);
    await this.docker([
      "down",
      "--timeout",
      "2",
      "--remove-orphans",
      ...(volumes ? ["--volumes"] : []),
    ]);
  }
}

/** Ids of the containers of a project, by service. */
async function containers(stack: Stack): Promise<Record<string, string>> {
  const { stdout } = await stack.docker(["ps", "--all", "--format", "{{.Service}} {{.ID}}"]);
  return Object.fromEntries(stdout.trim().split("\n").map((line) => line.split(" ")));
}

/** Services whose container `up` made anew after a change of the manifests. */
export async function madeAnew(stack: Stack, change: (text: string) => string): Promise<string[]> {
  const before = await containers(stack);
  const path = join(stack.dir, "manifests/all.yaml");
  await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
  await stack.convertAgain();
  await stack.docker(["up", "--detach"]);
  const after = await containers(stack);
  return Object.keys(after).filter((name) => after[name] !== before[name]).sort();
}

/** A stack that several tests share: the first to ask brings it up. */
export function shared(input: StackInput): () => Promise<Stack> {
  let stack: Promise<Stack> | undefined;
  return () => stack ??= Stack.up(input);
}

/** Gives every image name that a project uses to one of the suite's own images. */
export async function makeImages(
  // deno-lint-ignore no-explicit-any -- compose.yml, read
  compose: any,
  images?: Record<string, ImageName>,
  engine?: Record<string, string>,
): Promise<void> {
  // deno-lint-ignore no-explicit-any -- likewise
  const names = new Set(Object.values<any>(compose.services).map(({ image }) => image));
  for (const name of names) {
    const program = /(?:^|\/)(caddy-l4|caddy|nginx|socat|ssh-keygen):/.exec(name)?.[1] ?? "busybox";
    const real = images?.[name];
    const isOwn = name.startsWith(`${program}:`) || name.startsWith("alpine/socat:");
    if (images && !real && !isOwn) {
      throw new Error(`no real program stands behind ${name}`);
    }
    const image = real ? await realImage(real) : `dekube-e2e/${program}`;
    await docker(["tag", image, name], { env: engine });
  }
}
