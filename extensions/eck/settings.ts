/**
 * What the user may set.
 *
 * @module
 */

import { type Settings, TEXT } from "@dekube/engine/pacts";

/** What the user may set below `extensions.eck`. */
export const SETTINGS = {
  registry: {
    type: TEXT,
    default: "docker.elastic.co",
    description: "Registry of images where a resource names none.",
  },
} satisfies Settings;
