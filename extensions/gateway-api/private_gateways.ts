/**
 * Gateways that are reached from a private network alone though nothing of theirs says so: by their class, or as its
 * controller has it unless it is told otherwise. What is written to keep one private closes its routes.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/gatewayclass-capabilities
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/gateway/loadbalancerconfig/
 * @see https://www.gateway-api-controller.eks.aws.dev/latest/concepts/overview/
 * @module
 */

import {
  type ConvertContext,
  type Manifest,
  mapping,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import { privateByDefault } from "@dekube/engine/pacts/kubernetes";
import { asService } from "./service_guards.ts";
import { classOf } from "./gateway_classes.ts";
import { settingsNamed } from "./gateway_settings.ts";

/** Google's classes of this kind, for one cluster and for many, of one region and across them. */
const GOOGLE = /^gke-l7-(?:rilb|(?:cross-)?regional-internal-managed)(?:-mc)?$/;

/** Controllers of AWS's that make a load balancer internal unless its settings say `internet-facing`. */
const BY_SCHEME = /^gateway\.k8s\.aws\/[an]lb$/;

/** AWS's controller of networks between VPCs, which nobody else is in; and what its class is called. */
const LATTICE = "application-networking.k8s.aws/gateway-api-controller";
const LATTICE_CLASS = "amazon-vpc-lattice";

type Context = Pick<ConvertContext, "manifests" | "limits" | "config">;

/** Says of Gateways that they are private, once of each. */
export class PrivateGateways {
  readonly #said = new Set<Manifest>();

  /** Says so of those among some that are. */
  say(gateways: readonly Manifest[], ctx: Context & Pick<ConvertContext, "report">): void {
    for (const gateway of gateways) {
      if (this.#said.has(gateway)) continue;
      this.#said.add(gateway);
      const reason = privately(gateway, ctx);
      if (reason === undefined) continue;
      ctx.report(gateway).warn(
        "internal-load-balancer",
        `is reached from a private network alone in the cluster (${reason}), while its routes are served at all addresses of this machine`,
      );
    }
  }
}

/** By what a Gateway is private, if it is. */
function privately(gateway: Manifest, ctx: Context): string | undefined {
  const { infrastructure, gatewayClassName } = mapping(gateway.spec);
  const { annotations, parametersRef } = mapping(infrastructure);
  const name = text(gatewayClassName);
  const { controllerName, ...ofClass } = classOf(gateway, ctx);
  const settings = [parametersRef, ofClass.parametersRef].map(mapping)
    .flatMap((ref) => settingsNamed(ref, namespaceOf(gateway), ctx) ?? []);
  if (GOOGLE.test(name)) return `the class "${name}"`;
  if (controllerName === LATTICE || controllerName === "" && name === LATTICE_CLASS) {
    return `the class "${name}" is of VPC Lattice`;
  }
  if (BY_SCHEME.test(controllerName)) {
    return settings.some(({ isOpened }) => isOpened)
      ? undefined
      : `scheme of a LoadBalancerConfiguration is "internal" unless it is written`;
  }
  const all = { ...mapping(gateway.metadata.annotations), ...mapping(annotations) };
  return privateByDefault(asService(all, {})) ??
    settings.map(({ privately }) => privately).find((one) => one !== undefined);
}
