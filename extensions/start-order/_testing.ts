/**
 * Conversions to test start order with.
 *
 * @module
 */

import { items, type RenderedService } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { WorkloadProvider } from "../workload/mod.ts";
import { StartOrder } from "./mod.ts";

type Json = Record<string, unknown>;

/** What is to differ from a Deployment of one container. */
export interface WorkloadOptions {
  kind?: string;
  /** `helm.sh/hook`. */
  hook?: string;
  /** `helm.sh/hook-weight`. */
  weight?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  container?: Json;
  pod?: Json;
}

/** A workload in the namespace `shop`, whose pods bear the label `app: <name>`. */
export function workload(
  name: string,
  { kind, hook, weight, labels = {}, annotations = {}, container = {}, pod = {} }: WorkloadOptions =
    {},
) {
  const spec = { containers: [{ name: "main", image: `example/${name}`, ...container }], ...pod };
  return {
    kind: kind ?? (hook ? "Job" : "Deployment"),
    metadata: {
      name,
      namespace: "shop",
      labels,
      annotations: {
        ...annotations,
        ...(hook ? { "helm.sh/hook": hook } : {}),
        ...(weight === undefined ? {} : { "helm.sh/hook-weight": String(weight) }),
      },
    },
    spec: kind === "Pod" ? spec : { template: { metadata: { labels: { app: name } }, spec } },
  };
}

/** A Service in the namespace `shop` that leads to the workload of its name. */
export function service(name: string) {
  return {
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { selector: { app: name }, ports: [{ port: 80 }] },
  };
}

/** A readiness probe. */
export const PROBE = { readinessProbe: { exec: { command: ["ok"] } } };

/** Start conditions of each service that waits: `db healthy`. */
export async function orderOf(...manifests: object[]): Promise<Record<string, string[]>> {
  return waitsIn((await converted(manifests)).project.services);
}

/** A conversion of manifests, with other transforms too. */
export function converted(manifests: readonly object[], others: readonly object[] = []) {
  return testConversion([new WorkloadProvider(), ...others, new StartOrder()], manifests);
}

/** Start conditions of each service that waits: `db healthy`. */
export function waitsIn(
  services: Record<string, Pick<RenderedService, "depends_on">>,
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(services).filter(([, { depends_on }]) => depends_on).map((
      [name, { depends_on }],
    ) => [
      name,
      Object.entries(depends_on!).map(([other, { condition }]) =>
        `${other} ${items(condition.split("_"))[1]}`
      ),
    ]),
  );
}
