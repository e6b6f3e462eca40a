/**
 * Chooses where the extensions of a run run.
 *
 * @module
 */

import type { Limits } from "../../../pacts/limits.ts";
import { sealPrototypes } from "../../core/seal_prototypes.ts";
import { RUN_FORM } from "../../io/modules/run_form.ts";
import { type CommandDistribution, foreignIn, type LoadPlan } from "../load_extensions.ts";
import { admit, type AdmitOptions } from "../trust/admit.ts";
import { ForeignCode } from "./foreign_code.ts";
import type { ExtensionHost } from "./host.ts";
import { LocalHost } from "./local_host.ts";
import { SandboxedHost } from "./sandboxed_host.ts";

/** What is known of a run beside its plan. */
export interface HostOptions extends AdmitOptions {
  /** Limits to what a sandbox may take and give back. */
  limits: Limits;
}

/**
 * A host for planned extensions. Those of the distribution and of the catalogue are the program's own code, and run
 * in it; where there are others, all run in a sandbox, and what is loaded of others is allowed and pinned.
 */
export async function openHost(
  plan: LoadPlan,
  distribution: CommandDistribution,
  options: HostOptions,
): Promise<ExtensionHost> {
  const foreign = foreignIn(plan);
  if (foreign.depends.length + foreign.asked.length === 0) return new LocalHost(distribution);
  // No extension is loaded here.
  sealPrototypes();
  const admitted = await admit(foreign, options);
  const module = distribution.program ?? SERVING_MODULE;
  return new SandboxedHost(new ForeignCode({ ...options, plan, admitted, module }), options.limits);
}

/** What serves a sandbox for a program that is somebody else's: the engine's command, or the file that it is in. */
const SERVING_MODULE = RUN_FORM === "checkout" || RUN_FORM === "registry"
  ? new URL("../../cli.ts", import.meta.url).href
  : import.meta.url;
