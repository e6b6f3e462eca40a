/**
 * Routes that converters make in an operator's place, which would have made an Ingress in the cluster: they have the guards
 * that the controller of its class would have kept.
 *
 * @module
 */

import {
  getIngressClass,
  type Ingress,
  type IngressEntry,
  type IngressRewriter,
} from "../../pacts/mod.ts";
import {
  type AccessRestriction,
  ControllerGuards,
  denyUnkept,
  narrowSources,
} from "../../pacts/ingress/mod.ts";
import { denyRoute } from "../../pacts/ingress/access.ts";
import { describeClass, mapClass } from "./class_remedy.ts";
import type { EngineContext } from "./context.ts";
import { onManifest } from "./extensions/failures.ts";
import { type Offer, offerForClass } from "./extensions/offers.ts";
import { findRewriter, restrictionsOf } from "./ingress.ts";
import { defaultClasses, withDefaultClass } from "./manifests/default_class.ts";

/** Gives such routes the guards of their Ingresses; one whose class nobody reads answers 403. */
export async function guardMadeRoutes(
  routes: readonly IngressEntry[],
  rewriters: readonly IngressRewriter[],
  ctx: EngineContext,
  offers: readonly Offer[] = [],
): Promise<void> {
  const controllers = new ControllerGuards(ctx);
  const [first] = defaultClasses(ctx.manifests.of("IngressClass"));
  for (const route of routes) {
    if (!route.ingress) continue;
    const ingress = withDefaultClass(route.ingress, () => first);
    delete route.ingress;
    if (route.denied !== undefined) continue;
    const rewriter = await findRewriter(ingress, rewriters, ctx);
    if (!rewriter && getIngressClass(ingress, ctx.config.ingressTypes) !== "") {
      denyRoute(route, [unread(ingress, rewriters, offers, ctx)], ctx);
      continue;
    }
    if (rewriter) await takeGuards(route, ingress, rewriter, ctx);
    const restrictions = [
      ...await restrictionsOf(ingress, rewriter, ctx),
      ...controllers.of(ingress, rewriter?.controllers),
    ];
    narrowSources([route], restrictions);
    denyUnkept([route], restrictions, ctx);
  }
}

/** Gives a route the guards that its Ingress asks for, but for those that it has. */
async function takeGuards(
  route: IngressEntry,
  ingress: Ingress,
  rewriter: IngressRewriter,
  ctx: EngineContext,
): Promise<void> {
  const found = await onManifest(
    rewriter.name,
    ingress,
    () => rewriter.rewrite(ingress, ctx.forExtension(rewriter.name)),
  );
  const [read] = Array.isArray(found) ? found : [];
  const { forwardAuth, basicAuth, allowedSources, clientCertificate } = read ?? {};
  const guards = { forwardAuth, basicAuth, allowedSources, clientCertificate };
  Object.assign(
    route,
    Object.fromEntries(
      Object.entries(guards)
        .filter(([guard, value]) => value !== undefined && !Object.hasOwn(route, guard)),
    ),
  );
}

function unread(
  ingress: Ingress,
  rewriters: readonly IngressRewriter[],
  offers: readonly Offer[],
  { config }: EngineContext,
): AccessRestriction {
  const offer = offerForClass(getIngressClass(ingress, config.ingressTypes), offers);
  const [known] = rewriters;
  const mapped = known && mapClass(ingress, known.name, config);
  return {
    guard: "other",
    annotation: `no loaded extension reads the class ${
      describeClass(ingress, config)
    }, whose controller may ask for more`,
    remedy: [offer, mapped].filter(Boolean).join(", or ").replace(/^m/, "M"),
  };
}
