/**
 * Services that stand for a pod are made anew with any of its containers.
 *
 * @module
 */

import {
  type ComposeProject,
  type ComposeService,
  isMapping,
  type RenderedService,
} from "../../../pacts/mod.ts";
import { shortHash } from "../../../pacts/hash.ts";

/** Label whose value changes with whatever is in the pod: Compose makes a service anew whose labels change. */
const LABEL = "dekube.io/pod";

/** Gives each service that stands for a pod a label that changes with the pod's other services. */
export function markPods(
  { services }: ComposeProject,
  made: Readonly<Record<string, ComposeService>>,
): void {
  const members = Map.groupBy(Object.keys(services), (name) => services[name].network_mode);
  for (const [name, { holdsPod }] of Object.entries(made)) {
    if (!holdsPod || !Object.hasOwn(services, name)) continue;
    const pod = (members.get(`service:${name}`) ?? []).sort();
    const hash = shortHash(pod.map((member) => fingerprint(member, services[member])).join(), 2);
    services[name] = { ...services[name], labels: { ...services[name].labels, [LABEL]: hash } };
  }
}

function fingerprint(name: string, service: RenderedService): string {
  return JSON.stringify(
    [name, service],
    (_key, value) =>
      isMapping(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1))
        : value,
  );
}
