/**
 * Mounts what k8s-sidecars would collect, in their place.
 *
 * @module
 */

import { type ConvertContext, items, type Manifest, mapping, text } from "@dekube/engine/pacts";
import type { PodSpec, Volume, Workload } from "@dekube/engine/pacts/kubernetes";
import { type CollectedFile, filesOf, isCollector, readCollector } from "./file_collector.ts";

/**
 * The pod without its k8s-sidecars, the volumes that they would fill holding the files as they are now; nothing where there is no
 * such sidecar, or nothing but them.
 */
export function collectFiles(workload: Workload, ctx: ConvertContext): PodSpec | undefined {
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
    if (!collector) {
      report.warn(
        "api-sidecar",
        `the sidecar "${name}" collects ConfigMaps through the Kubernetes API, which is not there, and does not say for which folder of the pod (LABEL, FOLDER); it is left out`,
      );
      continue;
    }
    const found = filesOf(collector, id.namespace, ctx);
    for (const file of found) files.set(uniqueKey(file, files), file);
    const sources = new Set(found.map(({ source }) => source)).size;
    report.info(
      "collected-files",
      `the sidecar "${name}" asks the Kubernetes API, which is not there, so it is left out; ${
        sources === 0
          ? "nothing in the manifests has"
          : `what ${sources} ${
            sources === 1 ? "object" : "objects"
          } of the manifests hold is mounted at ${collector.folder}: those with`
      } the label ${collector.label}. Convert again when they change`,
    );
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
    const picked = own.map(({ source, field, key, path }, index) => {
      const name = own.some((other) => other.key === key && other.source !== source)
        ? `${index}-${key}`
        : key;
      held[field] = { ...mapping(held[field]), [name]: mapping(source[field])[key] };
      return { key: name, path };
    });
    ctx.manifests.add(held);
    return [
      kind === "Secret"
        ? { secret: { name: held.metadata.name, items: picked } }
        : { configMap: { name: held.metadata.name, items: picked } },
    ];
  });
  return { name: volume, projected: { sources } };
}
