/**
 * Secrets that pods refer to, whether they are there or not.
 *
 * @module
 */

import { type ConvertContext, items, type ResourceId, text } from "@dekube/engine/pacts";
import { allContainers, type Workload } from "@dekube/engine/pacts/kubernetes";

/** A Secret that somebody needs. */
export interface NeededSecret {
  /** Its name. */
  name: string;
  /** Keys of it that somebody wants by name. */
  keys: Set<string>;
  /** Who refers to it, by identity. */
  users: Map<string, ResourceId>;
}

/** The Secrets that pods need, by namespace, then by name. References that are optional don't count. */
export function neededSecrets(
  ctx: Pick<ConvertContext, "workloads">,
): Map<string, Map<string, NeededSecret>> {
  const needed = new Map<string, Map<string, NeededSecret>>();
  for (const workload of ctx.workloads) {
    const { namespace } = workload.id;
    for (const [name, keys] of referencesOf(workload)) {
      let byName = needed.get(namespace);
      if (!byName) needed.set(namespace, byName = new Map());
      let secret = byName.get(name);
      if (!secret) byName.set(name, secret = { name, keys: new Set(), users: new Map() });
      for (const key of keys) secret.keys.add(key);
      secret.users.set(JSON.stringify(workload.id), workload.id);
    }
  }
  return needed;
}

/** Secrets that a pod needs, with the keys that it names. */
function* referencesOf(workload: Workload): Iterable<[name: string, keys: string[]]> {
  for (const container of allContainers(workload)) {
    for (const { secretRef } of items(container.envFrom)) {
      if (secretRef && secretRef.optional !== true) yield [text(secretRef.name), []];
    }
    for (const { valueFrom } of items(container.env)) {
      const ref = valueFrom?.secretKeyRef;
      if (ref && ref.optional !== true) yield [text(ref.name), [text(ref.key)]];
    }
  }
  for (const { secret, projected } of items(workload.pod.volumes)) {
    if (secret && secret.optional !== true) yield [text(secret.secretName), keysOf(secret.items)];
    for (const source of items(projected?.sources)) {
      if (source.secret && source.secret.optional !== true) {
        yield [text(source.secret.name), keysOf(source.secret.items)];
      }
    }
  }
}

function keysOf(picked: readonly ({ key?: string | null } | null)[] | null | undefined): string[] {
  return items(picked).map(({ key }) => text(key));
}
