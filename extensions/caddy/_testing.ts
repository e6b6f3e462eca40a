/**
 * A context to convert in, and routes and Secrets for it.
 *
 * @module
 */

import type {
  Config,
  ConvertContext,
  ExtensionConfig,
  Secret,
  Service,
} from "@dekube/engine/pacts";
import { contextOf } from "../../pacts/_testing.ts";

export { CERTIFICATE, entry } from "../../pacts/_testing.ts";

/** What a test knows of the world. */
export interface World {
  /** dekube.yaml. */
  config?: Partial<Config>;
  /** `extensions.caddy` in it. */
  settings?: ExtensionConfig;
  /** Secrets among the manifests. */
  secrets?: Secret[];
  /** Services among the manifests. */
  services?: Service[];
}

/** A context that keeps the files that are written. */
export function fakeContext(
  { config = {}, settings = {}, secrets = [], services = [] }: World = {},
): ConvertContext {
  return { ...contextOf([...secrets, ...services], config), extensionConfig: settings };
}

/** Codes of what a conversion had to say. */
export function codes(ctx: ConvertContext): string[] {
  return [...ctx.diagnostics].map(({ severity, code }) => `${severity} ${code}`);
}

/** A Secret in the namespace `shop` with some text. */
export function secret(name: string, data: Record<string, string>): Secret {
  return { kind: "Secret", metadata: { name, namespace: "shop" }, stringData: data };
}
