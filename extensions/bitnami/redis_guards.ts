/**
 * What keeps somebody out of a Redis of Bitnami's, and would be lost with the image.
 *
 * @module
 */

import { type ConvertContext, items, text } from "@dekube/engine/pacts";
import type { Volume } from "@dekube/engine/pacts/kubernetes";
import { isWithin, tidyPath } from "./mounts.ts";
import { FOLDERS, type RedisConfig } from "./redis_config.ts";
import type { Subject } from "./subject.ts";

/** A guard that the stock image would not have, in words; nothing where it has all. */
export function lostGuard(
  subject: Subject,
  password: string,
  config: RedisConfig,
  ctx: Pick<ConvertContext, "secrets" | "configMaps">,
): string | undefined {
  const { service } = subject;
  const rules = text(service.environment?.REDIS_ACLFILE);
  if (rules !== "") return `it reads access rules from ${rules} (REDIS_ACLFILE)`;
  if (/\$\([^()]+\)/.test(password)) return `its password refers to what is not there: ${password}`;
  if (config.guards.length > 0) {
    return `its settings name a file that is not there, or is in Bitnami's own folders: ${
      config.guards.join(", ")
    }`;
  }
  const unknown = unknownSettings(subject, ctx);
  return unknown && `nobody knows what settings it has at ${unknown}`;
}

/** Where settings are mounted that are not among the manifests. */
function unknownSettings(
  { origin }: Subject,
  ctx: Pick<ConvertContext, "secrets" | "configMaps">,
): string | undefined {
  if (!origin) return undefined;
  const { container, workload: { pod, id } } = origin;
  const mounted = items(container.volumeMounts).find(({ name, mountPath }) => {
    const path = tidyPath(text(mountPath));
    const volume = items(pod.volumes).find((volume) => text(volume.name) === text(name));
    return volume && FOLDERS.some((folder) => isWithin(path, folder)) &&
      !isKnown(volume, id.namespace, ctx);
  });
  return mounted && text(mounted.mountPath);
}

/** Whether all that a volume has to hold is known, be it nothing. */
function isKnown(
  volume: Volume,
  namespace: string,
  { secrets, configMaps }: Pick<ConvertContext, "secrets" | "configMaps">,
): boolean {
  const { emptyDir, ephemeral, downwardAPI, secret, configMap, projected } = volume;
  const isThere = (
    all: { get(namespace: string, name: string): unknown },
    name: unknown,
    optional: unknown,
  ) => optional === true || all.get(namespace, text(name)) !== undefined;
  if (secret) return isThere(secrets, secret.secretName, secret.optional);
  if (configMap) return isThere(configMaps, configMap.name, configMap.optional);
  if (projected) {
    return items(projected.sources).every(({ secret, configMap }) =>
      secret
        ? isThere(secrets, secret.name, secret.optional)
        : !configMap || isThere(configMaps, configMap.name, configMap.optional)
    );
  }
  // What says nothing of itself is an emptyDir.
  const isPlain = Object.entries(volume).every(([key, value]) =>
    key === "name" || (value ?? undefined) === undefined
  );
  return isPlain ||
    [emptyDir, ephemeral, downwardAPI].some((kind) => (kind ?? undefined) !== undefined);
}
