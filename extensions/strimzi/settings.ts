/**
 * What the user may set.
 *
 * @module
 */

import { IMAGE, type Settings } from "@dekube/engine/pacts";

/** What the user may set below `extensions.strimzi`. */
export const SETTINGS = {
  image: {
    type: IMAGE,
    default: "",
    description: "Image of all Kafkas that name none, instead of Strimzi's for their version.",
  },
} satisfies Settings;
