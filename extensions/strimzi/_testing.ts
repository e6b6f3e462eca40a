/**
 * Clusters of Kafka for tests.
 *
 * @module
 */

import type { Conversion } from "../../mod.ts";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as certManager from "../cert-manager/mod.ts";
import * as workload from "../workload/mod.ts";
import * as strimzi from "./mod.ts";

export { said as codes } from "@dekube/engine/testing";

/** An object in the namespace `shop`. */
export function object(apiVersion: string, kind: string, name: string, content: object): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: "shop" }, ...content };
}

/** An object of Strimzi's that belongs to the cluster `events`. */
export function own(kind: string, name: string, spec: object = {}): Manifest {
  return {
    apiVersion: "kafka.strimzi.io/v1",
    kind,
    metadata: { name, namespace: "shop", labels: { "strimzi.io/cluster": "events" } },
    spec,
  };
}

/** The cluster `events`. */
export function kafka(fields: object = {}, spec: object = {}): Manifest {
  return own("Kafka", "events", { kafka: { listeners: [PLAIN], ...fields }, ...spec });
}

/** A listener that takes everybody. */
export const PLAIN = { name: "plain", port: 9092, type: "internal", tls: false };

/** A pool of nodes with both roles. */
export function nodePool(name = "dual", fields: object = {}): Manifest {
  return own("KafkaNodePool", name, {
    replicas: 1,
    roles: ["controller", "broker"],
    storage: { type: "jbod", volumes: [{ id: 0, type: "persistent-claim", size: "1Gi" }] },
    ...fields,
  });
}

/** A Secret. */
export function secret(name: string, stringData: Record<string, string>): Manifest {
  return object("v1", "Secret", name, { stringData });
}

/** A workload that has values of Secrets in its environment, and mounts Secrets at `/<name>`. */
export function app(
  env: Record<string, string | [secret: string, key: string]>,
  mounted: readonly string[] = [],
): Manifest {
  const variables = Object.entries(env).map(([name, value]) =>
    typeof value === "string"
      ? { name, value }
      : { name, valueFrom: { secretKeyRef: { name: value[0], key: value[1] } } }
  );
  const volumes = mounted.map((name) => ({ name, secret: { secretName: name } }));
  const volumeMounts = mounted.map((name) => ({ name, mountPath: `/${name}` }));
  const containers = [{ name: "app", image: "app", env: variables, volumeMounts }];
  return object("apps/v1", "Deployment", "app", {
    spec: { template: { spec: { containers, volumes } } },
  });
}

/** Converts with cert-manager and workloads. */
export function convert(
  manifests: readonly Manifest[],
  options: { config?: object; previous?: Conversion } = {},
): Promise<Conversion> {
  const { config = {}, previous } = options;
  return testConversion([certManager, workload, strimzi], manifests, {
    config,
    firstRun: true,
    account: true,
    ...previous ? { previous: previous.files } : {},
  });
}

/** A file of a conversion, as text. */
export function fileOf({ files }: Conversion, path: string): string {
  const found = [...files.entries()].find(([own]) => own === path);
  const content = found?.[1].content ?? "";
  return typeof content === "string" ? content : new TextDecoder().decode(content);
}
