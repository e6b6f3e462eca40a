/**
 * What the operator makes of a program that answers HTTP and keeps nothing: a Deployment, its config and its Service.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  objectBeside,
  type ObjectIndex,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { secretBeside } from "./association.ts";
import { certificateMount, certificateObjects, type Endpoint, httpService } from "./http.ts";
import { podTemplate } from "./pod_template.ts";

/** A volume, and where it is mounted. */
export interface Mount {
  /** Volumes of the pod. */
  volumes: readonly Mapping[];
  /** Mounts of the container. */
  volumeMounts: readonly Mapping[];
}

/** What differs between the programs. */
export interface ServerParts {
  /** The Deployment. */
  workload: string;
  /** The Secret with the config, and whatever else belongs there. */
  config: { secret: string; file: string; content: string; mountPath: string };
  /** Fields of the container: how it is started, its probe, its variables. */
  container: Mapping;
  /** Its memory, where the user says nothing of it. */
  memory: string;
  /** Further volumes. */
  mounts: readonly Mount[];
  /** Where its certificates lie. */
  certificates?: string;
  /** What the pod runs as. */
  securityContext?: Mapping;
}

/** Its objects. */
export function serverObjects(
  endpoint: Endpoint,
  parts: ServerParts,
  objects: ObjectIndex,
  made: Map<Manifest, Manifest[]>,
): Manifest[] {
  const { resource, port, scheme } = endpoint;
  const { manifest, labels, spec, version, type, fullImage } = resource;
  const { config, container, memory, workload, securityContext } = parts;
  const mounts = [...parts.mounts, certificateMount(endpoint, parts.certificates)];
  const template = podTemplate(
    resource,
    {
      labels: { ...labels, [`${type}.k8s.elastic.co/version`]: version },
      ...(securityContext ? { securityContext } : {}),
      container: {
        image: fullImage,
        ports: [{ name: scheme, containerPort: port }],
        resources: { requests: { memory }, limits: { memory } },
        ...container,
        volumeMounts: [
          {
            name: "elastic-internal-config",
            mountPath: config.mountPath,
            subPath: config.file,
            readOnly: true,
          },
          ...mounts.flatMap(({ volumeMounts }) => volumeMounts),
        ],
      },
      volumes: [
        { name: "elastic-internal-config", secret: { secretName: config.secret } },
        ...mounts.flatMap(({ volumes }) => volumes),
      ],
    },
    spec.podTemplate,
    spec.resources,
  );
  return [
    secretBeside(resource, config.secret, { [config.file]: config.content }),
    ...certificateObjects(endpoint, objects, made),
    httpService(endpoint),
    objectBeside(manifest, "Deployment", workload, {
      spec: {
        replicas: wholeNumber(spec.count) ?? 1,
        selector: { matchLabels: { ...labels } },
        template,
      },
    }, { apiVersion: "apps/v1", labels }),
  ];
}

/** A probe that asks for a path. */
export function httpProbe({ scheme, port }: Endpoint, path: string): Mapping {
  return {
    httpGet: { path, port, scheme: scheme.toUpperCase() },
    initialDelaySeconds: 10,
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
  };
}

/** The settings of a resource. */
export function ownConfig({ resource }: Endpoint): Mapping {
  return mapping(resource.spec.config);
}
