/**
 * What the operator's pod would be: its container and its volumes.
 *
 * @module
 */

import {
  append,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  text,
  texts,
} from "@dekube/engine/pacts";
import type {
  Container,
  ContainerPort,
  PodSpec,
  Volume,
  VolumeMount,
} from "@dekube/engine/pacts/kubernetes";
import { isFileName } from "./assets.ts";
import type { Program, Running } from "./program.ts";
import { isSet } from "./read.ts";

/** The port of a CR's container; the operator's config reloader, which has another one, is not here. */
export function webPort({ spec }: Manifest, { webPort }: Program): ContainerPort {
  return { name: text(mapping(spec).portName) || "web", containerPort: webPort, protocol: "TCP" };
}

/** The pod that is run. */
export function podSpec(running: Running): PodSpec {
  const { program, manifest, spec, container, image, site, resource } = running;
  const volumes: Volume[] = [];
  const mounts: VolumeMount[] = [];
  const add = (volume: Volume, mountPath: string) => {
    volumes.push(volume);
    mounts.push({ name: volume.name, mountPath });
  };
  const taken = new Set(mappings(spec.volumes).map(({ name }) => text(name)));
  const data = taken.has("data") ? `${program.name}_data` : "data";
  add(
    { name: data, ...dataSource(mapping(spec.storage), `${program.name}-${resource.name}-db`) },
    program.dataFolder,
  );
  const sources = [["secrets", "secret"], ["configMaps", "configMap"]] as const;
  for (const [field, kind] of sources) {
    for (const name of new Set(texts(spec[field]))) {
      const source = kind === "secret" ? { secret: { secretName: name } } : { configMap: { name } };
      if (isFileName(name)) {
        add(
          { name: `${kind}_${name}`, ...source },
          `/etc/${program.name}/${field.toLowerCase()}/${name}`,
        );
      } else {
        site.at(field).warn("unsafe-path", `"${name}" can't be a folder; it is left out`);
      }
    }
  }
  // An underscore can't be part of a Kubernetes name, so these share none with those above.
  append(volumes, mappings(spec.volumes) as Volume[]);
  append(mounts, mappings(spec.volumeMounts) as VolumeMount[]);
  append(mounts, mappings(container.volumeMounts) as VolumeMount[]);
  const own: Container = {
    ...container as Container,
    name: program.name,
    image,
    ports: [webPort(manifest, program)],
    volumeMounts: mounts,
  };
  return {
    containers: [own],
    volumes,
    securityContext: mapping(spec.securityContext) as PodSpec["securityContext"],
  };
}

/** Where the data is: on a claim where the CR asks for one, else with the container. */
function dataSource(storage: Mapping, claim: string): Omit<Volume, "name"> {
  const template = mapping(storage.volumeClaimTemplate);
  if (isSet(template)) {
    const claimName = text(mapping(template.metadata).name) || claim;
    return { persistentVolumeClaim: { claimName } };
  }
  return { emptyDir: mapping(storage.emptyDir) };
}
