/**
 * Addresses of Services become addresses of containers, and the user's replacements apply: in environments, on
 * command lines (hooks and health checks too), and in files that ask for it. It comes when everything is known that an address may lead to.
 *
 * @module
 */

import {
  applyReplacements,
  changeCommandLines,
  type ComposeService,
  isMapping,
  type LimitGuard,
  type LimitPlace,
  type Replacement,
  type ResourceId,
} from "../../../pacts/mod.ts";
import { rewriteClusterDns } from "../../../pacts/kubernetes/mod.ts";
import type { EngineContext } from "../context.ts";
import { resolveSecretPlaceholders } from "../settings/placeholders.ts";
import { OutsideNames } from "./outside_names.ts";
import { ServiceAddresses } from "./service_addresses.ts";
import { rewriteServiceUrls } from "./service_urls.ts";
import { keyOfFile } from "./service_texts.ts";
import { rewriteSrvNames } from "./srv_names.ts";

/** Rewrites addresses in the environment and the command line of each service, and in files, each value once. */
export function rewriteAddresses(
  services: Record<string, ComposeService>,
  ctx: EngineContext,
): void {
  const rewriter = new Rewriter(ctx);
  for (const service of Object.values(services)) rewriteService(service, rewriter);
  rewriteFiles(ctx, rewriter);
}

/** Rewrites addresses in the files that ask for it, each once. */
export function rewriteFiles(ctx: EngineContext, rewriter: Rewriter = new Rewriter(ctx)): void {
  for (const [path, file] of ctx.files.entries()) {
    const { content, rewrite } = file;
    if (!rewrite || typeof content !== "string") continue;
    const { addressesIn, json = false } = rewrite;
    const key = keyOfFile(path, content);
    let isConfidential = false;
    const change = (text: string) => {
      const addressed = addressesIn === undefined ? text : rewriter.rewrite(text, addressesIn, key);
      const replaced = rewriter.replace(addressed, { path });
      isConfidential ||= rewriter.puts(addressed, replaced);
      return replaced;
    };
    ctx.files.replace(path, json ? changeJson(content, change) : change(content));
    if (isConfidential) ctx.files.markConfidential(path);
  }
}

/** Changes texts; it knows once what all of them have in common. */
class Rewriter {
  readonly #services: EngineContext["services"];
  readonly #addresses: ServiceAddresses;
  readonly #outside: OutsideNames;
  readonly #replacements: readonly Replacement[];
  /** Those of them that put values of Secrets somewhere. */
  readonly #confidential: readonly Replacement[];
  readonly #limits: LimitGuard;

  constructor(ctx: EngineContext) {
    this.#services = ctx.services;
    this.#addresses = new ServiceAddresses(ctx.services);
    this.#outside = new OutsideNames(ctx.services);
    this.#replacements = resolveReplacements(ctx);
    const written = ctx.config.replacements.map((replacement) => replacement.new);
    this.#confidential = this.#replacements.filter((replacement, index) =>
      replacement.new !== written[index]
    );
    this.#limits = ctx.limits;
  }

  /** A text as a pod of `namespace` means it. `lead` is what stands before it: a word, or a variable's name. */
  rewrite(text: string, namespace: string, lead = ""): string {
    const named = this.#addresses.rewrite(rewriteClusterDns(text, lead), namespace, lead);
    const spelt = rewriteSrvNames(named, namespace, this.#services);
    const urls = rewriteServiceUrls(spelt, namespace, this.#services, lead);
    return this.#outside.rewrite(urls, namespace, lead);
  }

  /** The value of a variable: it may be nothing but a host, whose last dot goes with the rest of the name. */
  rewriteVariable(
    name: string,
    value: string,
    namespace: string,
    object: ResourceId | undefined,
  ): string {
    const outside = value.includes(".") ? this.#outside.of(value, namespace) : undefined;
    const rewritten = outside ?? this.rewrite(value, namespace, `${name}=`);
    const result = this.replace(rewritten, { object, path: `environment.${name}` });
    if (result.length > value.length) {
      this.#limits.generate(result.length - value.length, { object, path: `environment.${name}` });
    }
    return result;
  }

  /** What the user wants replaced. */
  replace(text: string, place: LimitPlace): string {
    const { settings } = this.#limits;
    return applyReplacements(text, this.#replacements, (bytes) => {
      // A text that is longer than that by itself has been let in.
      if (bytes > 2 * text.length) this.#limits.checkExpanded(bytes, place);
      if (bytes > settings.output) this.#limits.write(bytes, place);
    });
  }

  /** Whether the user's replacements put a value of a Secret into a text. */
  puts(before: string, after: string): boolean {
    return before !== after &&
      this.#confidential.some(({ old, new: value }) =>
        old !== "" && before.includes(old) || value !== "" && after.includes(value)
      );
  }
}

/** A string in JSON, and the colon behind it where it is a key. */
const JSON_STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** JSON with each string in it changed but for keys; its layout stays. */
function changeJson(content: string, change: (text: string) => string): string {
  return content.replace(
    JSON_STRING,
    (literal, key) => key === undefined ? JSON.stringify(change(JSON.parse(literal))) : literal,
  );
}

function rewriteService(service: ComposeService, rewriter: Rewriter): void {
  const namespace = service.owner?.namespace ?? "";
  if (isMapping(service.environment)) {
    service.environment = Object.fromEntries(
      Object.entries(service.environment).map(([name, value]) => [
        name,
        ifText(value, (value) => rewriter.rewriteVariable(name, value, namespace, service.owner)),
      ]),
    );
  }
  changeCommandLines(
    service,
    (word, before) => rewriter.rewrite(word, namespace, lead(before)),
  );
}

/** What stands before a word on a command line: an option may say what the word is. */
function lead(before: string): string {
  return before.startsWith("-") ? `${before} ` : "";
}

/** The user's replacements, with the values of the Secrets that they name. */
function resolveReplacements(ctx: EngineContext): Replacement[] {
  const { config, secrets, diagnostics } = ctx;
  return config.replacements.map((replacement) => ({
    // What is replaced is nowhere any more.
    old: resolveSecretPlaceholders(replacement.old, { secrets, diagnostics }),
    new: resolveSecretPlaceholders(replacement.new, ctx),
  }));
}

/** An extension may have put numbers there, which Compose takes as well. */
function ifText(value: string, change: (value: string) => string): string {
  return typeof value === "string" ? change(value) : value;
}
