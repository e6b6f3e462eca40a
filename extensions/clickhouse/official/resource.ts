/**
 * A resource of ClickHouse's own operator as it is read.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  isOn,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  readSettings,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { SETTINGS } from "../settings.ts";

/** A resource. */
export interface Resource {
  /** The resource. */
  cr: Manifest;
  /** Its `spec`. */
  spec: Mapping;
  /** Its settings. */
  settings: Mapping;
  /** Its namespace; empty where it is unknown. */
  namespace: string;
  /** What the names of its objects begin with. */
  name: string;
  /** The server's name among those of its Service: `<name>-0-0-0`. */
  pod: string;
  /** What its containers run. */
  image: string;
  /** Certificates, where it has some. */
  tls?: Tls;
}

/** Certificates. */
export interface Tls {
  /** The Secret with the server's. */
  secret: string;
  /** Whether nobody may connect without. */
  isRequired: boolean;
  /** The authority that others' certificates are held against, where it is not the server's own. */
  authority?: { name: string; key: string };
}

/** What sets the two programs apart. */
export interface Program {
  /** What names end with. */
  suffix: "clickhouse" | "keeper";
  /** What comes between the name of the resource and the pod's number. */
  place: string;
  /** The image. */
  repository: string;
  /** The setting with the image of one that names none. */
  image: keyof typeof SETTINGS;
  /** The container, and the program as labels have it. */
  container: "clickhouse-server" | "clickhouse-keeper";
}

/** A server. */
export const SERVER: Program = {
  suffix: "clickhouse",
  place: "-0-0",
  repository: "docker.io/clickhouse/clickhouse-server",
  image: "image",
  container: "clickhouse-server",
};

/** A Keeper. */
export const KEEPER: Program = {
  suffix: "keeper",
  place: "-0",
  repository: "docker.io/clickhouse/clickhouse-keeper",
  image: "keeper_image",
  container: "clickhouse-keeper",
};

/** Reads a resource; `undefined` where it asks for TLS and has no certificate, which is said unless `isSaid` already. */
export function readResource(
  cr: Manifest,
  program: Program,
  ctx: ControllerContext,
  isSaid = false,
): Resource | undefined {
  const spec = mapping(cr.spec);
  const settings = mapping(spec.settings);
  const name = `${cr.metadata.name.replaceAll(".", "-")}-${program.suffix}`;
  const { enabled, required, serverCertSecret, caBundle } = mapping(settings.tls);
  const secret = text(mapping(serverCertSecret).name);
  const [isEnabled, isRequired] = [isOn(enabled), isOn(required)];
  const isUnclear = !isReadable(settings.tls) || [enabled, required].some((one) => !isSwitch(one));
  if (isUnclear || (isEnabled && secret === "") || (!isEnabled && isRequired)) {
    if (isSaid) return undefined;
    ctx.report(cr, "spec.settings.tls").error(
      "no-certificate",
      isUnclear
        ? "enabled and required are neither true nor false, so it may ask for TLS, and nothing is made of it, so that no server listens without. Set them to true or false"
        : "it asks for TLS, and names no certificate or does not turn it on, which the operator refuses, so nothing is made of it. Set enabled: true and serverCertSecret.name",
    );
    return undefined;
  }
  const authority = mapping(caBundle);
  return {
    cr,
    spec,
    settings,
    namespace: namespaceOf(cr),
    name,
    pod: `${name}${program.place}`,
    image: imageOf(mapping(mapping(spec.containerTemplate).image), program, ctx),
    ...(isEnabled
      ? {
        tls: {
          secret,
          isRequired,
          ...(text(authority.name) === "" ? {} : {
            authority: { name: text(authority.name), key: text(authority.key) || "ca.crt" },
          }),
        },
      }
      : {}),
  };
}

/** Whether TLS is said in a way that can be read, or not at all. */
function isReadable(tls: unknown): boolean {
  return tls === undefined || tls === null || isMapping(tls);
}

/** Whether a value turns something on or off. */
function isSwitch(value: unknown): boolean {
  return isOn(value) || value === undefined || value === null || value === false ||
    typeof value === "string" && /^(?:false|no|off|0)?$/i.test(value.trim());
}

function imageOf(
  { repository, tag, hash }: Mapping,
  program: Program,
  ctx: ControllerContext,
): string {
  const named = text(repository);
  const usual = readSettings("clickhouse", SETTINGS, ctx)[program.image];
  if (text(tag) !== "") return `${named || program.repository}:${text(tag)}`;
  if (text(hash) !== "") return `${named || program.repository}@${text(hash)}`;
  return named === "" ? usual : `${named}:latest`;
}

/** The name that others know the server by. */
export function hostOf({ name, pod, namespace, spec }: Resource): string {
  const domain = text(spec.clusterDomain) || "cluster.local";
  return `${pod}-0.${name}-headless${namespace === "" ? "" : `.${namespace}.svc.${domain}`}`;
}

/** Labels of an object. */
export function labelsOf({ spec, name }: Resource, more: Record<string, string> = {}) {
  return { ...textMap(spec.labels), ...more, app: name };
}

/** Annotations of an object. */
export function annotationsOf({ spec }: Resource): Record<string, string> {
  return textMap(spec.annotations);
}

/** How programs write their log. */
export function loggerOf({ settings }: Resource, folder: string, program: string): Mapping {
  const { logToFile, jsonLogs, level, size, count } = mapping(settings.logger);
  return {
    console: true,
    level: text(level) || "trace",
    ...(jsonLogs === true ? { formatting: { type: "json" } } : {}),
    ...(logToFile === false
      ? {}
      : { log: `${folder}${program}.log`, errorlog: `${folder}${program}.err.log` }),
    size: text(size) || "1000M",
    count: Number(text(count)) || 50,
  };
}

/** Certificates as programs are told of them. */
export function openSslOf(folder: string, program: string, authority = "ca-bundle.crt"): Mapping {
  return {
    certificateFile: `${folder}${program}.crt`,
    privateKeyFile: `${folder}${program}.key`,
    caConfig: `${folder}${authority}`,
    verificationMode: "relaxed",
    disableProtocols: "sslv2,sslv3",
    preferServerCiphers: true,
  };
}
