/** What Docker says of the project's containers, where its socket is there. */

/** What is known of the containers of a pod together. */
export interface ContainersState {
  running: boolean;
  healthy: boolean;
  /** Whether one of them has a health check. */
  checked: boolean;
  ended: boolean;
  failed: boolean;
}

/** Whoever knows how containers are. */
export interface Containers {
  /** Looks again. */
  refresh(): Promise<void>;
  /** How the containers of some Compose services are; nothing where that is unknown. */
  stateOf(services: readonly string[]): ContainersState | undefined;
}

interface Listed {
  State: string;
  Status: string;
  Labels: Record<string, string>;
}

const SERVICE = "com.docker.compose.service";
const PROJECT = "com.docker.compose.project";

/** The containers of a project. */
export class DockerContainers implements Containers {
  readonly #socket: string;
  readonly #project: string;
  #listed = new Map<string, Listed>();

  constructor(socket: string, project: string) {
    this.#socket = socket;
    this.#project = project;
  }

  /** Those of the project that this program runs in. */
  static async ofProject(socket = "/var/run/docker.sock"): Promise<DockerContainers> {
    const id = (await Deno.readTextFile("/etc/hostname")).trim();
    const { Config } = await get(socket, `/containers/${encodeURIComponent(id)}/json`) as {
      Config: { Labels: Record<string, string> };
    };
    return new DockerContainers(socket, Config.Labels[PROJECT]);
  }

  /** See {@linkcode Containers.refresh}. */
  async refresh(): Promise<void> {
    const filters = JSON.stringify({ label: [`${PROJECT}=${this.#project}`] });
    const all = await get(
      this.#socket,
      `/containers/json?all=1&filters=${encodeURIComponent(filters)}`,
    ) as Listed[];
    this.#listed = new Map(all.map((one) => [one.Labels[SERVICE], one]));
  }

  /** See {@linkcode Containers.stateOf}. */
  stateOf(services: readonly string[]): ContainersState | undefined {
    const all = services.map((name) => this.#listed.get(name));
    if (all.length === 0) return undefined;
    const there = all.filter((one) => one !== undefined);
    const ended = there.length === all.length && there.every(({ State }) => State === "exited");
    return {
      running: there.length === all.length && there.every(({ State }) => State === "running"),
      healthy: there.every(({ Status }) => !/\((unhealthy|health: starting)\)/.test(Status)),
      checked: there.some(({ Status }) => /\((healthy|unhealthy|health: starting)\)/.test(Status)),
      ended,
      failed: ended && there.some(({ Status }) => !Status.startsWith("Exited (0)")),
    };
  }
}

/** Asks Docker, whose answer ends with the connection. */
async function get(socket: string, path: string): Promise<unknown> {
  const connection = await Deno.connect({ transport: "unix", path: socket });
  try {
    const request = `GET ${path} HTTP/1.0\r\nHost: docker\r\nAccept: application/json\r\n\r\n`;
    const writer = connection.writable.getWriter();
    await writer.write(new TextEncoder().encode(request));
    const answer = await new Response(connection.readable).text();
    const end = answer.indexOf("\r\n\r\n");
    const [, status] = /^HTTP\/1\.\d (\d+)/.exec(answer) ?? [];
    if (status !== "200") throw new Error(`Docker answers ${answer.slice(0, 200)}`);
    return JSON.parse(answer.slice(end + 4));
  } finally {
    try {
      connection.close();
    } catch { /* It is closed by its end. */ }
  }
}
