/**
 * Which texts come from Secrets.
 *
 * @module
 */

import type { ResourceId } from "./manifest.ts";

/** A value of a Secret. */
export interface SecretValue {
  /** The Secret's namespace. */
  namespace: string;
  /** The Secret's name. */
  secret: string;
  /** The key in it. */
  key: string;
  /** What stands there. */
  value: string;
}

/** Notes which variables and command lines of a workload hold values of Secrets: `resolveEnv()` tells it. */
export interface Confidential {
  /** A variable of a workload's containers holds these. `isWhole` is whether it is the one of them, and nothing else. */
  note(
    workload: ResourceId,
    variable: string,
    values: readonly SecretValue[],
    isWhole: boolean,
  ): void;
  /** A word of a command line of its containers, of a health check's too, was made with these. */
  noteWord(workload: ResourceId, word: string, values: readonly SecretValue[]): void;
}
