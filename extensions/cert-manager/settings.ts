/**
 * `extensions.cert-manager` in dekube.yaml.
 *
 * @module
 */

import { type Settings, type SettingType, type SettingValues, TEXT } from "@dekube/engine/pacts";

/** A text that may be left empty. */
const NAME: SettingType<string> = {
  expected: "a name",
  is: (value): value is string => typeof value === "string",
  schema: { type: "string" },
};

/** What the user may set: what cert-manager has flags for. */
export const SETTINGS = {
  default_issuer: {
    type: NAME,
    default: "",
    description: "Issuer for Ingresses that say kubernetes.io/tls-acme, and name none.",
  },
  default_issuer_kind: { type: TEXT, default: "Issuer", description: "Its kind." },
  cluster_resource_namespace: {
    type: NAME,
    default: "",
    description:
      "Namespace of the Secrets of ClusterIssuers; left empty, the one that cert-manager's Deployment is told, else cert-manager.",
  },
  default_issuer_group: { type: TEXT, default: "cert-manager.io", description: "Its API group." },
} satisfies Settings;

/** What the user set, and the defaults. */
export type CertManagerSettings = SettingValues<typeof SETTINGS>;
