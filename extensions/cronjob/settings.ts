/**
 * What the user may set (`extensions.cronjob`).
 *
 * @module
 */

import { IMAGE, oneOf, type Settings } from "@dekube/engine/pacts";

/** The settings, with their defaults. */
export const SETTINGS = {
  scheduler: {
    type: oneOf("crontab", "ofelia"),
    default: "crontab",
    description: "What runs CronJobs on schedule: the host's cron, or a container of Ofelia.",
  },
  image: {
    type: IMAGE,
    default: "mcuadros/ofelia:0.3.21",
    description: "Image of Ofelia.",
  },
} satisfies Settings;
