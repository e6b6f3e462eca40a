/**
 * Where a node keeps its data, in folders called as the operator calls its claims.
 *
 * @module
 */

import { type Mapping, mapping, mappings, text } from "@dekube/engine/pacts";
import type { Cluster } from "./cluster.ts";

/** Where the data is. */
export interface Storage {
  /** Claims of the set. */
  claims: Mapping[];
  /** Volumes that live as long as the container. */
  volumes: Mapping[];
  /** Mounts of both. */
  mounts: Mapping[];
  /** Folders with topics. */
  logs: string[];
  /** The folder with the cluster's metadata. */
  metadata: string;
}

const ROOT = "/var/lib/kafka";

/** The storage of a cluster's node; one that says nothing of it keeps nothing. */
export function storageOf({ node }: Cluster): Storage {
  const storage = mapping(node.storage);
  const isMany = text(storage.type) === "jbod";
  const volumes = isMany ? mappings(storage.volumes) : [storage];
  const storages = volumes.map((volume, index) => {
    const id = isMany ? text(volume.id) || String(index) : "";
    const name = id === "" ? "data" : `data-${id}`;
    return { name, folder: `${ROOT}/${name}`, volume };
  });
  const shared = storages.find(({ volume }) => volume.kraftMetadata === "shared") ?? storages[0];
  const isKept = (volume: Mapping) => text(volume.type) === "persistent-claim";
  const log = (folder: string) => `${folder}/kafka-log0`;
  return {
    claims: storages.filter(({ volume }) => isKept(volume)).map(({ name, volume }) => ({
      metadata: { name },
      spec: {
        accessModes: ["ReadWriteOnce"],
        ...(volume.class ? { storageClassName: volume.class } : {}),
        ...(volume.size ? { resources: { requests: { storage: volume.size } } } : {}),
      },
    })),
    volumes: storages.filter(({ volume }) => !isKept(volume)).map(({ name, volume }) => ({
      name,
      emptyDir: volume.sizeLimit ? { sizeLimit: volume.sizeLimit } : {},
    })),
    mounts: storages.map(({ name, folder }) => ({ name, mountPath: folder })),
    logs: storages.map(({ folder }) => log(folder)),
    metadata: log(shared?.folder ?? `${ROOT}/data`),
  };
}
