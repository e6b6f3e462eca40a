/**
 * Ingresses that one server of a controller, or one load balancer, serves together: what one of them asks of those who come is
 * asked for the others, too.
 *
 * @see https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/cross-namespace-configuration/
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#ingressgroup
 * @see https://haproxy-ingress.github.io/docs/configuration/keys/#auth-tls
 * @module
 */

import { append } from "../append.ts";
import type { ConvertContext } from "../context.ts";
import type { Ingress } from "../kubernetes/types.ts";
import { namespaceOf } from "../manifest.ts";
import { items, mapping, text } from "../read.ts";
import { readOnce } from "../read_once.ts";
import { type AccessRestriction, accessRestrictions } from "./access.ts";
import { getIngressClass } from "./ingress_class.ts";
import { awsGroupOf } from "./provider_classes.ts";
import { unknownRestrictions } from "./unknown_annotations.ts";

type Context = Pick<ConvertContext, "manifests" | "config">;

/** What Ingresses are served by together. */
interface Sharing {
  /** Names of servers for which the guards of an Ingress hold. */
  guards(ingress: Ingress, ctx: Context): string[];
  /** Names of servers that serve an Ingress. */
  servedBy(ingress: Ingress, ctx: Context): string[];
  /** Annotations that are those of a server as a whole. */
  holds: RegExp;
  /** Annotations that may be, of those that nobody knows. */
  mayHold?: RegExp;
}

/** F5's controller: a master has the server of a host, of which minions have the paths. */
const MERGEABLE = "nginx.org/mergeable-ingress-type";

const SHARINGS: readonly Sharing[] = [
  {
    guards: (ingress) => isMergeable(ingress, "master") ? hostsOf(ingress) : [],
    servedBy: (ingress) => isMergeable(ingress, "minion") ? hostsOf(ingress) : [],
    holds: /./,
    mayHold: /./,
  },
  {
    guards: groupsOf,
    servedBy: groupsOf,
    holds:
      /^alb\.ingress\.kubernetes\.io\/(inbound-cidrs|security-group|waf|web-acl|scheme$|frontend-nlb-scheme$|mutual-authentication)/,
    mayHold: /^alb\.ingress\.kubernetes\.io\//i,
  },
  {
    guards: hostsOf,
    servedBy: hostsOf,
    holds: /^(haproxy-ingress\.github\.io|ingress\.kubernetes\.io)\/auth-tls-/,
  },
];

/** A restriction, and the Ingress that has it. */
interface Shared {
  ingress: Ingress;
  restriction: AccessRestriction;
}

const sharedIn = readOnce(
  ["Ingress", "IngressClass"],
  (ctx: Context) => {
    const found = new Map<string, Shared[]>();
    for (const ingress of ctx.manifests.of("Ingress") as readonly Ingress[]) {
      const restrictions = accessRestrictions(ingress);
      const unknown = unknownRestrictions(ingress, ctx);
      if (restrictions.length === 0 && unknown.length === 0) continue;
      for (const [index, { guards, holds, mayHold }] of SHARINGS.entries()) {
        const held = [
          ...restrictions.filter(({ annotation }) => holds.test(annotation)),
          ...unknown.filter(({ annotation }) => mayHold?.test(annotation)),
        ];
        if (held.length === 0) continue;
        for (const server of guards(ingress, ctx)) {
          const key = keyOf(index, server, ingress);
          const known = found.get(key) ?? [];
          found.set(key, known);
          append(known, held.map((restriction) => ({ ingress, restriction })));
        }
      }
    }
    return found;
  },
);

/**
 * What other Ingresses ask of those who come by the same server.
 *
 * @example
 * ```ts
 * import { sharedRestrictions } from "./shared_servers.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ingress = (name: string, annotations: Record<string, string>) => ({
 *   kind: "Ingress",
 *   metadata: { name, namespace: "shop", annotations },
 *   spec: { ingressClassName: "nginx", rules: [{ host: "a.example" }] },
 * });
 * const master = ingress("all", {
 *   "nginx.org/mergeable-ingress-type": "master",
 *   "nginx.org/basic-auth-secret": "users",
 * });
 * const minion = ingress("web", { "nginx.org/mergeable-ingress-type": "minion" });
 * assertEquals(sharedRestrictions(minion, testContext([master, minion])), [
 *   { guard: "basicAuth", annotation: 'nginx.org/basic-auth-secret of the Ingress "all"' },
 * ]);
 * ```
 */
export function sharedRestrictions(ingress: Ingress, ctx: Context): AccessRestriction[] {
  const shared = sharedIn(ctx);
  if (shared.size === 0) return [];
  return SHARINGS.flatMap(({ servedBy }, index) =>
    servedBy(ingress, ctx).flatMap((server) => shared.get(keyOf(index, server, ingress)) ?? [])
  ).filter((one) => !isSame(one.ingress, ingress))
    .map(({ restriction: { sources: _, annotation, ...asked }, ingress: { metadata } }) => ({
      ...asked,
      annotation: `${annotation} of the Ingress "${metadata.name}"`,
    }));
}

/** Controllers share nothing. */
function keyOf(index: number, server: string, ingress: Ingress): string {
  return JSON.stringify([index, server, getIngressClass(ingress)]);
}

function isSame(one: Ingress, other: Ingress): boolean {
  return one.metadata.name === other.metadata.name && namespaceOf(one) === namespaceOf(other);
}

function isMergeable({ metadata }: Ingress, type: string): boolean {
  return text(mapping(metadata.annotations)[MERGEABLE]) === type;
}

function hostsOf({ spec }: Ingress): string[] {
  return [...new Set(items(spec?.rules).map(({ host }) => text(host).toLowerCase()))];
}

function groupsOf(ingress: Ingress, ctx: Context): string[] {
  const group = awsGroupOf(ingress, ctx);
  return group === "" ? [] : [group];
}
