/**
 * Topics: the commands that make them as they are to be.
 *
 * @module
 */

import {
  type ControllerContext,
  entries,
  type Manifest,
  mapping,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";

/** Arguments of the function that makes a topic: its name, its partitions, its settings. */
export function topicOf(manifest: Manifest, ctx: ControllerContext): string[] {
  const { topicName, partitions, replicas, config } = mapping(manifest.spec);
  if ((wholeNumber(replicas) ?? 1) > 1) {
    ctx.report(manifest, "spec.replicas").info(
      "one-copy",
      `there is one node, so the topic has one replica instead of ${text(replicas)}`,
    );
  }
  const settings = entries(mapping(config)).map(([key, value]) => {
    if (key !== "min.insync.replicas" || (wholeNumber(value) ?? 1) <= 1) {
      return `${key}=${text(value)}`;
    }
    ctx.report(manifest, `spec.config["${key}"]`).info(
      "one-copy",
      `"${key}" is ${text(value)}, and there is one node, so it is 1`,
    );
    return `${key}=1`;
  });
  const count = wholeNumber(partitions) ?? 1;
  return [text(topicName) || manifest.metadata.name, String(count > 0 ? count : 1), ...settings];
}
