/**
 * Routes to convert, and nginx.conf laid out for a real nginx.
 *
 * @module
 */

import {
  type ConvertContext,
  type IngressEntry,
  items,
  type Manifest,
  mountParts,
} from "@dekube/engine/pacts";
import { testContext, type TestContextOptions } from "@dekube/engine/testing";
import { NginxProvider } from "./mod.ts";

export { CERTIFICATE, entry } from "../../pacts/_testing.ts";

/** What the provider made of some routes. */
export interface Made {
  /** The Compose services. */
  services: Awaited<ReturnType<NginxProvider["buildService"]>>;
  /** nginx.conf. */
  text: string;
  /** The context, with files and diagnostics. */
  ctx: ConvertContext;
}

/** Makes the services and the files of some routes. */
export async function make(
  entries: IngressEntry[],
  options: TestContextOptions & { manifests?: Manifest[] } = {},
): Promise<Made> {
  const ctx = testContext(options.manifests ?? [], options);
  const provider = new NginxProvider();
  const services = provider.buildService(entries, ctx);
  await provider.writeConfig(entries, ctx);
  return { services, text: String(ctx.files.get("nginx.conf")?.content ?? ""), ctx };
}

/** Ports in place of 80 and 443. */
export interface Ports {
  http: number;
  https: number;
}

/** nginx.conf and all that it names, by path below `root`, for an nginx of this machine. */
export function laidOut(
  { services, text, ctx }: Made,
  root: string,
  { http, https }: Ports,
): [path: string, content: string | Uint8Array][] {
  const files: [string, string | Uint8Array][] = [];
  let conf = text;
  for (const volume of items(services.nginx?.volumes)) {
    const { source, target } = mountParts(volume);
    const path = source.replace(/^\.\//, "");
    for (const [file, { content }] of ctx.files.entries()) {
      if (file !== path && !file.startsWith(`${path}/`)) continue;
      files.push([target + file.slice(path.length), content]);
    }
    conf = conf.replaceAll(target, root + target);
  }
  const settings = [
    `error_log ${root}/error.log notice`,
    `pid ${root}/pid`,
    "user root",
    "daemon off",
  ];
  conf = conf.replaceAll(/listen 80\b/g, `listen 127.0.0.1:${http}`)
    .replaceAll(/listen 443\b/g, `listen 127.0.0.1:${https}`)
    .replace(/^error_log .*/m, settings.map((setting) => `${setting};`).join("\n"))
    .replace("/dev/stdout", `${root}/access.log`);
  return [...files, ["nginx.conf", conf]];
}
