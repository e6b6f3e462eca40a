/**
 * A Caddy that runs with what a conversion wrote, on this machine's loopback interface.
 *
 * @module
 */

import type { Conversion } from "../../engine/testing.ts";
import { freePort } from "../free_port.ts";
import { inFolder } from "../in_folder.ts";

/** Ports of a Caddy that runs. */
export interface RunningCaddy {
  /** Port for HTTP. */
  http: number;
  /** Port for HTTPS. */
  https: number;
}

/** Port of the loopback interface that stands for a host and a port of the Compose network. */
export type FindBackend = (host: string, port: number) => number;

/** Does some work while a Caddy runs with a conversion's Caddyfile. */
export async function withCaddy<T>(
  { project, files }: Conversion,
  find: FindBackend,
  work: (caddy: RunningCaddy) => Promise<T>,
): Promise<T> {
  const ports = { http: freePort(), https: freePort() };
  const own = [...files.entries()].map(([path, { content }]) => [path, content] as const);
  return await inFolder((root) => {
    let text = String(files.get("Caddyfile")?.content ?? "");
    for (const mount of project.services.caddy?.volumes ?? []) {
      const [source, target] = String(mount).split(":");
      text = text.replaceAll(new RegExp(`${target}(?=\\s)`, "g"), `${root}/${source}`);
    }
    text = text.replaceAll(
      /^(\s*reverse_proxy (?:@\w+ )?(?:\w+:\/\/)?)([\w.-]+):(\d+)/gm,
      (_, before, host, port) => `${before}127.0.0.1:${find(host, Number(port))}`,
    );
    const options = [
      "admin off",
      `http_port ${ports.http}`,
      `https_port ${ports.https}`,
      "skip_install_trust",
      "default_bind 127.0.0.1",
    ].map((line) => `\t${line}\n`).join("");
    const hasOptions = /^\{$/m.test(text.split("\n\n")[0]);
    text = hasOptions ? text.replace(/^\{$/m, `{\n${options}`) : `{\n${options}}\n${text}`;
    return [...own.filter(([path]) => path !== "Caddyfile"), ["Caddyfile", text] as const];
  }, async (root) => {
    const child = new Deno.Command("caddy", {
      args: ["run", "--adapter", "caddyfile", "--config", `${root}/Caddyfile`],
      env: { XDG_DATA_HOME: root, XDG_CONFIG_HOME: root, HOME: root },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const said = new Response(child.stderr).text();
    try {
      const text = await Deno.readTextFile(`${root}/Caddyfile`);
      const wanted = [
        ...(/^http:/m.test(text) ? [ports.http] : []),
        ...(/^https:/m.test(text) ? [ports.https] : []),
      ];
      await Promise.race([
        Promise.all(wanted.map(ready)),
        child.status.then(async () => {
          throw new Error(`caddy did not start: ${await said}\n${text}`);
        }),
      ]);
      return await work(ports);
    } finally {
      try {
        child.kill();
      } catch {
        // It has said why by ending.
      }
      await child.status;
      await said;
    }
  });
}

/** Waits until somebody listens. */
async function ready(port: number): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  throw new Error("caddy does not listen");
}
