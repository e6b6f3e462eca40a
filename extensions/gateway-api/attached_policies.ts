/**
 * Policies that implementations of Gateway API attach to routes and Gateways: who they let in nobody here knows, so
 * what they guard is closed.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-713/
 * @module
 */

import {
  type ConvertContext,
  type IngressEntry,
  kindOf,
  list,
  type Manifest,
  mapping,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import { denyUnkept } from "@dekube/engine/pacts/ingress";
import { GROUP } from "./group.ts";

/** Kinds that say who may come in: SecurityPolicy, AuthPolicy, AuthorizationPolicy, RequestAuthentication and the like. */
const GUARDING = /(?:Security|Auth|Access|Jwt|Oidc|IPFilter|Waf|ClientTraffic)/i;

/** The policies that guard something, by what they are attached to. */
export class AttachedPolicies {
  readonly #byTarget = new Map<string, Manifest[]>();

  /** Looks for them among all objects. */
  constructor(ctx: Pick<ConvertContext, "manifests">) {
    for (const kind of ctx.manifests.kinds()) {
      if (!kind.includes("/") || kind.startsWith(`${GROUP}/`)) continue;
      if (!GUARDING.test(kind.slice(kind.lastIndexOf("/") + 1))) continue;
      for (const policy of ctx.manifests.of(kind)) {
        const { targetRef, targetRefs } = mapping(policy.spec);
        for (const target of [targetRef, ...list(targetRefs)].map(mapping)) {
          if (text(target.group) !== GROUP) continue;
          const key = keyOf(text(target.kind), namespaceOf(policy), text(target.name));
          this.#byTarget.set(key, [...this.#byTarget.get(key) ?? [], policy]);
        }
      }
    }
  }

  /** Closes the routes of an object that policies guard, or a Gateway of its. */
  close(route: Manifest, entries: readonly IngressEntry[], ctx: ConvertContext): void {
    if (this.#byTarget.size === 0) return;
    const home = namespaceOf(route);
    const targets = [
      keyOf(route.kind, home, route.metadata.name),
      ...list(mapping(route.spec).parentRefs).map(mapping).map(({ kind, namespace, name }) =>
        keyOf(text(kind) || "Gateway", text(namespace) || home, text(name))
      ),
    ];
    const policies = targets.flatMap((target) => this.#byTarget.get(target) ?? []);
    denyUnkept(
      entries.filter(({ denied }) => denied === undefined),
      policies.map((policy) => ({
        guard: "other" as const,
        annotation: `the ${kindOf(policy)} "${policy.metadata.name}"`,
      })),
      ctx,
    );
  }
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
