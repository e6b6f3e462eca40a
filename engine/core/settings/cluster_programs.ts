/**
 * Workloads that have nothing to do outside a cluster: by what they run, what they may do there, and what installed them.
 * What they are called decides nothing.
 *
 * @module
 */

import {
  append,
  type ClusterProgram,
  type Config,
  type Diagnostics,
  type ExtensionInfo,
  isExcluded,
  kindOf,
  list,
  type Manifest,
  mapping,
  mappings,
  text,
} from "../../../pacts/mod.ts";
import { WORKLOAD_KINDS } from "../../../pacts/kubernetes/mod.ts";
import { doneBy, StatusWriters } from "./status_writers.ts";

/** Kinds that run something, and where they have the pod's `spec` below their own. */
const POD_PATHS: ReadonlyMap<string, readonly string[]> = new Map<string, string[]>([
  ...WORKLOAD_KINDS.map((kind): [string, string[]] => [kind, ["template", "spec"]]),
  ["Pod", []],
  ["CronJob", ["jobTemplate", "spec", "template", "spec"]],
]);

/** What decides about workloads. */
export interface ClusterWork {
  /** The extensions that are loaded and not turned off. */
  infos: readonly ExtensionInfo[];
  /** Which extension converts each kind, its group in front. */
  converters: ReadonlyMap<string, string>;
}

/**
 * A config that has the cluster's own workloads on `exclude`, which is said. `isFirst` is whether dekube.yaml is written
 * with it.
 */
export function withoutClusterPrograms(
  config: Config,
  manifests: readonly Manifest[],
  { infos, converters }: ClusterWork,
  isFirst: boolean,
  diagnostics: Diagnostics,
): Config {
  const known = new KnownPrograms(infos);
  const writers = new StatusWriters(manifests, converters);
  const reasons = new Map<string, Set<string>>();
  const kept = new Set<string>();
  for (const manifest of manifests) {
    const { name } = manifest.metadata;
    const path = POD_PATHS.get(kindOf(manifest));
    if (!path || isExcluded(name, config.exclude)) continue;
    const pod = path.reduce((value, field) => mapping(value[field]), mapping(manifest.spec));
    const reason = known.find(manifest, pod) ?? writers.find(manifest, pod);
    if (reason === undefined) kept.add(name);
    else reasons.set(reason, (reasons.get(reason) ?? new Set()).add(name));
  }
  const exclude: string[] = [];
  for (const [reason, all] of [...reasons].sort()) {
    // `exclude` goes by names: what shares one with something else stays.
    const names = [...all.difference(kept)].sort();
    if (names.length === 0) continue;
    append(exclude, names);
    diagnostics.info(
      "auto-excluded",
      `left out, since ${reason}: ${names.join(", ")}. ${
        isFirst
          ? `Take them off "exclude" in dekube.yaml if you want them`
          : `If you want them, write a list of your own into dekube.yaml of what is to be left out, which may be empty: exclude: []`
      }`,
    );
  }
  return { ...config, exclude: [...config.exclude, ...[...new Set(exclude)].sort()] };
}

/** A pattern of images, or of a part of their names. */
interface KnownImage {
  pattern: string;
  flags?: readonly string[];
  reason: string;
}

/** Programs that extensions name. */
class KnownPrograms {
  /** By how many parts of an image's name they are about. */
  readonly #images = new Map<number, KnownImage[]>();
  readonly #charts = new Map<string, string>();

  constructor(infos: readonly ExtensionInfo[]) {
    for (const { name, replaces = [] } of infos) this.#add(replaces, doneBy(name));
    for (const { clusterOnly = [] } of infos) {
      this.#add(clusterOnly, "they only make sense in a cluster");
    }
  }

  #add(programs: readonly ClusterProgram[], reason: string): void {
    for (const { images = [], charts = [], flags } of programs) {
      for (const pattern of images) {
        const parts = pattern.split("/").length;
        this.#images.set(parts, [...this.#images.get(parts) ?? [], {
          pattern,
          reason,
          ...(flags ? { flags } : {}),
        }]);
      }
      for (const chart of charts) if (!this.#charts.has(chart)) this.#charts.set(chart, reason);
    }
  }

  find(manifest: Manifest, pod: Readonly<Record<string, unknown>>): string | undefined {
    const chart = chartOf(manifest);
    if (chart !== undefined && this.#charts.has(chart)) return this.#charts.get(chart);
    for (const container of mappings(pod.containers)) {
      const parts = repositoryOf(text(container.image)).split("/");
      for (const [length, images] of this.#images) {
        const name = parts.slice(-length).join("/");
        const found = images.find(({ pattern, flags }) =>
          isExcluded(name, [pattern]) && (flags === undefined || hasFlag(container, flags))
        );
        if (found) return found.reason;
      }
    }
    return undefined;
  }
}

/** Whether a container is started with one of some flags, whatever case they are in. */
function hasFlag({ command, args }: Readonly<Record<string, unknown>>, flags: readonly string[]) {
  const words = [...list(command), ...list(args)].flatMap((word) => text(word).split(/\s+/));
  return words.some((word) => {
    const name = /^--?([^=]+)/.exec(word)?.[1].toLowerCase() ?? "";
    return flags.some((flag) => name === flag || name.startsWith(`${flag}.`));
  });
}

/** An image without tag and digest. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/s, "").replace(/:[^/:]*$/, "");
}

/** The chart by which Helm installed an object. */
function chartOf({ metadata }: Manifest): string | undefined {
  const labels = mapping(metadata.labels);
  const isOfHelm = text(labels["app.kubernetes.io/managed-by"]) === "Helm" ||
    ["Helm", "Tiller"].includes(text(labels.heritage));
  if (!isOfHelm) return undefined;
  return /^(.+?)-v?\d+\./.exec(text(labels["helm.sh/chart"]) || text(labels.chart))?.[1];
}
