/**
 * What the operator's pod would be: its container and its volumes.
 *
 * @module
 */

import { type Manifest, type Mapping, mapping, mappings, text, texts } from "@dekube/engine/pacts";
import type {
  Container,
  ContainerPort,
  PodSpec,
  Volume,
  VolumeMount,
} from "@dekube/engine/pacts/kubernetes";
import { isFileName } from "./assets.ts";
import { DATA_FOLDER } from "./flags.ts";
import type { Instance } from "./instance.ts";
import { isSet } from "./read.ts";

/** Where Prometheus listens. */
export const WEB_PORT = 9090;

/** The port of a CR's container; the operator's config reloader, which has another one, is not here. */
export function webPort({ spec }: Manifest): ContainerPort {
  return { name: text(mapping(spec).portName) || "web", containerPort: WEB_PORT, protocol: "TCP" };
}

/** The pod that is run. */
export function podSpec({ manifest, spec, container, image, site, resource }: Instance): PodSpec {
  const volumes: Volume[] = [];
  const mounts: VolumeMount[] = [];
  const add = (volume: Volume, mountPath: string) => {
    volumes.push(volume);
    mounts.push({ name: volume.name, mountPath });
  };
  const taken = new Set(mappings(spec.volumes).map(({ name }) => text(name)));
  const data = taken.has("data") ? "prometheus_data" : "data";
  add({ name: data, ...dataSource(mapping(spec.storage), resource.name) }, DATA_FOLDER);
  const sources = [["secrets", "secret"], ["configMaps", "configMap"]] as const;
  for (const [field, kind] of sources) {
    for (const name of new Set(texts(spec[field]))) {
      const source = kind === "secret" ? { secret: { secretName: name } } : { configMap: { name } };
      if (isFileName(name)) {
        add(
          { name: `${kind}_${name}`, ...source },
          `/etc/prometheus/${field.toLowerCase()}/${name}`,
        );
      } else {
        site.at(field).warn("unsafe-path", `"${name}" can't be a folder; it is left out`);
      }
    }
  }
  // An underscore can't be part of a Kubernetes name, so these share none with those above.
  volumes.push(...mappings(spec.volumes) as Volume[]);
  mounts.push(...mappings(spec.volumeMounts) as VolumeMount[]);
  mounts.push(...mappings(container.volumeMounts) as VolumeMount[]);
  const own: Container = {
    ...container as Container,
    name: "prometheus",
    image,
    ports: [webPort(manifest)],
    volumeMounts: mounts,
  };
  return {
    containers: [own],
    volumes,
    securityContext: mapping(spec.securityContext) as PodSpec["securityContext"],
  };
}

/** Where the data is: on a claim where the CR asks for one, else with the container. */
function dataSource(storage: Mapping, name: string): Omit<Volume, "name"> {
  const template = mapping(storage.volumeClaimTemplate);
  if (isSet(template)) {
    const claimName = text(mapping(template.metadata).name) || `prometheus-${name}-db`;
    return { persistentVolumeClaim: { claimName } };
  }
  return { emptyDir: mapping(storage.emptyDir) };
}
