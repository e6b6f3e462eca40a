/**
 * Says which annotations of ingress controllers stand where nobody reads them: a guard so misplaced keeps nobody out.
 *
 * @module
 */

import {
  entries,
  type IngressRewriter,
  kindOf,
  type Manifest,
  type Service,
  text,
} from "../../../pacts/mod.ts";
import {
  accessRestrictions,
  routeRestrictions,
  serviceRestrictions,
} from "../../../pacts/ingress/mod.ts";
import type { EngineContext } from "../context.ts";
import { CONTROLLER_ANNOTATION } from "../ingress.ts";

/** A rewriter that says where it reads which annotations, their names in lower case. */
interface Knowing {
  name: string;
  all: ReadonlySet<string>;
  ofServices: ReadonlySet<string>;
}

/**
 * Looks at all objects but Ingresses. `readers` are the rewriters that read Ingresses of each Service: what stands on
 * another is read by nobody either.
 */
export function sayMisplacedAnnotations(
  rewriters: readonly IngressRewriter[],
  readers: ReadonlyMap<Service, ReadonlySet<string>>,
  ctx: Pick<EngineContext, "manifests" | "report">,
): void {
  const knowing = rewriters.flatMap(knowingOf);
  for (const kind of ctx.manifests.kinds()) {
    if (kind === "Ingress") continue;
    for (const manifest of ctx.manifests.of(kind)) {
      const names = entries(manifest.metadata.annotations)
        .filter(([, value]) => text(value) !== "").map(([name]) => name);
      const idle = Map.groupBy(names, (name) => whyIdle(name, manifest, knowing, readers));
      for (const [why, names] of idle) if (why) say(names, why, manifest, ctx);
    }
  }
}

function knowingOf({ name, annotations, serviceAnnotations }: IngressRewriter): Knowing[] {
  if (!annotations || !serviceAnnotations) return [];
  const lower = (names: readonly string[]) => new Set(names.map((name) => name.toLowerCase()));
  return [{ name, all: lower(annotations), ofServices: lower(serviceAnnotations) }];
}

const OTHERS =
  "an Ingress of another controller leads to the Service; set its class if it is meant for ";

const UNKNOWN = "no loaded extension knows it. Say in another way what it asks for, or take it out";

/** Routes of Gateway API, which are routes of the proxy as Ingresses are. */
const ROUTE = /^gateway\.networking\.k8s\.io\/\w+Route$/;

/** Why nobody reads an annotation where it stands; `undefined` where somebody does, or it is no controller's. */
function whyIdle(
  name: string,
  manifest: Manifest,
  knowing: readonly Knowing[],
  readers: ReadonlyMap<Service, ReadonlySet<string>>,
): string | undefined {
  const lower = name.toLowerCase();
  const owner = knowing.find(({ all }) => all.has(lower));
  if (owner && (manifest.kind !== "Service" || !owner.ofServices.has(lower))) {
    return `"${owner.name}" looks for that on Ingresses, as its controller does. Move it to the Ingress that it is for`;
  }
  if (ROUTE.test(kindOf(manifest)) && isGuard([name], manifest)) {
    const isClosed = routeRestrictions(manifest).some(({ annotation }) => annotation === name);
    return isClosed ? undefined : UNKNOWN;
  }
  // Without an Ingress that leads to the Service there is no route that could lack anything.
  const own = readers.get(manifest);
  if (!own) return undefined;
  if (owner) {
    return own.has(owner.name) ? undefined : `${OTHERS}"${owner.name}"`;
  }
  if (!CONTROLLER_ANNOTATION.test(lower)) return undefined;
  // The routes to it are closed, which is said.
  if (serviceRestrictions(manifest).some(({ annotation }) => annotation === name)) return undefined;
  return UNKNOWN;
}

function say(
  names: readonly string[],
  why: string,
  manifest: Manifest,
  ctx: Pick<EngineContext, "report">,
): void {
  const report = ctx.report(manifest, "metadata.annotations");
  // Charts have them for the case that somebody has that controller.
  report[why.startsWith(OTHERS) ? "info" : "warn"](
    "misplaced-annotation",
    `nobody reads ${names.join(", ")} on a ${manifest.kind}${
      isGuard(names, manifest) ? ", so it keeps nobody out" : ""
    }: ${why}`,
  );
}

function isGuard(names: readonly string[], manifest: Manifest): boolean {
  return accessRestrictions(manifest).some(({ annotation }) => names.includes(annotation));
}
