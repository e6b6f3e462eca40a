/**
 * Small projects for the tests beside the sources.
 *
 * @module
 */

import type { Manifest, RenderedService } from "../../pacts/mod.ts";
import type { PageInput } from "./input.ts";

/** A service of a workload, which its namespace knows by its name. */
export function service(
  namespace: string,
  name: string,
  others: Partial<RenderedService> = {},
): RenderedService {
  return {
    image: name,
    networks: {
      default: { aliases: [`${name}.${namespace}.svc.cluster.local`] },
      [`ns-${namespace}`]: { aliases: [name] },
    },
    labels: {
      "dekube.io/kind": "Deployment",
      "dekube.io/namespace": namespace,
      "dekube.io/name": name,
    },
    ...others,
  };
}

/** A manifest of a workload. */
export function deployment(namespace: string, name: string, container: object = {}): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace, name },
    spec: { template: { spec: { containers: [{ name, ...container }] } } },
  } as Manifest;
}

/** What a page is made of. */
export function pageInput(others: Partial<PageInput> = {}): PageInput {
  return {
    project: { name: "shop", services: {} },
    entryPoints: [],
    files: [],
    details: { manifests: [], routes: [], makers: {}, secrets: [] },
    diagnostics: [],
    generator: "dekube 1.0.0",
    ...others,
  };
}

/** So many services in namespaces of fifty, each of which calls two others. */
export function manyServices(count: number): PageInput {
  const services: Record<string, RenderedService> = {};
  const manifests = [];
  for (let index = 0; index < count; index++) {
    const [namespace, place] = [`ns${Math.floor(index / 50)}`, index % 50];
    const calls = [2 * place + 1, 2 * place + 2].filter((other) => other < 50);
    const environment = Object.fromEntries(
      calls.map((other) => [`URL_${other}`, `http://app-${index - place + other}:8080`]),
    );
    services[`app-${index}`] = service(namespace, `app-${index}`, { environment });
    manifests.push({ manifest: deployment(namespace, `app-${index}`) });
  }
  return pageInput({
    project: { name: "many", services },
    details: { manifests, routes: [], makers: {}, secrets: [] },
  });
}
