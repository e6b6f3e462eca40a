/**
 * Routes and Secrets, and what Caddy makes of them.
 *
 * @module
 */

import type { IngressEntry, Secret, StreamRoute } from "@dekube/engine/pacts";
import type { TestContextOptions } from "@dekube/engine/testing";
import { entry } from "../../pacts/_testing.ts";
import { type ProxyResult, runProxy } from "../../pacts/proxy/_testing.ts";
import { CaddyProvider } from "./mod.ts";

export { CERTIFICATE, entry } from "../../pacts/_testing.ts";
export { assertPure } from "../../pacts/proxy/_testing.ts";

/** What a test knows of the world. */
export interface World extends TestContextOptions {
  /** The manifests. */
  manifests?: Parameters<typeof runProxy>[2];
  /** The routes of connections. */
  streams?: readonly StreamRoute[];
}

/** What the provider made of some routes. */
export interface Made extends ProxyResult {
  /** The Caddyfile. */
  text: string;
  /** Severities and codes of what it had to say. */
  said: string[];
}

/** Makes the service and the Caddyfile of some routes. */
export async function make(entries: Partial<IngressEntry>[], world: World = {}): Promise<Made> {
  const { manifests = [], ...options } = world;
  const result = await runProxy(new CaddyProvider(), entries.map(entry), manifests, options);
  const path = Object.keys(result.files).find((path) => path.startsWith("Caddyfile")) ?? "";
  return {
    ...result,
    text: String(result.files[path]?.content ?? ""),
    said: [...result.diagnostics].map(({ severity, code }) => `${severity} ${code}`),
  };
}

/** A Secret in the namespace `shop` with some text. */
export function secret(name: string, stringData: Record<string, string>): Secret {
  return { kind: "Secret", metadata: { name, namespace: "shop" }, stringData };
}
