/**
 * Pods as policies find them.
 *
 * @module
 */

import type { PodSpec } from "../kubernetes/types.ts";
import type { Workload } from "../kubernetes/workloads.ts";

/** A pod as policies select it. */
export type PolicedPod = Pick<Workload, "id" | "labels" | "annotations" | "manifest"> & {
  /** Its containers, by whose names of ports policies may mean these. */
  readonly pod?: PodSpec;
};
