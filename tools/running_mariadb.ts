/**
 * A real MariaDB, started with what a MariaDB of the operator's became, for tests.
 *
 * @module
 */

import type { Conversion } from "../mod.ts";
import { freePort } from "./free_port.ts";

/** Paths of containers, which are folders of this machine here. */
const FOLDERS = ["/etc/mysql/mariadb.conf.d", "/etc/pki", "/var/lib/mysql", "/opt"];

/** Who asks a server. */
export interface Login {
  /** The user; root where it is left out. */
  user?: string;
  /** Its password; root's where both are left out. */
  password?: string;
  /** More arguments of the client. */
  args?: readonly string[];
}

/** What a program said, and whether it was content. */
export interface Answer {
  /** Whether it was. */
  success: boolean;
  /** What it said. */
  said: string;
}

/** A server that runs until it is disposed of. */
export class RunningMariadb implements AsyncDisposable {
  /** The folder that stands for the root of all containers. */
  readonly folder: string;
  readonly #service: string;
  readonly #port = freePort();
  #conversion: Conversion;
  #process: Deno.ChildProcess | undefined;

  private constructor(conversion: Conversion, service: string, folder: string) {
    this.#conversion = conversion;
    this.#service = service;
    this.folder = folder;
  }

  /** Starts a service with its config and its environment, on new data, as the image would. */
  static async start(conversion: Conversion, service = "db"): Promise<RunningMariadb> {
    const server = new RunningMariadb(conversion, service, await Deno.makeTempDir());
    try {
      await server.#install();
      await server.#run();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** Goes on with what another conversion says; the server itself stays. */
  use(conversion: Conversion): void {
    this.#conversion = conversion;
  }

  /** Asks the server. */
  ask(sql: string, { user = "root", password, args = [] }: Login = {}): Promise<Answer> {
    const own = user === "root" ? this.#environment(this.#service).MARIADB_ROOT_PASSWORD : "";
    return run(
      "mariadb",
      [
        "--no-defaults",
        "--host=127.0.0.1",
        `--port=${this.#port}`,
        `--user=${user}`,
        "--default-character-set=utf8mb4",
        "--batch",
        "--skip-column-names",
        ...args.map((arg) => this.#here(arg)),
        `--execute=${sql}`,
      ],
      { MYSQL_PWD: password ?? own ?? "" },
    );
  }

  /** Runs a container that has a shell script, as Compose would. */
  async job(name: string): Promise<Answer> {
    const { entrypoint = [], command = [] } = this.#conversion.project.services[name];
    await this.#mount(name);
    const [program, ...args] = [...entrypoint, ...command]
      .map((word) => this.#here(String(word).replaceAll("$$", "$")));
    return run(program, args, this.#environment(name));
  }

  /** Whether a health check is content. */
  check(): Promise<Answer> {
    const { healthcheck } = this.#conversion.project.services[this.#service];
    const [, program, ...args] = healthcheck!.test as string[];
    const words = args.map((word) =>
      word.replaceAll("$$", "$").replace("--user=", `--socket=${this.folder}/socket --user=`)
    );
    return run(program, words, this.#environment(this.#service));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process?.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#process?.status;
    await Deno.remove(this.folder, { recursive: true });
  }

  /** What the image does with new data. */
  async #install(): Promise<void> {
    for (const path of FOLDERS) await Deno.mkdir(this.folder + path, { recursive: true });
    await this.#mount(this.#service);
    const installed = await run("mariadb-install-db", [
      "--no-defaults",
      `--datadir=${this.folder}/var/lib/mysql`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
      "--user=root",
    ], {});
    if (!installed.success) throw new Error(installed.said);
    const { MARIADB_ROOT_PASSWORD = "" } = this.#environment(this.#service);
    const password = `'${
      MARIADB_ROOT_PASSWORD.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")
    }'`;
    await Deno.writeTextFile(
      `${this.folder}/init.sql`,
      `SET SESSION sql_mode = '';
DROP USER IF EXISTS root@'127.0.0.1', root@'::1', ''@localhost;
EXECUTE IMMEDIATE CONCAT("DROP USER IF EXISTS root@'", @@hostname, "', ''@'", @@hostname, "'");
CREATE USER root@'%' IDENTIFIED BY ${password};
GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;
SET PASSWORD FOR root@localhost = PASSWORD(${password});
`,
    );
    await Deno.writeTextFile(
      `${this.folder}/my.cnf`,
      `!includedir ${this.folder}/etc/mysql/mariadb.conf.d/
[mariadbd]
datadir = ${this.folder}/var/lib/mysql
socket = ${this.folder}/socket
pid-file = ${this.folder}/pid
bind-address = 127.0.0.1
port = ${this.#port}
init-file = ${this.folder}/init.sql
innodb_fast_shutdown = 2
`,
    );
  }

  async #run(): Promise<void> {
    const log = `${this.folder}/log`;
    this.#process = new Deno.Command("sh", {
      args: [
        "-c",
        'exec "$@" >"$LOG" 2>&1',
        "sh",
        "mariadbd",
        `--defaults-file=${this.folder}/my.cnf`,
        "--user=root",
      ],
      env: { LOG: log, PATH: `${Deno.env.get("PATH")}:/usr/sbin` },
      stdin: "null",
    }).spawn();
    let ended = false;
    this.#process.status.finally(() => ended = true);
    for (let tries = 0; !ended && tries < 300; tries++) {
      const socket = [`--socket=${this.folder}/socket`, "--protocol=socket"];
      if ((await this.ask("DO 0", { args: socket })).success) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${this.#service} does not answer: ${await Deno.readTextFile(log)}`);
  }

  /** Writes the files that a container mounts to where it has them. */
  async #mount(name: string): Promise<void> {
    const { project, files } = this.#conversion;
    for (const volume of project.services[name].volumes ?? []) {
      const [source, target] = String(volume).split(":");
      for (const [path, { content }] of files.entries()) {
        const below = path.slice(source.length - 2);
        if (!`./${path}`.startsWith(source) || !/^(?:\/|$)/.test(below)) continue;
        const bytes = typeof content === "string"
          ? new TextEncoder().encode(/\.cnf$/.test(path) ? this.#here(content) : content)
          : content;
        await Deno.writeFile(this.folder + target + below, bytes);
      }
    }
  }

  #environment(name: string): Record<string, string> {
    const { environment = {} } = this.#conversion.project.services[name];
    return Object.fromEntries(
      Object.entries(environment).map(([key, value]) => [key, String(value).replaceAll("$$", "$")]),
    );
  }

  /** A text with this machine's folders, name and port in the place of the container's. */
  #here(text: string): string {
    let here = text.replace(/[\w.-]+\.svc\.cluster\.local/g, "localhost")
      .replaceAll("--port=3306", `--port=${this.#port}`);
    for (const path of FOLDERS) {
      here = here.replaceAll(new RegExp(`(?<![\\w.])${path}(?![\\w-])`, "g"), this.folder + path);
    }
    return here;
  }
}

async function run(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Answer> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  return {
    success,
    said: (new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr)).trim(),
  };
}
