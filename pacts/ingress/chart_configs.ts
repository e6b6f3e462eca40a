/**
 * Values of the ingress controllers that k3s and RKE2 install by themselves (HelmChartConfig): what they restrict for all
 * routes.
 *
 * @see https://docs.k3s.io/helm#customizing-packaged-components-with-helmchartconfig
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { mapping, text } from "../read.ts";

/** Keys of values that keep somebody out, with something behind them. */
const GUARD =
  /["']?\b((?:white|allow|deny)list-source-range|global-auth-url|block-cidrs|enable-modsecurity|loadBalancerSourceRanges|middlewares)\b["']?\s*:(?!\s*(?:["']{2}|\[\s*\]|["']?false\b))/g;

/**
 * The keys of a chart's values that restrict who comes in, as messages name them.
 *
 * @example
 * ```ts
 * import { chartGuards } from "./chart_configs.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const config = {
 *   apiVersion: "helm.cattle.io/v1",
 *   kind: "HelmChartConfig",
 *   metadata: { name: "traefik", namespace: "kube-system" },
 *   spec: { valuesContent: "ports: {web: {middlewares: [shop-office@kubernetescrd]}}" },
 * };
 * assertEquals(chartGuards("traefik", testContext([config])), [
 *   'middlewares in valuesContent of the HelmChartConfig "traefik"',
 * ]);
 * ```
 */
export function chartGuards(
  chart: string,
  { manifests }: Pick<ConvertContext, "manifests">,
): string[] {
  return manifests.of("helm.cattle.io/HelmChartConfig")
    .filter(({ metadata }) => metadata.name === chart)
    .flatMap(({ spec }) =>
      [...text(mapping(spec).valuesContent).matchAll(GUARD)].map(([, key]) =>
        `${key} in valuesContent of the HelmChartConfig "${chart}"`
      )
    );
}
