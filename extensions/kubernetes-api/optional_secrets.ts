/**
 * Pods whose references to some Secrets are optional.
 *
 * @module
 */

import { items, mapping, text } from "@dekube/engine/pacts";
import type { Container, PodSpec } from "@dekube/engine/pacts/kubernetes";

type Reference = Record<string, unknown>;

/** A pod that starts without some Secrets: that they are missing is said of who would write them, once. */
export function withoutSecrets(pod: PodSpec, names: ReadonlySet<string>): PodSpec {
  const optional = <T>(reference: T, name: "name" | "secretName" = "name"): T =>
    reference && names.has(text((reference as Reference)[name]))
      ? { ...reference, optional: true }
      : reference;
  const containers = (all: readonly Container[]): Container[] =>
    all.map((container) => ({
      ...container,
      envFrom: items(container.envFrom).map((from) => ({
        ...from,
        ...(from.secretRef ? { secretRef: optional(from.secretRef) } : {}),
      })),
      env: items(container.env).map((variable) =>
        variable.valueFrom?.secretKeyRef
          ? {
            ...variable,
            valueFrom: {
              ...variable.valueFrom,
              secretKeyRef: optional(variable.valueFrom.secretKeyRef),
            },
          }
          : variable
      ),
    }));
  return {
    ...pod,
    initContainers: containers(items(pod.initContainers)),
    containers: containers(items(pod.containers)),
    volumes: items(pod.volumes).map((volume) => ({
      ...volume,
      ...(volume.secret ? { secret: optional(volume.secret, "secretName") } : {}),
      ...(volume.projected
        ? {
          projected: {
            ...mapping(volume.projected),
            sources: items(volume.projected.sources).map((source) => ({
              ...source,
              ...(source.secret ? { secret: optional(source.secret) } : {}),
            })),
          },
        }
        : {}),
    })),
  } as PodSpec;
}
