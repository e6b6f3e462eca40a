/**
 * The keys of dekube.yaml: the one place that says which there are, what they are for, and what their values look like.
 *
 * @module
 */

import { nearest, nearestName } from "../../../pacts/nearest.ts";
import {
  type Config,
  defaultLimits,
  LIMIT_KEYS,
  type LimitName,
  type Limits,
  parseSize,
  settingPath,
} from "../../../pacts/mod.ts";
import { defaultConfig } from "../../../pacts/config.ts";
import { isHostPattern } from "../../../pacts/ingress/mod.ts";
import { ACCEPT_FORM, isAcceptEntry } from "../findings/accepted.ts";
import { readImage } from "./images.ts";
import { expectedSubnet } from "../network/subnet.ts";
import { expectedProjectName } from "./project_name.ts";
import {
  type Fail,
  listOf,
  mapOf,
  MAPPING,
  nullable,
  orEmpty,
  orNull,
  refuseUnknownKeys,
  type Shape,
  SWITCH,
  TEXT,
} from "./shapes.ts";

/** A key of dekube.yaml. */
export interface SettingKey {
  /** The property of `Config` that it sets. */
  readonly property: keyof Config;
  /** What its value looks like. */
  readonly shape: Shape;
  /** What it is for, in a sentence or two. */
  readonly description: string;
  /** A value as one writes it, of those that many need: a first dekube.yaml shows them. */
  readonly example?: string;
}

const VOLUME: Shape = {
  schema: {
    type: "object",
    properties: {
      host_path: {
        ...TEXT.schema,
        description:
          "Folder of the host: a bare path is below volume_root, ./ and ../ are from the folder of compose.yml.",
      },
      driver: { type: "string" },
      driver_opts: { type: "object" },
      external: { type: "boolean" },
      name: { type: "string" },
      labels: { type: ["object", "array"] },
    },
  },
  read(value, fail) {
    const config = MAPPING.read(
      value,
      (expected, path, at) => fail(`${expected}, such as { host_path: db }`, path, at),
    );
    if (!Object.hasOwn(config, "host_path")) return config;
    // An empty one could mean a folder of the claim's name, or a named volume: that is for the user to say.
    const below: Fail = (expected, _path, at) => fail(expected, ".host_path", at);
    return { ...config, host_path: TEXT.read(config.host_path, below) };
  },
};

const EXTENSION: Shape = {
  schema: {
    type: "object",
    properties: {
      enabled: { type: ["boolean", "null"] },
      disabled: { type: ["boolean", "null"], deprecated: true },
    },
  },
  read(value, fail) {
    const { disabled, ...settings } = MAPPING.read(
      value,
      (expected, path, at) =>
        fail(
          typeof value === "boolean" ? `${expected}, such as { enabled: ${value} }` : expected,
          path,
          at,
        ),
    );
    for (const [key, written] of Object.entries({ enabled: settings.enabled, disabled })) {
      if (written !== undefined && written !== null && typeof written !== "boolean") {
        fail("true or false", `.${key}`, written);
      }
    }
    // What it was once called, the other way round.
    return typeof disabled === "boolean" && (settings.enabled ?? null) === null
      ? { ...settings, enabled: !disabled }
      : settings;
  },
};

const REPLACEMENT: Shape = {
  schema: {
    type: "object",
    properties: { old: TEXT.schema, new: nullable(TEXT.schema) },
    required: ["old"],
    additionalProperties: false,
  },
  read(value, fail) {
    const { old, new: new_, ...others } = MAPPING.read(
      value,
      (expected, path = "", at) =>
        fail(expected === "a mapping" ? "a mapping with old and new" : expected, path, at),
    );
    const [other] = Object.keys(others);
    // Taken for one without `new`, a mistake would take away the text wherever it stands.
    for (const [key, given] of Object.entries({ old, new: new_ })) {
      if (given !== undefined || other === undefined) continue;
      const odd = JSON.stringify(other);
      const isMeant = nearestName(other, [key]) !== undefined;
      fail(`text (${isMeant ? `${odd} is nearly that` : `${odd} means nothing`})`, `.${key}`, null);
    }
    return {
      // They mean nothing, which is said of them.
      ...others,
      old: TEXT.read(old, (expected, _path, at) => fail(expected, ".old", at)),
      new: TEXT.read(new_ ?? "", (expected, _path, at) => fail(expected, ".new", at)),
    };
  },
};

const ACCEPT: Shape = {
  schema: { type: "string" },
  read: (value, fail) =>
    typeof value === "string" && isAcceptEntry(value) ? value : fail(ACCEPT_FORM),
};

const NAME: Shape = {
  schema: {
    type: ["string", "integer"],
    minimum: 0,
    pattern: "^$|^[a-z0-9][a-z0-9_-]*$|\\$[{A-Za-z_]",
  },
  read(value, fail) {
    const written = TEXT.read(value, fail);
    const expected = written === "" ? undefined : expectedProjectName(written);
    if (expected !== undefined) fail(expected, "", value);
    return written;
  },
};

/** What Docker takes for a folder; anything else it takes for the name of a volume. */
const PATH_ON_HOST = /^(?:\/|\.{1,2}(?:\/|$)|~(?:\/|$)|[A-Za-z]:[\\/])/;

const VOLUME_ROOT: Shape = {
  schema: TEXT.schema,
  read(value, fail) {
    const written = TEXT.read(value, fail);
    if (written === "") return defaultConfig().volumeRoot;
    if (written.startsWith("$")) fail("a path without variables (~ is the home folder)", "", value);
    return PATH_ON_HOST.test(written) ? written : `./${written}`;
  },
};

const SUBNET: Shape = {
  schema: { type: "string" },
  read(value, fail) {
    const written = TEXT.read(value, fail);
    const expected = expectedSubnet(written);
    if (expected !== undefined) fail(expected, "", value);
    return written;
  },
};

/** Words of `https`. */
const POLICIES = ["auto", "off", "internal", "public"];

const HTTPS: Shape = {
  // Older YAML takes the word `off` for a boolean, and so do editors.
  schema: { enum: [...POLICIES, false] },
  read: (value, fail) => value === false ? "off" : oneOf(POLICIES, value, fail),
};

/** Words of `secrets`. */
const WAYS = ["inline", "env-file"];

const SECRETS: Shape = {
  schema: { enum: WAYS },
  read: (value, fail) => oneOf(WAYS, value, fail),
};

function oneOf(words: readonly string[], value: unknown, fail: Fail): string {
  if (typeof value === "string" && words.includes(value)) return value;
  const meant = typeof value === "string" ? nearest(value, words) : "";
  return fail(`one of ${words.join(", ")}${meant}`, "", value);
}

const HOSTS: Shape = {
  schema: { type: "object", additionalProperties: { type: "string" } },
  read(value, fail) {
    const hosts = MAPPING.read(value, fail);
    for (const [old, new_] of Object.entries(hosts)) {
      const place = `.${settingPath(old)}`;
      if (!isHostPattern(old)) fail("a host name in front of the colon", place, old);
      if (typeof new_ !== "string" || !isHostPattern(new_)) fail("a host name", place, new_);
      if (old.startsWith("*") !== String(new_).startsWith("*")) {
        fail("a pattern such as *.localhost where its key is one, and a name else", place, new_);
      }
    }
    return hosts;
  },
};

const IMAGE: Shape = {
  schema: {
    type: ["string", "object"],
    properties: {
      image: { type: ["string", "null"] },
      build: { type: ["string", "object", "null"] },
      develop: { type: ["object", "null"] },
      platform: { type: ["string", "null"] },
      pull_policy: { type: ["string", "null"] },
    },
    additionalProperties: false,
  },
  read: readImage,
};

/** What the bare engine was once called, and is in distributions that stand on it. */
const ENGINE_NAMES = ["core", "engine"];

const DISTRIBUTION: Shape = {
  schema: TEXT.schema,
  read(value, fail) {
    const name = TEXT.read(value, fail);
    return ENGINE_NAMES.includes(name) ? "dekube" : name;
  },
};

/** Limits by their keys. */
export const LIMITS: Readonly<Record<string, LimitName>> = Object.fromEntries(
  Object.entries(LIMIT_KEYS).map(([name, key]) => [key, name as LimitName]),
);

const LIMIT: Shape = {
  schema: {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(LIMITS).map(([key, name]) => [key, {
        type: ["integer", "string", "null"],
        default: defaultLimits()[name],
      }]),
    ),
    additionalProperties: false,
  },
  read(value, fail) {
    const result: Partial<Limits> = {};
    const limits = MAPPING.read(value, fail);
    refuseUnknownKeys(limits, Object.keys(LIMITS), fail);
    for (const [key, written] of Object.entries(limits)) {
      if (written === null || written === undefined) continue;
      const size = parseSize(written);
      if (size === undefined) fail('a number, or a size such as "512 MiB"', `.${key}`, written);
      else result[LIMITS[key]] = size;
    }
    return result;
  },
};

/** All of them, by their names. */
export const KEYS: Readonly<Record<string, SettingKey>> = {
  name: {
    property: "name",
    shape: NAME,
    description:
      "Name of the Compose project, and with it of its containers, networks and volumes.",
  },
  volume_root: {
    property: "volumeRoot",
    shape: VOLUME_ROOT,
    description: "Folder below which claims and the proxy's data are kept.",
  },
  volumes: {
    property: "volumes",
    shape: mapOf(orEmpty(VOLUME)),
    description:
      "Where each claim is kept, by its name: host_path for a folder, nothing for a named volume.",
  },
  exclude: {
    property: "exclude",
    shape: listOf(TEXT),
    description:
      "Workloads to leave out, or containers by the names of their services; * and ? stand for other characters.",
    example: '[metrics-server, "*-operator"]',
  },
  replacements: {
    property: "replacements",
    shape: listOf(REPLACEMENT),
    description:
      "Texts to replace in the environment of services and in files of ConfigMaps and Secrets.",
    example: '[{ old: "https://login.cluster.example", new: "https://login.localhost" }]',
  },
  disable_ingress: {
    property: "disableIngress",
    shape: SWITCH,
    description: "No reverse proxy runs; its config is written for one of your own.",
  },
  https: {
    property: "https",
    shape: HTTPS,
    description:
      "HTTPS for all routes: where an Ingress asks for it, not at all, with the proxy's own authority, or with public certificates.",
    example: "internal",
  },
  hosts: {
    property: "hosts",
    shape: HOSTS,
    description:
      "Other names for hosts, wherever the manifests have them: routes, environment, ConfigMaps, Secrets, certificates.",
    example: "{ shop.acme.io: shop.localhost }",
  },
  accept: {
    property: "accept",
    shape: listOf(ACCEPT),
    description:
      "Messages that you have read and take as they are: the code of each, perhaps with an object (code:Kind/name).",
    example: "[one-replica]",
  },
  secrets: {
    property: "secrets",
    shape: SECRETS,
    description:
      "Where values of Secrets are that programs are told: in compose.yml, or in a .env beside it, so that it can be committed.",
    example: "env-file",
  },
  infer_namespaces: {
    property: "inferNamespaces",
    shape: SWITCH,
    description: "Namespaces that templates left out are guessed.",
  },
  ingress_types: {
    property: "ingressTypes",
    shape: mapOf(TEXT),
    description: "Whose annotations an Ingress has, by its class.",
  },
  harmless: {
    property: "harmless",
    shape: listOf(TEXT),
    description:
      "What keeps nobody out, of annotations, and of kinds of objects, that nobody here knows, and which close what they stand on; * and ? stand for other characters.",
  },
  network: {
    property: "network",
    shape: TEXT,
    description: "A Docker network that is there already, which the project joins.",
  },
  subnet: {
    property: "subnet",
    shape: SUBNET,
    description: "Range of the project's own network, for instance 10.115.4.0/22.",
  },
  images: {
    property: "images",
    shape: mapOf(IMAGE),
    description:
      "What is built here, or taken from elsewhere, for all services of an image: another image, tag or digest, build, develop.",
    example: "{ registry.acme.io/shop-api: { build: ../api } }",
  },
  overrides: {
    property: "overrides",
    shape: mapOf(orNull(MAPPING)),
    description:
      "Changes to services that were generated, by their names in compose.yml, with keys of Compose; null removes one.",
    example: '{ web: { environment: { LOG_LEVEL: debug }, ports: ["8080:80"] } }',
  },
  services: {
    property: "services",
    shape: mapOf(MAPPING),
    description: "Services of your own, with keys of Compose.",
    example: '{ mail: { image: "axllent/mailpit:v1.21", ports: ["8025:8025"] } }',
  },
  extensions: {
    property: "extensions",
    shape: mapOf(orEmpty(EXTENSION)),
    description: "Settings of extensions, by their names.",
    example: "{ caddy: { http_port: 8080, https_port: 8443 } }",
  },
  limits: {
    property: "limits",
    shape: LIMIT,
    description: "How much may come of how little: numbers, or sizes such as 512 MiB.",
  },
  depends: {
    property: "depends",
    shape: listOf(TEXT),
    description:
      "Extensions to load besides those of the distribution: names, paths, jsr: or https: specifiers.",
  },
  distribution: {
    property: "distribution",
    shape: DISTRIBUTION,
    description: "Name of the distribution that the project is for.",
  },
  distribution_version: {
    property: "distributionVersion",
    shape: TEXT,
    description: "Version of the distribution that the project is for.",
  },
};

/** Settings with settings below them, which may be written by their paths at the top. */
export const GROUPS: ReadonlySet<string> = new Set([
  "volumes",
  "ingress_types",
  "images",
  "overrides",
  "services",
  "extensions",
  "limits",
]);

/** Old names of the engine's own settings. */
export const OLD_NAMES: Readonly<Record<string, string>> = { ingressTypes: "ingress_types" };

/** What means nothing any more. */
export const IGNORED: ReadonlySet<string> = new Set(["helmfile2ComposeVersion", "core_version"]);
