/**
 * Mounts what k8s-sidecars would collect, in their place.
 *
 * @module
 */

import { type ConvertContext, items, type Manifest, mapping, text } from "@dekube/engine/pacts";
import type { Container, PodSpec, Volume, Workload } from "@dekube/engine/pacts/kubernetes";
import { type AccountAccess, accountOf } from "./access.ts";
import {
  type CollectedFile,
  type Collector,
  filesOf,
  isCollector,
  readCollector,
} from "./file_collector.ts";

/**
 * The pod without its k8s-sidecars, the volumes that they would fill holding the files as they are now; nothing where there is no
 * such sidecar, or nothing but them.
 */
export function collectFiles(
  workload: Workload,
  accounts: AccountAccess,
  ctx: ConvertContext,
): PodSpec | undefined {
  const { pod, id } = workload;
  const others = items(pod.containers).filter((container) => !isCollector(container));
  const inits = items(pod.initContainers).filter((container) => !isCollector(container));
  const collectors = [...items(pod.initContainers), ...items(pod.containers)].filter(isCollector);
  if (collectors.length === 0 || others.length === 0) return undefined;
  const files = new Map<string, CollectedFile>();
  for (const container of collectors) {
    const collector = readCollector(container, workload);
    const name = text(container.name);
    const report = ctx.report(id, `containers[${name}]`);
    const isInit = items(pod.initContainers).includes(container) &&
      text(container.restartPolicy) !== "Always";
    const what = `the ${isInit ? "init container" : "sidecar"} "${name}"`;
    if (!collector) {
      report.warn(
        "api-sidecar",
        `${what} collects ConfigMaps through the Kubernetes API, which is not there, and does not say for which folder of the pod (LABEL, FOLDER); it is left out`,
      );
      continue;
    }
    const wanted = filesOf(collector, id.namespace, ctx);
    const all = wanted.filter(({ source }) =>
      source.kind !== "Secret" || accounts.readsSecret(workload, source)
    );
    const refused = new Set(
      wanted.filter((file) => !all.includes(file)).map(({ source }) => source),
    );
    if (refused.size > 0) {
      report.warn(
        "unreadable-secrets",
        `${what} would collect Secrets of other namespaces that no role of the manifests lets its ServiceAccount "${
          accountOf(workload)
        }" read, so they are left out: ${
          [...refused].map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(", ")
        }. Bind the account to a role that may read them, as a cluster would ask for`,
      );
    }
    const found = all.filter(({ key }) => !isFetched(key));
    for (const file of found) files.set(uniqueKey(file, files), file);
    const taken = `${what} asks the Kubernetes API, which is not there, so it is left out`;
    report.info(
      "collected-files",
      `${taken}; ${
        describeFound(collector, all, found, mountedAt(collector, others))
      }. Convert again when they change`,
    );
    for (const { source, field, key } of all.filter(({ key }) => isFetched(key))) {
      const name = key.slice(0, -URL_END.length);
      ctx.report(source, `${field}["${key}"]`).warn(
        "collected-url",
        `${what} of ${id.kind} "${id.name}" would fetch what lies at this URL, and write it to "${name}" in ${collector.folder}; it is left out, so that file is not there. Put the file itself under the key "${name}"`,
      );
    }
  }
  const filled = Map.groupBy(files.values(), ({ volume }) => volume);
  return {
    ...pod,
    ...(pod.initContainers ? { initContainers: inits } : {}),
    containers: others,
    volumes: items(pod.volumes).map((volume) => {
      const held = filled.get(text(volume.name));
      return held ? holding(held, text(volume.name), workload, ctx) : volume;
    }),
  };
}

/** What the sidecar takes for a URL to fetch, by the end of its key. */
const URL_END = ".url";

function isFetched(key: string): boolean {
  return key.endsWith(URL_END);
}

/** Where the containers that are left have the volume that the sidecar fills. */
function mountedAt({ mount }: Collector, containers: readonly Container[]): string[] {
  const paths = containers.flatMap(({ volumeMounts }) => items(volumeMounts))
    .filter(({ name }) => text(name) === mount.volume).map(({ mountPath }) => text(mountPath));
  return [...new Set(paths)];
}

function describeFound(
  { label, folder, mount }: Collector,
  all: readonly CollectedFile[],
  found: readonly CollectedFile[],
  paths: readonly string[],
): string {
  if (all.length === 0) return `nothing in the manifests has the label ${label}`;
  const count = new Set(found.map(({ source }) => source)).size;
  if (count === 0) return `what has the label ${label} holds nothing but URLs to fetch`;
  const held = count === 1
    ? `what 1 object of the manifests with the label ${label} holds`
    : `what ${count} objects of the manifests with the label ${label} hold`;
  if (paths.length > 0) return `${held} is mounted at ${paths.join(", ")}`;
  return `${held} would lie in ${folder}, but no other container mounts the volume "${mount.volume}", so nothing reads it`;
}

/** A place of its own for each file. Of two of one name the second one bears that of its object too. */
function uniqueKey(file: CollectedFile, files: ReadonlyMap<string, CollectedFile>): string {
  const place = () => `${file.volume}/${file.path}`;
  const known = files.get(place());
  if (known && (known.source !== file.source || known.field !== file.field)) {
    const folder = file.path.slice(0, file.path.lastIndexOf("/") + 1);
    file.path = `${folder}${file.source.metadata.name}-${file.path.slice(folder.length)}`;
  }
  return place();
}

/** A volume with files. What came from Secrets stays in one. */
function holding(
  files: readonly CollectedFile[],
  volume: string,
  { id }: Workload,
  ctx: Pick<ConvertContext, "manifests">,
): Volume {
  const sources = ["ConfigMap", "Secret"].flatMap((kind) => {
    const own = files.filter(({ source }) => source.kind === kind);
    if (own.length === 0) return [];
    const held: Manifest = {
      apiVersion: "v1",
      kind,
      metadata: { name: `${id.name}-${volume}`, namespace: id.namespace },
    };
    while (ctx.manifests.get(kind, id.namespace, held.metadata.name)) {
      held.metadata.name += "-files";
    }
    const sourcesByKey = new Map<string, Set<Manifest>>();
    for (const { key, source } of own) {
      sourcesByKey.set(key, (sourcesByKey.get(key) ?? new Set()).add(source));
    }
    const named = own.map((file, index) => ({
      ...file,
      name: sourcesByKey.get(file.key)!.size > 1 ? `${index}-${file.key}` : file.key,
    }));
    for (const [field, files] of Map.groupBy(named, ({ field }) => field)) {
      held[field] = Object.fromEntries(
        files.map(({ name, source, key }) => [name, mapping(source[field])[key]]),
      );
    }
    const picked = named.map(({ name, path }) => ({ key: name, path }));
    ctx.manifests.add(held);
    return [
      kind === "Secret"
        ? { secret: { name: held.metadata.name, items: picked } }
        : { configMap: { name: held.metadata.name, items: picked } },
    ];
  });
  return { name: volume, projected: { sources } };
}
