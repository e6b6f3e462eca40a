/**
 * What may stand in compose.yml. A test holds it against the JSON Schema of the Compose Specification: reading that at each
 * run, with a program that understands all schemas, takes longer than most conversions.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/spec.md
 * @module
 */

import { COMMAND_LINE, DURATION, HOST_LINE, PORT, SIZE } from "./forms.ts";
import type { Form, Keys, Shape } from "./shape.ts";

const TEXT: Shape = { text: true };
const NUMBER: Shape = { number: {} };
const WHOLE: Shape = { number: { whole: true } };
const FLAG: Shape = { flag: true };
const NOTHING: Shape = { nothing: true };
/** Go, which Docker Compose is written in, takes more for a character of a line than JavaScript. */
const ANY_TEXT = /[^\n]/;
const NAME = /^[a-zA-Z0-9._-]+$/;

function either(...shapes: Shape[]): Shape {
  return Object.assign({}, ...shapes);
}

function list(of: Shape): Shape {
  return { list: of };
}

function words(...allowed: string[]): Shape {
  const means = allowed.length === 1
    ? `"${allowed[0]}"`
    : `${allowed.slice(0, -1).map((word) => `"${word}"`).join(", ")} or "${allowed.at(-1)}"`;
  return { text: { means, test: (text) => allowed.includes(text) } };
}

function form(text: Form): Shape {
  return { text };
}

/** A mapping whose keys the specification names; `x-` is for everybody. */
function keys(of: string, known: Keys["known"], ...required: string[]): Shape {
  return { mapping: { of, known, extended: true, required } };
}

/** The same, where `x-` is not right either. */
function onlyKeys(of: string, known: Keys["known"], ...required: string[]): Shape {
  return { mapping: { of, known, required } };
}

/** A mapping whose keys anybody may choose. */
function named(of: string, shape: Shape | (() => Shape), name: RegExp = ANY_TEXT): Shape {
  return { mapping: { of, known: {}, chosen: { name, shape } } };
}

/** The same, where the specification does not say what names may be. */
function openNamed(of: string, shape: Shape | (() => Shape), name: RegExp = ANY_TEXT): Shape {
  return { mapping: { of, known: {}, chosen: { name, shape }, open: true } };
}

const TEXT_OR_WHOLE = either(TEXT, WHOLE);
const TEXT_OR_NUMBER = either(TEXT, NUMBER);
const TEXT_OR_FLAG = either(TEXT, FLAG);
const TEXTS = list(TEXT);
const TEXT_OR_TEXTS = either(TEXT, TEXTS);
const COMMAND = either(form(COMMAND_LINE), TEXTS, NOTHING);
const SIZE_OR_NUMBER = either(form(SIZE), NUMBER);
const MEMORY = form(SIZE);
const TIME = form(DURATION);

function pairs(of: string): Shape {
  return either(named(of, either(TEXT, NUMBER, FLAG, NOTHING)), TEXTS);
}

const LABELS = pairs("labels");
const ENVIRONMENT = pairs("variables");
const HOSTS = either(named("hosts", TEXT_OR_TEXTS), list(form(HOST_LINE)));
const OPTIONS = openNamed("options", TEXT_OR_NUMBER);

const ULIMITS = openNamed(
  "ulimits",
  either(
    TEXT_OR_WHOLE,
    keys("ulimits", { hard: TEXT_OR_WHOLE, soft: TEXT_OR_WHOLE }, "soft", "hard"),
  ),
  /^[a-z]+$/,
);

const GRANTS = list(either(
  TEXT,
  keys("secrets and configs of services", {
    source: TEXT,
    target: TEXT,
    uid: TEXT,
    gid: TEXT,
    mode: TEXT_OR_NUMBER,
  }),
));

const HOOK = keys("hooks", {
  command: COMMAND,
  user: TEXT,
  privileged: TEXT_OR_FLAG,
  working_dir: TEXT,
  environment: ENVIRONMENT,
}, "command");

const DEVICE = {
  capabilities: TEXTS,
  count: TEXT_OR_WHOLE,
  device_ids: TEXTS,
  driver: TEXT,
  options: pairs("options"),
};

const BUILD = either(
  TEXT,
  keys("build", {
    context: TEXT,
    dockerfile: TEXT,
    dockerfile_inline: TEXT,
    entitlements: TEXTS,
    args: pairs("build arguments"),
    ssh: pairs("keys of SSH"),
    labels: LABELS,
    cache_from: TEXTS,
    cache_to: TEXTS,
    no_cache: TEXT_OR_FLAG,
    no_cache_filter: TEXT_OR_TEXTS,
    additional_contexts: pairs("contexts"),
    network: TEXT,
    provenance: TEXT_OR_FLAG,
    sbom: TEXT_OR_FLAG,
    pull: TEXT_OR_FLAG,
    target: TEXT,
    shm_size: either(form(SIZE), WHOLE),
    extra_hosts: HOSTS,
    isolation: TEXT,
    privileged: TEXT_OR_FLAG,
    secrets: GRANTS,
    tags: TEXTS,
    ulimits: ULIMITS,
    platforms: TEXTS,
  }),
);

const UPDATES = {
  parallelism: TEXT_OR_WHOLE,
  delay: TIME,
  failure_action: TEXT,
  monitor: TIME,
  max_failure_ratio: TEXT_OR_NUMBER,
  order: words("start-first", "stop-first"),
};

const DEPLOY = either(
  NOTHING,
  keys("deploy", {
    mode: TEXT,
    endpoint_mode: TEXT,
    replicas: TEXT_OR_WHOLE,
    labels: LABELS,
    rollback_config: keys("rollback_config", UPDATES),
    update_config: keys("update_config", UPDATES),
    resources: keys("resources", {
      limits: keys("limits", { cpus: TEXT_OR_NUMBER, memory: MEMORY, pids: TEXT_OR_WHOLE }),
      reservations: keys("reservations", {
        cpus: TEXT_OR_NUMBER,
        memory: MEMORY,
        generic_resources: list(keys("resources", {
          discrete_resource_spec: keys("resources", { kind: TEXT, value: TEXT_OR_NUMBER }),
        })),
        devices: list(keys("devices", DEVICE, "capabilities")),
      }),
    }),
    restart_policy: keys("restart_policy", {
      condition: TEXT,
      delay: TIME,
      max_attempts: TEXT_OR_WHOLE,
      window: TIME,
    }),
    placement: keys("placement", {
      constraints: TEXTS,
      preferences: list(keys("preferences", { spread: TEXT })),
      max_replicas_per_node: TEXT_OR_WHOLE,
    }),
  }),
);

const DEVELOP = either(
  NOTHING,
  keys("develop", {
    watch: list(keys(
      "watch",
      {
        ignore: TEXT_OR_TEXTS,
        include: TEXT_OR_TEXTS,
        path: TEXT,
        action: words("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
        target: TEXT,
        exec: HOOK,
        initial_sync: FLAG,
      },
      "path",
      "action",
    )),
  }),
);

const BLKIO_LIMITS = list(onlyKeys("limits", { path: TEXT, rate: TEXT_OR_WHOLE }));

const NETWORKS = either(
  TEXTS,
  named(
    "networks",
    either(
      NOTHING,
      keys("networks of services", {
        aliases: TEXTS,
        interface_name: TEXT,
        ipv4_address: TEXT,
        ipv6_address: TEXT,
        link_local_ips: TEXTS,
        mac_address: TEXT,
        driver_opts: OPTIONS,
        priority: NUMBER,
        gw_priority: NUMBER,
      }),
    ),
    NAME,
  ),
);

const VOLUMES = list(either(
  TEXT,
  keys("volumes of services", {
    type: words("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
    source: TEXT,
    target: TEXT,
    read_only: TEXT_OR_FLAG,
    consistency: TEXT,
    bind: keys("bind", {
      propagation: TEXT,
      create_host_path: TEXT_OR_FLAG,
      recursive: words("enabled", "disabled", "writable", "readonly"),
      selinux: words("z", "Z"),
    }),
    volume: keys("volume", { labels: LABELS, nocopy: TEXT_OR_FLAG, subpath: TEXT }),
    tmpfs: keys("tmpfs", {
      size: either(form(SIZE), { number: { whole: true, least: 0 } }),
      mode: TEXT_OR_NUMBER,
    }),
    image: keys("image", { subpath: TEXT }),
  }, "type"),
));

/** A service. */
export const SERVICE: Shape = keys("services", {
  annotations: pairs("annotations"),
  attach: TEXT_OR_FLAG,
  blkio_config: onlyKeys("blkio_config", {
    device_read_bps: BLKIO_LIMITS,
    device_read_iops: BLKIO_LIMITS,
    device_write_bps: BLKIO_LIMITS,
    device_write_iops: BLKIO_LIMITS,
    weight: TEXT_OR_WHOLE,
    weight_device: list(onlyKeys("weights", { path: TEXT, weight: TEXT_OR_WHOLE })),
  }),
  build: BUILD,
  cap_add: TEXTS,
  cap_drop: TEXTS,
  cgroup: words("host", "private"),
  cgroup_parent: TEXT,
  command: COMMAND,
  configs: GRANTS,
  container_name: form({
    means: "a name of two characters at least",
    test: (text) => /[a-zA-Z0-9][a-zA-Z0-9_.-]+/.test(text),
  }),
  cpu_count: either(TEXT, { number: { whole: true, least: 0 } }),
  cpu_percent: either(TEXT, { number: { whole: true, least: 0, most: 100 } }),
  cpu_period: TEXT_OR_NUMBER,
  cpu_quota: TEXT_OR_NUMBER,
  cpu_rt_period: TEXT_OR_NUMBER,
  cpu_rt_runtime: TEXT_OR_NUMBER,
  cpu_shares: TEXT_OR_NUMBER,
  cpus: TEXT_OR_NUMBER,
  cpuset: TEXT,
  credential_spec: keys("credential_spec", { config: TEXT, file: TEXT, registry: TEXT }),
  depends_on: either(
    TEXTS,
    named(
      "services",
      keys("depends_on", {
        condition: words("service_started", "service_healthy", "service_completed_successfully"),
        required: FLAG,
        restart: TEXT_OR_FLAG,
      }, "condition"),
      NAME,
    ),
  ),
  deploy: DEPLOY,
  develop: DEVELOP,
  device_cgroup_rules: TEXTS,
  devices: list(either(
    TEXT,
    keys("devices", { source: TEXT, target: TEXT, permissions: TEXT }, "source"),
  )),
  dns: TEXT_OR_TEXTS,
  dns_opt: TEXTS,
  dns_search: TEXT_OR_TEXTS,
  domainname: TEXT,
  entrypoint: COMMAND,
  env_file: either(
    TEXT,
    list(either(
      TEXT,
      onlyKeys("env_file", { path: TEXT, format: TEXT, required: TEXT_OR_FLAG }, "path"),
    )),
  ),
  environment: ENVIRONMENT,
  expose: list(TEXT_OR_NUMBER),
  extends: either(TEXT, onlyKeys("extends", { service: TEXT, file: TEXT }, "service")),
  external_links: TEXTS,
  extra_hosts: HOSTS,
  gpus: either(words("all"), list({ mapping: { of: "gpus", known: DEVICE, open: true } })),
  group_add: list(TEXT_OR_NUMBER),
  healthcheck: keys("healthcheck", {
    disable: TEXT_OR_FLAG,
    interval: TIME,
    retries: TEXT_OR_NUMBER,
    start_interval: TIME,
    start_period: TIME,
    test: TEXT_OR_TEXTS,
    timeout: TIME,
  }),
  hostname: TEXT,
  image: TEXT,
  init: TEXT_OR_FLAG,
  ipc: TEXT,
  isolation: TEXT,
  label_file: TEXT_OR_TEXTS,
  labels: LABELS,
  links: TEXTS,
  logging: keys("logging", {
    driver: TEXT,
    options: openNamed("options", either(TEXT, NUMBER, NOTHING)),
  }),
  mac_address: TEXT,
  mem_limit: SIZE_OR_NUMBER,
  mem_reservation: either(form(SIZE), WHOLE),
  mem_swappiness: TEXT_OR_WHOLE,
  memswap_limit: SIZE_OR_NUMBER,
  models: either(
    TEXTS,
    openNamed(
      "models",
      keys("models of services", { endpoint_var: TEXT, model_var: TEXT }),
      NAME,
    ),
  ),
  network_mode: TEXT,
  networks: NETWORKS,
  oom_kill_disable: TEXT_OR_FLAG,
  oom_score_adj: either(TEXT, { number: { whole: true, least: -1000, most: 1000 } }),
  pid: either(TEXT, NOTHING),
  pids_limit: TEXT_OR_NUMBER,
  platform: TEXT,
  ports: list(either(
    form(PORT),
    NUMBER,
    keys("ports", {
      app_protocol: TEXT,
      host_ip: TEXT,
      mode: TEXT,
      name: TEXT,
      protocol: TEXT,
      published: TEXT_OR_WHOLE,
      target: TEXT_OR_WHOLE,
    }),
  )),
  post_start: list(HOOK),
  pre_start: list(HOOK),
  pre_stop: list(HOOK),
  privileged: TEXT_OR_FLAG,
  profiles: TEXTS,
  provider: keys("provider", {
    type: TEXT,
    options: openNamed(
      "options",
      either(TEXT, NUMBER, FLAG, list(either(TEXT, NUMBER, FLAG))),
    ),
  }, "type"),
  pull_policy: form({
    means: '"always", "never", "missing", "build", "daily", "weekly" or "every_12h"',
    test: (text) =>
      /always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+/
        .test(text),
  }),
  pull_refresh_after: TEXT,
  read_only: TEXT_OR_FLAG,
  restart: TEXT,
  runtime: TEXT,
  scale: TEXT_OR_WHOLE,
  secrets: GRANTS,
  security_opt: TEXTS,
  shm_size: SIZE_OR_NUMBER,
  stdin_open: TEXT_OR_FLAG,
  stop_grace_period: TIME,
  stop_signal: TEXT,
  storage_opt: { mapping: { of: "storage_opt", known: {}, open: true } },
  sysctls: pairs("sysctls"),
  tmpfs: TEXT_OR_TEXTS,
  tty: TEXT_OR_FLAG,
  ulimits: ULIMITS,
  use_api_socket: FLAG,
  user: TEXT,
  userns_mode: TEXT,
  uts: TEXT,
  volumes: VOLUMES,
  volumes_from: TEXTS,
  working_dir: TEXT,
});

/** What `images` of dekube.yaml gives to services: keys of theirs. */
export const IMAGES: Shape = named("images", { mapping: SERVICE.mapping! });

const EXTERNAL = either(TEXT, FLAG, keys("external", { name: TEXT }));
const OPEN_EXTERNAL = either(TEXT, FLAG, {
  mapping: { of: "external", known: { name: TEXT }, open: true },
});

/** A network that the project declares. */
const NETWORK: Shape = either(
  NOTHING,
  keys("networks", {
    name: TEXT,
    driver: TEXT,
    driver_opts: OPTIONS,
    ipam: keys("ipam", {
      driver: TEXT,
      config: list(keys("ipam", {
        subnet: TEXT,
        ip_range: TEXT,
        gateway: TEXT,
        aux_addresses: named("addresses", TEXT),
      })),
      options: named("options", TEXT),
    }),
    external: EXTERNAL,
    internal: TEXT_OR_FLAG,
    enable_ipv4: TEXT_OR_FLAG,
    enable_ipv6: TEXT_OR_FLAG,
    attachable: TEXT_OR_FLAG,
    labels: LABELS,
  }),
);

/** A volume that the project declares. */
export const VOLUME: Shape = either(
  NOTHING,
  keys("volumes", {
    name: TEXT,
    driver: TEXT,
    driver_opts: OPTIONS,
    external: EXTERNAL,
    labels: LABELS,
  }),
);

const SECRET_OR_CONFIG = {
  name: TEXT,
  environment: TEXT,
  file: TEXT,
  external: OPEN_EXTERNAL,
  labels: LABELS,
  template_driver: TEXT,
};

/** All of compose.yml. */
export const PROJECT: Shape = keys("projects", {
  version: TEXT,
  name: TEXT,
  include: list(either(
    TEXT,
    onlyKeys("include", {
      path: TEXT_OR_TEXTS,
      env_file: TEXT_OR_TEXTS,
      project_directory: TEXT,
    }),
  )),
  services: named("services", SERVICE, NAME),
  models: openNamed(
    "models",
    keys("models", { name: TEXT, model: TEXT, context_size: WHOLE, runtime_flags: TEXTS }, "model"),
    NAME,
  ),
  networks: openNamed("networks", NETWORK, NAME),
  volumes: named("volumes", VOLUME, NAME),
  secrets: named(
    "secrets",
    keys("secrets", { ...SECRET_OR_CONFIG, driver: TEXT, driver_opts: OPTIONS }),
    NAME,
  ),
  configs: named("configs", keys("configs", { ...SECRET_OR_CONFIG, content: TEXT }), NAME),
});
