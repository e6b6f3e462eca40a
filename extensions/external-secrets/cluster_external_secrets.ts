/**
 * The ExternalSecrets of ClusterExternalSecrets.
 *
 * @see https://external-secrets.io/latest/api/clusterexternalsecret/
 * @module
 */

import {
  type ControllerContext,
  idOf,
  isMapping,
  list,
  type Manifest,
  mapping,
  type ObjectIndex,
  text,
  textMap,
  texts,
} from "@dekube/engine/pacts";
import { CLUSTER_EXTERNAL_SECRET } from "./kinds.ts";
import { selectsNamespace } from "./namespaces.ts";

/** One in each namespace that they are for, by what they come from. */
export function inNamespaces(
  objects: ObjectIndex,
  { report, limits }: Pick<ControllerContext, "limits" | "report">,
): Map<Manifest, Manifest[]> {
  return new Map(
    objects.of(CLUSTER_EXTERNAL_SECRET).map((cluster) => {
      const spec = mapping(cluster.spec);
      const selectors = [spec.namespaceSelector, ...list(spec.namespaceSelectors)].filter(
        isMapping,
      );
      const selected = objects.of("Namespace").map(({ metadata }) => metadata.name)
        .filter((name) => selectsNamespace(selectors, name, objects));
      const names = new Set([...selected, ...texts(spec.namespaces)]);
      if (names.size === 0) {
        report(cluster, "spec.namespaceSelectors").warn(
          "no-target-namespace",
          "it is for no Namespace among the manifests, so no Secret comes of it. Add the Namespaces with their labels, or name them in spec.namespaces",
        );
      }
      // What is in it is worked through once more for each, whatever comes of it.
      const size = COPY + JSON.stringify(spec.externalSecretSpec ?? {}).length;
      limits.generate(size * names.size, {
        object: idOf(cluster),
        path: "spec.namespaceSelectors",
      });
      return [cluster, [...names].map((namespace) => copyIn(namespace, cluster))];
    }),
  );
}

/** Bytes of an ExternalSecret that says nothing. */
const COPY = 1000;

function copyIn(namespace: string, cluster: Manifest): Manifest {
  const { externalSecretName, externalSecretMetadata, externalSecretSpec } = mapping(cluster.spec);
  const metadata = mapping(externalSecretMetadata);
  return {
    apiVersion: cluster.apiVersion,
    kind: "ExternalSecret",
    metadata: {
      name: text(externalSecretName) || cluster.metadata.name,
      namespace,
      labels: textMap(metadata.labels),
      annotations: textMap(metadata.annotations),
    },
    spec: externalSecretSpec,
  };
}
