/**
 * Keys of a Compose service, and of a volume.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md
 * @see https://github.com/compose-spec/compose-spec/blob/main/07-volumes.md
 * @module
 */

import { type Reporter, settingPath } from "../../../pacts/mod.ts";
import { nearest } from "../nearest.ts";
import { unknownNestedKeys } from "./nested_keys.ts";

/** Those that the Compose Specification has; a test holds them against its schema. */
export const SERVICE_KEYS: ReadonlySet<string> = new Set(
  (
    "annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command " +
    "configs container_name cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period " +
    "cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy develop " +
    "device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file " +
    "environment expose extends external_links extra_hosts gpus group_add healthcheck " +
    "hostname image init ipc isolation label_file labels links logging mac_address mem_limit " +
    "mem_reservation mem_swappiness memswap_limit models network_mode networks " +
    "oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_stop " +
    "privileged profiles provider pull_policy pull_refresh_after read_only restart runtime " +
    "scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt " +
    "sysctls tmpfs tty ulimits use_api_socket user userns_mode uts volumes volumes_from " +
    "working_dir"
  ).split(" "),
);

/** Warns of keys that no service has, where the user wrote them: Compose refuses the whole file then. */
export function warnUnknownServiceKeys(
  group: "overrides" | "services",
  name: string,
  service: Readonly<Record<string, unknown>>,
  diagnostics: Pick<Reporter, "warn">,
): void {
  for (const key of Object.keys(service)) {
    if (SERVICE_KEYS.has(key) || key.startsWith("x-")) continue;
    diagnostics.warn(
      "unknown-service-key",
      `"${
        settingPath(group, name, key)
      }" in dekube.yaml: the Compose Specification has no key "${key}" for services${
        nearest(key, [...SERVICE_KEYS])
      }, and Docker Compose refuses a file with one that it does not know`,
    );
  }
  for (const { path, known } of unknownNestedKeys(service)) {
    const key = String(path.at(-1));
    const above = path.slice(0, -1).reduce<string>(
      (text, part) =>
        typeof part === "number" ? `${text}[${part}]` : `${text}.${settingPath(part)}`,
      settingPath(group, name),
    );
    diagnostics.warn(
      "unknown-service-key",
      `"${above}.${
        settingPath(key)
      }" in dekube.yaml: the Compose Specification has no key "${key}" there${
        nearest(key, known)
      }, and Docker Compose refuses a file with one that it does not know`,
    );
  }
}

/** Those of a volume; a test holds them against the schema. */
export const VOLUME_KEYS: ReadonlySet<string> = new Set(
  ["driver", "driver_opts", "external", "labels", "name"],
);

/**
 * Warns of keys under `volumes` that no volume has, and of a volume's beside `host_path`: a folder of the host has none of
 * them.
 */
export function warnUnknownVolumeKeys(
  volumes: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  diagnostics: Pick<Reporter, "warn">,
): void {
  for (const [name, { host_path, ...others }] of Object.entries(volumes)) {
    for (const key of Object.keys(others)) {
      const path = settingPath("volumes", name, key);
      if (!VOLUME_KEYS.has(key) && !key.startsWith("x-")) {
        diagnostics.warn(
          "unknown-volume-key",
          `"${path}" in dekube.yaml: neither the Compose Specification nor dekube has a key "${key}" for volumes${
            nearest(key, ["host_path", ...VOLUME_KEYS])
          }, and Docker Compose refuses a file with one that it does not know`,
        );
      } else if (host_path !== undefined) {
        diagnostics.warn(
          "idle-volume-key",
          `"${path}" in dekube.yaml has no effect: with "host_path" the claim is a folder of the host, and no volume. Take out one of the two`,
        );
      }
    }
  }
}
