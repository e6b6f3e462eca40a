/**
 * What becomes of the fields of Gateway API's kinds.
 *
 * @module
 */

import { type FieldRules, list, mapping, rulesBelow, text } from "@dekube/engine/pacts";
import type { FieldCondition } from "@dekube/engine/pacts";
import { GROUP } from "./group.ts";

const ROUTE = { becomes: "a route of the reverse proxy" };
const ONE_PROXY = { meaningless: "there is one reverse proxy, whatever the class" };

/** A route, or what routes attach to, names the part of the object. */
const isSection: FieldCondition = ({ value }, { manifests }) =>
  ROUTES.some((kind) =>
    manifests.of(`${GROUP}/${kind}`).some(({ spec }) =>
      list(mapping(spec).parentRefs).map(mapping)
        .some(({ sectionName }) => text(sectionName) === text(value))
    )
  );

const NAME = [
  { becomes: "what routes attach to", when: isSection },
  { meaningless: "a name matters where something refers to it" },
];

const ROUTES = ["HTTPRoute", "GRPCRoute", "TCPRoute", "UDPRoute", "TLSRoute"];

const OF_ROUTES: FieldRules = rulesBelow("spec", {
  "": ROUTE,
  "rules[].name": { meaningless: "a name matters where something refers to it" },
});

const LISTENERS: FieldRules = { "": ROUTE, "listeners[].name": NAME };

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = Object.fromEntries([
  ...ROUTES.map((kind) => [kind, OF_ROUTES] as const),
  ["GatewayClass", rulesBelow("spec", { "": ONE_PROXY })] as const,
  ["Gateway", rulesBelow("spec", { ...LISTENERS, gatewayClassName: ONE_PROXY })] as const,
  ["ListenerSet", rulesBelow("spec", LISTENERS)] as const,
  [
    "ReferenceGrant",
    rulesBelow("spec", { "": { becomes: "whether a route may name it" } }),
  ] as const,
  [
    "BackendTLSPolicy",
    rulesBelow("spec", { "": { becomes: "how the reverse proxy asks" } }),
  ] as const,
].map(([kind, rules]) => [`${GROUP}/${kind}`, rules]));
