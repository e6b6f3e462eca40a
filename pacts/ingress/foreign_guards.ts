/**
 * What controllers that nobody reads in full here restrict for all their Ingresses, by objects beside them. Where the user has
 * such Ingresses read as another controller's, these objects hold for them all the same.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Ingress, Service } from "../kubernetes/types.ts";
import { namespaceOf } from "../manifest.ts";
import { mapping, text } from "../read.ts";
import type { AccessRestriction } from "./access.ts";
import { apisixGlobals } from "./apisix_plugins.ts";
import { chartGuards } from "./chart_configs.ts";
import { getIngressClass } from "./ingress_class.ts";
import { kongGlobals } from "./kong_globals.ts";
import { describePolicy, type PodPolicies } from "./pod_policies.ts";
import { entrancePolicies } from "./source_policies.ts";

/** Where the gateway of Istio's Ingresses is, unless the mesh was told otherwise. */
const GATEWAY_NAMESPACES = ["istio-system", "istio-ingress"];

/** What such controllers restrict of an Ingress whose class, as it is written, is theirs. */
export function foreignGuards(
  manifest: Ingress,
  policies: PodPolicies,
  ctx: Pick<ConvertContext, "manifests">,
): string[] {
  const name = getIngressClass(manifest);
  const ofClass = ctx.manifests.of("IngressClass")
    .find(({ metadata }) => metadata.name.toLowerCase() === name);
  const controller = text(mapping(ofClass?.spec).controller);
  if (name === "kong" || controller.includes("konghq.com/")) return [...kongGlobals(ctx)];
  if (name === "apisix" || controller.includes("apisix")) return [...apisixGlobals(ctx)];
  if (name === "cilium" || controller.startsWith("cilium.io/")) {
    return entrancePolicies(ctx, true).map((policy) =>
      `the ${policy.kind} "${policy.metadata.name}"`
    );
  }
  if (["", "nginx"].includes(name)) return chartGuards("rke2-ingress-nginx", ctx);
  if (name === "traefik") return chartGuards("traefik", ctx);
  if (name !== "istio" && !controller.startsWith("istio.io/")) return [];
  const guards = GATEWAY_NAMESPACES.flatMap((namespace) => policies.guarding(namespace, undefined));
  return [...new Set(guards)].map((policy) =>
    `${describePolicy(policy)} says who may ask the controller`
  );
}

/** Names of BackendConfigs, by the port of the Service that they are for. */
const BACKEND_CONFIGS = ["cloud.google.com/backend-config", "beta.cloud.google.com/backend-config"];

/**
 * What the BackendConfigs of a Service restrict, which Google's controller reads; one that is not among the manifests may
 * hold anything.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration
 * @example
 * ```ts
 * import { backendConfigRestrictions } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const annotations = { "cloud.google.com/backend-config": '{"default": "signed-in"}' };
 * const service = { kind: "Service", metadata: { name: "web", annotations } };
 * const config = {
 *   apiVersion: "cloud.google.com/v1",
 *   kind: "BackendConfig",
 *   metadata: { name: "signed-in" },
 *   spec: { iap: { enabled: true } },
 * };
 * assertEquals(backendConfigRestrictions(service, testContext([config])), [
 *   { guard: "other", annotation: 'cloud.google.com/backend-config (iap of the BackendConfig "signed-in")' },
 * ]);
 * ```
 */
export function backendConfigRestrictions(
  service: Service,
  { manifests }: Pick<ConvertContext, "manifests">,
): AccessRestriction[] {
  const namespace = namespaceOf(service);
  return BACKEND_CONFIGS.flatMap((annotation): AccessRestriction[] => {
    const written = text(mapping(service.metadata.annotations)[annotation]).trim();
    if (written === "") return [];
    return backendConfigNames(written).flatMap((name) => {
      const config = manifests.get("cloud.google.com/BackendConfig", namespace, name);
      const { iap, securityPolicy } = mapping(config?.spec);
      const reason = !config
        ? `the BackendConfig "${name}" is not among the manifests`
        : mapping(iap).enabled === true
        ? `iap of the BackendConfig "${name}"`
        : text(mapping(securityPolicy).name) !== ""
        ? `securityPolicy of the BackendConfig "${name}"`
        : undefined;
      return reason === undefined
        ? []
        : [{ guard: "other", annotation: `${annotation} (${reason})` }];
    });
  });
}

function backendConfigNames(written: string): string[] {
  try {
    const { default: all, ports } = mapping(JSON.parse(written));
    return [...new Set([all, ...Object.values(mapping(ports))].map(text).filter(Boolean))];
  } catch {
    return [written];
  }
}
