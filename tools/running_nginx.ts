/**
 * A real nginx that runs.
 *
 * @module
 */

import { type Ask, asking } from "./echo.ts";
import { freePort } from "./free_port.ts";
import { inFolder, type TestFiles } from "./in_folder.ts";
import { freePorts, type Ports, whileRunning } from "./running_proxy.ts";

/** What there is to know of the nginx on PATH. */
export interface NginxBuild {
  /** Whether it reads HTTP/1.1 and HTTP/2 without TLS on one port, as releases from 1.25.1 on do. */
  sharesPort: boolean;
  /** Whether a module is part of it, and need not be loaded. */
  includes(module: "stream" | "js"): boolean;
}

let known: NginxBuild | undefined;

/** What there is to know of the nginx on PATH. */
export function nginxBuild(): NginxBuild {
  if (known) return known;
  const { stderr } = new Deno.Command("nginx", { args: ["-V"], stdout: "null", stderr: "piped" })
    .outputSync();
  const said = new TextDecoder().decode(stderr);
  const [major, minor, patch] = /nginx\/(\d+)\.(\d+)\.(\d+)/.exec(said)!.slice(1).map(Number);
  return known = {
    sharesPort: major * 1e6 + minor * 1e3 + patch >= 1_025_001,
    includes: (module) => (module === "js" ? /=\S*njs\S*/ : /--with-stream(?:\s|$)/).test(said),
  };
}

/** Ports that nobody listens on, as many as this nginx needs. */
export function nginxPorts(): Ports {
  const ports = freePorts();
  return nginxBuild().sharesPort ? ports : { ...ports, http2: freePort() };
}

/** Has nginx run with some files, of which `nginx.conf` is its config, while something is done with it. */
export async function withNginx<T>(
  files: (root: string, ports: Ports) => TestFiles,
  use: (ask: Ask, ports: Ports, root: string) => Promise<T>,
  ports: Ports = nginxPorts(),
): Promise<T> {
  return await inFolder((root) => files(root, ports), async (root) =>
    await whileRunning({
      command: "nginx",
      args: ["-c", `${root}/nginx.conf`],
      ports: [ports.http],
    }, () => use(asking(ports), ports, root)));
}
