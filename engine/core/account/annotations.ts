/**
 * Who reads an annotation.
 *
 * @module
 */

import {
  type ExtensionInfo,
  getIngressClass,
  type Ingress,
  type IngressRewriter,
  kindOf,
  type Manifest,
  mapping,
  text,
} from "../../../pacts/mod.ts";
import { understanding } from "../ingress.ts";
import { askedIn, type RuleContext } from "./asked.ts";
import type { FieldVerdict } from "./verdict.ts";

/** Annotations that the engine reads itself, and what for. */
const OWN: Readonly<Record<string, string>> = {
  "helm.sh/hook": "when it runs",
  "helm.sh/hook-weight": "when it runs",
  "ingressclass.kubernetes.io/is-default-class": "which class an Ingress without one has",
};

/** What tools note on objects for themselves. */
const NOTE =
  /^(?:(?:[\w.-]*\.)?helm\.sh|(?:kubectl|app|deployment|autoscaling)\.kubernetes\.io|checksum(?:\.\w+)?|components\.gke\.io|(?:[\w-]+\.)*argoproj\.io)\/|(?:^|[/-])(?:check)?(?:sum|hash)$/;

/** Whether nothing but the annotation tells which controller an Ingress is for. */
export function isOnlySign(name: unknown, manifest: Manifest): boolean {
  if (kindOf(manifest) !== "Ingress" || getIngressClass(manifest as Ingress) !== "") return false;
  const prefixOf = (annotation: string) => annotation.slice(0, annotation.indexOf("/") + 1);
  const own = prefixOf(text(name));
  return Object.keys(mapping(manifest.metadata.annotations))
    .every((other) => other === name || prefixOf(other) !== own);
}

/** What becomes of annotations, by who of those that are loaded reads them. */
export class Annotations {
  readonly #byName = new Map<string, string>();
  readonly #ofControllers: {
    name: string;
    kinds: ReadonlySet<string>;
    names: ReadonlySet<string>;
  }[];
  readonly #rewriters: {
    name: string;
    reads: (name: string) => boolean;
    ofServices: ReadonlySet<string>;
  }[];

  constructor(infos: readonly ExtensionInfo[], rewriters: readonly IngressRewriter[]) {
    for (const { name, annotations = [] } of infos) {
      for (const annotation of annotations) this.#byName.set(annotation, name);
    }
    this.#ofControllers = infos.flatMap(({ name, annotationNames: known }) =>
      known ? [{ name, kinds: new Set(known.kinds), names: new Set(known.names) }] : []
    );
    this.#rewriters = rewriters.map((rewriter) => ({
      name: rewriter.name,
      reads: understanding(rewriter),
      ofServices: new Set(rewriter.serviceAnnotations ?? []),
    }));
  }

  /** What becomes of the annotation of a name on an object. */
  verdict(name: string, manifest: Manifest, isOfPods: boolean, ctx: RuleContext): FieldVerdict {
    const converted = (by: string, to: string): FieldVerdict => ({
      verdict: "converted",
      by,
      to: [to],
    });
    if (Object.hasOwn(OWN, name)) return converted("engine", OWN[name]);
    const kind = kindOf(manifest);
    const reader = this.#byName.get(name) ??
      this.#ofControllers.find(({ kinds, names }) => kinds.has(kind) && names.has(name))?.name;
    if (reader !== undefined) return converted(reader, `what "${reader}" makes of it`);
    const isRoute = kind === "Ingress" && !isOfPods;
    const rewriter = this.#rewriters.find(({ reads, ofServices }) =>
      isRoute ? reads(name) : kind === "Service" && ofServices.has(name)
    );
    if (rewriter) return converted(rewriter.name, "a route of the reverse proxy");
    if (askedIn(ctx).annotations.has(name)) {
      return converted("engine", "what pods are told of themselves");
    }
    return {
      verdict: "meaningless",
      by: "engine",
      reason: NOTE.test(name)
        ? "a tool notes it for itself"
        : "nothing that is loaded reads it, and the program that does is not here",
    };
  }
}
