/**
 * Names of Kubernetes' variables for Services, wherever a container may use them.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { items, text } from "../read.ts";
import { configMapKeys, configMapValue, secretKeys, secretValue } from "./secrets.ts";
import type { ConfigMap, Container, Secret } from "./types.ts";
import type { Workload } from "./workloads.ts";

/** Names that may be such variables; of `NAME_PORT` only where a variable's value is meant, for many are called so. */
const NAMES =
  /\b(?=[A-Z0-9_]+(?!\w))[A-Z][A-Z0-9_]*_(?:SERVICE_(?:HOST|PORT[A-Z0-9_]*)|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)\b|(?<=\$[({]?)[A-Z][A-Z0-9_]*_PORT\b/g;

/** Names of all such variables that a container's own words, or what it mounts or has in its environment, hold. */
export function usedLinkNames(
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): Set<string> {
  const names = new Set<string>();
  const add = (found: readonly string[]) => {
    for (const name of found) names.add(name);
  };
  for (const { value } of items(container.env)) add(namesIn(value));
  for (const command of commandsOf(container)) {
    for (const word of items(command)) add(namesIn(word));
  }
  for (const object of readObjects(container, workload, ctx)) add(namesInObject(object));
  return names;
}

function commandsOf(container: Container): (readonly (string | null)[] | null | undefined)[] {
  const { command, args, lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  return [
    command,
    args,
    livenessProbe?.exec?.command,
    readinessProbe?.exec?.command,
    startupProbe?.exec?.command,
    lifecycle?.postStart?.exec?.command,
    lifecycle?.preStop?.exec?.command,
  ];
}

const NONE: readonly string[] = [];

function namesIn(text: unknown): readonly string[] {
  if (typeof text !== "string" || !(text.includes("_SERVICE_") || text.includes("_PORT"))) {
    return NONE;
  }
  return [...text.matchAll(NAMES)].map(([name]) => name);
}

/** ConfigMaps and Secrets that a container mounts, or has in its environment. */
function* readObjects(
  container: Container,
  { id: { namespace }, pod }: Workload,
  ctx: ConvertContext,
): Iterable<ConfigMap | Secret> {
  const mounted = new Set<unknown>();
  for (const mount of items(container.volumeMounts)) mounted.add(mount.name);
  for (const volume of items(pod.volumes)) {
    if (!mounted.has(volume.name)) continue;
    yield* named(volume.configMap?.name, volume.secret?.secretName);
    for (const { configMap, secret } of items(volume.projected?.sources)) {
      yield* named(configMap?.name, secret?.name);
    }
  }
  for (const { configMapRef, secretRef } of items(container.envFrom)) {
    yield* named(configMapRef?.name, secretRef?.name);
  }

  function* named(configMap: unknown, secret: unknown): Iterable<ConfigMap | Secret> {
    const map = configMap ? ctx.configMaps.get(namespace, text(configMap)) : undefined;
    if (map) yield map;
    const found = secret ? ctx.secrets.get(namespace, text(secret)) : undefined;
    if (found) yield found;
  }
}

/** What was found in an object: many containers mount the same. */
const found = new WeakMap<ConfigMap | Secret, readonly string[]>();

function namesInObject(object: ConfigMap | Secret): readonly string[] {
  let names = found.get(object);
  if (!names) found.set(object, names = textsOf(object).flatMap(namesIn));
  return names;
}

function textsOf(object: ConfigMap | Secret): string[] {
  const values = object.kind === "Secret"
    ? secretKeys(object).map((key) => secretValue(object, key))
    : configMapKeys(object).map((key) => configMapValue(object, key));
  return values.filter((value) => typeof value === "string");
}
