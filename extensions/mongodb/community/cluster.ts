/**
 * A MongoDBCommunity as it is read.
 *
 * @see https://github.com/mongodb/mongodb-kubernetes/tree/master/docs/mongodbcommunity
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  isOn,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  readSettings,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { SETTINGS } from "../settings.ts";
import { nested } from "./nested.ts";

/** A replica set. */
export interface Community {
  /** The resource. */
  cr: Manifest;
  /** Its `spec`. */
  spec: Mapping;
  /** Its name. */
  name: string;
  /** The replica set's name. */
  set: string;
  /** The name of its Service. */
  service: string;
  /** What the user adds to the server's config, without dots in names. */
  config: Mapping;
  /** Where the server listens. */
  port: number;
  /** Where its data are. */
  folder: string;
  /** The name and port that clients know it by. */
  host: string;
  /** Image of the server. */
  image: string;
  /** Its certificates, where it asks for some. */
  tls?: { secret: string; authority: Mapping | undefined; isOptional: boolean };
}

/** Reads a MongoDBCommunity; nothing where nobody can tell whether it wants TLS, which is said. */
export function readCommunity(cr: Manifest, ctx: ControllerContext): Community | undefined {
  const spec = mapping(cr.spec);
  const { security } = spec;
  if (!isClear(security, (own) => isClear(own.tls, (tls) => isSwitch(tls.enabled)))) {
    ctx.report(cr, "spec.security.tls").error(
      "unclear-tls",
      "enabled is to be true or false, and something else is there, so the server is left out. Correct it",
    );
    return undefined;
  }
  const { name } = cr.metadata;
  const namespace = namespaceOf(cr);
  const override = mapping(mapping(spec.statefulSet).spec);
  const service = text(override.serviceName) || `${name}-svc`;
  const config = nested(mapping(spec.additionalMongodConfig));
  const port = wholeNumber(mapping(config.net).port) ?? 27017;
  const domain = HOST.test(text(spec.clusterDomain)) ? text(spec.clusterDomain) : "cluster.local";
  const pod = `${name}-0.${service}`;
  return {
    cr,
    spec,
    name,
    set: text(mapping(mapping(spec.automationConfig).replicaSet).id) || name,
    service,
    config,
    port,
    folder: text(mapping(config.storage).dbPath) || "/data",
    host: `${namespace === "" ? pod : `${pod}.${namespace}.svc.${domain}`}:${port}`,
    image: imageOf(cr, text(spec.version), ctx),
    ...tlsOf(cr, mapping(mapping(security).tls), ctx),
  };
}

/** Whether there is nothing, or a mapping that is as it is to be. */
function isClear(value: unknown, isGood: (value: Mapping) => boolean): boolean {
  return value === undefined || value === null || isMapping(value) && isGood(value);
}

/** Whether a value says yes or no, or nothing. */
function isSwitch(value: unknown): boolean {
  return value === undefined || value === null || isOn(value) || value === false ||
    value === "false";
}

const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/i;

/** The image that is set, with the version in place of its own. */
function imageOf(cr: Manifest, version: string, ctx: ControllerContext): string {
  const { image } = readSettings("mongodb", SETTINGS, ctx);
  if (version === "") return image;
  if (!/^\w[\w.-]{0,100}$/.test(version)) {
    ctx.report(cr, "spec.version").warn(
      "bad-version",
      `this is no version, so the server is ${image}. Write one like "8.0.12"`,
    );
    return image;
  }
  const [named] = image.split("@", 1);
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  if (colon < 0) return `${named}:${version}`;
  const hyphen = named.indexOf("-", colon);
  return `${named.slice(0, colon)}:${version}${hyphen < 0 ? "" : named.slice(hyphen)}`;
}

function tlsOf(cr: Manifest, tls: Mapping, ctx: ControllerContext): Pick<Community, "tls"> {
  if (!isOn(tls.enabled)) return {};
  const secret = text(mapping(tls.certificateKeySecretRef).name);
  const authoritySecret = text(mapping(tls.caCertificateSecretRef).name);
  const authorityMap = text(mapping(tls.caConfigMapRef).name);
  if (secret === "" || (authoritySecret === "" && authorityMap === "")) {
    ctx.report(cr, "spec.security.tls").error(
      "no-certificate",
      "it asks for TLS, but names no certificate, or no authority, so the server does not start. Set certificateKeySecretRef, and caCertificateSecretRef or caConfigMapRef",
    );
  }
  const items = [{ key: "ca.crt", path: "ca.crt" }];
  return {
    tls: {
      secret,
      authority: authoritySecret !== ""
        ? { secret: { secretName: authoritySecret, items } }
        : authorityMap !== ""
        ? { configMap: { name: authorityMap, items } }
        : undefined,
      isOptional: tls.optional === true,
    },
  };
}

/** The labels of the pod, by which the Service knows it. */
export function labelsOf({ service }: Pick<Community, "service">): Record<string, string> {
  return { app: service };
}

/** The replica set's settings, and its member's tags. */
export function setOptions({ spec }: Community): { settings: Mapping; tags: Mapping } {
  const { settings } = mapping(mapping(spec.automationConfig).replicaSet);
  const [first = {}] = mappings(spec.memberConfig);
  return { settings: mapping(settings), tags: mapping(first.tags) };
}
