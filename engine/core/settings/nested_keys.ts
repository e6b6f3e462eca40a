/**
 * Keys below those of a Compose service.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md
 * @module
 */

import { isMapping } from "../../../pacts/mod.ts";

/**
 * Mappings that have certain keys and no others, by their paths; `*` is any name, `[]` each of a list. A test holds them
 * against the schema of the Compose Specification.
 */
export const NESTED_KEYS: Readonly<Record<string, string>> = {
  blkio_config:
    "device_read_bps device_read_iops device_write_bps device_write_iops weight weight_device",
  "blkio_config.device_read_bps[]": "path rate",
  "blkio_config.device_read_iops[]": "path rate",
  "blkio_config.device_write_bps[]": "path rate",
  "blkio_config.device_write_iops[]": "path rate",
  "blkio_config.weight_device[]": "path weight",
  build:
    "additional_contexts args cache_from cache_to context dockerfile dockerfile_inline entitlements extra_hosts isolation labels network no_cache platforms privileged provenance pull sbom secrets shm_size ssh tags target ulimits",
  "build.secrets[]": "gid mode source target uid",
  "build.ulimits.*": "hard soft",
  "configs[]": "gid mode source target uid",
  credential_spec: "config file registry",
  "depends_on.*": "condition required restart",
  deploy:
    "endpoint_mode labels mode placement replicas resources restart_policy rollback_config update_config",
  "deploy.placement": "constraints max_replicas_per_node preferences",
  "deploy.placement.preferences[]": "spread",
  "deploy.resources": "limits reservations",
  "deploy.resources.limits": "cpus memory pids",
  "deploy.resources.reservations": "cpus devices generic_resources memory",
  "deploy.resources.reservations.devices[]": "capabilities count device_ids driver options",
  "deploy.resources.reservations.generic_resources[]": "discrete_resource_spec",
  "deploy.resources.reservations.generic_resources[].discrete_resource_spec": "kind value",
  "deploy.restart_policy": "condition delay max_attempts window",
  "deploy.rollback_config": "delay failure_action max_failure_ratio monitor order parallelism",
  "deploy.update_config": "delay failure_action max_failure_ratio monitor order parallelism",
  develop: "watch",
  "develop.watch[]": "action exec ignore include initial_sync path target",
  "develop.watch[].exec": "command environment privileged user working_dir",
  "devices[]": "permissions source target",
  "env_file[]": "format path required",
  extends: "file service",
  healthcheck: "disable interval retries start_interval start_period test timeout",
  logging: "driver options",
  "models.*": "endpoint_var model_var",
  "networks.*":
    "aliases driver_opts gw_priority interface_name ipv4_address ipv6_address link_local_ips mac_address priority",
  "ports[]": "app_protocol host_ip mode name protocol published target",
  "post_start[]": "command environment privileged user working_dir",
  "pre_stop[]": "command environment privileged user working_dir",
  provider: "options type",
  "secrets[]": "gid mode source target uid",
  "ulimits.*": "hard soft",
  "volumes[]": "bind consistency image read_only source target tmpfs type volume",
  "volumes[].bind": "create_host_path propagation recursive selinux",
  "volumes[].image": "subpath",
  "volumes[].tmpfs": "mode size",
  "volumes[].volume": "labels nocopy subpath",
};

const KEYS = new Map(
  Object.entries(NESTED_KEYS).map(([path, keys]) => [path, new Set(keys.split(" "))]),
);

/** Paths that lead to one of those. */
const PREFIXES = new Set(
  [...KEYS.keys()].flatMap((path) =>
    [...path.matchAll(/\.|\[\]|$/g)].map(({ index, 0: end }) =>
      path.slice(0, end === "[]" ? index + 2 : index)
    ).concat(path.replace(/\[\].*$/, ""))
  ),
);

/** A key that there is not. */
export interface UnknownKey {
  /** Where it stands: names, and numbers of items of lists. */
  path: readonly (string | number)[];
  /** The keys that there are. */
  known: readonly string[];
}

/** Keys of a service, at any depth but the first, that the Compose Specification does not have. */
export function unknownNestedKeys(service: Readonly<Record<string, unknown>>): UnknownKey[] {
  return Object.entries(service).flatMap(([key, value]) => within(value, key, [key]));
}

function within(value: unknown, at: string, path: (string | number)[]): UnknownKey[] {
  if (!PREFIXES.has(at)) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => within(item, `${at}[]`, [...path, index]));
  }
  if (!isMapping(value)) return [];
  const known = KEYS.get(at);
  return Object.entries(value).flatMap(([key, below]) => {
    if (key.startsWith("x-")) return [];
    const inner = [...path, key];
    if (known) {
      return known.has(key)
        ? within(below, `${at}.${key}`, inner)
        : [{ path: inner, known: [...known] }];
    }
    return within(below, `${at}.*`, inner);
  });
}
