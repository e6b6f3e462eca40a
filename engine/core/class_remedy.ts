/**
 * Classes of Ingresses that nobody reads, in words, and what the user can say of them in dekube.yaml.
 *
 * @module
 */

import type { Ingress } from "../../pacts/mod.ts";
import { getIngressClass } from "../../pacts/ingress/ingress_class.ts";
import type { EngineContext } from "./context.ts";

type Config = Pick<EngineContext["config"], "ingressTypes">;

/**
 * What dekube.yaml maps the class of an Ingress to; `undefined` where it says nothing of it.
 *
 * @example
 * ```ts
 * import { mappedClass } from "./class_remedy.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const ingress = { kind: "Ingress", metadata: { name: "web" }, spec: { ingressClassName: "edge" } };
 * assertEquals(mappedClass(ingress, { ingressTypes: { edge: "nginx" } }), { from: "edge", to: "nginx" });
 * assertEquals(mappedClass(ingress, { ingressTypes: {} }), undefined);
 * ```
 */
export function mappedClass(
  manifest: Ingress,
  { ingressTypes }: Config,
): { from: string; to: string } | undefined {
  const [from, to] = [getIngressClass(manifest), getIngressClass(manifest, ingressTypes)];
  return from === to ? undefined : { from, to };
}

/**
 * The class of an Ingress as messages name it.
 *
 * @example
 * ```ts
 * import { describeClass } from "./class_remedy.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const ingress = { kind: "Ingress", metadata: { name: "web" }, spec: { ingressClassName: "edge" } };
 * assertEquals(describeClass(ingress, { ingressTypes: {} }), '"edge"');
 * assertEquals(
 *   describeClass(ingress, { ingressTypes: { edge: "nginx" } }),
 *   '"nginx" (what "ingress_types" in dekube.yaml has for "edge")',
 * );
 * ```
 */
export function describeClass(manifest: Ingress, config: Config): string {
  const mapped = mappedClass(manifest, config);
  if (!mapped) return JSON.stringify(getIngressClass(manifest));
  return `"${mapped.to}" (what "ingress_types" in dekube.yaml has for "${mapped.from}")`;
}

/**
 * What to write in dekube.yaml for a class that nobody reads.
 *
 * @example
 * ```ts
 * import { mapClass } from "./class_remedy.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const ingress = { kind: "Ingress", metadata: { name: "web" }, spec: { ingressClassName: "edge" } };
 * assertEquals(
 *   mapClass(ingress, "haproxy", { ingressTypes: {} }),
 *   'map the class to one that is read in dekube.yaml: "ingress_types: {edge: haproxy}"',
 * );
 * assertEquals(
 *   mapClass(ingress, "haproxy", { ingressTypes: { edge: "nginx" } }),
 *   'map the class to one that is read: "ingress_types: {edge: haproxy}", not {edge: nginx}',
 * );
 * ```
 */
export function mapClass(manifest: Ingress, known: string, config: Config): string {
  const line = `"ingress_types: {${getIngressClass(manifest)}: ${known}}"`;
  const mapped = mappedClass(manifest, config);
  return mapped
    ? `map the class to one that is read: ${line}, not {${mapped.from}: ${mapped.to}}`
    : `map the class to one that is read in dekube.yaml: ${line}`;
}
