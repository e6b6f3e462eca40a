/**
 * The pods of ingress controllers among the manifests, and what their flags say.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { type ProgramFlags, programFlags } from "../kubernetes/program_flags.ts";
import type { Container } from "../kubernetes/types.ts";
import { WORKLOAD_KINDS, workloadOf } from "../kubernetes/workloads.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { items, mapping, text } from "../read.ts";
import type { ObjectRef } from "./object_ref.ts";

/** A container that is an ingress controller. */
export interface ControllerPod {
  /** What runs it. */
  readonly manifest: Manifest;
  /** Its flags. */
  readonly flags: ProgramFlags;
}

/**
 * The containers that run a program: a part of their image's name, or of a word of their command line, is like `program`.
 *
 * @example
 * ```ts
 * import { controllerPods } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const container = { name: "x", image: "traefik:v3", args: ["--providers.kubernetesingress"] };
 * const pod = { kind: "Pod", metadata: { name: "edge" }, spec: { containers: [container] } };
 * const [{ flags }] = controllerPods(testContext([pod]), /(?:^|\/)traefik(?![\w-])/);
 * assertEquals(flags.value("providers.kubernetesIngress"), "true");
 * ```
 */
export function controllerPods(
  ctx: Pick<ConvertContext, "manifests">,
  program: RegExp,
): ControllerPod[] {
  return WORKLOAD_KINDS.flatMap((kind) => ctx.manifests.of(kind)).flatMap((manifest) => {
    const workload = workloadOf(manifest);
    if (!workload) return [];
    return items(workload.pod.containers).flatMap((container) => {
      const flags = programFlags(container as Container, workload, ctx);
      const names = [text(mapping(container).image), ...flags.words];
      return names.some((name) => program.test(name)) ? [{ manifest, flags }] : [];
    });
  });
}

/**
 * The object that a flag names, `namespace/name` or a name in the pod's own namespace; `undefined` where nobody knows which
 * one that is.
 *
 * @example
 * ```ts
 * import { controllerPods, namedBy } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const container = { name: "x", image: "edge", args: ["--configmap=own", "--secret=$(SECRET)"] };
 * const metadata = { name: "edge", namespace: "infra" };
 * const pod = { kind: "Pod", metadata, spec: { containers: [container] } };
 * const [controller] = controllerPods(testContext([pod]), /^edge$/);
 * assertEquals(namedBy("configmap", controller), { namespace: "infra", name: "own" });
 * assertEquals(namedBy("secret", controller), undefined);
 * ```
 */
export function namedBy(flag: string, { manifest, flags }: ControllerPod): ObjectRef | undefined {
  const value = flags.value(flag) ?? "";
  // Of a variable that nobody knows it is the namespace as a rule.
  const [, namespace = "", name] = /^(?:([^\s/]*)\/)?([^\s/$]+)$/.exec(value) ?? [];
  if (name === undefined) return undefined;
  return { namespace: /^$|\$/.test(namespace) ? namespaceOf(manifest) : namespace, name };
}
