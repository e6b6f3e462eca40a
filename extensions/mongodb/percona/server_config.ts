/**
 * The config that a user gives a server, in the resource or in an object of the name that the operator looks for.
 *
 * @see https://docs.percona.com/percona-operator-for-mongodb/options.html
 * @module
 */

import {
  type ConfigMap,
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  objectBeside,
  type ObjectIndex,
  type Secret,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import { configMapValue, wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { parse } from "@std/yaml";

/** A config. */
export interface ServerConfig {
  /** The volume that it is in; none where there is no config. */
  volume?: Mapping;
  /** The object that it is in, where it is to be made. */
  made: Manifest[];
  /** Its name in the folder. */
  file: string;
  /** The port that it names. */
  port?: number;
  /** The replica set's name that it names. */
  set: string;
  /** Whether data are not encrypted. */
  isPlain: boolean;
  /** Whether the key that they are encrypted with is Vault's. */
  usesVault: boolean;
  /** Whether there is to be a line for each client. */
  isLoud: boolean;
}

/** Where a config stands, and what it is called. */
interface Place {
  path: string;
  name: string;
  file: string;
}

/** What would let somebody in without a password. */
const KEPT = ["authorization", "keyFile", "clusterAuthMode", "transitionToAuth"];

/** The config of a server: an object of the manifests is taken before what the resource says. */
export function serverConfigOf(
  cr: Manifest,
  configuration: string,
  place: Place,
  objects: ObjectIndex,
  ctx: ControllerContext,
): ServerConfig {
  const { name, file } = place;
  const namespace = namespaceOf(cr);
  const map = objects.get("ConfigMap", namespace, name) as ConfigMap | undefined;
  const secret = objects.get("Secret", namespace, name) as Secret | undefined;
  const none = { made: [], file, set: "", isPlain: false, usesVault: false, isLoud: false };
  const content = configuration.trim() !== ""
    ? configuration
    : text((map && configMapValue(map, file)) ?? (secret && secretValue(secret, file)));
  if (content.trim() === "") return none;
  const read = parsed(content);
  const report = ctx.report(cr, place.path);
  if (!read) {
    report.error(
      "bad-server-config",
      "the config is no YAML of names and values, so the server runs without it. Correct it",
    );
    return none;
  }
  const security = mapping(read.security);
  // To the server both ways to write a field are one.
  const kept = KEPT.filter((field) =>
    Object.hasOwn(security, field) || Object.hasOwn(read, `security.${field}`)
  );
  const isChanged = kept.some((field) =>
    !(field === "authorization" && security[field] === "enabled" &&
      !Object.hasOwn(read, "security.authorization"))
  );
  if (isChanged) {
    report.warn(
      "kept-setting",
      `${
        kept.map((field) => `security.${field}`).join(", ")
      } is not the resource's to say: the server asks for passwords in any case. Take it out`,
    );
  }
  const clean = isChanged
    ? JSON.stringify(
      {
        ...without(read, KEPT.map((field) => `security.${field}`)),
        ...(Object.hasOwn(read, "security") ? { security: without(security, KEPT) } : {}),
      },
      undefined,
      2,
    )
    : content;
  const isSecret = configuration.trim() === "" && !map && secret !== undefined;
  const port = wholeNumber(mapping(read.net).port);
  return {
    volume: isSecret ? { secret: { secretName: name } } : { configMap: { name } },
    made: made(),
    file,
    ...(port === undefined || port < 1 ? {} : { port }),
    set: text(mapping(read.replication).replSetName),
    isPlain: security.enableEncryption === false,
    usesVault: isMapping(security.vault),
    isLoud: mapping(read.systemLog).quiet === false,
  };

  function made(): Manifest[] {
    if (isSecret) return isChanged ? [{ ...secret!, stringData: { [file]: clean } }] : [];
    if (!isChanged && configuration.trim() === "") return [];
    return [objectBeside(cr, "ConfigMap", name, { data: { [file]: clean } })];
  }
}

function without(all: Mapping, fields: readonly string[]): Mapping {
  return Object.fromEntries(Object.entries(all).filter(([field]) => !fields.includes(field)));
}

function parsed(content: string): Mapping | undefined {
  try {
    const read = parse(content);
    return isMapping(read) ? read : undefined;
  } catch {
    return undefined;
  }
}
