/**
 * Pods, with what the user says of them.
 *
 * @module
 */

import { isMapping, type Mapping, mapping, mappings, text } from "@dekube/engine/pacts";
import { mergePatch } from "@dekube/engine/pacts/kubernetes";
import type { Resource } from "./resource.ts";

/** A pod of ours. */
export interface Pod {
  /** Its labels. */
  labels: Readonly<Record<string, string>>;
  /** The main container. */
  container: Mapping;
  /** Init containers of ours, before those of the user. */
  initContainers?: readonly Mapping[];
  /** Volumes. */
  volumes: readonly Mapping[];
  /** What it runs as. */
  securityContext?: Mapping;
  /** Further fields. */
  more?: Mapping;
}

/**
 * A pod template: ours with the user's on it. A volume of the user's takes the place of ours of that name, and `resources` of
 * the resource count before those of the template, as with the operator.
 */
export function podTemplate(
  { container: name }: Pick<Resource, "container">,
  pod: Pod,
  patch: unknown,
  resources: unknown,
): Mapping {
  const given = said(mapping(patch)) as Mapping;
  const ownSpec = withVolumes(mapping(given.spec));
  const own = { ...given, ...(isMapping(given.spec) ? { spec: ownSpec } : {}) };
  const ownVolumes = new Set(mappings(ownSpec.volumes).map((volume) => text(volume.name)));
  const ownContainer = mappings(ownSpec.containers).find((item) => text(item.name) === name);
  const ownMounts = mappings(ownContainer?.volumeMounts);
  const mounts = mappings(pod.container.volumeMounts).filter((mount) =>
    !ownMounts.some((other) =>
      text(other.name) === text(mount.name) && other.subPath === mount.subPath ||
      text(other.mountPath) === text(mount.mountPath)
    )
  );
  const merged = mergePatch({
    metadata: { labels: { ...pod.labels } },
    spec: {
      ...pod.more,
      ...(pod.securityContext ? { securityContext: pod.securityContext } : {}),
      initContainers: [...(pod.initContainers ?? [])],
      containers: [{ name, ...pod.container, volumeMounts: mounts }],
      volumes: pod.volumes.filter((volume) => !ownVolumes.has(text(volume.name))),
    },
  }, own);
  const spec = mapping(merged.spec);
  const containers = mappings(spec.containers).map((item) =>
    text(item.name) === name && isMapping(resources)
      ? { ...item, resources: mergePatch(mapping(item.resources), resources) }
      : item
  );
  const main = containers.find((item) => text(item.name) === name)!;
  return {
    ...merged,
    // Labels of ours are what Services go by.
    metadata: {
      ...mapping(merged.metadata),
      labels: { ...mapping(mapping(merged.metadata).labels), ...pod.labels },
    },
    spec: {
      ...spec,
      containers,
      initContainers: mappings(spec.initContainers).map((item) => inherited(item, main)),
    },
  };
}

/** Operators read the names of fields whatever their case, and Elastic's own samples have `emptydir`. */
function withVolumes(spec: Mapping): Mapping {
  if (!Array.isArray(spec.volumes)) return spec;
  return {
    ...spec,
    volumes: mappings(spec.volumes).map(({ emptydir, ...volume }) =>
      emptydir === undefined ? volume : { emptyDir: emptydir, ...volume }
    ),
  };
}

/** Init containers have of the main one what they do not say: image, variables and volumes. */
function inherited(init: Mapping, main: Mapping): Mapping {
  const names = new Set(mappings(init.env).map((variable) => text(variable.name)));
  const paths = new Set(mappings(init.volumeMounts).map((mount) => text(mount.mountPath)));
  return {
    ...init,
    image: text(init.image) || main.image,
    env: [
      ...mappings(main.env).filter((variable) => !names.has(text(variable.name))),
      ...mappings(init.env),
    ],
    volumeMounts: [
      ...mappings(main.volumeMounts).filter((mount) => !paths.has(text(mount.mountPath))),
      ...mappings(init.volumeMounts),
    ],
  };
}

/** Without what is `null`, which says nothing to an operator. */
function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => item !== null && item !== undefined)
      .map(([name, item]) => [name, said(item)]),
  );
}
