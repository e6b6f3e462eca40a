/**
 * A real Caddy that runs.
 *
 * @module
 */

import { freePort } from "./free_port.ts";
import { inFolder } from "./in_folder.ts";
import { type Ask, asking, type Ports, ready } from "./running_nginx.ts";

/** Has Caddy run with a Caddyfile that has no global options of its own but those that dekube writes. */
export async function withCaddy(
  caddyfile: string,
  use: (ask: Ask, ports: Ports) => Promise<void>,
): Promise<void> {
  const ports = { http: freePort(), https: freePort() };
  const options = [
    "admin off",
    "persist_config off",
    `http_port ${ports.http}`,
    `https_port ${ports.https}`,
  ].map((option) => `\t${option}\n`).join("");
  const own = /^(?:#.*\n)*\{\n/.exec(caddyfile);
  const config = own
    ? caddyfile.slice(0, own[0].length) + options + caddyfile.slice(own[0].length)
    : `{\n${options}}\n${caddyfile}`;
  await inFolder([["Caddyfile", config]], async (folder) => {
    const caddy = new Deno.Command("caddy", {
      args: ["run", "--config", `${folder}/Caddyfile`],
      env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const said = new Response(caddy.stderr).text();
    try {
      await ready(ports.http).catch(async () => {
        throw new Error(`caddy does not listen: ${await said}`);
      });
      await use(asking(ports), ports);
    } finally {
      try {
        caddy.kill();
      } catch {
        // It has said why by ending.
      }
      await said;
      await caddy.status;
    }
  });
}
