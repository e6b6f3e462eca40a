/**
 * Strimzi's images: one for each version of Kafka, of the newest release that has it.
 *
 * @module
 */

import { type ControllerContext, type Manifest, readSettings, text } from "@dekube/engine/pacts";
import { SETTINGS } from "./settings.ts";

/** Releases by the versions of Kafka that they have, the newest first. */
const RELEASES: readonly (readonly [release: string, versions: readonly string[]])[] = [
  ["1.2.0", ["4.3.1", "4.3.0", "4.2.1", "4.2.0"]],
  ["0.48.0", ["4.1.0", "4.0.0"]],
  ["0.47.0", ["3.9.1", "3.9.0"]],
  ["0.45.0", ["3.8.1", "3.8.0"]],
  ["0.43.0", ["3.7.1", "3.7.0"]],
];

/** The image of a Kafka, a Connect or the like. A version that no release has is said. */
export function imageOf(
  manifest: Manifest,
  { image, version }: { image?: unknown; version?: unknown },
  path: string,
  ctx: ControllerContext,
): string {
  const settings = readSettings("strimzi", SETTINGS, ctx);
  const own = text(image) || settings.image;
  if (own !== "") return own;
  const wanted = text(version);
  const [newest, versions] = RELEASES[0];
  if (wanted === "") return nameOf(newest, versions[0]);
  const release = RELEASES.find(([, known]) => known.includes(wanted));
  if (release) return nameOf(release[0], wanted);
  const line = RELEASES.flatMap(([name, known]) => known.map((each) => [name, each] as const))
    .find(([, known]) => sameLine(known, wanted));
  const [name, taken] = line ?? (major(wanted) < 4 ? ["0.47.0", "3.9.1"] : [newest, versions[0]]);
  ctx.report(manifest, path).info(
    "other-version",
    `no image of Strimzi's that runs without ZooKeeper is known for Kafka ${wanted}, so it is ${taken}. To have another, set "image" beside it, or extensions.strimzi.image in dekube.yaml`,
  );
  return nameOf(name, taken);
}

function nameOf(release: string, version: string): string {
  return `quay.io/strimzi/kafka:${release}-kafka-${version}`;
}

function sameLine(one: string, other: string): boolean {
  return one.split(".").slice(0, 2).join(".") === other.split(".").slice(0, 2).join(".");
}

function major(version: string): number {
  return Number(version.split(".")[0]);
}
