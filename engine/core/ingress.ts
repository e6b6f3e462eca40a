/**
 * Turns Ingresses into routes by way of the rewriters, and closes the ones whose restrictions
 * nobody keeps.
 *
 * @module
 */

import {
  type AccessRestriction,
  accessRestrictions,
  carriesGuard,
  type ConvertContext,
  denyRoute,
  denyUnkept,
  entries,
  getIngressClass,
  type Guard,
  idOf,
  type Ingress,
  type IngressEntry,
  type IngressProvider,
  type IngressRewriter,
  type Manifest,
} from "../../pacts/mod.ts";
import { contextFor } from "./context.ts";
import { onManifest } from "./failures.ts";

/** Annotations of ingress controllers, as opposed to those of other tools. */
const CONTROLLER_ANNOTATION =
  /^(?:[a-z0-9-]+\.)*(?:ingress\.kubernetes\.io|haproxy\.org|haproxy-ingress\.github\.io|nginx\.org|nginx\.com|konghq\.com|projectcontour\.io)\//;

/** Routes of all Ingresses, each from the first rewriter that matches it. */
export async function ingressEntries(
  manifests: readonly Manifest[],
  rewriters: readonly IngressRewriter[],
  ctx: ConvertContext,
): Promise<IngressEntry[]> {
  const routes: IngressEntry[] = [];
  for (const manifest of manifests as readonly Ingress[]) {
    const rewriter = await findRewriter(manifest, rewriters, ctx);
    if (!rewriter) {
      warnUnmatched(manifest, rewriters, ctx);
      continue;
    }
    const found = await onManifest(
      rewriter.name,
      manifest,
      () => rewriter.rewrite(manifest, contextFor(rewriter.name, ctx)),
    );
    if (!Array.isArray(found)) {
      ctx.diagnostics.warn(
        "no-result",
        `the rewriter "${rewriter.name}" returned no list of routes, so the Ingress has none; a rewriter returns a list, [] where it made nothing`,
        { resource: idOf(manifest) },
      );
      continue;
    }
    for (const route of found) route.resource ??= idOf(manifest);
    warnIgnoredAnnotations(manifest, rewriter, ctx);
    denyUnkept(found, accessRestrictions(manifest, ctx), ctx);
    routes.push(...found);
  }
  return routes;
}

async function findRewriter(
  manifest: Ingress,
  rewriters: readonly IngressRewriter[],
  ctx: ConvertContext,
): Promise<IngressRewriter | undefined> {
  for (const rewriter of rewriters) {
    const matches = await onManifest(
      rewriter.name,
      manifest,
      () => rewriter.match(manifest, contextFor(rewriter.name, ctx)),
    );
    if (matches) return rewriter;
  }
  return undefined;
}

function warnUnmatched(
  manifest: Ingress,
  rewriters: readonly IngressRewriter[],
  ctx: ConvertContext,
): void {
  const name = getIngressClass(manifest, ctx.config.ingressTypes);
  const known = rewriters.map((rewriter) => rewriter.name).join(", ") || "none";
  ctx.diagnostics.warn(
    "no-rewriter",
    `no loaded extension reads Ingresses ${
      name ? `of class "${name}"` : "without a class"
    }, so it has no route. Loaded: ${known}. Map the class to one of them under "ingress_types" in dekube.yaml, or add the extension for it`,
    { resource: idOf(manifest) },
  );
}

function warnIgnoredAnnotations(
  manifest: Ingress,
  rewriter: IngressRewriter,
  ctx: ConvertContext,
): void {
  const understood = rewriter.annotations;
  if (!understood) return;
  const ignored = entries(manifest.metadata.annotations)
    .map(([name]) => name)
    .filter((name) => CONTROLLER_ANNOTATION.test(name) && !understood.includes(name));
  if (ignored.length === 0) return;
  ctx.diagnostics.warn(
    "ignored-annotations",
    `the rewriter "${rewriter.name}" does not read ${
      ignored.join(", ")
    }, so they have no effect. An extension for that ingress controller may`,
    { resource: idOf(manifest), path: "metadata.annotations" },
  );
}

/** Denies what the proxy itself can't keep. */
export function denyUnsupported(
  routes: readonly IngressEntry[],
  provider: IngressProvider,
  ctx: ConvertContext,
): void {
  const supported = provider.guards ?? [];
  for (const route of routes) {
    if (route.denied !== undefined) continue;
    const unkept = GUARDS.flatMap((guard): AccessRestriction[] => {
      if (guard === "other" || route[guard] === undefined) return [];
      if (!carriesGuard(route, guard)) {
        return [{ guard, annotation: `the route's ${guard} says nothing of whom to let in` }];
      }
      if (supported.includes(guard)) return [];
      return [{ guard, annotation: `the proxy "${provider.name}" has no ${guard}` }];
    });
    if (unkept.length > 0) denyRoute(route, unkept, ctx);
  }
}

const GUARDS: readonly Guard[] = [
  "forwardAuth",
  "basicAuth",
  "allowedSources",
  "clientCertificate",
];
