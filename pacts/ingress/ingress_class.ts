/**
 * Classes of Ingresses: which ingress controller one is meant for.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Ingress } from "../kubernetes/types.ts";
import type { Manifest } from "../manifest.ts";
import type { ObjectRef } from "./object_ref.ts";
import { entries, mapping, text } from "../read.ts";

/**
 * Class of an Ingress: `spec.ingressClassName`, else the old annotation, lower-cased, then mapped by
 * `ingress_types`. Empty where there is none.
 *
 * @example
 * ```ts
 * import { getIngressClass } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const ingress = { kind: "Ingress", metadata: { name: "web" }, spec: { ingressClassName: "Internal" } };
 * assertEquals(getIngressClass(ingress, { internal: "nginx" }), "nginx");
 * ```
 */
export function getIngressClass(
  manifest: Ingress,
  ingressTypes: Readonly<Record<string, string>> = {},
): string {
  const name = text(manifest.spec?.ingressClassName) ||
    text(manifest.metadata.annotations?.["kubernetes.io/ingress.class"]);
  const lower = name.toLowerCase();
  const key = [name, lower].find((key) => Object.hasOwn(ingressTypes, key));
  return key === undefined ? lower : ingressTypes[key];
}

/** Classes that ingress controllers come with. */
const CONTROLLERS: readonly string[] = [
  ...["alb", "ambassador", "apisix", "azure-application-gateway", "azure/application-gateway"],
  ...["caddy", "cilium", "contour", "gce", "gce-internal", "haproxy", "istio", "kong", "nginx"],
  ...["openshift-default", "skipper", "tailscale", "traefik"],
];

/** What IngressClasses of the controllers that rewriters read for have as their controller. */
const IN_CLASSES =
  /^(?:k8s\.io\/ingress-nginx|haproxy\.org\/|haproxy-ingress\.github\.io\/|traefik\.io\/)/;

/**
 * The controller of the IngressClass of a name, which is in lower case; empty where the manifests have none.
 *
 * @example
 * ```ts
 * import { controllerOfClass } from "./ingress_class.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = { controller: "k8s.io/ingress-nginx" };
 * const ctx = testContext([{ kind: "IngressClass", metadata: { name: "main" }, spec }]);
 * assertEquals(controllerOfClass("main", ctx), "k8s.io/ingress-nginx");
 * ```
 */
export function controllerOfClass(
  name: string,
  { manifests }: Pick<ConvertContext, "manifests">,
): string {
  if (name === "") return "";
  const found = manifests.of("IngressClass")
    .find(({ metadata }) => metadata.name.toLowerCase() === name);
  return text(mapping(found?.spec).controller);
}

/** The ConfigMap that an IngressClass of haproxy-ingress names as that of its Ingresses. */
export function configOfClass({ spec }: Manifest): ObjectRef | undefined {
  const { controller, parameters } = mapping(spec);
  const { kind, namespace, name } = mapping(parameters);
  const isNamed = text(kind) === "ConfigMap" &&
    text(controller).startsWith("haproxy-ingress.github.io/");
  return isNamed ? { namespace: text(namespace), name: text(name) } : undefined;
}

/** An ingress controller, as Ingresses are written for it. */
export interface IngressController {
  /** Class of its Ingresses, which its rewriter is called after: `nginx`. */
  readonly name: string;
  /** What the names of its annotations begin with: `nginx.ingress.kubernetes.io/`. */
  readonly prefix: string;
  /** It reads the names of its annotations in any case. */
  readonly ignoresCase?: boolean;
  /** What IngressClasses of it have as their controller; absent: their names alone tell. */
  readonly ofClasses?: RegExp;
  /** Annotations, without the prefix, that it reads on the Service behind a route too; absent: all of them. */
  readonly onServices?: readonly string[];
}

/**
 * Whether an Ingress is one controller's: of its class, by name or by its IngressClass, or with its annotations, and of no
 * class that is known to be another's: names of classes are free, annotations are not. `reads` says what controllers of its
 * program among the manifests read by their flags.
 *
 * @example
 * ```ts
 * import { isIngressOf } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const nginx = { name: "nginx", prefix: "nginx.ingress.kubernetes.io/" };
 * const ingress = { kind: "Ingress", metadata: { name: "web" }, spec: { ingressClassName: "nginx" } };
 * assertEquals(isIngressOf(nginx, ingress, testContext([])), true);
 * ```
 */
export function isIngressOf(
  { name, prefix, ofClasses }: IngressController,
  manifest: Ingress,
  ctx: Pick<ConvertContext, "config" | "manifests">,
  reads: (manifest: Ingress) => boolean = () => false,
): boolean {
  const { ingressTypes } = ctx.config;
  const ingressClass = getIngressClass(manifest, ingressTypes);
  if (ingressClass === name) return true;
  if (CONTROLLERS.includes(ingressClass)) return false;
  // The user's own word.
  if (Object.values(ingressTypes).includes(ingressClass)) return false;
  if (reads(manifest)) return true;
  const controller = controllerOfClass(ingressClass, ctx);
  if (controller !== "" && ofClasses?.test(controller)) return true;
  if (IN_CLASSES.test(controller)) return false;
  return entries(manifest.metadata.annotations).some(([key]) => key.startsWith(prefix));
}
