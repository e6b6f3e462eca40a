/**
 * What rewriters hand to a proxy, in a whole conversion.
 *
 * @module
 */

import { append } from "../append.ts";
import { testConversion } from "@dekube/engine/testing";
import type { Diagnostic } from "../diagnostics.ts";
import {
  type Extension,
  IngressProvider,
  type ProxyConfig,
  type ProxyServices,
} from "../extensions.ts";
import type { Manifest } from "../manifest.ts";
import type { IngressEntry } from "./entry.ts";
import type { Guard } from "./guard.ts";

/** A proxy that keeps all restrictions, and remembers its routes. */
class RouteRecorder extends IngressProvider {
  readonly name = "recorder";
  override readonly guards: readonly Guard[] = [
    ...["forwardAuth", "basicAuth", "allowedSources", "clientCertificate"] as const,
  ];

  constructor(readonly routes: IngressEntry[]) {
    super();
  }

  buildService(): ProxyServices {
    return { services: {} };
  }

  writeConfig(entries: readonly IngressEntry[]): ProxyConfig {
    append(this.routes, entries);
    return { files: {} };
  }
}

/** The routes of a whole conversion with some extensions, and what is said. */
export async function convertedRoutes(
  extensions: readonly Extension[],
  manifests: readonly Manifest[],
): Promise<{ routes: IngressEntry[]; diagnostics: readonly Diagnostic[] }> {
  const routes: IngressEntry[] = [];
  const all = [...extensions, new RouteRecorder(routes)];
  const { diagnostics } = await testConversion(all, manifests);
  return { routes, diagnostics };
}
