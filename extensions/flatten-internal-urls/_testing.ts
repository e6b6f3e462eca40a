/**
 * Whole conversions to test with.
 *
 * @module
 */

import type { Config, Manifest } from "@dekube/engine/pacts";
import { type Conversion, convert } from "../../mod.ts";
import * as caddy from "../caddy/mod.ts";
import * as configMapIndexer from "../configmap-indexer/mod.ts";
import * as haproxy from "../haproxy/mod.ts";
import * as secretIndexer from "../secret-indexer/mod.ts";
import * as serviceIndexer from "../service-indexer/mod.ts";
import * as workload from "../workload/mod.ts";
import * as flattenInternalUrls from "./mod.ts";

/** Converts with what makes services, files and routes. */
export async function converted(
  manifests: Manifest[],
  config: Partial<Config> = {},
): Promise<Conversion> {
  return await convert(manifests, { name: "demo", ...config }, [
    ...[configMapIndexer, secretIndexer, serviceIndexer, workload],
    ...[haproxy, caddy, flattenInternalUrls],
  ]);
}

/** A workload whose pods have the label `app`. */
export function workloadOf(
  name: string,
  namespace: string,
  container: object = {},
  more: { kind?: string; app?: string; spec?: object; pod?: object } = {},
): Manifest {
  return {
    kind: more.kind ?? "Deployment",
    metadata: { name, namespace },
    spec: {
      ...more.spec,
      template: {
        metadata: { labels: { app: more.app ?? name } },
        spec: { containers: [{ name, image: "app:1", ...container }], ...more.pod },
      },
    },
  };
}

/** A Service that selects the label `app`. */
export function serviceOf(name: string, namespace: string, app = name): Manifest {
  return {
    kind: "Service",
    metadata: { name, namespace },
    spec: { selector: { app }, ports: [{ port: 80 }] },
  };
}

/** Environment as a manifest lists it. */
export function envOf(values: Record<string, string>): object[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** All aliases of a service, those of each network. */
export function aliasesOf({ project }: Conversion, name: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(project.services[name].networks ?? {}).map((
      [network, settings],
    ) => [network, settings?.aliases ?? []]),
  );
}
