/**
 * A Job that makes the cluster's topics and users, and brings those up to date that are there.
 *
 * @module
 */

import type { Manifest } from "@dekube/engine/pacts";
import { shellQuote } from "@dekube/engine/pacts/kubernetes";
import { type Cluster, nodeHost, owned } from "./cluster.ts";
import { jaasQuote, propertiesFile } from "./properties.ts";
import { IDENTITY } from "./server.ts";
import { ADMIN, ADMIN_PORT, FOLDERS } from "./server_properties.ts";

/** What there is to make. */
export interface Wanted {
  /** Arguments of topics. */
  topics: readonly string[][];
  /** Commands of users. */
  commands: readonly string[][];
}

/** Each command of Kafka's is a Java program of its own, which takes its seconds. */
const FUNCTIONS = `set -eu
kafka=\${KAFKA_HOME:-/opt/kafka}
run() { "$kafka/bin/kafka-$1.sh" --bootstrap-server "$BOOTSTRAP" --command-config ${FOLDERS.config}/admin.properties "\${@:2}"; }
attempt=1
until said=$(run topics --list 2>&1); do
  if [ "$attempt" -ge 30 ]; then echo "$said" >&2; exit 1; fi
  attempt=$((attempt + 1))
  sleep 2
done
topic() {
  local name=$1 partitions=$2 settings=() value
  shift 2
  for value in "$@"; do settings+=(--config "$value"); done
  if ! grep -qxF -- "$name" <<< "$said"; then
    run topics --create --topic "$name" --partitions "$partitions" --replication-factor 1 \${settings[@]+"\${settings[@]}"}
    return
  fi
  if [ $# -gt 0 ]; then
    for value in "$@"; do
      run configs --alter --entity-type topics --entity-name "$name" --add-config "\${value%%=*}=[\${value#*=}]"
    done
  fi
  local there
  there=$(run topics --describe --topic "$name" | sed -n 's/.*PartitionCount: *\\([0-9]*\\).*/\\1/p' | head -n 1)
  if [ "\${there:-0}" -lt "$partitions" ]; then run topics --alter --topic "$name" --partitions "$partitions"; fi
}
`;

/** The Job and its script; nothing where there is nothing to make. */
export function setupOf(cluster: Cluster, wanted: Wanted, password: string): Manifest[] {
  const line = (words: readonly string[]) => words.map(shellQuote).join(" ");
  const lines = [
    ...wanted.topics.map((words) => `topic ${line(words)}`),
    ...wanted.commands.map((words) => `run ${line(words)}`),
  ];
  if (lines.length === 0) return [];
  const secretName = `${cluster.name}_setup`;
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: owned(cluster, secretName),
      stringData: {
        "setup.sh": `${FUNCTIONS}${lines.join("\n")}\n`,
        "admin.properties": propertiesFile([
          ["security.protocol", "SASL_PLAINTEXT"],
          ["sasl.mechanism", "PLAIN"],
          [
            "sasl.jaas.config",
            `org.apache.kafka.common.security.plain.PlainLoginModule required username=${
              jaasQuote(ADMIN)
            } password=${jaasQuote(password)};`,
          ],
        ]),
      },
    },
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: owned(cluster, `${cluster.name}-setup`),
      spec: {
        template: {
          spec: {
            restartPolicy: "OnFailure",
            securityContext: IDENTITY,
            containers: [{
              name: "setup",
              image: cluster.image,
              command: ["/bin/bash", `${FOLDERS.config}/setup.sh`],
              env: [
                { name: "BOOTSTRAP", value: `${nodeHost(cluster)}:${ADMIN_PORT}` },
                { name: "KAFKA_HEAP_OPTS", value: "-Xmx128m" },
                { name: "LOG_DIR", value: "/tmp/kafka-logs" },
              ],
              volumeMounts: [{ name: "setup", mountPath: FOLDERS.config, readOnly: true }],
            }],
            volumes: [{ name: "setup", secret: { secretName } }],
          },
        },
      },
    },
  ];
}
