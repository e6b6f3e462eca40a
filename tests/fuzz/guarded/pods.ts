/**
 * What guards pods.
 *
 * @module
 */

import type { Guard } from "../_guards.ts";
import { object, OFF } from "./_objects.ts";

/** What takes nothing from a container, by its place. */
const CONTEXT = "spec.containers.0.securityContext";
const NOTHING: Guard["off"] = {
  [CONTEXT]: ["an empty mapping"],
  [`${CONTEXT}.readOnlyRootFilesystem`]: OFF,
  [`${CONTEXT}.allowPrivilegeEscalation`]: ["true", "a quoted true", "yes"],
  [`${CONTEXT}.capabilities`]: ["an empty mapping"],
  [`${CONTEXT}.capabilities.drop`]: ["gone", "an empty list", "a list of nothing"],
  [`${CONTEXT}.capabilities.drop.0`]: ["gone"],
  "spec.containers.0.volumeMounts.0.readOnly": OFF,
  "spec.volumes.0.persistentVolumeClaim.readOnly": OFF,
  "spec.containers.0.ports.0.hostIP": ["an empty text"],
};

function pod(what: string, container: object, at: Guard["at"], spec: object = {}): Guard {
  return {
    name: `workload: ${what}`,
    objects: [
      object("v1", "Pod", "web", {
        spec: {
          containers: [{
            name: "web",
            image: "web:1",
            ports: [{ containerPort: 8080 }],
            ...container,
          }],
          ...spec,
        },
      }),
    ],
    at,
    off: NOTHING,
  };
}

const OF_CONTAINER = ["Pod/web", "spec", "containers", 0] as const;

/** By what they keep out. */
export const GUARDS: readonly Guard[] = [
  pod("who runs", { securityContext: { runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true } }, [
    ...OF_CONTAINER,
    "securityContext",
  ]),
  pod("a root folder that is read only", { securityContext: { readOnlyRootFilesystem: true } }, [
    ...OF_CONTAINER,
    "securityContext",
    "readOnlyRootFilesystem",
  ]),
  pod("capabilities", { securityContext: { capabilities: { drop: ["ALL"] } } }, [
    ...OF_CONTAINER,
    "securityContext",
    "capabilities",
  ]),
  pod("new privileges", { securityContext: { allowPrivilegeEscalation: false } }, [
    ...OF_CONTAINER,
    "securityContext",
    "allowPrivilegeEscalation",
  ]),
  pod(
    "a volume that is read only",
    {
      volumeMounts: [{ name: "data", mountPath: "/data", readOnly: true }],
    },
    [...OF_CONTAINER, "volumeMounts", 0, "readOnly"],
    {
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
    },
  ),
  pod(
    "a claim that is read only",
    {
      volumeMounts: [{ name: "data", mountPath: "/data" }],
    },
    ["Pod/web", "spec", "volumes", 0, "persistentVolumeClaim", "readOnly"],
    {
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data", readOnly: true } }],
    },
  ),
  pod("the address of a port", {
    ports: [{ containerPort: 8080, hostPort: 8080, hostIP: "127.0.0.1" }],
  }, [
    ...OF_CONTAINER,
    "ports",
    0,
    "hostIP",
  ]),
];
