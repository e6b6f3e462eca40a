/**
 * The ConfigMaps with a broker's config, as the operator makes them.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  objectBeside,
  text,
} from "@dekube/engine/pacts";
import { parseQuantity } from "@dekube/engine/pacts/kubernetes";
import { type Cluster, labelsOf } from "./cluster.ts";
import { listenerConfig } from "./listeners.ts";
import { DEFINITIONS } from "./start.ts";

/** Plugins that each broker has; nobody else is to be discovered. */
const PLUGINS = ["rabbitmq_prometheus", "rabbitmq_management"];

const GIB = 2 ** 30;

/** Files of the broker's that are there if the resource has them, by what they are called. */
export const FURTHER_FILES = {
  "rabbitmq-env.conf": "envConfig",
  "advanced.config": "advancedConfig",
  erl_inetrc: "erlangInetConfig",
} as const;

/** `<name>-server-conf` and `<name>-plugins-conf`. */
export function configMaps(
  cluster: Cluster,
  hasDefinitions: boolean,
  limit: unknown,
  ctx: ControllerContext,
): Manifest[] {
  const { cr, name, plugins, settings } = cluster;
  const labels = labelsOf(cluster);
  const given = text(mapping(cluster.spec.rabbitmq).additionalConfig);
  const own = [...listenerConfig(cluster), ...memoryConfig(limit)]
    // A line of the user's takes the place of ours.
    .filter((line) => !settings.has(line.slice(0, line.indexOf(" "))));
  return [
    objectBeside(cr, "ConfigMap", `${name}-server-conf`, {
      data: {
        "operatorDefaults.conf": lines(defaults(cluster, hasDefinitions)),
        "userDefinedConfiguration.conf": lines([...own, ...(given === "" ? [] : [given])]),
        ...furtherFiles(cluster, ctx),
      },
    }, { labels }),
    objectBeside(cr, "ConfigMap", `${name}-plugins-conf`, {
      data: { enabled_plugins: `[${[...new Set([...PLUGINS, ...plugins])].join(",")}].` },
    }, { labels }),
  ];
}

function lines(texts: readonly string[]): string {
  return texts.map((line) => `${line.trimEnd()}\n`).join("");
}

function defaults({ name, settings }: Cluster, hasDefinitions: boolean): string[] {
  const choosesMechanisms = [...settings.keys()].some((key) => key.startsWith("auth_mechanisms"));
  return [
    "log.console = true",
    "queue_master_locator = min-masters",
    "disk_free_limit.absolute = 2GB",
    `cluster_name = ${name}`,
    ...(choosesMechanisms ? [] : ["auth_mechanisms.1 = PLAIN", "auth_mechanisms.2 = AMQPLAIN"]),
    ...(hasDefinitions ? [`load_definitions = ${DEFINITIONS}`] : []),
  ];
}

/** Erlang needs some memory beside the broker. */
function memoryConfig(limit: unknown): string[] {
  const bytes = parseQuantity(limit);
  if (bytes === undefined || bytes <= 0) return [];
  return [
    `total_memory_available_override_value = ${bytes - Math.min(Math.trunc(bytes / 5), 2 * GIB)}`,
  ];
}

function furtherFiles(
  { cr, spec }: Cluster,
  { report }: ControllerContext,
): Record<string, string> {
  const rabbitmq = mapping(spec.rabbitmq);
  const files: Record<string, string> = {};
  for (const [file, field] of Object.entries(FURTHER_FILES)) {
    const content = text(rabbitmq[field]);
    if (content === "") continue;
    if (field === "envConfig" && /\$\(|`/.test(content)) {
      report(cr, "spec.rabbitmq.envConfig").warn(
        "refused-config",
        'it runs commands ("$(…)" or "`…`"), which the operator refuses, so it is left out. Write the values themselves',
      );
      continue;
    }
    files[file] = content;
  }
  return files;
}
