/**
 * kubernetes-api: what asks the Kubernetes API gets by without it, as far as that can be, and is named where it can't.
 *
 * Init containers that only wait become dependencies, sidecars that fetch ConfigMaps have them mounted in their place, and Jobs
 * that only write to the API are left out.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  type IngressEntry,
  items,
  Transform,
} from "@dekube/engine/pacts";
import type { Container, PodSpec, Workload } from "@dekube/engine/pacts/kubernetes";
import { AccountAccess, accountOf, onlyReads, writesSecrets } from "./access.ts";
import { keyOf, leaveOut, onlyCallsOf, sayLeftOut } from "./api_jobs.ts";
import { callsOf } from "./api_use.ts";
import { collectFiles } from "./collected_files.ts";
import { missingSecrets } from "./missing_secrets.ts";
import { sayNeed, signsOf } from "./needs_api.ts";
import { withPod } from "./pods.ts";
import { keepWaits, sayTakenOut, type Waiter, waitersOf } from "./waiters.ts";
import { sayUnwritten, secretsNamedBy } from "./written_secrets.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "kubernetes-api", depends: ["workload"] };

/** Takes out of pods what could only fail, and says what else will. */
export class KubernetesApi extends Transform {
  /** `kubernetes-api`. */
  readonly name = "kubernetes-api";
  /** Before the transforms that look at what is there. */
  override readonly priority = 250;

  readonly #waiters: Waiter[] = [];
  /** Workloads as they were, by identity, where containers were taken out. */
  readonly #originals = new Map<string, Workload>();
  /** Accounts of pods that lost a container: what those may read is explained by it. */
  readonly #explained = new Set<string>();

  /** Takes containers out of their pods. */
  override prepare(ctx: ConvertContext): void {
    for (const workload of ctx.workloads) {
      const waiters = waitersOf(workload);
      const pod = collectFiles(workload, ctx);
      if (waiters.size === 0 && !pod) continue;
      this.#waiters.push(...waiters.values());
      this.#originals.set(keyOf(workload.id), workload);
      this.#explained.add(accountKey(workload));
      ctx.manifests.add(withPod(workload.manifest, without(pod ?? workload.pod, waiters)));
    }
  }

  /** Keeps the waits, and says what does not work. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    const missing = missingSecrets(ctx);
    const accounts = new AccountAccess(ctx);
    const sidecars = Map.groupBy(
      this.#waiters.filter(({ isInit }) => !isInit),
      ({ id }) => keyOf(id),
    );
    const left = new Set<string>();
    for (const workload of ctx.workloads) {
      const { id } = workload;
      const original = this.#originals.get(keyOf(id)) ?? workload;
      const calls = onlyCallsOf(workload);
      const access = accounts.of(workload);
      const unwritten = callsOf(original).length > 0 || writesSecrets(access)
        ? secretsNamedBy(original, missing.get(id.namespace), ctx)
        : [];
      if (calls) left.add(keyOf(id));
      if (unwritten.length > 0) sayUnwritten(id, unwritten, calls !== undefined, ctx);
      else if (calls) sayLeftOut(id, calls, ctx);
      else {
        sayTakenOut(sidecars.get(keyOf(id)) ?? [], ctx);
        const isExplained = access && onlyReads(access) &&
          this.#explained.has(accountKey(workload));
        sayNeed(id, signsOf(workload, isExplained ? undefined : access), ctx);
      }
    }
    leaveOut(left, services);
    keepWaits(this.#waiters, services, ctx);
  }
}

function without(pod: PodSpec, left: ReadonlyMap<Container, unknown>): PodSpec {
  const stay = (all: PodSpec["containers"]) =>
    items(all).filter((container) => !left.has(container));
  return {
    ...pod,
    ...(pod.initContainers ? { initContainers: stay(pod.initContainers) } : {}),
    containers: stay(pod.containers),
  };
}

function accountKey(workload: Workload): string {
  return `${workload.id.namespace}/${accountOf(workload)}`;
}
