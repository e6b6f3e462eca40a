/**
 * The releases of the input, with their workloads in the order in which Helm would install them.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type OwnedServices,
  ownedServices,
  type ResourceId,
} from "@dekube/engine/pacts";
import { endingServices, iterNamedContainers, runsToEnd } from "@dekube/engine/pacts/kubernetes";
import { type Hook, hookOf } from "./hook.ts";
import { NamedServices } from "./named_services.ts";
import { releaseNames } from "./release_names.ts";

/** A workload of a release. */
export interface Member extends OwnedServices {
  /** Its identity. */
  id: ResourceId;
  /** Whether it completes. */
  ends: boolean;
  /** Services that have all to succeed until it has. */
  ending: string[];
  /** Services of its init containers, the first one first. */
  inits: string[];
  /** The Compose services that a hook has been told of; of other workloads nobody asks. */
  names: ReadonlySet<string>;
}

/** What is installed together. */
export interface Release {
  /** Workloads of hooks that run before, in their order. */
  before: Member[];
  /** The workloads themselves. */
  members: Member[];
  /** Workloads of hooks that run after, in their order. */
  after: Member[];
}

const NOBODY: ReadonlySet<string> = new Set();

/** The releases by name. */
export function findReleases(
  services: Readonly<Record<string, ComposeService>>,
  ctx: ConvertContext,
): Map<string, Release> {
  const servicesOf = ownedServices(services, ctx);
  const nameOf = releaseNames(ctx);
  const hooks = new Map<Member, Hook>();
  let named: NamedServices | undefined;
  const releases = new Map<string, Release>();
  for (const workload of ctx.workloads) {
    const { id, manifest } = workload;
    const own = servicesOf(id);
    if (!own) continue;
    const name = nameOf(workload);
    let release = releases.get(name);
    if (!release) releases.set(name, release = { before: [], members: [], after: [] });
    const inits = [...iterNamedContainers(workload, own.main)]
      .filter(({ role, serviceName }) => role === "init" && Object.hasOwn(services, serviceName))
      .map(({ serviceName }) => serviceName);
    const hook = hookOf(manifest);
    const names = hook ? (named ??= new NamedServices(services, ctx)).of(workload) : NOBODY;
    const ending = endingServices(workload, own.main, services);
    const member = { ...own, id, ends: runsToEnd(workload), ending, inits, names };
    if (hook) hooks.set(member, hook);
    if (hook?.twice) {
      ctx.report(id, 'metadata.annotations["helm.sh/hook"]').warn(
        "hook-once",
        `is a hook before the installation and after it, which Helm runs twice; here it runs once, before. To run it again when all has started: docker compose run --rm ${own.main}`,
      );
    }
    release[hook?.moment ?? "members"].push(member);
  }
  for (const { before, after } of releases.values()) {
    for (const row of [before, after]) row.sort(byWeight);
  }
  return releases;

  /** Helm's order: by weight, then by name. */
  function byWeight(one: Member, other: Member): number {
    return hooks.get(one)!.weight - hooks.get(other)!.weight ||
      (one.id.name < other.id.name ? -1 : 1);
  }
}
