/**
 * How messages name the place of a field.
 *
 * @module
 */

import { isMapping, list, type Manifest, mapping, text } from "../../../pacts/mod.ts";

/** Names and indices that lead to a field. */
export type Keys = readonly (string | number)[];

/** Lists of a pod whose items messages name by their names: `containers[web].env[A]`. */
const OF_PODS = new Map([
  ["containers", "containers"],
  ["ephemeralContainers", "containers"],
  ["initContainers", "containers"],
  ["volumes", "volumes"],
]);

/** The places of a field: by numbers; in a pod by names too; and what is in a volume, where it is mounted. */
export function placesOf(path: Keys, manifest: Manifest): string[] {
  const places = [written(path.map((key) => typeof key === "number" ? `[${key}]` : `.${key}`))];
  const start = path.findIndex((key) => typeof key === "string" && OF_PODS.has(key));
  if (start < 0) return places;
  const pod = mapping(path.slice(0, start).reduce<unknown>(below, manifest));
  const own = path.slice(start);
  const names = own.map((key, index) => {
    if (typeof key === "string") return `.${OF_PODS.get(key) ?? key}`;
    const { name } = mapping(own.slice(0, index + 1).reduce<unknown>(below, pod));
    return `[${text(name) || key}]`;
  });
  places.push(written(names));
  if (own[0] !== "volumes") return places;
  for (const kind of ["containers", "initContainers"]) {
    for (const { name, volumeMounts } of list(pod[kind]).map(mapping)) {
      for (const mount of list(volumeMounts).map(mapping)) {
        const place = `[${text(mount.name)}]`;
        if (place === names[1]) places.push(`containers[${text(name)}].volumeMounts${place}`);
      }
    }
  }
  return places;
}

/** A place that a message names, in the words of {@linkcode placesOf}. */
export function plainPlace(said: string): string {
  const [, inPod = said] =
    /^(?:[\w.]+\.)?((?:init|ephemeral)?[cC]ontainers\[.*|volumes\[.*)$/.exec(said) ?? [];
  const byName = /^\w+\[\d+\]/.test(inPod) ? said : inPod.replace(/^(?:init|ephemeral)C/, "c");
  // Annotations and keys stand in brackets, some of them in quotes.
  return byName.replace(
    /^((?:[\w.]+\.)?(?:annotations|labels|data|stringData|binaryData))\[["']?([^\]]*?)["']?\]/,
    "$1.$2",
  );
}

/** A place, and those that it is within, the widest first. */
export function* holdersOf(place: string): Generator<string> {
  for (const { index } of place.matchAll(/[.[]/g)) if (index > 0) yield place.slice(0, index);
  yield place;
}

function below(value: unknown, key: string | number): unknown {
  return isMapping(value) || Array.isArray(value)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

function written(steps: readonly string[]): string {
  return steps.join("").slice(1);
}
