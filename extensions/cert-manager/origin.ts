/**
 * Where what a Certificate says stands in the manifests: in itself, or in the Ingress or Gateway that it was made of.
 *
 * @module
 */

import {
  type ConvertContext,
  type Manifest,
  mappings,
  namespaceOf,
  qualifiedKind,
  type Reporter,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { annotationOf } from "./annotation_fields.ts";

/** Says things about a field of a Certificate, where people find it. */
export type At = (path: string) => Reporter;

/** Annotations that name an issuer, the ones that count first. */
const NAMING = [
  "cert-manager.io/cluster-issuer",
  "cert-manager.io/issuer",
  "kubernetes.io/tls-acme",
];

/** Path of an annotation. */
export function annotationPath(annotation: string): string {
  return `metadata.annotations["${annotation}"]`;
}

/** Where an object's annotations name the issuer. */
function issuerPath(annotations: Readonly<Record<string, string>>): string {
  const annotation = NAMING.find((name) => Object.hasOwn(annotations, name));
  return annotation === undefined ? "metadata.annotations" : annotationPath(annotation);
}

/** The object that a Certificate was made of, as its owner references have it; none where it stands for itself. */
export function originOf(
  certificate: Manifest,
  ctx: Pick<ConvertContext, "manifests">,
): Manifest | undefined {
  const owner = mappings(certificate.metadata.ownerReferences)
    .find(({ controller }) => controller === true);
  if (!owner) return undefined;
  const kind = qualifiedKind(text(owner.apiVersion), text(owner.kind));
  return ctx.manifests.get(kind, namespaceOf(certificate), text(owner.name));
}

/** Says things about fields of a Certificate. */
export function reporterOf(
  certificate: Manifest,
  ctx: Pick<ConvertContext, "manifests" | "report">,
): At {
  const origin = originOf(certificate, ctx);
  if (!origin) return (path) => ctx.report(certificate, path);
  const annotations = textMap(origin.metadata.annotations);
  return (path) => {
    if (path === "spec.issuerRef") return ctx.report(origin, issuerPath(annotations));
    const annotation = annotationOf(path, annotations);
    const rest = origin.kind === "Ingress" ? "spec.tls" : "spec.listeners";
    return ctx.report(origin, annotation === undefined ? rest : annotationPath(annotation));
  };
}
