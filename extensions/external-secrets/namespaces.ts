/**
 * Namespaces by their labels.
 *
 * @module
 */

import { type Mapping, type ObjectIndex, textMap } from "@dekube/engine/pacts";
import { readLabelSelector, selectsLabels } from "@dekube/engine/pacts/kubernetes";

/** The label by which every namespace says its name. */
const NAME_LABEL = "kubernetes.io/metadata.name";

/** Whether one of some selectors selects a namespace; one that is not among the objects has its name alone. */
export function selectsNamespace(
  selectors: readonly Mapping[],
  namespace: string,
  objects: ObjectIndex,
): boolean {
  const object = objects.get("Namespace", "", namespace);
  const labels = { ...textMap(object?.metadata.labels), [NAME_LABEL]: namespace };
  return selectors.some((selector) => selectsLabels(readLabelSelector(selector), labels));
}
