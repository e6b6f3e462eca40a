/**
 * What a user may set.
 *
 * @module
 */

import { IMAGE, type Settings } from "@dekube/engine/pacts";

/** The image of a broker that names none. */
export const SETTINGS = {
  image: {
    type: IMAGE,
    default: "rabbitmq:4.3.4-management",
    description: "Image of a RabbitmqCluster that names none.",
  },
} satisfies Settings;
