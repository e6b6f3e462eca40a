/**
 * What a k8s-sidecar collects: the files of labelled ConfigMaps and Secrets.
 *
 * @see https://github.com/kiwigrid/k8s-sidecar
 * @module
 */

import {
  type ConvertContext,
  entries,
  items,
  type Manifest,
  namespaceOf,
  text,
  textMap,
  withoutEnd,
} from "@dekube/engine/pacts";
import type { Container, Env, Workload } from "@dekube/engine/pacts/kubernetes";
import { imageName } from "./image_name.ts";
import { literalEnv } from "./literal_env.ts";

/** A file that is to be there, in a volume of the pod. */
export interface CollectedFile {
  /** The volume. */
  volume: string;
  /** Path in the volume. */
  path: string;
  /** The object that holds it. */
  source: Manifest;
  /** Field of the object, and key in it. */
  field: string;
  /** Key in that field. */
  key: string;
}

/** Whether a container is such a sidecar. */
export function isCollector({ image }: Container): boolean {
  return imageName(text(image)) === "k8s-sidecar";
}

/** What a collector is told by its environment. */
export interface Collector {
  /** The label that counts, with its value where one is given: `grafana_dashboard`. */
  label: string;
  /** Folder of the files. */
  folder: string;
  /** The volume that the folder is in, and where the container has that. */
  mount: { volume: string; path: string };
  /** Settings as they are. */
  env: Env;
}

/** Reads a collector; nothing where it does not say which files go where. */
export function readCollector(container: Container, workload: Workload): Collector | undefined {
  const env = literalEnv(container, workload);
  const folder = withoutSlash(env.FOLDER ?? "");
  const mount = items(container.volumeMounts)
    .map(({ name, mountPath }) => ({ volume: text(name), path: withoutSlash(text(mountPath)) }))
    .filter(({ path }) => isBelow(folder, path))
    .sort((one, other) => other.path.length - one.path.length)[0];
  const volume = items(workload.pod.volumes).find(({ name }) => text(name) === mount?.volume);
  if (!env.LABEL || folder === "" || !mount || !volume?.emptyDir) return undefined;
  const label = env.LABEL_VALUE ? `${env.LABEL}=${env.LABEL_VALUE}` : env.LABEL;
  return { label, folder, mount, env };
}

/** What a collector looks for, by its variable `RESOURCE`; ConfigMaps unless that is set. */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["both", ["ConfigMap", "Secret"]],
  ["secret", ["Secret"]],
]);

/** The files that a collector would put into its folder. */
export function filesOf(
  collector: Collector,
  namespace: string,
  ctx: ConvertContext,
): CollectedFile[] {
  const { env, folder, mount } = collector;
  const kinds = KINDS.get(env.RESOURCE) ?? ["ConfigMap"];
  const namespaces = new Set((env.NAMESPACE || namespace).split(",").map((name) => name.trim()));
  return kinds.flatMap((kind) => ctx.manifests.of(kind)).filter(({ metadata }) => {
    const value = textMap(metadata.labels)[env.LABEL];
    return value !== undefined && (!env.LABEL_VALUE || value === env.LABEL_VALUE);
  }).filter((source) => namespaces.has("ALL") || namespaces.has(namespaceOf(source)))
    .flatMap((source) => {
      const wanted = text(
        source.metadata.annotations?.[env.FOLDER_ANNOTATION || "k8s-sidecar-target-directory"],
      );
      const into = wanted.startsWith("/")
        ? withoutSlash(wanted)
        : withoutSlash(`${folder}/${wanted}`);
      if (!isBelow(into, mount.path)) return [];
      const below = into.slice(mount.path.length + 1);
      return keysOf(source).map(({ field, key }) => ({
        volume: mount.volume,
        path: below === "" ? key : `${below}/${key}`,
        source,
        field,
        key,
      }));
    });
}

function keysOf(source: Manifest): { field: string; key: string }[] {
  return ["data", "binaryData", "stringData"].flatMap((field) =>
    entries(source[field] as Record<string, unknown> | null).map(([key]) => ({ field, key }))
  );
}

function isBelow(path: string, folder: string): boolean {
  return folder !== "" && (path === folder || path.startsWith(`${folder}/`));
}

function withoutSlash(path: string): string {
  return withoutEnd(path, "/");
}
