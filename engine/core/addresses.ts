/**
 * Addresses of Services become addresses of containers, and the user's replacements apply: in environments, on
 * command lines, and in files that ask for it. It comes when everything is known that an address may lead to.
 *
 * @module
 */

import {
  applyReplacements,
  type ComposeService,
  isMapping,
  type Replacement,
} from "../../pacts/mod.ts";
import type { EngineContext } from "./context.ts";
import { resolveSecretPlaceholders } from "./placeholders.ts";
import { rewriteExternalHost, rewriteServiceUrls } from "./service_urls.ts";

/** Rewrites addresses in the environment and the command line of each service, and in files, each value once. */
export function rewriteAddresses(
  services: Record<string, ComposeService>,
  ctx: EngineContext,
): void {
  const replacements = resolveReplacements(ctx);
  for (const service of Object.values(services)) rewriteService(service, replacements, ctx);
  rewriteFiles(ctx);
}

/** Rewrites addresses in the files that ask for it, each once. */
export function rewriteFiles(ctx: EngineContext): void {
  const replacements = resolveReplacements(ctx);
  for (const [path, file] of ctx.files.entries()) {
    const { content, rewrite } = file;
    if (!rewrite || typeof content !== "string") continue;
    const { addressesIn, json = false } = rewrite;
    const change = (text: string) =>
      applyReplacements(
        addressesIn === undefined ? text : rewriteServiceUrls(text, addressesIn, ctx.services),
        replacements,
      );
    ctx.files.replace(path, json ? changeJson(content, change) : change(content));
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

function rewriteService(
  service: ComposeService,
  replacements: readonly Replacement[],
  ctx: EngineContext,
): void {
  const namespace = service.owner?.namespace ?? "";
  const rewrite = (value: string) => rewriteServiceUrls(value, namespace, ctx.services);
  const rewriteVariable = (value: string) =>
    applyReplacements(
      rewrite(rewriteExternalHost(value, namespace, ctx.services)),
      replacements,
    );
  if (isMapping(service.environment)) {
    service.environment = Object.fromEntries(
      Object.entries(service.environment).map(([name, value]) => [
        name,
        ifText(value, rewriteVariable),
      ]),
    );
  }
  for (const key of ["entrypoint", "command"] as const) {
    const words = service[key];
    if (Array.isArray(words)) service[key] = words.map((word) => ifText(word, rewrite));
  }
}

/** The user's replacements, with the values of the Secrets that they name. */
function resolveReplacements({ config, secrets, diagnostics }: EngineContext): Replacement[] {
  return config.replacements.map((replacement) => ({
    old: resolveSecretPlaceholders(replacement.old, secrets, diagnostics),
    new: resolveSecretPlaceholders(replacement.new, secrets, diagnostics),
  }));
}

/** An extension may have put numbers there, which Compose takes as well. */
function ifText(value: string, change: (value: string) => string): string {
  return typeof value === "string" ? change(value) : value;
}
