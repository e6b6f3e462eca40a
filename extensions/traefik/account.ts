/**
 * What becomes of the fields of Traefik's kinds.
 *
 * @module
 */

import { type FieldRules, rulesBelow } from "@dekube/engine/pacts";
import { FIELDS } from "./known/mod.ts";

const RULES: FieldRules = rulesBelow("spec", { "": { becomes: "a route of the reverse proxy" } });

/** By kind; what of them is no part of a route is said. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = Object.fromEntries(
  Object.keys(FIELDS).map((kind) => [kind, RULES]),
);
