/**
 * What a user may set.
 *
 * @module
 */

import { IMAGE, type Settings } from "@dekube/engine/pacts";

/** Images of servers. */
export const SETTINGS = {
  image: {
    type: IMAGE,
    default: "quay.io/mongodb/mongodb-community-server:8.0.12-ubi8",
    description:
      "Image of a MongoDBCommunity; its version stands in the tag's place up to the first hyphen.",
  },
  percona_image: {
    type: IMAGE,
    default: "percona/percona-server-mongodb:8.0.12-4",
    description: "Image of a PerconaServerMongoDB that names none.",
  },
} satisfies Settings;
