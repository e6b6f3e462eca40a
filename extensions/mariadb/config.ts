/**
 * The files that configure a server, in the ConfigMaps that the operator has them in.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  objectBeside,
  text,
} from "@dekube/engine/pacts";
import { CERTIFICATES, type Tls } from "./certificates.ts";
import type { Server } from "./server.ts";
import { isMaintained } from "./services.ts";

/** ConfigMaps, and the sources of the folder that they are mounted as. */
export interface Config {
  /** The ConfigMaps. */
  made: Manifest[];
  /** Sources of a projected volume. */
  sources: Mapping[];
}

/** The config of a server. */
export function configOf(server: Server, tls: Tls | undefined, ctx: ControllerContext): Config {
  const { cr, name, spec, requiresTls } = server;
  const made: Manifest[] = [];
  const sources: Mapping[] = [];
  const add = (map: string, key: string, content?: string) => {
    if (content !== undefined) {
      made.push(objectBeside(cr, "ConfigMap", map, { data: { [key]: content } }));
    }
    sources.push({ configMap: { name: map, items: [{ key, path: key }] } });
  };
  add(`${name}-config-default`, "0-default.cnf", defaultConfig(server, ctx));
  const given = mapping(spec.myCnfConfigMapKeyRef);
  const inline = text(spec.myCnf);
  if (text(given.name) !== "") {
    add(text(given.name), text(given.key) || "my.cnf", inline === "" ? undefined : inline);
  } else if (inline !== "") {
    add(`${name}-config`, "my.cnf", inline);
  }
  if (tls) {
    add(
      `${name}-config-tls`,
      "1-tls.cnf",
      lines([
        `ssl_cert = ${CERTIFICATES}/server.crt`,
        `ssl_key = ${CERTIFICATES}/server.key`,
        `ssl_ca = ${CERTIFICATES}/ca.crt`,
        `require_secure_transport = ${requiresTls}`,
        "tls_version = TLSv1.3",
      ]),
    );
  }
  return { made, sources };
}

function defaultConfig({ cr, spec }: Server, { report }: ControllerContext): string {
  const zone = text(spec.timeZone);
  const isZone = /^[-+:\w/]+$/.test(zone);
  if (zone !== "" && !isZone) {
    report(cr, "spec.timeZone").warn(
      "bad-server-time-zone",
      "it is no time zone, so the server has that of its container. Write it like Europe/Vienna or +02:00",
    );
  }
  return lines([
    "skip-name-resolve",
    "temp-pool",
    "ignore_db_dirs = 'lost+found'",
    ...isZone ? [`default_time_zone = ${zone}`] : [],
    ...isMaintained(spec, "readOnly") ? ["read_only = ON"] : [],
  ]);
}

function lines(settings: readonly string[]): string {
  return ["[mariadb]", ...settings].map((line) => `${line}\n`).join("");
}
