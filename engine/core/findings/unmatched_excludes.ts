/**
 * Says which names on `exclude` in dekube.yaml are nobody's.
 *
 * @module
 */

import { type ComposeService, kindOf, type Manifest, settingPath } from "../../../pacts/mod.ts";
import { iterNamedContainers, WORKLOAD_KINDS, workloadOf } from "../../../pacts/kubernetes/mod.ts";
import { ShellPattern } from "../../../pacts/kubernetes/shell_pattern.ts";
import type { EngineContext } from "../context.ts";
import { nearest } from "../../../pacts/nearest.ts";

/** What there is to exclude. */
export interface Excludable {
  /** The objects, those among them that are excluded. */
  manifests: readonly Manifest[];
  /** Names that extensions know beside. */
  further: readonly string[];
  /** The services that were made. */
  services: Readonly<Record<string, ComposeService>>;
  /** Names of extensions. */
  extensions?: readonly string[];
}

/** For so many it is guessed what was meant, which takes a look at every name; more are not read one by one. */
const MOST_GUESSES = 50;

/** Warns of names and patterns that match no object and no container. */
export function warnUnmatchedExcludes(
  { manifests, further, services, extensions = [] }: Excludable,
  ctx: Pick<EngineContext, "config" | "names" | "workloads" | "report">,
): void {
  const { exclude } = ctx.config;
  if (exclude.length === 0) return;
  const known = new Set([...further, ...manifests.map(({ metadata }) => metadata.name)]);
  for (const workload of ctx.workloads) {
    const name = ctx.names.service(workload.id);
    for (const { serviceName } of iterNamedContainers(workload, name)) known.add(serviceName);
  }
  // Of those that are left out, or lost containers to an extension, nothing but the manifest says what they had.
  for (const manifest of manifests) {
    const workload = WORKLOAD_KINDS.includes(kindOf(manifest)) ? workloadOf(manifest) : undefined;
    if (!workload) continue;
    for (const { serviceName } of iterNamedContainers(workload, manifest.metadata.name)) {
      known.add(serviceName);
    }
  }
  const names = [...known];
  const holders = Object.keys(services).filter((name) => services[name].holdsPod);
  let guesses = MOST_GUESSES;
  for (const pattern of new Set(exclude)) {
    const compiled = new ShellPattern(pattern);
    const isMatched = compiled.isPlain
      ? known.has(pattern)
      : names.some((name) => compiled.matches(name));
    if (isMatched) continue;
    const owner = holders.find((name) => compiled.matches(name));
    if (owner !== undefined) warnOwner(pattern, owner, services, ctx);
    else if (Object.hasOwn(services, pattern) && extensions.includes(pattern)) {
      ctx.report().warn(
        "exclude-of-extension",
        `"${pattern}" on "exclude" in dekube.yaml is a service that the extension of that name adds, so it stays. To do without it: ${
          settingPath("extensions", pattern, "enabled")
        }: false`,
      );
    } else {
      ctx.report().warn(
        "unknown-exclude",
        `"${pattern}" on "exclude" in dekube.yaml matches no object and no container${
          guesses-- > 0 ? nearest(pattern, names) : ""
        }, so it has no effect. Containers are called as their services in compose.yml`,
      );
    }
  }
}

/** What stands for a pod is there as long as the pod is. */
function warnOwner(
  pattern: string,
  owner: string,
  services: Excludable["services"],
  ctx: Pick<EngineContext, "report">,
): void {
  const { name } = services[owner].owner ?? { name: owner };
  ctx.report().warn(
    "exclude-of-pod",
    `"${pattern}" on "exclude" in dekube.yaml is the service that stands for the pod of "${name}", which goes with its pod, so it stays. Put "${name}" there to leave all of it out, or its containers`,
  );
}
