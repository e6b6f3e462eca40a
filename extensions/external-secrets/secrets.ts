/**
 * The Secrets of ExternalSecrets.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 * @module
 */

import {
  type ControllerContext,
  idOf,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  ObjectIndex,
  text,
  textMap,
  withoutOwnAnnotations,
} from "@dekube/engine/pacts";
import { inNamespaces } from "./cluster_external_secrets.ts";
import { fetchValues, type Sources } from "./fetch_values.ts";
import { EXTERNAL_SECRET } from "./kinds.ts";
import { Places } from "./places.ts";
import { Stores } from "./stores.ts";
import { fillTemplate, type Templated } from "./template.ts";
import { encoded, type Value } from "./value.ts";

/** What becomes of ExternalSecrets, of those in several namespaces, and of Secrets that they add to. */
export function secretsOf(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const made = new Map<Manifest, Manifest[]>();
  const objects = new ObjectIndex(manifests);
  const copies = inNamespaces(objects, ctx);
  const asking = [...objects.of(EXTERNAL_SECRET), ...[...copies.values()].flat()];
  const places = new Places(objects, asking);
  const sources: Sources = { stores: new Stores(objects, places, ctx), places, objects, ctx };
  /** Secrets as they are by now, by what they are in the place of. */
  const changed = new Map<Manifest, Manifest>();
  const convert = (external: Manifest) => {
    const target = new Target(external, objects);
    const add = target.existing;
    if (!add) return target.isMade ? [target.filled(sources)] : [];
    if (target.adds) changed.set(add, target.filled(sources, changed.get(add) ?? add));
    return [];
  };
  for (const external of objects.of(EXTERNAL_SECRET)) made.set(external, convert(external));
  for (const [origin, externals] of copies) made.set(origin, externals.flatMap(convert));
  for (const [secret, filled] of changed) made.set(secret, [filled]);
  return made;
}

/** What an ExternalSecret makes, or adds to. */
class Target {
  readonly #external: Manifest;
  readonly #spec: Mapping;
  readonly #kind: string;
  readonly #apiVersion: string;
  readonly #name: string;
  readonly #policy: string;
  /** The object of that name that is among the manifests. */
  readonly existing: Manifest | undefined;

  constructor(external: Manifest, objects: ObjectIndex) {
    this.#external = external;
    this.#spec = mapping(mapping(external.spec).target);
    const { kind, apiVersion } = mapping(this.#spec.manifest);
    this.#kind = text(kind) || "Secret";
    this.#apiVersion = text(apiVersion) || "v1";
    this.#name = text(this.#spec.name) || external.metadata.name;
    this.#policy = text(this.#spec.creationPolicy) || "Owner";
    this.existing = objects.get(this.#kind, namespaceOf(external), this.#name);
  }

  /** Whether it makes the object where there is none. */
  get isMade(): boolean {
    return this.#policy !== "None" && this.#policy !== "Merge";
  }

  /** Whether it adds to an object that is there; else that is what it made in a live cluster, and stays. */
  get adds(): boolean {
    return this.#policy === "Merge" || this.#policy === "CreateOrMerge";
  }

  /** The object with what is asked for. */
  filled(sources: Sources, base?: Manifest): Manifest {
    const { template } = this.#spec;
    const fetched = fetchValues(this.#external, sources);
    for (const value of fetched.values.values()) {
      sources.ctx.limits.generate(value.length, { object: idOf(this.#external), path: "spec" });
    }
    const made: Templated = isMapping(template)
      ? fillTemplate(template, fetched, this.#external, sources.objects, sources.ctx)
      : { data: fetched.values, ...ownMetadata(this.#external) };
    const metadata = base?.metadata ?? {
      name: this.#name,
      ...namespaceOf(this.#external) === "" ? {} : { namespace: namespaceOf(this.#external) },
    };
    const type = isMapping(template) ? text(template.type) : "";
    return {
      apiVersion: this.#apiVersion,
      kind: this.#kind,
      ...base,
      metadata: {
        ...metadata,
        labels: { ...metadata.labels, ...made.labels },
        annotations: { ...metadata.annotations, ...withoutOwnAnnotations(made.annotations ?? {}) },
      },
      ...type === "" ? {} : { type },
      ...this.#dataOf(made.data, base),
    };
  }

  #dataOf(data: ReadonlyMap<string, Value>, base: Manifest | undefined): Mapping {
    if (this.#kind !== "Secret") {
      return { data: { ...mapping(base?.data), ...textsIn(data) } };
    }
    const own = [...data].map(([key, value]) => [key, encoded(value)] as const);
    // What is added counts, however the Secret has said it before.
    const before = Object.entries(mapping(base?.stringData)).filter(([key]) => !data.has(key));
    return {
      data: { ...mapping(base?.data), ...Object.fromEntries(own) },
      ...before.length === 0 ? {} : { stringData: Object.fromEntries(before) },
    };
  }
}

function textsIn(data: ReadonlyMap<string, Value>): Record<string, string> {
  return Object.fromEntries([...data].filter(([, value]) => typeof value === "string")) as Record<
    string,
    string
  >;
}

/** Without a template the object has what the ExternalSecret bears. */
function ownMetadata({ metadata }: Manifest): Pick<Templated, "labels" | "annotations"> {
  return { labels: textMap(metadata.labels), annotations: textMap(metadata.annotations) };
}
