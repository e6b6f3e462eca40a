/**
 * Serves a host in a sandbox.
 *
 * @module
 */

import { Diagnostics, type ResourceId } from "../../../pacts/mod.ts";
import { setSource } from "../../core/manifests/source.ts";
import { decisionsIn } from "../../core/settings/decisions.ts";
import { UserError } from "../../core/user_error.ts";
import { viewOf } from "../../io/sandbox/previous_copy.ts";
import { holdModules } from "../../io/modules/held_modules.ts";
import { withFiles } from "../../io/modules/inline_module.ts";
import { serve } from "../../io/sandbox/serve.ts";
import { stackOf } from "../failure_message.ts";
import type { CommandDistribution } from "../load_extensions.ts";
import { addAll } from "./host.ts";
import { LocalHost } from "./local_host.ts";
import type { Request, Response } from "./messages.ts";

/** Loads a distribution's extensions. */
type Loader = Pick<CommandDistribution, "load">;

/** Holds a distribution's extensions, and those of others, for a command that runs elsewhere. */
export async function serveHost(distribution: Loader): Promise<void> {
  const host = new LocalHost(distribution);
  await serve(async (message) => await answer(message as Request, host), noData);
}

/** What is answered where a conversion holds a function, or something else that is no data. */
function noData(error: unknown): Response {
  const what = error instanceof Error ? error.message : String(error);
  return {
    failure: `an extension made something that is no data: ${
      withoutAdvice(what).replace(/\.$/, "")
    }. Nothing was written. Report it to the extension's author`,
    isBug: false,
    diagnostics: [],
  };
}

async function answer(
  request: Request,
  host: LocalHost,
): Promise<Response> {
  const diagnostics = new Diagnostics();
  addAll(request.diagnostics, diagnostics);
  try {
    const result = await perform(request, host, diagnostics);
    return { result, diagnostics: [...diagnostics] };
  } catch (error) {
    return {
      failure: withoutAdvice(error instanceof Error ? error.message : String(error)),
      isBug: !(error instanceof UserError),
      stack: stackIn(error),
      ...aboutIn(error),
      diagnostics: [...diagnostics],
    };
  }
}

/** What an error of ours is about. */
function aboutIn(error: unknown): { resource?: ResourceId; file?: string } {
  if (!(error instanceof UserError)) return {};
  const { resource, file } = error;
  return { ...resource ? { resource } : {}, ...file === undefined ? {} : { file } };
}

async function perform(
  request: Request,
  host: LocalHost,
  diagnostics: Diagnostics,
): Promise<unknown> {
  if (request.task !== "convert") holdModules(request.files);
  if (request.task === "load") return await host.load(request.request, diagnostics);
  if (request.task === "list") return await host.list(request.request, request.query, diagnostics);
  const { manifests, config, options, previous, rootCertificates } = request;
  for (const [manifest, source] of manifests) if (source) setSource(manifest, source);
  const converted = await host.convert(
    manifests.map(([manifest]) => manifest),
    config,
    { ...options, previous: viewOf(previous), rootCertificates: () => orThrow(rootCertificates) },
    diagnostics,
  );
  const { diagnostics: said, config: inForce, files, ...others } = converted;
  const { project, entryPoints, portToPublish, variables, needs, details, refusal, account } =
    others;
  return {
    // What is refused may hold what can't be sent.
    project: refusal === undefined ? project : { ...project, services: {} },
    decisions: decisionsIn(inForce, config),
    files: [...files],
    entryPoints,
    ...(account ? { account } : {}),
    portToPublish,
    diagnostics: said,
    variables,
    ...(needs ? { needs } : {}),
    details,
    refusal,
  };
}

/** How much of an error is passed on. */
const LONGEST = 10_000;

/** Where it failed; none where what was thrown can't be read. */
function stackIn(error: unknown): string | undefined {
  try {
    return withFiles(stackOf(error)).slice(0, LONGEST);
  } catch {
    return undefined;
  }
}

/** Deno says how to give what is missing. Extensions get nothing, so that would lead astray. */
function withoutAdvice(message: string): string {
  return withFiles(message).slice(0, LONGEST).replace(
    /(Requires \w+ access[^,]*), (?:run again with the --allow-\w+ flag|specify the required permissions during compilation using `[^`]*`)/g,
    "$1, and extensions get no permissions",
  );
}

function orThrow(text: string | { failure: string }): string {
  if (typeof text === "string") return text;
  throw new UserError(text.failure);
}
