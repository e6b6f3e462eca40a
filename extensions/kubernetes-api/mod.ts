/**
 * kubernetes-api: what asks the Kubernetes API gets by without it, as far as that can be, and is named where it can't.
 *
 * Init containers that only wait become dependencies, sidecars that fetch ConfigMaps have them mounted in their place, and Jobs
 * that only write to the API are left out. Where another extension brings an API, all of them stay.
 *
 * @module
 */

import {
  append,
  type ComposeProject,
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  type IngressEntry,
  items,
  Transform,
} from "@dekube/engine/pacts";
import {
  apiServerOf,
  type Container,
  type PodSpec,
  runsToEnd,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { AccountAccess, accountOf, onlyReads, writesSecrets } from "./access.ts";
import { keyOf, leaveOut, onlyCallsOf, sayLeftOut } from "./api_jobs.ts";
import { callsOf, changesApi } from "./api_use.ts";
import { askingApi } from "./asking_api.ts";
import { collectFiles } from "./collected_files.ts";
import { type NeededSecret, neededSecrets } from "./needed_secrets.ts";
import { sayNeed } from "./needs_api.ts";
import { withoutSecrets } from "./optional_secrets.ts";
import { withPod } from "./pods.ts";
import {
  keepWaits,
  type KeptWaits,
  sayTakenOut,
  sayWaits,
  type Waiter,
  waitersOf,
} from "./waiters.ts";
import { sayLate, sayUnwritten, secretsNamedBy } from "./written_secrets.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "kubernetes-api",
  depends: ["workload"],
  settings: {},
};

/** Takes out of pods what could only fail, and says what else will. */
export class KubernetesApi extends Transform {
  /** `kubernetes-api`. */
  readonly name = "kubernetes-api";
  /** Before the transforms that look at what is there. */
  override readonly priority = 250;

  readonly #waiters: Waiter[] = [];
  #kept: KeptWaits | undefined;
  /** Workloads as they were, by identity, where containers were taken out. */
  readonly #originals = new Map<string, Workload>();
  /** Accounts of pods whose containers show what they do with the API: nothing need be guessed of others. */
  readonly #explained = new Set<string>();
  /** Those of pods that are seen to change something by it. */
  readonly #changing = new Set<string>();
  /** Secrets that pods need, by who would write them. */
  #unwritten = new Map<string, NeededSecret[]>();
  /** Whether there is an API after all, which another extension brings. */
  #isServed = false;

  /** Takes containers out of their pods. */
  override prepare(ctx: ConvertContext): void {
    const accounts = new AccountAccess(ctx);
    this.#unwritten = this.#writers(accounts, ctx);
    const missed = missedBy(this.#unwritten);
    const { asking, needing } = askingApi(accounts, ctx);
    this.#isServed = apiServerOf(ctx)?.serves(asking, needing) ?? false;
    for (const workload of ctx.workloads) {
      if (callsOf(workload).length > 0) this.#explained.add(accountKey(workload));
      if (changesApi(workload)) this.#changing.add(accountKey(workload));
      const waiters = this.#isServed ? new Map<Container, Waiter>() : waitersOf(workload);
      const pod = this.#isServed ? undefined : collectFiles(workload, accounts, ctx);
      const names = missed.get(keyOf(workload.id));
      if (waiters.size === 0 && !pod && !names) continue;
      const left = without(pod ?? workload.pod, waiters);
      const made = names ? withoutSecrets(left, names) : left;
      if (waiters.size === 0 && !pod) {
        ctx.manifests.add(withPod(workload.manifest, made));
        continue;
      }
      append(this.#waiters, waiters.values());
      this.#originals.set(keyOf(workload.id), workload);
      this.#explained.add(accountKey(workload));
      ctx.manifests.add(withPod(workload.manifest, made));
    }
  }

  /** Keeps the waits, and says what does not work. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    const accounts = new AccountAccess(ctx);
    const sidecars = Map.groupBy(
      this.#waiters.filter(({ isInit }) => !isInit),
      ({ id }) => keyOf(id),
    );
    const left = new Set<string>();
    for (const workload of ctx.workloads) {
      const { id } = workload;
      const calls = onlyCallsOf(workload);
      const access = accounts.of(workload);
      const unwritten = (this.#unwritten.get(keyOf(id)) ?? [])
        .filter(({ name }) => !ctx.secrets.get(id.namespace, name));
      if (this.#isServed) {
        if (unwritten.length > 0) sayLate(id, unwritten, ctx);
        continue;
      }
      if (calls) left.add(keyOf(id));
      if (unwritten.length > 0) sayUnwritten(id, unwritten, calls !== undefined, ctx);
      else if (calls) sayLeftOut(id, calls, ctx);
      else {
        sayTakenOut(sidecars.get(keyOf(id)) ?? [], ctx);
        const isExplained = this.#explained.has(accountKey(workload)) &&
          (!this.#originals.has(keyOf(id)) || access && onlyReads(access) ||
            this.#changing.has(accountKey(workload)));
        sayNeed(workload, isExplained ? undefined : access, ctx);
      }
    }
    leaveOut(left, services);
    this.#kept = keepWaits(this.#waiters, services, ctx);
  }

  /** Says which waits the user has left. */
  override preWrite({ services }: ComposeProject, ctx: ConvertContext): void {
    if (this.#kept) sayWaits(this.#kept, services, ctx);
  }

  /**
   * The Secrets that pods need, by who would write them: each by one. Whether they are there is no question yet, since operators
   * make theirs later. Who calls the API by a program that does nothing else is it
   * sooner than a Job whose account may do so.
   */
  #writers(accounts: AccountAccess, ctx: ConvertContext): Map<string, NeededSecret[]> {
    const needed = neededSecrets(ctx);
    const callers: Workload[] = [];
    const others: Workload[] = [];
    for (const workload of needed.size > 0 ? ctx.workloads : []) {
      if (changesApi(workload)) callers.push(workload);
      else if (callsOf(workload).length > 0) continue;
      else if (runsToEnd(workload) && writesSecrets(accounts.of(workload))) others.push(workload);
    }
    const writers = new Map<string, NeededSecret[]>();
    for (const workload of [...callers, ...others]) {
      const ofNamespace = needed.get(workload.id.namespace);
      const secrets = secretsNamedBy(workload, ofNamespace, ctx);
      for (const { name } of secrets) ofNamespace?.delete(name);
      if (secrets.length > 0) writers.set(keyOf(workload.id), secrets);
    }
    return writers;
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

/** Names of Secrets by the workload that is to do without. */
function missedBy(
  writers: ReadonlyMap<string, readonly NeededSecret[]>,
): Map<string, Set<string>> {
  const missed = new Map<string, Set<string>>();
  for (const { name, users } of [...writers.values()].flat()) {
    for (const id of users.values()) {
      let names = missed.get(keyOf(id));
      if (!names) missed.set(keyOf(id), names = new Set());
      names.add(name);
    }
  }
  return missed;
}

function accountKey(workload: Workload): string {
  return `${workload.id.namespace}/${accountOf(workload)}`;
}
