/**
 * The programs that the operator runs, and what both of them need to be run as a Compose service.
 *
 * @module
 */

import {
  type ConvertContext,
  IMAGE,
  type Manifest,
  type Mapping,
  mapping,
  PORT,
  readSettings,
  type ResourceId,
  type Settings,
  text,
} from "@dekube/engine/pacts";
import { ALERTMANAGER, PROMETHEUS } from "./kinds.ts";
import { type Site, siteOf } from "./read.ts";
import type { Version } from "./version.ts";

/** What the user may set. */
export const SETTINGS = {
  image: {
    type: IMAGE,
    default: "",
    description: "Image of Prometheus, in place of the one that the Prometheus resource names.",
  },
  alertmanager_image: {
    type: IMAGE,
    default: "",
    description: "Image of Alertmanager, in place of the one that the Alertmanager resource names.",
  },
  port: {
    type: PORT,
    default: 0,
    description: "Port of the host at which Prometheus is published, beside what Services publish.",
  },
  alertmanager_port: {
    type: PORT,
    default: 0,
    description:
      "Port of the host at which Alertmanager is published; the first one, where there are several.",
  },
} satisfies Settings;

/** A program that the operator runs. */
export interface Program {
  /** Its kind, for people. */
  kind: string;
  /** Name of its container, of its Compose service, and of its folder below `/etc`. */
  name: string;
  /** What is run where nothing names an image. */
  image: string;
  /** Its version. */
  version: string;
  /** The setting that names another image. */
  setting: "image" | "alertmanager_image";
  /** The setting that publishes it. */
  portSetting: "port" | "alertmanager_port";
  /** Where it keeps its data. */
  dataFolder: string;
  /** Where it listens. */
  webPort: number;
  /** Labels that the operator gives its pods, beside those that both have. */
  labels(name: string): Record<string, string>;
}

/** Prometheus. */
export const PROMETHEUS_PROGRAM: Program = {
  kind: "Prometheus",
  name: "prometheus",
  image: "prom/prometheus",
  version: "v3.5.0",
  setting: "image",
  portSetting: "port",
  dataFolder: "/prometheus",
  webPort: 9090,
  labels: (name) => ({
    "operator.prometheus.io/name": name,
    "operator.prometheus.io/mode": "server",
    "operator.prometheus.io/shard": "0",
  }),
};

/** Alertmanager. */
export const ALERTMANAGER_PROGRAM: Program = {
  kind: "Alertmanager",
  name: "alertmanager",
  image: "prom/alertmanager",
  version: "v0.33.1",
  setting: "alertmanager_image",
  portSetting: "alertmanager_port",
  dataFolder: "/alertmanager",
  webPort: 9093,
  labels: () => ({}),
};

/** The programs by the kind of the resource that asks for one. */
export const PROGRAMS: ReadonlyMap<string, Program> = new Map([
  [PROMETHEUS, PROMETHEUS_PROGRAM],
  [ALERTMANAGER, ALERTMANAGER_PROGRAM],
]);

/** A program that is run as a Compose service. */
export interface Running {
  /** Which one. */
  program: Program;
  /** The CR; one that says nothing where there is none. */
  manifest: Manifest;
  /** All CRs whose Services lead to this one; empty where it is run without any. */
  all: readonly Manifest[];
  /** `spec` of the CR. */
  spec: Mapping;
  /** Patch of the container (`spec.containers[name=prometheus]`). */
  container: Mapping;
  /** The CR. */
  resource: ResourceId;
  /** Its namespace. */
  namespace: string;
  /** Name of the Compose service. */
  service: string;
  /** What is run. */
  image: string;
  /** Its version. */
  version: Version;
  /** `spec`. */
  site: Site;
}

/** Whether a CR asks for anything to run; a diagnostic says where it does not. */
export function isRun(manifest: Manifest, ctx: ConvertContext): boolean {
  if (mapping(manifest.spec).replicas !== 0) return true;
  siteOf(manifest, ctx).at("replicas").warn(
    "no-replicas",
    'has "replicas: 0", so it is left out',
  );
  return false;
}

/** The program's name, unless a Service of that name leads to another container, which would share it. */
export function freeName(
  { name: own }: Program,
  { name }: ResourceId,
  ctx: ConvertContext,
): string {
  const taken = new Set(
    [...ctx.services.values()]
      .filter((service) => ctx.services.composeNames(service).length > 0)
      .map((service) => service.metadata.name),
  );
  const wanted = [own, `${own}-${name}`, `${own}-server`];
  return wanted.find((name) => !taken.has(name)) ?? `${own}-dekube`;
}

/** The user's own image, the CR's, or the usual one in the version that the CR names. */
export function imageOf(
  { image: usual, version: current, setting }: Program,
  spec: Mapping,
  container: Mapping,
  site: Site,
): string {
  const image = readSettings("servicemonitor", SETTINGS, site.ctx)[setting];
  if (image !== "") return image;
  const named = text(container.image) || text(spec.image);
  if (/^\S+$/.test(named)) return named;
  const base = /^\S+$/.test(text(spec.baseImage)) ? text(spec.baseImage) : usual;
  if (text(spec.sha) !== "" && /^[\da-f]{64}$/.test(text(spec.sha))) {
    return `${base}@sha256:${text(spec.sha)}`;
  }
  const version = text(spec.tag) || text(spec.version);
  if (version === "") return `${base}:${current}`;
  if (!/^[\w][\w.-]{0,127}$/.test(version)) {
    site.at("version").warn(
      "bad-version",
      `"${version}" is no version of an image; ${current} is run`,
    );
    return `${base}:${current}`;
  }
  return `${base}:${/^\d/.test(version) ? "v" : ""}${version}`;
}
