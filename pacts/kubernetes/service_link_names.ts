/**
 * Names of Kubernetes' variables for Services, wherever a container may use them.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { items, text, texts } from "../read.ts";
import { configMapKeys, configMapValue, secretKeys, secretValue } from "./secrets.ts";
import type { ConfigMap, Container, Probe, Secret } from "./types.ts";
import type { Workload } from "./workloads.ts";

/** Names that may be such variables; of `NAME_PORT` only where a variable's value is meant, for many are called so. */
const NAMES =
  /\b[A-Z][A-Z0-9_]*_(?:SERVICE_(?:HOST|PORT[A-Z0-9_]*)|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)\b|(?<=\$[({]?)[A-Z][A-Z0-9_]*_PORT\b/g;

/** Names of all such variables that a container's own words, or what it mounts or has in its environment, hold. */
export function usedLinkNames(
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): Set<string> {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  const commands = [
    ...[livenessProbe, readinessProbe, startupProbe].map((probe?: Probe | null) => probe?.exec),
    lifecycle?.postStart?.exec,
    lifecycle?.preStop?.exec,
  ];
  const own = [
    ...items(container.env).map(({ value }) => text(value)),
    ...texts(container.command),
    ...texts(container.args),
    ...commands.flatMap((exec) => texts(exec?.command)),
  ];
  const names = new Set(own.flatMap(namesIn));
  for (const object of readObjects(container, workload, ctx)) {
    for (const name of namesInObject(object)) names.add(name);
  }
  return names;
}

function namesIn(text: string): string[] {
  if (!text.includes("_SERVICE_") && !text.includes("_PORT")) return [];
  return [...text.matchAll(NAMES)].map(([name]) => name);
}

/** ConfigMaps and Secrets that a container mounts, or has in its environment. */
function* readObjects(
  container: Container,
  { id: { namespace }, pod }: Workload,
  ctx: ConvertContext,
): Iterable<ConfigMap | Secret> {
  const mounted = new Set(items(container.volumeMounts).map(({ name }) => text(name)));
  const sources = items(pod.volumes).filter(({ name }) => mounted.has(text(name))).flatMap((
    volume,
  ) => [volume, ...items(volume.projected?.sources)]);
  const names = {
    configMaps: [
      ...sources.map(({ configMap }) => text(configMap?.name)),
      ...items(container.envFrom).map(({ configMapRef }) => text(configMapRef?.name)),
    ],
    secrets: [
      ...sources.map(({ secret }) => {
        const { secretName, name } = (secret ?? {}) as { secretName?: unknown; name?: unknown };
        return text(secretName) || text(name);
      }),
      ...items(container.envFrom).map(({ secretRef }) => text(secretRef?.name)),
    ],
  };
  for (const kind of ["configMaps", "secrets"] as const) {
    for (const name of new Set(names[kind])) {
      const found = name === "" ? undefined : ctx[kind].get(namespace, name);
      if (found) yield found;
    }
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
