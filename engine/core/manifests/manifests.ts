/**
 * Lets in what is a Kubernetes object: unpacks lists, turns away the rest and says so.
 *
 * @module
 */

import { withoutEnd } from "../../../pacts/ends.ts";
import {
  type Diagnostics,
  idOf,
  isMapping,
  kindOf,
  type Manifest,
  text,
  withoutOwnAnnotations,
} from "../../../pacts/mod.ts";
import { setSource, type Source, sourceOf } from "./source.ts";

/** The Kubernetes objects among some documents. Empty documents are passed over in silence. */
export function admitManifests(
  documents: readonly unknown[],
  diagnostics: Diagnostics,
  source?: Source,
): Manifest[] {
  const manifests: Manifest[] = [];
  for (const document of documents) admit(document, "");
  return manifests;

  function admit(document: unknown, path: string): void {
    if (document === null || document === undefined) return;
    const place = {
      ...(source ? { file: source.file } : {}),
      ...(path ? { path } : {}),
    };
    if (!isMapping(document)) {
      diagnostics.warn(
        "not-a-manifest",
        `a document is ${describe(document)}, not a mapping; it is skipped`,
        place,
      );
      return;
    }
    if (Object.keys(document).length === 0) return;
    if (isKustomization(document, source?.file)) return;
    const { kind, metadata, name, odd } = identity(document);
    if (odd !== undefined) {
      diagnostics.warn(
        "bad-identity",
        `"${odd.field}" of a manifest${
          name || kind ? ` (${[kind, name].filter(Boolean).join(" ")})` : ""
        } is ${describe(odd.value)}, not ${odd.expected}; it is skipped`,
        place,
      );
      return;
    }
    if (kind === "") {
      diagnostics.warn(
        "no-kind",
        isComposeFile(document)
          ? 'it is a Compose file, and no Kubernetes object, so it is skipped. Write those of its services that the project needs too under "services" in dekube.yaml'
          : `a manifest${
            name ? ` named "${name}"` : ""
          } has no "kind"; it is skipped. Every Kubernetes object needs kind and metadata.name`,
        place,
      );
      return;
    }
    // `List`, and typed ones such as `CronJobList`: what they hold are the objects.
    if (kind.endsWith("List") && (Array.isArray(document.items) || document.items === null)) {
      const { apiVersion, items } = document;
      const itemKind = kind.slice(0, -"List".length);
      (items ?? []).forEach((item, index) =>
        admit(
          isMapping(item) && itemKind !== ""
            ? { ...item, apiVersion: item.apiVersion ?? apiVersion, kind: item.kind ?? itemKind }
            : item,
          `${path ? `${path}.` : ""}items[${index}]`,
        )
      );
      return;
    }
    if (/^(?:[A-Z]\w*)?List$/.test(kind) && name === "" && document.items !== undefined) {
      diagnostics.warn(
        "bad-list",
        `"items" of a ${kind} is ${
          describe(document.items)
        }, where the objects stand in a list; it is skipped`,
        place,
      );
      return;
    }
    const given = name || generatedName(metadata);
    if (given === "") {
      diagnostics.warn(
        "no-name",
        `a ${kind} has no "metadata.name"; it is skipped. Every Kubernetes object needs kind and metadata.name`,
        place,
      );
      return;
    }
    const isService = kind === "Service" && !text(document.apiVersion).includes("/");
    const refused = refusedName(given, text(metadata.namespace), isService);
    if (refused) {
      diagnostics.warn(
        "impossible-name",
        `"${refused.field}" of a ${kind} is ${
          JSON.stringify(shortened(refused.value))
        }, which no cluster takes: ${refused.why}; it is skipped. Give it another`,
        place,
      );
      return;
    }
    const manifest = {
      ...document,
      kind,
      metadata: { ...metadata, name: given },
    } as Manifest;
    const annotations = isMapping(metadata.annotations) ? metadata.annotations : {};
    const theirs = withoutOwnAnnotations(annotations);
    const own = Object.keys(annotations).filter((name) => !Object.hasOwn(theirs, name));
    if (own.length > 0) {
      manifest.metadata.annotations = theirs as Record<string, string>;
      diagnostics.warn(
        "reserved-annotation",
        `${
          own.join(", ")
        }: by such names dekube marks what it makes itself, so they are not read. Take them out`,
        { ...place, resource: idOf(manifest), path: "metadata.annotations" },
      );
    }
    if (name === "") {
      diagnostics.info(
        "generated-name",
        `has no name of its own, but "generateName: ${metadata.generateName}"; it is called "${given}" here`,
        { ...place, resource: idOf(manifest) },
      );
    }
    if (source) setSource(manifest, source);
    manifests.push(manifest);
  }
}

/** What says which object a document is, and the first field of it that can't be read as text. */
function identity(document: Record<string, unknown>) {
  const metadata = isMapping(document.metadata) ? document.metadata : {};
  const fields = {
    apiVersion: document.apiVersion,
    kind: document.kind,
    "metadata.name": metadata.name,
    "metadata.namespace": metadata.namespace,
  };
  // Texts by names, among which anything may stand that guards the object, or that others find it by.
  const maps = {
    "metadata.annotations": metadata.annotations,
    "metadata.labels": metadata.labels,
  };
  const [odd] = [
    ...Object.entries(fields).filter(([, value]) => typeof value === "object" && value)
      .map(([field, value]) => ({ field, value, expected: "a text" })),
    ...Object.entries(maps).filter(([, value]) => !isMapping(value ?? {}))
      .map(([field, value]) => ({ field, value, expected: "a mapping" })),
  ];
  const scalar = (value: unknown) => typeof value === "object" ? "" : text(value);
  return {
    metadata,
    kind: scalar(document.kind),
    name: scalar(metadata.name),
    odd,
  };
}

/** Letters of the longest name that an object can have, and of the longest that a namespace can. */
const LONGEST = { name: 253, namespace: 63 };

/**
 * A name that no API server lets in, of whatever kind the object is. Those of most kinds may have lower-case letters, digits,
 * `-` and `.` alone, which whoever never had a cluster may not know: that hurts nobody here.
 */
function refusedName(
  name: string,
  namespace: string,
  isService: boolean,
): { field: string; value: string; why: string } | undefined {
  const fields = [
    { field: "metadata.name", value: name, longest: LONGEST.name, isPart: isService },
    { field: "metadata.namespace", value: namespace, longest: LONGEST.namespace, isPart: true },
  ];
  for (const { field, value, longest, isPart } of fields) {
    const why = isPart && value.includes(".")
      ? "it is part of host names, so no dot may be in it"
      : value.length > longest
      ? `it is longer than ${longest} letters`
      : /^\.{1,2}$/.test(value)
      ? "it is a folder's"
      // deno-lint-ignore no-control-regex -- those are meant
      : /[\s/%\x00-\x1f\x7f-\x9f]|\p{Cf}/u.test(value) || !value.isWellFormed()
      ? "no slash, percent sign, space or control character may be in it"
      : undefined;
    if (why !== undefined) return { field, value, why };
  }
  return undefined;
}

/** The beginning of a text, for a message. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** `generateName` without what sets the random part off. A cluster gives a new name each time, where output has to stay the same. */
function generatedName({ generateName }: Record<string, unknown>): string {
  return withoutEnd(text(generateName), "-.");
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isMapping(value)) return "a mapping";
  return typeof value === "string" ? "plain text" : `a ${typeof value}`;
}

/** An object that a cluster would give another name than those before it (`generateName`), under the next that is free. */
function apart(
  manifest: Manifest,
  known: ReadonlyMap<string, Manifest>,
  counts: Map<string, number>,
): Manifest {
  const { metadata } = manifest;
  const name = generatedName(metadata as unknown as Record<string, unknown>);
  if (name === "" || name !== metadata.name) return manifest;
  const key = JSON.stringify(idOf(manifest));
  let result = manifest;
  let count = counts.get(key) ?? 2;
  while (known.has(JSON.stringify(idOf(result)))) {
    result = { ...manifest, metadata: { ...metadata, name: `${name}-${count++}` } };
  }
  counts.set(key, count);
  const source = sourceOf(manifest);
  if (source && result !== manifest) setSource(result, source);
  return result;
}

/**
 * Of manifests with one identity only the last, as `kubectl apply` would leave it. Where they
 * differ, and somebody converts them, that is said.
 */
export function lastOfEach(
  manifests: readonly Manifest[],
  claimed: ReadonlySet<string>,
  diagnostics: Diagnostics,
): Manifest[] {
  const last = new Map<string, Manifest>();
  /** The next number behind a generated name; all below are taken. */
  const counts = new Map<string, number>();
  for (const one of manifests) {
    const manifest = apart(one, last, counts);
    const id = idOf(manifest);
    const key = JSON.stringify(id);
    const other = last.get(key);
    last.set(key, manifest);
    if (
      !other || !claimed.has(kindOf(manifest)) || JSON.stringify(other) === JSON.stringify(manifest)
    ) {
      continue;
    }
    const files = new Set([other, manifest].map((one) => sourceOf(one)?.file).filter(Boolean));
    diagnostics.warn(
      "duplicate-object",
      `is there twice${
        files.size > 1 ? `, in ${[...files].join(" and ")}` : ""
      }; the last one counts${
        id.namespace === "" ? ". Set metadata.namespace if they belong to two namespaces" : ""
      }`,
      { resource: id },
    );
  }
  return [...last.values()];
}

/** Whether it is what Docker Compose reads: services, each with an image or a build. */
function isComposeFile({ apiVersion, services }: Record<string, unknown>): boolean {
  return apiVersion === undefined && isMapping(services) &&
    Object.values(services).some((service) =>
      isMapping(service) && (Object.hasOwn(service, "image") || Object.hasOwn(service, "build"))
    );
}

/** Whether it says how files are put together, and is no object of a cluster. Flux has some that are called so, too. */
function isKustomization({ apiVersion, kind }: Record<string, unknown>, file = ""): boolean {
  if (/^kustomize\.config\.k8s\.io\//.test(text(apiVersion))) return true;
  return text(kind) === "" && /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(file);
}
