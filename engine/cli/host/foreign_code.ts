/**
 * Code of others that a run loads into a sandbox.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import type { Limits } from "../../../pacts/limits.ts";
import { UserError } from "../../core/user_error.ts";
import type { ResolvedEntry } from "../../io/distribution/entry.ts";
import { readLocalModules } from "../../io/extensions/local_modules.ts";
import type { HeldFiles } from "../../io/modules/held_modules.ts";
import { RUN_FORM } from "../../io/modules/run_form.ts";
import { jsrUrl } from "../../io/sandbox/deno_flags.ts";
import { getModules, getOwnModules } from "../../io/sandbox/get_modules.ts";
import { openSandbox } from "../../io/sandbox/open.ts";
import { type Sandbox, SandboxError } from "../../io/sandbox/sandbox.ts";
import { lockBeyond, lockChanges, withoutOwn } from "../../io/trust/lock.ts";
import { LockFile } from "../../io/trust/lock_file.ts";
import { type PinnedLock, writeRecord } from "../../io/trust/record.ts";
import { foreignIn, type LoadPlan } from "../load_extensions.ts";
import type { Admitted } from "../trust/admit.ts";
import { changedError } from "../trust/check_changes.ts";
import type { SandboxSource } from "./sandboxed_host.ts";

/** What is known of code that may be loaded. */
export interface ForeignCodeOptions {
  plan: LoadPlan;
  admitted: Admitted;
  /** The module that serves the sandbox. */
  module: string;
  /** The file that names extensions, for messages. */
  configFile: string;
  /** Whether what has changed is taken as it is. */
  acceptChanges: boolean;
  /** Limits to what a sandbox may take and give back. */
  limits: Limits;
}

/** Opens sandboxes that can load what was admitted, with the contents that were pinned. */
export class ForeignCode implements SandboxSource {
  readonly #options: ForeignCodeOptions;
  #pinned: PinnedLock | undefined;

  constructor(options: ForeignCodeOptions) {
    const { admitted: { memory, modules }, acceptChanges } = options;
    this.#options = options;
    const lock = memory?.record.lock;
    const isKnown = modules.every((module) => lock?.of.includes(module));
    this.#pinned = isKnown && !acceptChanges ? lock : undefined;
  }

  /** An executable loads nothing from elsewhere. */
  get isReady(): boolean {
    return RUN_FORM === "executable" || !this.#options.admitted.hasRemote ||
      this.#pinned !== undefined;
  }

  get files(): HeldFiles {
    return this.#options.admitted.files;
  }

  async open(): Promise<Sandbox> {
    // Each has one of its own: what is pinned may be more when the next one opens.
    const lock = this.#pinned && await LockFile.with(this.#pinned.all);
    const sandbox = await this.#sandbox({ lock });
    return {
      ask: async (request) => await sandbox.ask(request).catch((error) => this.#explain(error)),
      [Symbol.asyncDispose]: async () => {
        await sandbox[Symbol.asyncDispose]();
        await lock?.[Symbol.asyncDispose]();
      },
    };
  }

  /** Gets all of it into Deno's cache, and pins it. Nothing of it runs. */
  async fetch(): Promise<void> {
    const { plan, admitted: { memory, modules }, module, acceptChanges, configFile } =
      this.#options;
    const earlier = acceptChanges ? undefined : memory?.record.lock;
    await using lock = await LockFile.with(earlier?.all);
    const base = await lock.read();
    const { depends, asked } = foreignIn(plan);
    const named = [...depends.map(({ specifier }) => specifier), ...asked];
    const entries = [
      ...plan.depends,
      ...plan.named,
      ...plan.folders.flat().flatMap(({ files }) => files),
    ];
    const isForeign = ({ specifier }: ResolvedEntry) => named.includes(specifier);
    const own = entries.filter((entry) => !isForeign(entry));
    await getOwnModules([...plan.bundled ?? [], ...own], { module });
    const got = { module, named, lock: lock.path, anew: acceptChanges };
    await getModules(entries.filter(isForeign), got).catch((error) => this.#explain(error));
    if (!memory) return;
    const all = await lock.read();
    // What was pinned was in the lock from the beginning.
    const others = earlier ? lockBeyond(base, earlier.pins) : base;
    const pins = withoutOwn(lockBeyond(all, others));
    const mayAdd = !modules.every((module) => earlier?.of.includes(module));
    const changes = earlier ? lockChanges(earlier.pins, pins, mayAdd) : [];
    if (changes.length > 0) throw changedError(changes, configFile);
    this.#pinned = { of: modules, all: withoutOwn(all), pins };
    await writeRecord(memory.place, { ...memory.record, lock: this.#pinned });
  }

  async #sandbox({ lock }: { lock?: LockFile }): Promise<Sandbox> {
    const { plan, admitted, module, limits } = this.#options;
    const readable = await readableFor(plan, module);
    const mostBytes = largestAnswer(limits);
    const named = [module, ...admitted.modules];
    return await openSandbox({ module, readable, named, mostBytes, lock: lock?.path });
  }

  #explain(error: unknown): never {
    const said = error instanceof SandboxError || error instanceof UserError
      ? `${error.cause}`
      : "";
    if (!/integrity check failed/i.test(said)) throw error;
    const [, what = said] = /(?:specifier|package): *"?([^"\s]+)/i.exec(said) ?? [];
    throw changedError([`${what} has changed`], this.#options.configFile);
  }
}

/** What is written, generated and said, in a text of which each letter may take two bytes. */
function largestAnswer({ output, generated }: Limits): number {
  return 2 * (output + generated);
}

/** What a sandbox may load code from: files of the program's own. It is handed others'. */
async function readableFor({ bundled = [] }: LoadPlan, module: string): Promise<string[]> {
  const folders = [
    ...RUN_FORM === "checkout" ? [new URL("../../../", import.meta.url).href] : [],
    ...registryFolder(),
  ];
  const own = [module, ...bundled.map(({ specifier }) => specifier)]
    .filter((url) => url.startsWith("file:") && !folders.some((folder) => url.startsWith(folder)));
  // A file that holds the whole program imports no other.
  const { digests } = await readLocalModules(RUN_FORM === "single-file" ? [] : own, {
    areOurs: true,
  });
  return [...new Set([...folders, ...own, ...digests.keys()])]
    .map((url) => fromFileUrl(url));
}

/** A registry may be a folder. */
function registryFolder(): string[] {
  const registry = jsrUrl();
  return registry?.startsWith("file:") ? [registry] : [];
}
