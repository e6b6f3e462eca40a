/**
 * What the user may set.
 *
 * @module
 */

import { IMAGE, type Settings } from "@dekube/engine/pacts";

/** What the user may set below `extensions.minio`. */
export const SETTINGS = {
  image: {
    type: IMAGE,
    default: "quay.io/minio/minio:RELEASE.2025-04-08T15-41-24Z",
    description: "Image of Tenants that name none; the operator's default.",
  },
  mc_image: {
    type: IMAGE,
    default: "",
    description:
      "Image with `mc` and a shell, which makes users and buckets; the Tenant's own, where left out.",
  },
} satisfies Settings;
