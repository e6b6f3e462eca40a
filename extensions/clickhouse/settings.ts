/**
 * What a user may set.
 *
 * @module
 */

import { IMAGE, type Settings } from "@dekube/engine/pacts";

/** Images of resources that name none. */
export const SETTINGS = {
  image: {
    type: IMAGE,
    default: "clickhouse/clickhouse-server:25.8",
    description: "Image of a server whose resource names none.",
  },
  keeper_image: {
    type: IMAGE,
    default: "clickhouse/clickhouse-keeper:25.8",
    description: "Image of a Keeper whose resource names none.",
  },
} satisfies Settings;
