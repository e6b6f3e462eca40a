/**
 * Where ClusterIssuers, which are in no namespace, have their Secrets.
 *
 * @module
 */

import { type ConvertContext, items, mapping, readSettings, text } from "@dekube/engine/pacts";
import {
  clusterAccounts,
  type Container,
  programFlags,
  type Right,
  workloadOf,
} from "@dekube/engine/pacts/kubernetes";
import { SETTINGS } from "./settings.ts";

const FLAG = "cluster-resource-namespace";
/** What its chart says with the namespace that most install it in. */
const USUAL = "cert-manager";
/** What the program does where nobody tells it. */
const UNTOLD = "kube-system";
const CONTROLLER = /(?:^|\/)cert-manager-controller(?![\w-])/;
/** cert-manager reads all Secrets; a program that may not is a stranger's by its name. */
const RIGHTS: readonly Right[] = [{ group: "", resource: "secrets", verb: "get" }];

/** The namespace, by the user's setting, or by what cert-manager's Deployment is told. */
export function clusterNamespace(ctx: ConvertContext): string {
  const settings = readSettings("cert-manager", SETTINGS, ctx);
  return settings.cluster_resource_namespace || toldNamespace(ctx) || USUAL;
}

function toldNamespace({ manifests }: ConvertContext): string | undefined {
  const isTrusted = clusterAccounts(manifests, RIGHTS);
  for (const manifest of manifests.of("Deployment")) {
    const workload = workloadOf(manifest);
    if (!workload || !isTrusted(workload.id.namespace, mapping(workload.pod))) continue;
    for (const container of items(workload.pod.containers)) {
      if (!CONTROLLER.test(text(mapping(container).image))) continue;
      const told = programFlags(container as Container, workload, { manifests }).value(FLAG);
      if (told === undefined) return UNTOLD;
      // What no manifest tells is the pod's own namespace as a rule.
      return told.includes("$") ? workload.id.namespace : told;
    }
  }
  return undefined;
}
