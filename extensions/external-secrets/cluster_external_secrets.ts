/**
 * The ExternalSecrets of ClusterExternalSecrets.
 *
 * @see https://external-secrets.io/latest/api/clusterexternalsecret/
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  list,
  type Manifest,
  mapping,
  type ObjectIndex,
  text,
  textMap,
  texts,
} from "@dekube/engine/pacts";
import { readLabelSelector, selectsLabels } from "@dekube/engine/pacts/kubernetes";
import { CLUSTER_EXTERNAL_SECRET } from "./kinds.ts";

/** The label by which every namespace says its name. */
const NAME_LABEL = "kubernetes.io/metadata.name";

/** One in each namespace that they are for, by what they come from. */
export function inNamespaces(
  objects: ObjectIndex,
  { report }: Pick<ControllerContext, "report">,
): Map<Manifest, Manifest[]> {
  const namespaces = objects.of("Namespace");
  return new Map(
    objects.of(CLUSTER_EXTERNAL_SECRET).map((cluster) => {
      const spec = mapping(cluster.spec);
      const selectors = [spec.namespaceSelector, ...list(spec.namespaceSelectors)]
        .filter(isMapping).map(readLabelSelector);
      const selected = namespaces.filter(({ metadata }) => {
        const labels = { ...textMap(metadata.labels), [NAME_LABEL]: metadata.name };
        return selectors.some((selector) => selectsLabels(selector, labels));
      }).map(({ metadata }) => metadata.name);
      const names = new Set([...selected, ...texts(spec.namespaces)]);
      if (names.size === 0) {
        report(cluster, "spec.namespaceSelectors").warn(
          "no-target-namespace",
          "it is for no Namespace among the manifests, so no Secret comes of it. Add the Namespaces with their labels, or name them in spec.namespaces",
        );
      }
      return [cluster, [...names].map((namespace) => copyIn(namespace, cluster))];
    }),
  );
}

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
