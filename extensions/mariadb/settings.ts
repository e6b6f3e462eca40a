/**
 * What the user may set.
 *
 * @module
 */

import { IMAGE, type Settings } from "@dekube/engine/pacts";

/** What the user may set below `extensions.mariadb`. */
export const SETTINGS = {
  image: {
    type: IMAGE,
    default: "mariadb:11.8.8",
    description: "Image of a MariaDB that names none; the operator's default.",
  },
  exporter_image: {
    type: IMAGE,
    default: "prom/mysqld-exporter:v0.15.1",
    description: "Image of an exporter that names none.",
  },
} satisfies Settings;
