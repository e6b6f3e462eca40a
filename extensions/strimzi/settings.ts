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
  bridge_image: {
    type: IMAGE,
    default: "quay.io/strimzi/kafka-bridge:1.1.0",
    description: "Image of KafkaBridges that name none.",
  },
} satisfies Settings;
