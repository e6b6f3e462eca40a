/**
 * emptydir: gives the containers of a pod the emptyDirs that they share, empty when the pod starts.
 *
 * Each mount of an emptyDir comes as an anonymous volume of its own. Those that stand for one place
 * become one named volume, `<workload>-<volume>`. A `subPath` that is shared is a place too, and gets
 * a volume of its own, `<workload>-<volume>-<subPath>`, that is also mounted inside each mount of a
 * folder above it: Docker's own `volume.subpath` needs Docker 26 and something that is there already,
 * so only files are mounted by it, which no volume can be.
 *
 * Where a service stands for the pod, all are named volumes, which it empties when the pod starts, and
 * init containers fill them once a pod. What they leave at a subPath before it is mounted is moved to its volume.
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
  Transform,
} from "@dekube/engine/pacts";
import { shareEmptyDirs } from "./pod_volumes.ts";
import { renewWithPod } from "./renew.ts";
import { type Refilling, sayCannotRunOnce, sayRefilling, sayRunAgain } from "./start_pod.ts";
import { StoreNames } from "./stores.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "emptydir", settings: {} };

/** Turns emptyDirs into named volumes where an anonymous one is not enough. */
export class EmptyDirTransform extends Transform {
  /** `emptydir`. */
  readonly name = "emptydir";
  /** Before transforms that look at named volumes. */
  override readonly priority = 1000;

  /** Replaces the anonymous volumes in place. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    const names = new StoreNames(ctx);
    for (const workload of ctx.workloads) shareEmptyDirs(workload, services, names, ctx);
  }
}

/** Has what stands for a pod empty those volumes when the pod is new, and init containers fill them once. */
export class PodStartTransform extends Transform {
  /** `pod-start`. */
  readonly name = "pod-start";
  /** After transforms that take containers and mounts away. */
  override readonly priority = 1650;
  /** It names the volumes. */
  override readonly after = ["emptydir"];
  /** It opens what nobody has opened by then. */
  override readonly before = ["fix-permissions"];

  /** Services that run once a pod. */
  readonly #once: string[] = [];
  /** Those that should, and can't. */
  readonly #again: Refilling[] = [];

  /** Changes the services in place; those that move files are added. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    const names = new StoreNames(ctx);
    for (const workload of ctx.workloads) {
      const { once, again } = renewWithPod(workload, services, names, ctx);
      append(this.#once, once);
      append(this.#again, again);
    }
  }

  /** Looks what the user made of those that run once. */
  override preWrite({ services }: ComposeProject, ctx: ConvertContext): void {
    sayRunAgain(this.#once, services, ctx);
    sayRefilling(this.#again, services, ctx);
    sayCannotRunOnce(this.#once, services, ctx);
  }
}
