/**
 * A real ClickHouse, started as a service says, for tests.
 *
 * @module
 */

import type { Conversion } from "../mod.ts";
import { freePort } from "./free_port.ts";

/** Where the container has its config. */
const FOLDER = "/etc/clickhouse-server";

/** A server that runs. */
export interface RunningClickHouse {
  /** Asks a question as a user, from an address: the status, and what was answered. */
  ask(
    query: string,
    user: readonly [name: string, password: string],
    from?: string,
  ): Promise<[number, string]>;
}

/** The config that comes with the image, as far as it matters. */
const BASE = `<yandex>
  <users_config>users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <mark_cache_size>5368709120</mark_cache_size>
</yandex>`;

const USERS = `<yandex>
  <profiles><default/></profiles>
  <users>
    <default>
      <password></password>
      <networks><ip>::/0</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
    </default>
  </users>
  <quotas><default/></quotas>
</yandex>`;

/** Settings that came after Debian's server, which does not start with what it does not know. */
const NEWER = /<(do_not_merge_across_partitions_select_final)>[^<]*<\/\1>/g;

/** Starts a service of a conversion, waits until it answers, and stops it when `use` is done. */
export async function withClickHouse<T>(
  { project, files }: Conversion,
  name: string,
  use: (server: RunningClickHouse) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  const { environment = {}, volumes = [], extra_hosts: hosts = [] } = project.services[name];
  const [http, tcp, nodes] = Array.from({ length: 3 }, freePort);
  const own = (hosts as string[]).map((host) => host.split(":")[0]);
  // Debian's is older than the element that configs begin with today, and nobody here knows the container's names.
  const here = (text: string) =>
    own.reduce(
      (result, host) => result.replaceAll(`<host>${host}</host>`, "<host>127.0.0.1</host>"),
      text.replaceAll(/(<\/?)clickhouse>/g, "$1yandex>").replaceAll(
        "<port>9000</port>",
        `<port>${tcp}</port>`,
      ).replace(NEWER, ""),
    );
  const write = async (path: string, text: string) => {
    await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  };
  for (const volume of volumes.map(String)) {
    const [source, target] = volume.split(":");
    if (!target.startsWith(`${FOLDER}/`)) continue;
    for (const [path, { content }] of files.entries()) {
      if (!`./${path}`.startsWith(`${source}/`)) continue;
      const text = typeof content === "string" ? content : new TextDecoder().decode(content);
      await write(
        `${target.slice(FOLDER.length + 1)}/${path.slice(source.length - 1)}`,
        here(text),
      );
    }
  }
  await write("config.xml", BASE);
  await write("users.xml", USERS);
  await write(
    "conf.d/zz-here.xml",
    `<yandex>
  <http_port>${http}</http_port>
  <tcp_port>${tcp}</tcp_port>
  <interserver_http_port>${nodes}</interserver_http_port>
  <path>${folder}/data/</path>
  <tmp_path>${folder}/tmp/</tmp_path>
  <format_schema_path>${folder}/schemas/</format_schema_path>
  <zookeeper remove="1"/>
  <distributed_ddl remove="1"/>
</yandex>`,
  );
  const log = `${folder}/log`;
  const child = new Deno.Command("sh", {
    args: [
      "-c",
      `exec /usr/sbin/clickhouse-server --config-file="$0/config.xml" >"$0/log" 2>&1`,
      folder,
    ],
    env: Object.fromEntries(
      Object.entries(environment).map(([key, value]) => [key, String(value).replaceAll("$$", "$")]),
    ),
    stdin: "null",
  }).spawn();
  let ended = false;
  const status = child.status.finally(() => ended = true);
  const server: RunningClickHouse = {
    async ask(query, [user, password], from = "127.0.0.1") {
      using client = Deno.createHttpClient({ localAddress: from });
      const response = await fetch(`http://127.0.0.1:${http}/`, {
        client,
        method: "POST",
        body: query,
        headers: { "X-ClickHouse-User": user, "X-ClickHouse-Key": password },
      });
      return [response.status, (await response.text()).trim()];
    },
  };
  try {
    for (let tries = 0; !ended && tries < 300; tries++) {
      if (await isUp(http)) return await use(server);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${name} does not answer: ${await Deno.readTextFile(log)}`);
  } finally {
    if (!ended) child.kill("SIGKILL");
    await status;
    await Deno.remove(folder, { recursive: true });
  }
}

async function isUp(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/ping`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
