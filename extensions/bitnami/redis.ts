/**
 * Redis of Bitnami's becomes the stock image.
 *
 * @module
 */

import {
  append,
  type ComposeService,
  type ConvertContext,
  isMapping,
  items,
  type Mount,
  mount,
  settingPath,
  text,
} from "@dekube/engine/pacts";
import { dropUnusedVolumes, isWithin, setMounts, targetOf } from "./mounts.ts";
import { passwordOf } from "./passwords.ts";
import { type RedisConfig, redisConfig } from "./redis_config.ts";
import { lostGuard } from "./redis_guards.ts";
import { option, redisFlags } from "./redis_flags.ts";
import { howToKeep, startsAsBitnami, type Subject, wordsOf } from "./subject.ts";

/** Where the stock image keeps its data. */
const DATA = "/data";

/** Where its settings are mounted. */
const SETTINGS = "/usr/local/etc/redis";

/** Where Bitnami's image keeps its data, the innermost first. */
const BITNAMI_DATA = ["/bitnami/redis/data", "/bitnami/redis"];

/** What only Bitnami's image and chart have. */
const BITNAMI_FOLDERS = ["/opt/bitnami", "/bitnami", "/health"];

/**
 * Replaces the image, and with it all that belongs to Bitnami's: environment, command, user, scripts,
 * health check. What it can't carry over it leaves as it is, and says why.
 */
export function convertRedis(
  subject: Subject,
  image: string,
  services: Record<string, ComposeService>,
  ctx: ConvertContext,
): void {
  const { name, service } = subject;
  const plan = planOf(subject, ctx);
  if (typeof plan === "string") {
    ctx.report(subject.service.owner).warn(
      "bitnami-kept",
      `the service "${name}" keeps Bitnami's image, because ${plan}`,
    );
    return;
  }
  const { password, port, flags, config, unread } = plan;
  const asked = { ...subject, service: { ...service } };
  const before = text(service.image);
  service.image = image;
  delete service.entrypoint;
  service.command = ["redis-server", ...flags];
  setEnvironment(service, password);
  const dropped = changeMounts(service, config, ctx, name);
  // The image starts as root, gives the data to its own user, and goes on as that one.
  for (const key of ["user", "group_add", "cap_drop"]) delete service[key];
  if (isMapping(service.healthcheck) && service.healthcheck.test !== undefined) {
    // redis-cli succeeds whatever the server answers.
    service.healthcheck.test = ["CMD-SHELL", `redis-cli -p ${port} ping | grep -q PONG`];
  }
  const hooks = dropHooks(service);
  noteSuperseded(service, asked, plan, dropped, ctx);
  dropUnusedVolumes(dropped, services, ctx);

  ctx.report(subject.service.owner).info(
    "bitnami-redis",
    `the service "${name}" runs ${image} instead of ${before}, with ${
      password === "" ? "no password" : "its password"
    } and its data; user, environment, scripts and health check of Bitnami's image are gone${
      dropped.length > 0 ? `, and so is what was mounted at ${targets(dropped)}` : ""
    }${newerThan(image, subject)}. extensions.bitnami.redis_image names another image. ${
      howToKeep(subject)
    }`,
  );
  const lost = [...unread, ...config.left, ...hooks];
  if (lost.length > 0) {
    ctx.report(subject.service.owner).warn(
      "bitnami-settings",
      `the service "${name}" loses settings of Bitnami's image that have no counterpart in the stock one: ${
        lost.join(", ")
      }. Set them under "${
        settingPath("overrides", name)
      }" in dekube.yaml, which also keeps Bitnami's image`,
    );
  }
  if (plan.isOpen) {
    ctx.report(subject.service.owner).warn(
      "no-redis-password",
      `the service "${name}" has no password, and everybody who reaches it can read and write. Set REDIS_PASSWORD in the manifest`,
    );
  }
}

/** What the stock image is started with. */
interface Plan {
  password: string;
  /** Whether there is none, and nobody has said that there need be none. */
  isOpen: boolean;
  port: string;
  flags: string[];
  config: RedisConfig;
  /** Settings that are not carried over. */
  unread: string[];
}

/** Variables of Bitnami's image that the plan goes by. */
export const REDIS_VARIABLES: readonly string[] = [
  "ALLOW_EMPTY_PASSWORD",
  "REDIS_AOF_ENABLED",
  "REDIS_DISABLE_COMMANDS",
  "REDIS_EXTRA_FLAGS",
  "REDIS_MASTER_HOST",
  "REDIS_MASTER_PASSWORD",
  "REDIS_MASTER_PORT_NUMBER",
  "REDIS_PASSWORD",
  "REDIS_PORT",
  "REDIS_PORT_NUMBER",
  "REDIS_REPLICATION_MODE",
  "REDIS_TLS_ENABLED",
];

/** The plan, or why there is none. */
function planOf(subject: Subject, ctx: ConvertContext): Plan | string {
  const { service } = subject;
  const env = (variable: string) => text(service.environment?.[variable]);
  const words = wordsOf(subject);
  if (words.some((word) => /start-(node|sentinel)|redis-sentinel/.test(word))) {
    return "it belongs to Redis Sentinel, which the stock image has no settings for";
  }
  const own = ownFlags(subject);
  if (own === undefined) return "it runs a command of its own";
  if (isOn(env("REDIS_TLS_ENABLED"))) return "it speaks TLS, which the stock image would not";

  const password = passwordOf("REDIS_PASSWORD", subject, ctx);
  if (password.missing) {
    return `its password is not there: ${password.missing} is missing. Without it the stock image would let everybody in`;
  }
  if (password.lacking && password.value === "" && !isOn(env("ALLOW_EMPTY_PASSWORD"))) {
    return `its password is not there: ${password.lacking} is missing, and Bitnami's image does not start without one (ALLOW_EMPTY_PASSWORD). The stock image would, and let everybody in`;
  }
  const given = ["REDIS_PASSWORD", "REDIS_PASSWORD_FILE"].find((name) =>
    Object.hasOwn(subject.service.environment ?? {}, name)
  );
  if (given && /^[\r\n]*$/.test(password.value) && !isOn(env("ALLOW_EMPTY_PASSWORD"))) {
    return `its password is empty (${given}), and Bitnami's image does not start so (ALLOW_EMPTY_PASSWORD). The stock image would, and let everybody in`;
  }
  const port = [env("REDIS_PORT"), env("REDIS_PORT_NUMBER")].find((value) => /^\d+$/.test(value)) ??
    "6379";
  const replica = /^(replica|slave)$/i.test(env("REDIS_REPLICATION_MODE"));
  const config = redisConfig(subject, replica ? "replica.conf" : "master.conf", SETTINGS, ctx);
  const guard = lostGuard(subject, password.value, config, ctx);
  if (guard) return `${guard}. Without that the stock image might let everybody in`;
  const carried = redisFlags(subject, config.files.size > 0, ctx);

  const flags: string[] = [];
  if (port !== "6379") append(flags, option("port", port));
  if (password.value !== "") append(flags, option("requirepass", password.value));
  if (replica) {
    const host = env("REDIS_MASTER_HOST");
    if (host === "") return "it is a replica of a master that nothing names (REDIS_MASTER_HOST)";
    const master = passwordOf("REDIS_MASTER_PASSWORD", subject, ctx);
    if (master.missing) return `the password of its master is not there: ${master.missing}`;
    append(flags, option("replicaof", host, env("REDIS_MASTER_PORT_NUMBER") || "6379"));
    if (master.value !== "") append(flags, option("masterauth", master.value));
  }
  for (const file of config.included) append(flags, option("include", `${SETTINGS}/${file}`));
  append(flags, [...carried.flags, ...own]);
  return {
    password: password.value,
    isOpen: password.value === "" && !isOn(env("ALLOW_EMPTY_PASSWORD")),
    port,
    flags,
    config,
    unread: carried.unread,
  };
}

/** Flags behind `redis-server`; none where Bitnami's scripts run; `undefined` for any other command. */
function ownFlags(subject: Subject): string[] | undefined {
  const [program = "", ...flags] = wordsOf(subject);
  if (/(^|\/)redis-server$/.test(program)) {
    return flags.some((flag) => flag.includes("/opt/bitnami")) ? undefined : flags;
  }
  return startsAsBitnami(subject) ? [] : undefined;
}

/** Notes what the manifest asks for and the plan would be the same without: it goes with the image. */
function noteSuperseded(
  service: ComposeService,
  subject: Subject,
  plan: Plan,
  dropped: readonly Mount[],
  ctx: ConvertContext,
): void {
  const { account } = ctx;
  if (!account) return;
  const before = subject.service;
  const expected = printed(plan);
  const isSame = (changes: Partial<ComposeService>) =>
    printed(planOf({ ...subject, service: { ...before, ...changes } }, ctx)) === expected;
  const variables = Object.keys(before.environment ?? {}).filter((variable) => {
    const { [variable]: _gone, ...environment } = before.environment ?? {};
    return isBitnamis(variable) && isSame({ environment });
  });
  const words = (["entrypoint", "command"] as const).flatMap((key) =>
    items(before[key]).flatMap((_word, index, all) =>
      isSame({ [key]: all.toSpliced(index, 1) }) ? [`${key}.${index}`] : []
    )
  );
  const mounts = dropped.filter((mount) =>
    // Of objects there are files, whoever mounts them.
    !mount.source?.startsWith("./") &&
    isSame({ volumes: items(before.volumes).filter((other) => other !== mount) })
  );
  account.superseded(service, [
    "cap_drop",
    "group_add",
    "healthcheck.test",
    "user",
    "volumes",
    ...words,
    ...mounts.map((mount) => `mounts.${targetOf(mount)}`),
    ...variables.map((variable) => `environment.${variable}`),
  ], "it goes with Bitnami's image, in whose place the stock one is");
}

function printed(plan: Plan | string): string {
  return JSON.stringify(plan, (_key, value) => value instanceof Map ? [...value] : value);
}

/** Whether a variable is one of Bitnami's image. */
function isBitnamis(variable: string): boolean {
  return /^(REDIS|BITNAMI)_|^(ALLOW_EMPTY_PASSWORD|DISABLE_WELCOME_MESSAGE)$/.test(variable);
}

/** Only what is not Bitnami's stays. */
function setEnvironment(service: ComposeService, password: string): void {
  const others = Object.entries(service.environment ?? {})
    .filter(([name]) => !isBitnamis(name));
  // redis-cli reads it.
  if (password !== "") others.push(["REDISCLI_AUTH", password]);
  if (others.length > 0) service.environment = Object.fromEntries(others);
  else delete service.environment;
}

/** Moves the data, mounts the settings, and takes away the rest of Bitnami's; returns what it took. */
function changeMounts(
  service: ComposeService,
  config: RedisConfig,
  ctx: ConvertContext,
  name: string,
): Mount[] {
  const before = items(service.volumes);
  const at = (target: string) => before.find((entry) => targetOf(entry) === target);
  const data = [DATA, ...BITNAMI_DATA].map(at).find((entry) => entry !== undefined);
  const dropped: Mount[] = [];
  const after = before.flatMap((entry) => {
    const target = targetOf(entry);
    if (entry === data) return [target === DATA ? entry : { ...entry, target: DATA }];
    const isScratch = isWithin(target, "/tmp") && isTemporary(entry);
    if (!isScratch && !BITNAMI_FOLDERS.some((folder) => isWithin(target, folder))) return [entry];
    dropped.push(entry);
    return [];
  });
  if (config.files.size > 0) {
    // No folder of a ConfigMap or a Secret begins with a dot.
    const folder = `${config.isSecret ? "secrets" : "configmaps"}/.redis/${name}`;
    for (const [file, content] of config.files) ctx.files.write(`${folder}/${file}`, content);
    after.push(mount(`./${folder}`, SETTINGS, { readOnly: true }));
  }
  setMounts(service, after);
  return dropped;
}

/** Whether a mount stands for a volume that ends with its pod, and no folder of the host keeps it. */
function isTemporary({ type, origin }: Mount): boolean {
  return type !== "bind" && (origin?.kind === "emptyDir" || origin?.kind === "ephemeral");
}

/** Hooks that need what only Bitnami's image has. */
function dropHooks(service: ComposeService): string[] {
  const lost: string[] = [];
  for (const key of ["post_start", "pre_stop"]) {
    const hooks = items(service[key] as { command?: unknown }[] | undefined);
    const kept = hooks.filter(({ command }) =>
      !/\/opt\/bitnami|\/health\/|\bbash\b/.test(JSON.stringify(command ?? ""))
    );
    if (kept.length === hooks.length) continue;
    lost.push(key);
    if (kept.length > 0) service[key] = kept;
    else delete service[key];
  }
  return lost;
}

function targets(mounts: readonly Mount[]): string {
  return mounts.map(({ target }) => target).join(", ");
}

/** A server reads no data files of a later one. */
function newerThan(image: string, { image: { major } }: Subject): string {
  const stock = Number(/:v?(\d+)/.exec(image)?.[1] ?? NaN);
  if (major === undefined || !(major > stock)) return "";
  return `. Data that Redis ${major} has written can't be read by Redis ${stock}; a new volume is not concerned`;
}

function isOn(value: string): boolean {
  return /^(yes|true|1)$/i.test(value);
}
