/**
 * The config of the server, with what the user adds to it.
 *
 * @see https://www.mongodb.com/docs/manual/reference/configuration-options/
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Mapping,
  mapping,
  text,
  texts,
} from "@dekube/engine/pacts";
import { mergePatch } from "@dekube/engine/pacts/kubernetes";
import { CERTIFICATE_FILE, KEY_FILE } from "../start.ts";
import type { Community } from "./cluster.ts";

/** Where the authority lies that clients' certificates are held against. */
export const AUTHORITY_FOLDER = "/dekube/authority";

/** What the user may not say: without it somebody gets in, or the server is not found. */
const KEPT = [
  "security.authorization",
  "security.keyFile",
  "security.clusterAuthMode",
  "security.transitionToAuth",
  "setParameter.authenticationMechanisms",
  "setParameter.enableLocalhostAuthBypass",
  "replication.replSetName",
  "replication.replSet",
  "net.bindIp",
  "net.bindIpAll",
  "processManagement.fork",
];
const KEPT_OF_TLS = [
  "net.tls.mode",
  "net.tls.certificateKeyFile",
  "net.tls.CAFile",
  "net.tls.allowInvalidCertificates",
  "net.ssl",
];

/** The config as JSON, which is YAML as well. */
export function serverConfig(community: Community, ctx: ControllerContext): Mapping {
  const { tls, config } = community;
  const kept = tls ? [...KEPT, ...KEPT_OF_TLS] : KEPT;
  return mergePatch(mergePatch(base(community), without(config, kept, community, ctx)), {
    net: { port: community.port },
    security: { authorization: "enabled", keyFile: KEY_FILE },
    setParameter: { authenticationMechanisms: mechanisms(community).join(",") },
  });
}

function base(community: Community): Mapping {
  const { tls, folder, set, spec } = community;
  const { destination, path, logAppend } = mapping(mapping(spec.agent).systemLog);
  // What a program writes to its own output Docker keeps.
  const isFile = text(destination) === "file" && text(path) !== "" &&
    !text(path).startsWith("/dev/");
  return {
    storage: { dbPath: folder },
    replication: { replSetName: set },
    net: {
      bindIp: "0.0.0.0",
      ...(tls
        ? {
          tls: {
            mode: tls.isOptional ? "preferTLS" : "requireTLS",
            certificateKeyFile: CERTIFICATE_FILE,
            CAFile: `${AUTHORITY_FOLDER}/ca.crt`,
            allowConnectionsWithoutCertificates: true,
          },
        }
        : {}),
    },
    ...(isFile
      ? { systemLog: { destination: "file", path: text(path), logAppend: logAppend !== false } }
      : {}),
  };
}

/** How users may prove who they are; the user who sets the server up does it by a password in any case. */
function mechanisms({ spec }: Community): string[] {
  const { modes } = mapping(mapping(spec.security).authentication);
  const known = texts(modes).flatMap((mode) =>
    mode === "SCRAM-SHA-1" ? ["SCRAM-SHA-1"] : mode === "X509" ? ["MONGODB-X509"] : []
  );
  const isOld = texts(modes).length > 0 &&
    texts(modes).every((mode) => mode === "SCRAM-SHA-1");
  return [...new Set([...(isOld ? [] : ["SCRAM-SHA-256"]), ...known])];
}

/** The user's config without what is kept, which is said. */
function without(
  config: Mapping,
  paths: readonly string[],
  { cr }: Community,
  ctx: ControllerContext,
): Mapping {
  let left = config;
  for (const path of paths) {
    const changed = removed(left, path.split("."));
    if (!changed) continue;
    left = changed.left;
    ctx.report(cr, "spec.additionalMongodConfig").warn(
      "kept-setting",
      `${
        changed.path.join(".")
      } is not the resource's to say: the server runs with that of the operator. Take it out`,
    );
  }
  return left;
}

/**
 * A mapping without the field of a path, or without what stands in the way to it: that would take the operator's own
 * away. `undefined` where there is neither.
 */
function removed(
  from: Mapping,
  [name, ...further]: readonly string[],
): { left: Mapping; path: string[] } | undefined {
  if (!Object.hasOwn(from, name)) return undefined;
  const own = from[name];
  if (further.length === 0 || !isMapping(own)) {
    const { [name]: _, ...left } = from;
    return { left, path: [name] };
  }
  const inner = removed(own, further);
  return inner && { left: { ...from, [name]: inner.left }, path: [name, ...inner.path] };
}

/** How a shell of the container's connects to a server of that config. */
export function clientOptions(community: Community, config: Mapping): string[] {
  if (community.tls) {
    return ["--tls", "--tlsCAFile", `${AUTHORITY_FOLDER}/ca.crt`, "--tlsAllowInvalidHostnames"];
  }
  const { tls, ssl } = mapping(config.net);
  const mode = text(mapping(tls).mode) || text(mapping(ssl).mode);
  return ["requireTLS", "requireSSL"].includes(mode)
    ? ["--tls", "--tlsAllowInvalidCertificates", "--tlsAllowInvalidHostnames"]
    : [];
}
