/**
 * `extensions`: tells which there are, and which a run would load.
 *
 * @module
 */

import type { Config, Diagnostics } from "../../pacts/mod.ts";
import { printableLines } from "../../pacts/printable.ts";
import { UserError } from "../core/user_error.ts";
import { endNow } from "../io/before_the_end.ts";
import { readRecord, recordPlace } from "../io/trust/record.ts";
import type { Answer } from "./answer.ts";
import type { CommandOptions, ExtensionsQuery } from "./args.ts";
import { readConfigFile } from "./config_file.ts";
import { endOnSignal } from "./end_on_signal.ts";
import { hostOptions } from "./host_options.ts";
import { openHost } from "./host/open_host.ts";
import { BROKEN } from "./host/sandboxed_host.ts";
import {
  type CommandDistribution,
  foreignIn,
  type LoadPlan,
  planExtensions,
} from "./load_extensions.ts";
import { unknownTo } from "./trust/admit.ts";
import { shownEntries } from "./trust/allow.ts";

/** One extension, or all: for people, and for programs. */
export async function answerExtensions(
  { name, options }: ExtensionsQuery,
  distribution: CommandDistribution,
  diagnostics: Diagnostics,
): Promise<Answer> {
  const { config } = await readConfigFile(options.outputDir, diagnostics);
  const planned = await planExtensions(options, config, distribution);
  const plan = await withoutUnknown(planned, options, config, diagnostics);
  using _tidy = endOnSignal(endNow);
  await using host = await openHost(plan, distribution, hostOptions(options, config));
  const request = { plan, config, ignored: options.ignoreCompatibilityErrors };
  const asJson = options.report === "json";
  const answer = await host.list(request, { name, asJson }, diagnostics);
  return asJson ? { report: { extensions: dataOf(answer) } } : { text: printableLines(answer) };
}

function dataOf(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    throw new UserError(`${BROKEN}: they are no JSON`);
  }
}

/** To tell what there is, nothing is loaded that nobody has allowed, and nobody is asked. */
async function withoutUnknown(
  plan: LoadPlan,
  { outputDir, trust }: CommandOptions,
  { file }: Config,
  diagnostics: Diagnostics,
): Promise<LoadPlan> {
  const { depends } = foreignIn(plan);
  if (trust || depends.length === 0) return plan;
  const unknown = unknownTo(await readRecord(await recordPlace(outputDir)), depends);
  if (unknown.length === 0) return plan;
  diagnostics.warn(
    "extension-not-allowed",
    `what ${file} names of others is not loaded, since nobody has allowed it yet: ${
      shownEntries(unknown)
    }. Look at it, and allow it once with --trust`,
  );
  return { ...plan, depends: plan.depends.filter((entry) => !unknown.includes(entry)) };
}
