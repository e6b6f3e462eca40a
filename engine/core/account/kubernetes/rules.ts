/**
 * The rules of Kubernetes' own kinds.
 *
 * @module
 */

import { type FieldRules, rulesBelow } from "../../../../pacts/account.ts";
import { CLUSTER_KINDS, READ_OF_CLUSTER_KINDS } from "./cluster_kinds.ts";
import { CONFIG } from "./config.ts";
import { INGRESSES } from "./ingress.ts";
import { IDENTITY, METADATA } from "./metadata.ts";
import { SERVICES } from "./services.ts";
import { STORAGE } from "./storage.ts";
import { WORKLOADS } from "./workloads.ts";

/** Rules that hold for all kinds that somebody claims. */
export const ALL_KINDS: FieldRules = { ...IDENTITY, ...rulesBelow("metadata", METADATA) };

/** By kind. */
export const KUBERNETES_RULES: Readonly<Record<string, FieldRules>> = {
  ...Object.fromEntries(
    Object.entries(CLUSTER_KINDS).map(([kind, meaningless]) => [
      kind,
      { "": { meaningless }, ...READ_OF_CLUSTER_KINDS[kind] },
    ]),
  ),
  ...CONFIG,
  ...INGRESSES,
  ...SERVICES,
  ...STORAGE,
  ...WORKLOADS,
};
