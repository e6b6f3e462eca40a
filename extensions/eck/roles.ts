/**
 * The roles that the operator gives its own users.
 *
 * @module
 */

import type { Mapping } from "@dekube/engine/pacts";
import { isAtLeast } from "./version.ts";

/** What sets up its indices and writes to them. An older Elasticsearch refuses a role with privileges that it does not know. */
function shipper(version: string, names: readonly string[], cluster: readonly string[]): Mapping {
  return {
    cluster: [
      ...["monitor", "manage_ilm", "manage_ml", "read_ilm", "cluster:admin/ingest/pipeline/get"],
      ...cluster,
    ],
    indices: [{
      names,
      privileges: [
        ...["manage", "read", "index", "create_index", "view_index_metadata"],
        ...(isAtLeast(version, "8.0.0") ? ["create_doc", "auto_configure"] : []),
      ],
    }],
  };
}

const SETUP = [
  ...["manage_index_templates", "manage_ingest_pipelines", "manage_pipeline"],
  "cluster:admin/xpack/watcher/watch/put",
];

/** The role of a Beat of a type. */
export function beatRole(type: string): string {
  return `eck_beat_es_${type.replace(/[^a-z0-9]/gi, "")}_role`;
}

/** The role of APM Servers. */
export const APM_ROLE = "eck_apm_user_role";

/** The role of Logstashes. */
export const LOGSTASH_ROLE = "eck_logstash_user_role";

/** The role of servers of maps. */
export const MAPS_ROLE = "eck_maps_user_role";

/** Roles of users that the operator makes, by their names. */
export function rolesOf(version: string, beats: Iterable<string>): Record<string, Mapping> {
  return {
    [APM_ROLE]: {
      ...shipper(
        version,
        ["apm-*", "traces-apm*", "metrics-apm*", "logs-apm*"],
        ["manage_index_templates", "manage_ingest_pipelines", "manage_api_key"],
      ),
      applications: [{ application: "apm", privileges: ["*"], resources: ["*"] }],
    },
    [LOGSTASH_ROLE]: {
      cluster: [
        ...["monitor", "manage_ilm", "read_ilm", "manage_logstash_pipelines"],
        ...[
          "manage_index_templates",
          "manage_ingest_pipelines",
          "cluster:admin/ingest/pipeline/get",
        ],
      ],
      indices: [{
        names: [
          ...["logstash", "logstash-*", "ecs-logstash", "ecs-logstash-*"],
          ...["logs-*", "metrics-*", "synthetics-*", "traces-*"],
        ],
        privileges: [
          ...["manage", "write", "create_index", "read", "view_index_metadata"],
        ],
      }],
    },
    [MAPS_ROLE]: { cluster: ["monitor"], indices: [] },
    ...Object.fromEntries(
      [...beats].map((type) => [
        beatRole(type),
        shipper(version, [`${type}-*`, `.ds-${type}-*`, "shrink-*"], SETUP),
      ]),
    ),
  };
}
