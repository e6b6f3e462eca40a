/**
 * How it is known what a run may load of others, and how much that may take.
 *
 * @module
 */

import { defaultLimits } from "../../pacts/limits.ts";
import type { Config } from "../../pacts/mod.ts";
import { CONFIG_FILES } from "../core/settings/config_text.ts";
import type { CommandOptions } from "./args.ts";
import { askUser } from "./ask_user.ts";
import type { HostOptions } from "./host/open_host.ts";

/** What a host is opened with. */
export function hostOptions(
  { outputDir, trust, acceptChanges }: CommandOptions,
  { file, limits }: Config,
): HostOptions {
  const configFile = file || CONFIG_FILES[0];
  return {
    outputDir,
    trust,
    acceptChanges,
    configFile,
    ask: askUser,
    limits: { ...defaultLimits(), ...limits },
  };
}
