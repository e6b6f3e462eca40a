/**
 * The class of Ingresses that name none: what Kubernetes writes into them as they come, where an IngressClass is the default.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class
 * @module
 */

import {
  type Diagnostics,
  type Ingress,
  kindOf,
  type Manifest,
  mapping,
  text,
} from "../../../pacts/mod.ts";
import { setSource, sourceOf } from "./source.ts";

const IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class";
const OLD_CLASS = "kubernetes.io/ingress.class";

/** The IngressClasses that are the default, the one that Kubernetes takes first: the newest, else the first by name. */
export function defaultClasses(classes: readonly Manifest[]): Manifest[] {
  return classes.filter(({ metadata }) =>
    text(mapping(metadata.annotations)[IS_DEFAULT]) === "true"
  )
    .sort((one, other) =>
      createdAt(other) - createdAt(one) || (one.metadata.name < other.metadata.name ? -1 : 1)
    );
}

/** An object, with the default class where it is an Ingress that names none. */
export function withDefaultClass<T extends Manifest>(
  manifest: T,
  defaultClass: () => Manifest | undefined,
): T {
  if (kindOf(manifest) !== "Ingress" || namesClass(manifest)) return manifest;
  const first = defaultClass();
  if (!first) return manifest;
  const spec = { ...mapping(manifest.spec), ingressClassName: first.metadata.name };
  const made = { ...manifest, spec };
  const source = sourceOf(manifest);
  if (source) setSource(made, source);
  return made;
}

/** All objects, likewise; of several defaults it is said which one counts. */
export function withDefaultClasses(
  manifests: readonly Manifest[],
  diagnostics: Pick<Diagnostics, "report">,
): Manifest[] {
  const [first, ...others] = defaultClasses(
    manifests.filter((manifest) => kindOf(manifest) === "IngressClass"),
  );
  const made = manifests.map((manifest) => withDefaultClass(manifest, () => first));
  if (others.length > 0 && made.some((manifest, index) => manifest !== manifests[index])) {
    const names = others.map(({ metadata }) => `"${metadata.name}"`).join(", ");
    diagnostics.report(first, "metadata.annotations").warn(
      "several-default-classes",
      `${names} ${
        others.length === 1 ? "is" : "are"
      } the default class too; Ingresses that name none get "${first.metadata.name}", ${
        createdAt(first) > createdAt(others[0]) ? "the newest" : "the first by name"
      }, as in the cluster. Let one be the default (${IS_DEFAULT})`,
    );
  }
  return made;
}

function namesClass({ metadata, spec }: Ingress): boolean {
  const old = mapping(metadata.annotations)[OLD_CLASS];
  return text(mapping(spec).ingressClassName) !== "" || old !== undefined && old !== null;
}

/** When an object came to be; rendered ones do not say it. */
function createdAt({ metadata }: Manifest): number {
  return Date.parse(text(mapping(metadata).creationTimestamp)) || 0;
}
