/**
 * The last pass over environment and command lines: addresses of Services become addresses of
 * containers, and the user's replacements apply.
 *
 * @module
 */

import {
  applyReplacements,
  type ComposeService,
  type ConvertContext,
  isMapping,
  rewriteExternalHost,
  rewriteServiceUrls,
} from "../../pacts/mod.ts";
import { NAMESPACE_LABEL } from "./networks.ts";

/** Rewrites addresses in the environment and the command line of each service, each value once. */
export function rewriteAddresses(
  services: Record<string, ComposeService>,
  ctx: ConvertContext,
): void {
  for (const service of Object.values(services)) {
    const namespace = service.labels?.[NAMESPACE_LABEL] ?? "";
    const rewrite = (value: string) => rewriteServiceUrls(value, namespace, ctx);
    const rewriteVariable = (value: string) =>
      applyReplacements(rewrite(rewriteExternalHost(value, namespace, ctx)), ctx.replacements);
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
}

/** An extension may have put numbers there, which Compose takes as well. */
function ifText(value: string, change: (value: string) => string): string {
  return typeof value === "string" ? change(value) : value;
}
