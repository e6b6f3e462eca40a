/**
 * ReferenceGrants: which objects of a namespace others may refer to.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/
 * @module
 */

import { type ConvertContext, mapping, mappings, namespaceOf, text } from "@dekube/engine/pacts";
import { GROUP } from "./group.ts";

/** Who refers to something: its group is Gateway API's. */
export interface Referrer {
  /** Its kind. */
  kind: string;
  /** Its namespace. */
  namespace: string;
}

/** What is referred to. */
export interface Referent {
  /** Its group; empty for Kubernetes' core. */
  group: string;
  /** Its kind. */
  kind: string;
  /** Its namespace. */
  namespace: string;
  /** Its name. */
  name: string;
}

/** All grants, by the namespace that gives them and who it gives them to. */
export class Grants {
  readonly #byKey = new Map<string, Set<string>>();

  /** The grants of a conversion. */
  constructor(ctx: Pick<ConvertContext, "manifests">) {
    for (const grant of ctx.manifests.of(`${GROUP}/ReferenceGrant`)) {
      const spec = mapping(grant.spec);
      const to = mappings(spec.to).map(({ group, kind, name }) =>
        granted({ group: text(group), kind: text(kind), name: text(name) })
      );
      for (const { group, kind, namespace } of mappings(spec.from)) {
        if (text(group) !== GROUP) continue;
        const key = keyOf(namespaceOf(grant), { kind: text(kind), namespace: text(namespace) });
        const found = this.#byKey.get(key) ?? new Set();
        for (const one of to) found.add(one);
        this.#byKey.set(key, found);
      }
    }
  }

  /** Whether one may refer to another: always within a namespace, else where that is granted. */
  allow(from: Referrer, to: Referent): boolean {
    if (from.namespace === to.namespace) return true;
    const all = this.#byKey.get(keyOf(to.namespace, from));
    return all !== undefined && [to.name, ""].some((name) => all.has(granted({ ...to, name })));
  }
}

/** What a grant names; without a name it is all of the kind. */
function granted({ group, kind, name }: Pick<Referent, "group" | "kind" | "name">): string {
  return JSON.stringify([group, kind, name]);
}

/** Why one may not refer to another, and what to do: `may` says what it would, `refer to`. */
export function ungranted(
  from: Referrer,
  may: string,
  { kind, namespace, name }: Referent,
): string {
  const article = /^(?:[AEIO]|HTTP)/.test(from.kind) ? "an" : "a";
  return `no ReferenceGrant in "${namespace}" lets ${article} ${from.kind} of "${from.namespace}" ${may} the ${kind} "${name}"`;
}

/** What to add to the manifests, as a sentence. */
export function grantToAdd(from: Referrer, { kind, namespace, name }: Referent): string {
  return `Add a ReferenceGrant in "${namespace}" from ${from.kind} of "${from.namespace}" to ${kind} "${name}"`;
}

function keyOf(giver: string, { kind, namespace }: Referrer): string {
  return `${giver}/${kind}/${namespace}`;
}
