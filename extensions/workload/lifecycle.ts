/**
 * How a container starts and stops: hooks, and the signal that ends it.
 *
 * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  mapping,
  text,
} from "@dekube/engine/pacts";
import { type Container, shellQuote, type Workload } from "@dekube/engine/pacts/kubernetes";

/** Programs that run lines of a shell; a script has one of them. */
const SHELL = /(?:^|\/)(?:ba|da|a|k|z)?sh$/;

/** `postStart` and `preStop` as `post_start` and `pre_stop`, `stopSignal` as `stop_signal`. */
export function convertLifecycle(
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): ComposeService {
  const lifecycle = mapping(container.lifecycle);
  const postStart = hook("postStart", "post_start");
  const preStop = hook("preStop", "pre_stop");
  // Newer than the Kubernetes types.
  const signal = text(lifecycle.stopSignal);
  return {
    ...(signal ? { stop_signal: signal } : {}),
    ...(postStart ? { post_start: [postStart] } : {}),
    ...(preStop ? { pre_stop: [preStop] } : {}),
  };

  function hook(name: string, key: string): { command: string[] } | undefined {
    if (!lifecycle[name]) return undefined;
    const handler = mapping(lifecycle[name]);
    const report = ctx.report(
      workload.id,
      `containers[${text(container.name)}].lifecycle.${name}`,
    );
    const command = items(mapping(handler.exec).command as unknown[] | null).map(text);
    if (command.length > 0) return { command: name === "preStop" ? forgiven(command) : command };
    if (handler.sleep) {
      report.info(
        "needless-sleep",
        `the ${name} hook that only sleeps is left out: it gives a cluster's load balancers time, and there are none`,
      );
      return undefined;
    }
    const kind = Object.keys(handler).find((key) => handler[key] !== null) ?? "nothing";
    report.warn(
      "unsupported-hook",
      `the ${name} hook (${kind}) is left out, because Compose's hooks are commands. Give one as "overrides.<service>.${key}" in dekube.yaml: [{command: [...]}]`,
      { override: key },
    );
    return undefined;
  }
}

/**
 * A command whose failure is none. A cluster ends a container whatever its preStop hook says; Compose would leave it
 * running, and `docker compose down` would fail for ever. Without a shell in the image that can't be helped.
 */
function forgiven(command: readonly string[]): string[] {
  const [program] = command;
  const shell = SHELL.test(program) ? program : program.endsWith(".sh") ? "sh" : undefined;
  return shell === undefined
    ? [...command]
    : [shell, "-c", `${command.map(shellQuote).join(" ")} || :`];
}
