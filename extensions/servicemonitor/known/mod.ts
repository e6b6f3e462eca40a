/**
 * Fields that the operator's kinds have, as its CustomResourceDefinitions list them.
 *
 * @module
 */

import type { FieldNames } from "@dekube/engine/pacts";
import * as kinds from "../kinds.ts";
import { ALERTMANAGER } from "./alertmanager.ts";
import { ALERTMANAGER_CONFIG } from "./alertmanager_config.ts";
import { POD_MONITOR, SERVICE_MONITOR } from "./monitors.ts";
import { PROMETHEUS } from "./prometheus.ts";
import { PROMETHEUS_RULE } from "./rules.ts";
import { SCRAPE_CONFIG } from "./scrape_config.ts";

/** The fields of each kind, by its name with the group. */
export const FIELDS: Readonly<Record<string, FieldNames>> = {
  [kinds.ALERTMANAGER]: { spec: ALERTMANAGER },
  [kinds.ALERTMANAGER_CONFIG]: { spec: ALERTMANAGER_CONFIG },
  [kinds.POD_MONITOR]: { spec: POD_MONITOR },
  [kinds.PROMETHEUS]: { spec: PROMETHEUS },
  [kinds.PROMETHEUS_RULE]: { spec: PROMETHEUS_RULE },
  [kinds.SCRAPE_CONFIG]: { spec: SCRAPE_CONFIG },
  [kinds.SERVICE_MONITOR]: { spec: SERVICE_MONITOR },
};
