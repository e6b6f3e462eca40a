/**
 * Which Docker Compose and which Docker Engine a project needs: the least that know all keys that are in it.
 *
 * Compose refuses a whole file for one key that it does not know, and an Engine passes over what it does not know, or
 * refuses the container. So each key that is newer than what all projects need is listed here.
 *
 * @see https://github.com/docker/compose/releases
 * @see https://docs.docker.com/reference/api/engine/version-history/
 * @module
 */

import { type ComposeProject, isMapping, readExtraHosts, text } from "../../../pacts/mod.ts";

/** Versions that a project needs at least. */
export interface Versions {
  /** Docker Compose. */
  compose: string;
  /** Docker Engine. */
  engine: string;
}

/** A key that is newer than what all projects need. */
export interface Need extends Partial<Versions> {
  /** Where it stands: `*` is any name, `[]` any item of a list; behind `=` a value, where it is the value that is new. */
  key: string;
  /** Which values are new where the key is not. */
  isNew?: (value: unknown) => boolean;
}

/** What every project needs: the oldest Compose that the end-to-end suite holds output against, and its oldest Engine. */
export const BASE: Versions = { compose: "2.20.0", engine: "20.10" };

/** By place in the file. */
export const NEEDS: readonly Need[] = [
  { key: "configs.*.content", compose: "2.23.1" },
  { key: "configs.*.environment", compose: "2.23.1" },
  { key: "models", compose: "2.38.0" },
  { key: "networks.*.enable_ipv4", compose: "2.33.1", engine: "28.0" },
  { key: "services.*.annotations", engine: "24.0" },
  { key: "services.*.build.entitlements", compose: "2.27.0" },
  { key: "services.*.build.no_cache_filter", compose: "5.0.0" },
  { key: "services.*.build.provenance", compose: "2.39.0" },
  { key: "services.*.build.sbom", compose: "2.39.0" },
  { key: "services.*.build.ulimits", compose: "2.23.1" },
  { key: "services.*.deploy.resources.reservations.devices[].driver=amd", engine: "29.0" },
  { key: "services.*.deploy.resources.reservations.devices[].driver=cdi", engine: "25.0" },
  { key: "services.*.develop", compose: "2.22.0" },
  { key: "services.*.develop.watch[].action=restart", compose: "2.32.0" },
  { key: "services.*.develop.watch[].action=sync+exec", compose: "2.32.0" },
  { key: "services.*.develop.watch[].action=sync+restart", compose: "2.23.0" },
  { key: "services.*.develop.watch[].exec", compose: "2.32.0" },
  // Older ones want a list.
  { key: "services.*.develop.watch[].ignore", compose: "2.34.0", isNew: isText },
  { key: "services.*.develop.watch[].include", compose: "2.34.0" },
  { key: "services.*.develop.watch[].initial_sync", compose: "2.39.4" },
  { key: "services.*.devices[].source", compose: "2.29.3" },
  { key: "services.*.env_file[].format", compose: "2.30.0" },
  { key: "services.*.env_file[].path", compose: "2.24.0" },
  // Older ones keep the last address of each host.
  { key: "services.*.extra_hosts", compose: "2.24.6", isNew: hasSeveralAddresses },
  { key: "services.*.gpus", compose: "2.30.0" },
  { key: "services.*.healthcheck.start_interval", compose: "2.24.0", engine: "25.0" },
  { key: "services.*.label_file", compose: "2.32.0" },
  { key: "services.*.models", compose: "2.38.0" },
  { key: "services.*.networks.*.driver_opts", compose: "2.27.1" },
  { key: "services.*.networks.*.gw_priority", compose: "2.33.1", engine: "28.0" },
  { key: "services.*.networks.*.interface_name", compose: "2.36.0", engine: "28.1" },
  { key: "services.*.networks.*.mac_address", compose: "2.24.0", engine: "25.0" },
  { key: "services.*.ports[].app_protocol", compose: "2.25.0" },
  { key: "services.*.ports[].name", compose: "2.25.0" },
  { key: "services.*.post_start", compose: "2.30.0" },
  { key: "services.*.pre_start", compose: "5.3.0" },
  { key: "services.*.pre_stop", compose: "2.30.0" },
  { key: "services.*.provider", compose: "2.36.0" },
  { key: "services.*.pull_policy", compose: "2.34.0", isNew: isTimed },
  { key: "services.*.pull_refresh_after", compose: "2.34.0" },
  { key: "services.*.use_api_socket", compose: "2.37.2" },
  { key: "services.*.volumes[].bind.recursive", compose: "2.30.0" },
  { key: "services.*.volumes[].type=image", compose: "2.35.0", engine: "28.0" },
  { key: "services.*.volumes[].volume.labels", compose: "2.35.0" },
  { key: "services.*.volumes[].volume.subpath", compose: "2.26.0", engine: "26.0" },
];

/** What a project needs, and which keys are why, where it is more than any does. */
export interface ProjectNeeds extends Versions {
  /** Keys for which an older Compose would not do. */
  composeKeys: string[];
  /** Keys for which an older Engine would not do. */
  engineKeys: string[];
}

/** The least versions that a project runs with. */
export function needsOf(project: ComposeProject): ProjectNeeds {
  const used = NEEDS.filter((need) => isUsed(project, stepsOf(need.key), need.isNew));
  const compose = highest(used.map((need) => need.compose), BASE.compose);
  const engine = highest(used.map((need) => need.engine), BASE.engine);
  const keysOf = (field: keyof Versions, version: string) =>
    used.filter((need) => need[field] === version).map(({ key }) => shortOf(key));
  return {
    compose,
    engine,
    composeKeys: keysOf("compose", compose),
    engineKeys: keysOf("engine", engine),
  };
}

/** Whether a version is older than another one. */
export function isOlder(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.split(".").map(Number));
  const at = one.findIndex((number, index) => number !== (other[index] ?? 0));
  return at >= 0 ? one[at] < (other[at] ?? 0) : one.length < other.length;
}

function highest(versions: readonly (string | undefined)[], least: string): string {
  return versions.reduce<string>(
    (high, version) => version !== undefined && isOlder(high, version) ? version : high,
    least,
  );
}

const steps = new Map(NEEDS.map(({ key }) => [key, key.match(/\*|\[\]|=.*|[^.[\]=]+/g) ?? []]));

function stepsOf(key: string): readonly string[] {
  return steps.get(key) ?? [];
}

/** What is `null` says nothing. */
function isUsed(value: unknown, steps: readonly string[], isNew = isAnything): boolean {
  if (value === null || value === undefined) return false;
  const [step, ...below] = steps;
  if (step === undefined) return isNew(value);
  if (step.startsWith("=")) return value === step.slice(1);
  if (step === "[]") {
    return Array.isArray(value) && value.some((item) => isUsed(item, below, isNew));
  }
  if (!isMapping(value)) return false;
  if (step === "*") return Object.values(value).some((item) => isUsed(item, below, isNew));
  return Object.hasOwn(value, step) && isUsed(value[step], below, isNew);
}

function isAnything(_value: unknown): boolean {
  return true;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function hasSeveralAddresses(hosts: unknown): boolean {
  const names = readExtraHosts(hosts).map(([name]) => name);
  return new Set(names).size < names.length;
}

/** Whether an image is pulled again after some time. */
function isTimed(policy: unknown): boolean {
  return /^(?:refresh|daily|weekly|every_.+)$/.test(text(policy));
}

/** A key as its reader finds it in a service: `volumes[].volume.subpath`. */
function shortOf(key: string): string {
  return key.replace(/^\w+\.\*\./, "").replace("=", ": ");
}
