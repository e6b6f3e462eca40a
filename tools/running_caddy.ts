/**
 * A real Caddy that runs.
 *
 * @module
 */

import { mountsOf } from "../engine/core/output/mounts.ts";
import { type Ask, asking } from "./echo.ts";
import { inFolder } from "./in_folder.ts";
import {
  type FindBackend,
  freePorts,
  type Ports,
  type Served,
  whileRunning,
} from "./running_proxy.ts";

/**
 * Does some work while Caddy runs with a Caddyfile and what that names. `find` leads to the backends, where they are
 * not of this machine.
 */
export async function withCaddy<T>(
  { services, files }: Served,
  use: (ask: Ask, ports: Ports) => Promise<T>,
  find?: FindBackend,
): Promise<T> {
  const ports = freePorts();
  const { Caddyfile: { content = "" } = {}, ...others } = files;
  const own = Object.entries(others).map(([path, { content }]) => [path, content] as const);
  const made = String(content);
  return await inFolder(
    (root) => [...own, ["Caddyfile", caddyfile(made, services, root, ports, find)] as const],
    async (root) =>
      await whileRunning({
        command: "caddy",
        args: ["run", "--adapter", "caddyfile", "--config", `${root}/Caddyfile`],
        env: { XDG_DATA_HOME: root, XDG_CONFIG_HOME: root, HOME: root },
        ports: [
          ...(/^http:/m.test(made) ? [ports.http] : []),
          ...(/^https:/m.test(made) ? [ports.https] : []),
        ],
      }, () => use(asking(ports), ports)),
  );
}

/** The Caddyfile, with paths and ports of this machine. */
function caddyfile(
  made: string,
  services: Served["services"],
  root: string,
  { http, https }: Ports,
  find: FindBackend | undefined,
): string {
  let text = made;
  for (const { source = "", target } of mountsOf(services.caddy ?? null)) {
    text = text.replaceAll(new RegExp(`${target}(?=\\s)`, "g"), `${root}/${source}`);
  }
  if (find) {
    text = text.replaceAll(
      /^(\s*reverse_proxy (?:@\w+ )?(?:\w+:\/\/)?)([\w.-]+):(\d+)/gm,
      (_, before, host, port) => `${before}127.0.0.1:${find(host, Number(port))}`,
    );
  }
  const options = [
    "admin off",
    "persist_config off",
    `http_port ${http}`,
    `https_port ${https}`,
    "skip_install_trust",
    "default_bind 127.0.0.1",
  ].map((option) => `\t${option}\n`).join("");
  const global = /^(?:#.*\n)*\{\n/.exec(text)?.[0];
  return global === undefined
    ? `{\n${options}}\n${text}`
    : global + options + text.slice(global.length);
}
