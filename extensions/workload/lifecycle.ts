/**
 * Hooks that run when a container has started and before it stops.
 *
 * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 * @module
 */

import { type ComposeService, type ConvertContext, items, text } from "@dekube/engine/pacts";
import type { Container, Workload } from "@dekube/engine/pacts/kubernetes";

/** `postStart` and `preStop` as `post_start` and `pre_stop`. */
export function convertLifecycle(
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): ComposeService {
  const postStart = hook("postStart");
  const preStop = hook("preStop");
  return {
    ...(postStart ? { post_start: [postStart] } : {}),
    ...(preStop ? { pre_stop: [preStop] } : {}),
  };

  function hook(name: "postStart" | "preStop"): { command: string[] } | undefined {
    const handler = container.lifecycle?.[name];
    if (!handler) return undefined;
    const command = items(handler.exec?.command).map(text);
    if (command.length > 0) return { command };
    // `sleep` came after the Kubernetes types.
    const seconds = Number((handler as { sleep?: { seconds?: unknown } }).sleep?.seconds ?? NaN);
    if (Number.isFinite(seconds)) return { command: ["sleep", String(seconds)] };
    ctx.report(workload.id, `containers[${text(container.name)}].lifecycle.${name}`).warn(
      "unsupported-hook",
      `a ${name} hook that is not "exec" has no counterpart in Compose; it is left out`,
    );
    return undefined;
  }
}
