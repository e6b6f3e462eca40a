/**
 * Routes to convert, and nginx.conf laid out for a real nginx.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { type ConvertContext, type IngressEntry, items, mountParts } from "@dekube/engine/pacts";
import { testContext, type TestContextOptions } from "@dekube/engine/testing";
import type { Manifest } from "@dekube/engine/pacts";
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

/** Where nginx.conf and all that it names lie for a real nginx. */
export interface LaidOut {
  /** Path of nginx.conf. */
  conf: string;
  /** Port in place of 80. */
  http: number;
  /** Port in place of 443. */
  https: number;
}

/** Puts the files where nginx.conf, changed accordingly, finds them, with ports that are free. */
export async function layOut({ services, text, ctx }: Made, root: string): Promise<LaidOut> {
  let conf = text;
  for (const volume of items(services.nginx?.volumes)) {
    const { source, target } = mountParts(volume);
    const path = source.replace(/^\.\//, "");
    for (const [file, { content }] of ctx.files.entries()) {
      if (file !== path && !file.startsWith(`${path}/`)) continue;
      const place = join(root, target + file.slice(path.length));
      await Deno.mkdir(dirname(place), { recursive: true });
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(place, bytes);
    }
    conf = conf.replaceAll(target, join(root, target));
  }
  const [http, https] = [freePort(), freePort()];
  conf = conf.replaceAll(/listen 80\b/g, `listen 127.0.0.1:${http}`)
    .replaceAll(/listen 443\b/g, `listen 127.0.0.1:${https}`)
    .replace(
      /^error_log .*/m,
      `error_log ${join(root, "error.log")} notice;\npid ${
        join(root, "pid")
      };\nuser root;\ndaemon off;`,
    )
    .replace("/dev/stdout", join(root, "access.log"));
  await Deno.writeTextFile(join(root, "nginx.conf"), conf);
  return { conf: join(root, "nginx.conf"), http, https };
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}
