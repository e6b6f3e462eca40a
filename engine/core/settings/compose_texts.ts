/**
 * Values that Compose takes as text alone: it refuses a project in which a number stands there, although `user: 1000`
 * can mean nothing else.
 *
 * @module
 */

import { isMapping } from "../../../pacts/mod.ts";

/**
 * Where only text may stand in a service, as the Compose Specification has it: `*` is any name, `[]` any item of a list. A
 * test holds them against its schema.
 */
export const TEXT_PLACES: ReadonlySet<string> = new Set(
  `
annotations[] blkio_config.device_read_bps[].path blkio_config.device_read_iops[].path
blkio_config.device_write_bps[].path blkio_config.device_write_iops[].path blkio_config.weight_device[].path build
build.additional_contexts[] build.args[] build.cache_from[] build.cache_to[] build.context build.dockerfile
build.dockerfile_inline build.entitlements[] build.extra_hosts.* build.extra_hosts.*[] build.extra_hosts[]
build.isolation build.labels[] build.network build.platforms[] build.secrets[] build.secrets[].gid
build.secrets[].source build.secrets[].target build.secrets[].uid build.ssh[] build.tags[] build.target cap_add[]
cap_drop[] cgroup cgroup_parent command command[] configs[] configs[].gid configs[].source configs[].target
configs[].uid container_name cpuset credential_spec.config credential_spec.file credential_spec.registry
depends_on.*.condition depends_on[] deploy.endpoint_mode deploy.labels[] deploy.mode deploy.placement.constraints[]
deploy.placement.preferences[].spread deploy.resources.limits.memory
deploy.resources.reservations.devices[].capabilities[] deploy.resources.reservations.devices[].device_ids[]
deploy.resources.reservations.devices[].driver deploy.resources.reservations.devices[].options[]
deploy.resources.reservations.generic_resources[].discrete_resource_spec.kind deploy.resources.reservations.memory
deploy.restart_policy.condition deploy.restart_policy.delay deploy.restart_policy.window deploy.rollback_config.delay
deploy.rollback_config.failure_action deploy.rollback_config.monitor deploy.rollback_config.order
deploy.update_config.delay deploy.update_config.failure_action deploy.update_config.monitor deploy.update_config.order
develop.watch[].action develop.watch[].exec.command develop.watch[].exec.command[] develop.watch[].exec.environment[]
develop.watch[].exec.user develop.watch[].exec.working_dir develop.watch[].ignore develop.watch[].ignore[]
develop.watch[].include develop.watch[].include[] develop.watch[].path develop.watch[].target device_cgroup_rules[]
devices[] devices[].permissions devices[].source devices[].target dns dns[] dns_opt[] dns_search dns_search[]
domainname entrypoint entrypoint[] env_file env_file[] env_file[].format env_file[].path environment[] extends
extends.file extends.service external_links[] extra_hosts.* extra_hosts.*[] extra_hosts[] gpus gpus[].capabilities[]
gpus[].device_ids[] gpus[].driver gpus[].options[] healthcheck.interval healthcheck.start_interval
healthcheck.start_period healthcheck.test healthcheck.test[] healthcheck.timeout hostname image ipc isolation
label_file label_file[] labels[] links[] logging.driver mac_address models.*.endpoint_var models.*.model_var models[]
network_mode networks.*.aliases[] networks.*.interface_name networks.*.ipv4_address networks.*.ipv6_address
networks.*.link_local_ips[] networks.*.mac_address networks[] pid platform ports[].app_protocol ports[].host_ip
ports[].mode ports[].name ports[].protocol post_start[].command post_start[].command[] post_start[].environment[]
post_start[].user post_start[].working_dir pre_stop[].command pre_stop[].command[] pre_stop[].environment[]
pre_stop[].user pre_stop[].working_dir profiles[] provider.type pull_policy pull_refresh_after restart runtime
secrets[] secrets[].gid secrets[].source secrets[].target secrets[].uid security_opt[] stop_grace_period stop_signal
sysctls[] tmpfs tmpfs[] user userns_mode uts volumes[] volumes[].bind.propagation volumes[].bind.recursive
volumes[].bind.selinux volumes[].consistency volumes[].image.subpath volumes[].source volumes[].target volumes[].type
volumes[].volume.labels[] volumes[].volume.subpath volumes_from[] working_dir
`.trim().split(/\s+/),
);

/** A text that stands for any name in a mapping. */
const ANY = "*";

/** All places that are, or lead to, one of text. */
const WAYS = new Set([...TEXT_PLACES].flatMap((place) => {
  const parts = place.split(/\.|(?=\[\])/);
  return parts.map((_, index) => parts.slice(0, index + 1).reduce(below));
}));

/** What the user wrote of a service, with numbers, `true` and `false` as text where Compose takes nothing else. */
export function withTexts<T>(value: T, place = ""): T {
  if (typeof value === "number" || typeof value === "boolean") {
    return (TEXT_PLACES.has(place) ? String(value) : value) as T;
  }
  if (Array.isArray(value)) return value.map((item) => withTexts(item, below(place, "[]"))) as T;
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const named = below(place, key);
      return [key, withTexts(item, WAYS.has(named) ? named : below(place, ANY))];
    }),
  ) as T;
}

function below(place: string, part: string): string {
  if (part === "[]") return `${place}[]`;
  return place === "" ? part : `${place}.${part}`;
}
