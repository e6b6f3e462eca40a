/**
 * Routes to convert, and nginx.conf laid out for a real nginx.
 *
 * @module
 */

import type { IngressEntry, Manifest } from "@dekube/engine/pacts";
import { freePort } from "../../tools/free_port.ts";
import { nginxBuild } from "../../tools/running_nginx.ts";
import type { FindBackend, Ports, Served } from "../../tools/running_proxy.ts";
import { mountsOf } from "../../engine/core/output/mounts.ts";
import { type ProxyOptions, type ProxyResult, runProxy } from "../../pacts/proxy/_testing.ts";
import { NginxProvider } from "./mod.ts";

export { CERTIFICATE, entry } from "../../pacts/_testing.ts";
export { assertPure } from "../../pacts/proxy/_testing.ts";

/** What the provider made of some routes. */
export interface Made extends ProxyResult {
  /** nginx.conf. */
  text: string;
}

/** Makes the services and the files of some routes. */
export async function make(
  entries: readonly IngressEntry[],
  { manifests = [], ...options }: ProxyOptions & { manifests?: readonly Manifest[] } = {},
): Promise<Made> {
  const result = await runProxy(new NginxProvider(), entries, manifests, options);
  return { ...result, text: String(result.files["nginx.conf"]?.content ?? "") };
}

/** nginx.conf and all that it names, by path below `root`, for an nginx of this machine. */
export function laidOut(
  { services, files }: Served,
  root: string,
  { http, http2, https }: Ports,
  find?: FindBackend,
): [path: string, content: string | Uint8Array][] {
  const laid: [string, string | Uint8Array][] = [];
  let conf = String(files["nginx.conf"]?.content ?? "");
  for (const { source = "", target } of mountsOf(services.nginx)) {
    const path = source.replace(/^\.\//, "");
    for (const [file, { content }] of Object.entries(files)) {
      if (file !== path && !file.startsWith(`${path}/`)) continue;
      laid.push([target + file.slice(path.length), content]);
    }
    conf = conf.replaceAll(target, root + target);
  }
  const settings = [
    `error_log ${root}/error.log notice`,
    `pid ${root}/pid`,
    "user root",
    "daemon off",
  ];
  const build = nginxBuild();
  if (build.includes("js")) conf = conf.replace(/^load_module .*http_js.*\n/m, "");
  // Debian has it as a module.
  if (/^stream \{/m.test(conf) && !build.includes("stream")) {
    conf = `load_module modules/ngx_stream_module.so;\n${conf}`;
  }
  for (const [, inner] of conf.matchAll(/listen 127\.0\.0\.1:(\d+) .*proxy_protocol/g)) {
    const port = freePort();
    conf = conf.replaceAll(new RegExp(`127\\.0\\.0\\.1:${inner}\\b`, "g"), `127.0.0.1:${port}`);
  }
  if (find) {
    conf = conf.replaceAll(
      /^(\s*set \$dekube_(?:upstream|auth|mirror_\d+) ")([\w.-]+):(\d+)"/gm,
      (_, before, host, port) => `${before}127.0.0.1:${find(host, Number(port))}"`,
    ).replaceAll(
      // Those of connections have no quotes.
      /\b([\w.-]+\.svc\.cluster\.local):(\d+)(?=;)/g,
      (_, host, port) => `127.0.0.1:${find(host, Number(port))}`,
    );
  }
  if (http2 !== http) {
    conf = conf.replaceAll(
      /^(\s*)listen 80 http2( default_server)?;/gm,
      (_, indent, role = "") =>
        `${indent}listen 80${role};\n${indent}listen 127.0.0.1:${http2} http2${role};`,
    );
  }
  conf = conf.replaceAll(/listen 80\b/g, `listen 127.0.0.1:${http}`)
    .replaceAll(/listen 443\b/g, `listen 127.0.0.1:${https}`)
    .replace(/^error_log .*/m, settings.map((setting) => `${setting};`).join("\n"))
    .replace("/dev/stdout", `${root}/access.log`);
  return [...laid, ["nginx.conf", conf]];
}

/** What `withNginx()` wants, of what was made; `find` leads to the backends, where they are not of this machine. */
export function served(
  made: Served,
  find?: FindBackend,
): (root: string, ports: Ports) => ReturnType<typeof laidOut> {
  return (root, ports) => laidOut(made, root, ports, find);
}
