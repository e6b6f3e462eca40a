/**
 * Holds extensions in a sandbox.
 *
 * @module
 */

import { isLimitError, limitError, type Limits } from "../../../pacts/limits.ts";
import type { Config, Diagnostics, Manifest } from "../../../pacts/mod.ts";
import { withoutPasswords } from "../../../pacts/passwords.ts";
import { sourceOf } from "../../core/manifests/source.ts";
import { withDecisions } from "../../core/settings/decisions.ts";
import { completeConfig } from "../../core/settings/first_run.ts";
import { UserError } from "../../core/user_error.ts";
import type { HeldFiles } from "../../io/modules/held_modules.ts";
import { copyPrevious } from "../../io/sandbox/previous_copy.ts";
import { type Sandbox, SandboxError } from "../../io/sandbox/sandbox.ts";
import {
  addAll,
  type ConversionOptions,
  type Converted,
  type ExtensionHost,
  type ListQuery,
  type LoadRequest,
} from "./host.ts";
import { checkSize, isConverted, isResponse, isWithin } from "./check_answers.ts";
import { foreignIn, type LoadPlan } from "../load_extensions.ts";
import type { Request } from "./messages.ts";

/** Where sandboxes come from. */
export interface SandboxSource {
  /** Whether all that is loaded in them is known. */
  readonly isReady: boolean;
  /** The files of this machine that are loaded in them. */
  readonly files: HeldFiles;
  /** Opens one, which loads nothing from the network. */
  open(): Promise<Sandbox>;
  /** Gets what is not in Deno's cache. */
  fetch(): Promise<void>;
}

/** Extensions that run where they may do nothing. */
export class SandboxedHost implements ExtensionHost {
  readonly isApart = true;
  readonly #source: SandboxSource;
  readonly #limits: Limits;
  #sandbox: Sandbox | undefined;
  #others: string[] = [];

  /** What earlier runs wrote is handed in. */
  constructor(source: SandboxSource, limits: Limits) {
    this.#source = source;
    this.#limits = limits;
  }

  async load(request: LoadRequest, diagnostics: Diagnostics): Promise<void> {
    const { files } = this.#source;
    await this.#load({ task: "load", request, files, diagnostics: [...diagnostics] }, diagnostics);
  }

  async list(
    request: LoadRequest,
    query: ListQuery,
    diagnostics: Diagnostics,
  ): Promise<string> {
    const asked = { task: "list", request, query, files: this.#source.files } as const;
    const text = await this.#load({ ...asked, diagnostics: [...diagnostics] }, diagnostics);
    if (typeof text !== "string") throw new UserError(`${BROKEN}: they are no text`);
    return text;
  }

  async convert(
    manifests: readonly Manifest[],
    config: Config,
    { previous, rootCertificates = () => "", ...options }: ConversionOptions,
    diagnostics: Diagnostics,
  ): Promise<Converted> {
    const answer = await this.#ask({
      task: "convert",
      manifests: manifests.map((manifest) => [manifest, sourceOf(manifest)]),
      config,
      options,
      previous: previous ? copyPrevious(previous) : new Map(),
      rootCertificates: orFailure(rootCertificates),
      diagnostics: [...diagnostics],
    }, diagnostics);
    if (!isConverted(answer, manifests)) throw new UserError(`${BROKEN}: they are no conversion`);
    checkSize(answer, this.#limits);
    const { decisions, ...conversion } = answer;
    const { firstRun, sourceName = "" } = options;
    const settings = firstRun ? completeConfig(config, sourceName) : config;
    return { ...conversion, config: withDecisions(settings, decisions) };
  }

  /** Asks for what loads extensions. What is not in Deno's cache is got first. */
  async #load(request: Request, diagnostics: Diagnostics): Promise<unknown> {
    if (request.task !== "convert") this.#others = othersIn(request.request.plan);
    const wasReady = this.#source.isReady;
    if (!wasReady) await this.#source.fetch();
    try {
      return await this.#ask(request, diagnostics);
    } catch (error) {
      if (!wasReady || !isUncached(error)) throw error;
      await this[Symbol.asyncDispose]();
      await this.#source.fetch();
      return await this.#ask(request, diagnostics);
    }
  }

  async #ask(request: Request, diagnostics: Diagnostics): Promise<unknown> {
    this.#sandbox ??= await this.#source.open();
    const response = await this.#inTime(this.#sandbox.ask(request)).catch((error) => {
      if (isLimitError(error)) throw new UserError(`${error.message}. ${this.#whose()}`);
      if (!(error instanceof SandboxError)) throw error;
      if (error.isTooLarge) {
        const what = "what the extensions made is larger";
        throw new UserError(limitError("output", this.#limits, what).message);
      }
      throw new UserError(
        `an extension ended the process that extensions run in: ${
          error.message.replace(/\.$/, "")
        }. Nothing was written. ${this.#whose()}`,
        { cause: error },
      );
    });
    if (!isWithin(response, this.#limits) || !isResponse(response)) {
      throw new UserError(`${BROKEN}: they are no answer`);
    }
    addAll(response.diagnostics, diagnostics);
    if ("result" in response) return response.result;
    const { failure, isBug, stack, resource, file } = response;
    const message = isBug ? bugMessage(failure) : failure;
    throw new UserError(message, { cause: failedThere(stack), resource, file });
  }

  /** Whose fault it may be, where nothing says which of them it is. */
  #whose(): string {
    const [first, ...more] = this.#others;
    return more.length === 0
      ? `Report it to the author of the extension ${first}, or leave that out`
      : `It is one of ${[first, ...more].join(", ")}: leave them out one by one to see which`;
  }

  /** An answer, or an error where it takes too long, and with it the sandbox's end. */
  async #inTime(answer: Promise<unknown>): Promise<unknown> {
    const { promise: end, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(limitError("extensionSeconds", this.#limits, "extensions take more seconds"));
    }, Math.min(this.#limits.extensionSeconds * 1000, LONGEST_TIMER));
    // Whichever is too late is heard by nobody.
    answer.catch(() => {});
    try {
      return await Promise.race([answer, end]);
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox?.[Symbol.asyncDispose]();
    this.#sandbox = undefined;
  }
}

/** Extensions of others, as the user named them. */
function othersIn(plan: LoadPlan): string[] {
  const { depends, asked } = foreignIn(plan);
  const files = plan.folders.flat().flatMap(({ files }) => files);
  const named = [...depends, ...plan.named.filter(({ specifier }) => asked.includes(specifier))];
  return [...new Set([...named, ...files].map(({ entry }) => entry))];
}

/** What failed in the sandbox, whose stack is there alone. */
function failedThere(stack: string | undefined): Error | undefined {
  return stack === undefined ? undefined : Object.assign(new Error(), { stack });
}

/** An extension can look like a bug, and can say that there is one. */
function bugMessage(failure: string): string {
  return `${
    withoutPasswords(failure)
  }. This is a bug, of dekube or of an extension that is not its own: run the command without those; where it fails too, please report it`;
}

/** Milliseconds; a timer of more would end at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What is there, or why it is not: for whom it matters. */
function orFailure(read: () => string): string | { failure: string } {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { failure: error.message };
  }
}

/** Whether Deno would have had to ask the network: for a module, or for a package of npm, which it may miss at once. */
function isUncached(error: unknown): boolean {
  if (!(error instanceof UserError)) return false;
  const said = error.cause instanceof SandboxError ? `${error.cause.cause}` : error.message;
  return /--cached-only|Failed loading \S+ for package|Failed caching npm package/.test(said);
}

/** An extension can meddle with what the sandbox says, so it is not taken for granted. */
export const BROKEN =
  "an extension meddled with the answers of the sandbox that it runs in, so nothing of them is used";
