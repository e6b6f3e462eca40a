/**
 * Who the user is at a registry, as Docker's own client knows it.
 *
 * @see https://docs.docker.com/reference/cli/docker/login/
 * @module
 */

import { join } from "@std/path";
import { withoutEnd } from "../../../pacts/ends.ts";
import { mapping, text } from "../../../pacts/mod.ts";

/** A name and its password. */
export interface Credentials {
  username: string;
  password: string;
}

/** What Docker calls its own registry. */
const DOCKER_HUB = "https://index.docker.io/v1/";

/** Names the credentials of a registry; nothing where there are none, or they can't be read. */
export type FindCredentials = (registry: string) => Promise<Credentials | undefined>;

/** Docker's config.json, read; nothing where there is none, or it may not be read: nobody is asked for leave. */
export async function readDockerConfig(): Promise<Record<string, unknown>> {
  const folder = variable("DOCKER_CONFIG") ?? homeFolder();
  if (folder === undefined) return {};
  const path = join(folder, "config.json");
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return {};
  try {
    return mapping(JSON.parse(await Deno.readTextFile(path)));
  } catch {
    return {};
  }
}

/** Finds credentials in a config, and with the helpers that it names. */
export function credentialsIn(
  config: Record<string, unknown>,
  ask: typeof askHelper = askHelper,
): FindCredentials {
  return async (registry) => {
    const names = registry === "docker.io"
      ? [DOCKER_HUB, "index.docker.io", "docker.io"]
      : [registry, `https://${registry}`, `https://${registry}/v1/`, `https://${registry}/v2/`];
    const helpers = mapping(config.credHelpers);
    const store = text(config.credsStore);
    for (const name of names) {
      const helper = text(helpers[name]) || store;
      const found = helper && await ask(helper, name) || plain(mapping(config.auths)[name]);
      if (found) return found;
    }
    return undefined;
  };
}

function plain(entry: unknown): Credentials | undefined {
  const { auth, username, password } = mapping(entry);
  if (text(username) !== "") return { username: text(username), password: text(password) };
  if (text(auth) === "") return undefined;
  try {
    const [, name, secret] = /^([^:]*):([^]*)$/.exec(
      new TextDecoder().decode(Uint8Array.fromBase64(text(auth))),
    ) ?? [];
    return name ? { username: name, password: withoutEnd(secret, "\0") } : undefined;
  } catch {
    return undefined;
  }
}

/** Asks `docker-credential-NAME`, where it may be run. */
async function askHelper(helper: string, registry: string): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  if (!/^[\w.-]+$/.test(helper)) return undefined;
  const { state } = Deno.permissions.querySync({ name: "run", command: program });
  if (state !== "granted") return undefined;
  try {
    const process = new Deno.Command(program, {
      args: ["get"],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.timeout(10_000),
    }).spawn();
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(registry));
    await writer.close();
    const { success, stdout } = await process.output();
    if (!success) return undefined;
    const { Username, Secret } = mapping(JSON.parse(new TextDecoder().decode(stdout)));
    return text(Username) === "" ? undefined : { username: text(Username), password: text(Secret) };
  } catch {
    // Without it public images can be asked for all the same.
    return undefined;
  }
}

function homeFolder(): string | undefined {
  const home = variable(Deno.build.os === "windows" ? "USERPROFILE" : "HOME");
  return home === undefined ? undefined : join(home, ".docker");
}

function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) || undefined : undefined;
}
