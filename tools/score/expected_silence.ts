/**
 * Fields that may change nothing without a word.
 *
 * @module
 */

import type { Field } from "./fields.ts";

/** Fields, and why nobody misses them. */
export interface ExpectedSilence {
  /** Matches `group/Kind path`. */
  field: RegExp;
  /** Why they may be silent. */
  reason: string;
}

/**
 * What has no meaning on one host, or none unless something else names it. A field stands here where no user would want
 * to be told of it; where something is lost, it belongs into a diagnostic instead.
 */
export const EXPECTED_SILENCE: readonly ExpectedSilence[] = [
  {
    field: /[cC]ontainers\[\]\.(?:name|ports\[\]\.(?:containerPort|name|protocol))$/,
    reason: "a name or a port matters where something refers to it",
  },
  {
    field: /^Service spec\.ports\[\]\.(?:name|port|protocol|targetPort)$/,
    reason:
      "containers of a network reach all ports of each other; a Service's matters where it is named",
  },
  {
    field: /^ReplicationController spec\.selector\./,
    reason: "it repeats the labels of the template",
  },
  {
    field: /\.(?:runAsNonRoot|terminationMessage(?:Path|Policy))$/,
    reason: "a cluster checks or shows it; no container is another for it",
  },
  {
    field: /[. ](?:automountServiceAccountToken|serviceAccount(?:Name)?)$/,
    reason: "there is no API to be known to, and who asks it is told",
  },
  {
    field:
      /[. ](?:affinity|nodeSelector|priorityClassName|schedulerName|tolerations|topologySpreadConstraints)(?:$|[.[])/,
    reason: "there is one node",
  },
  {
    field:
      / spec\.(?:minReadySeconds|podManagementPolicy|primaryUpdateStrategy|progressDeadlineSeconds|revisionHistoryLimit|(?:update)?[sS]trategy)(?:$|\.)/,
    reason: "there is one replica, which Compose replaces",
  },
  {
    field:
      /(?:^PersistentVolumeClaim| .*\.volumeClaimTemplates?(?:\[\])?\.|\.(?:pvcT|volumeClaimT)emplate\.).*(?:accessModes\[\]|requests\.storage|storageClassName|volumeMode|storage-class)$/,
    reason: "a folder has neither size nor class",
  },
  {
    field:
      /^postgresql\.cnpg\.io\/Cluster spec\.(?:storage|walStorage|.*\.storage)\.(?:size|storageClass)$/,
    reason: "a folder has neither size nor class",
  },
  {
    field: /\.volumes\[\]\.emptyDir$/,
    reason: "a volume of no kind is one of this kind",
  },
];

/** Whether a field may be silent. */
export function mayBeSilent({ kind, shown }: Pick<Field, "kind" | "shown">): boolean {
  return EXPECTED_SILENCE.some(({ field }) => field.test(`${kind} ${shown}`));
}
