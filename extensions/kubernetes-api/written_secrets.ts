/**
 * Secrets that a program would write through the Kubernetes API, and that others need.
 *
 * @module
 */

import { type ConvertContext, items, type ResourceId, text, textMap } from "@dekube/engine/pacts";
import { allContainers, type Workload } from "@dekube/engine/pacts/kubernetes";
import { apiUseOf } from "./api_use.ts";
import { literalEnv } from "./literal_env.ts";
import type { NeededSecret } from "./needed_secrets.ts";

/**
 * The needed Secrets that a workload's pod names: in a command line, a variable, a script that it mounts. What it only asks about
 * does not count.
 */
export function secretsNamedBy(
  workload: Workload,
  needed: ReadonlyMap<string, NeededSecret> | undefined,
  ctx: Pick<ConvertContext, "configMaps">,
): NeededSecret[] {
  if (!needed) return [];
  const named = new Set<NeededSecret>();
  const asked = timesAsked(workload);
  for (const part of textsOf(workload, ctx)) {
    for (const [word] of part.matchAll(/[a-z0-9]+(?:[-.]+[a-z0-9]+)*/g)) {
      const secret = needed.get(word);
      if (!secret) continue;
      const times = asked.get(word) ?? 0;
      if (times > 0) asked.set(word, times - 1);
      else named.add(secret);
    }
  }
  for (const secret of named) {
    for (const key of keysCreated(workload, secret.name)) secret.keys.add(key);
  }
  return [...named].filter(({ users }) =>
    [...users.values()].some(({ name }) => name !== workload.id.name)
  );
}

/** How often a pod's command lines name each Secret only to ask about it. */
function timesAsked(workload: Workload): Map<string, number> {
  const times = new Map<string, number>();
  for (const container of allContainers(workload)) {
    for (const { kind, name } of apiUseOf(container, workload).asksAbout) {
      if (kind === "secret") times.set(name, (times.get(name) ?? 0) + 1);
    }
  }
  return times;
}

function keysCreated(workload: Workload, name: string): string[] {
  return allContainers(workload).flatMap((container) =>
    apiUseOf(container, workload).creates.get(name) ?? []
  );
}

function* textsOf(workload: Workload, ctx: Pick<ConvertContext, "configMaps">): Iterable<string> {
  for (const container of allContainers(workload)) {
    yield* items(container.command).map(text);
    yield* items(container.args).map(text);
    yield* Object.values(literalEnv(container, workload));
    // A program that writes one Secret often bears its name.
    yield text(container.image);
  }
  for (const { configMap } of items(workload.pod.volumes)) {
    const scripts = configMap && ctx.configMaps.get(workload.id.namespace, text(configMap.name));
    if (scripts) yield* Object.values(textMap(scripts.data));
  }
}

/** Says which Secrets are missing because a workload can't write them. */
export function sayUnwritten(
  id: ResourceId,
  secrets: readonly NeededSecret[],
  isLeftOut: boolean,
  ctx: Pick<ConvertContext, "report">,
): void {
  const names = usersOf(id, secrets);
  const what = described(secrets);
  const several = secrets.length > 1;
  ctx.report(id).error(
    "secret-of-job",
    `would write the Secret${several ? "s" : ""} ${
      what.join(", ")
    } through the Kubernetes API, which is not there, so ${names.join(", ")} ${
      names.length > 1 ? "go" : "goes"
    } without${isLeftOut ? ", and it is left out itself" : ""}. Add ${
      several ? "them" : "it"
    } to the manifests as kind: Secret with metadata.name ${
      secrets.map(({ name }) => name).join(", ")
    }, or set the chart's value for a Secret that exists`,
  );
}

/** Says which Secrets come too late for whom, where there is an API that a workload writes them to. */
export function sayLate(
  id: ResourceId,
  secrets: readonly NeededSecret[],
  ctx: Pick<ConvertContext, "report">,
): void {
  const names = usersOf(id, secrets);
  const [{ name }] = secrets;
  ctx.report(id).error(
    "secret-of-job",
    `writes the Secret${secrets.length > 1 ? "s" : ""} ${
      described(secrets).join(", ")
    } to the Kubernetes API of the project, where programs that ask it find ${
      secrets.length > 1 ? "them" : "it"
    }; ${names.join(", ")} would have ${
      secrets.length > 1 ? "them" : "it"
    } as files or variables, which are there from the next conversion on that has ${
      secrets.length > 1 ? "them" : "it"
    } among the manifests. Add kind: Secret with metadata.name ${name}, by "kubectl get secret ${name} -o yaml" for instance`,
  );
}

/** Who else would use the Secrets. */
function usersOf(id: ResourceId, secrets: readonly NeededSecret[]): string[] {
  const users = new Map(secrets.flatMap(({ users }) => [...users]));
  return [...users.values()].filter(({ kind, name }) => kind !== id.kind || name !== id.name)
    .map(({ kind, name }) => `${kind} ${name}`);
}

function described(secrets: readonly NeededSecret[]): string[] {
  return secrets.map(({ name, keys }) =>
    `"${name}"${keys.size > 0 ? ` (${[...keys].join(", ")})` : ""}`
  );
}
