/**
 * Fields of a Certificate that annotations of an Ingress or Gateway set.
 *
 * @module
 */

import { entries, isMapping, type Mapping, mapping, text, textMap } from "@dekube/engine/pacts";

/** What begins the names of cert-manager's annotations. */
const PREFIX = "cert-manager.io/";

/** Annotations of an object. */
export type AnnotationTexts = Readonly<Record<string, string>>;

/** An annotation whose text is none that it may have: the sentence says why. */
export class BadAnnotation extends Error {
  /** Its whole name. */
  readonly annotation: string;

  /** A problem with the annotation of this whole name. */
  constructor(annotation: string, problem: string) {
    super(problem);
    this.annotation = annotation;
  }
}

/** How an annotation becomes the value of a field. */
type Reading = (value: string, annotation: string) => unknown;

/** A field of `spec`, by its path, with the annotation that sets it. */
interface AnnotationField {
  /** Path below `spec`. */
  path: readonly string[];
  /** Reads the annotation's text. */
  read: Reading;
  /** Whether it adds to what the hosts gave. */
  adds?: boolean;
}

const plain: Reading = (value) => value;
const split: Reading = (value) => value.split(",").map((part) => part.trim()).filter(Boolean);

/** By the annotations' names, without cert-manager's prefix. */
const FIELDS: Readonly<Record<string, AnnotationField>> = {
  "common-name": { path: ["commonName"], read: plain },
  "alt-names": { path: ["dnsNames"], read: split, adds: true },
  "ip-sans": { path: ["ipAddresses"], read: split, adds: true },
  "uri-sans": { path: ["uris"], read: split },
  "email-sans": { path: ["emailAddresses"], read: split },
  "subject-organizations": { path: ["subject", "organizations"], read: splitCsv },
  "subject-organizationalunits": { path: ["subject", "organizationalUnits"], read: splitCsv },
  "subject-countries": { path: ["subject", "countries"], read: splitCsv },
  "subject-provinces": { path: ["subject", "provinces"], read: splitCsv },
  "subject-localities": { path: ["subject", "localities"], read: splitCsv },
  "subject-postalcodes": { path: ["subject", "postalCodes"], read: splitCsv },
  "subject-streetaddresses": { path: ["subject", "streetAddresses"], read: splitCsv },
  "subject-serialnumber": { path: ["subject", "serialNumber"], read: plain },
  "duration": { path: ["duration"], read: plain },
  "renew-before": { path: ["renewBefore"], read: plain },
  "renew-before-percentage": { path: ["renewBeforePercentage"], read: plain },
  "usages": { path: ["usages"], read: split },
  "revision-history-limit": { path: ["revisionHistoryLimit"], read: plain },
  "private-key-algorithm": { path: ["privateKey", "algorithm"], read: plain },
  "private-key-encoding": { path: ["privateKey", "encoding"], read: plain },
  "private-key-size": { path: ["privateKey", "size"], read: plain },
  "private-key-rotation-policy": { path: ["privateKey", "rotationPolicy"], read: plain },
  "secret-template": { path: ["secretTemplate"], read: readTemplate },
};

/** Annotations that set fields of a Certificate, by their whole names. */
export const FIELD_ANNOTATIONS: readonly string[] = Object.keys(FIELDS)
  .map((name) => PREFIX + name);

/** Annotations by the fields that they set, `spec.privateKey.size` for instance. */
const ANNOTATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries(FIELDS).map(([name, { path }]) => [["spec", ...path].join("."), PREFIX + name]),
);

/** The annotation that sets a field of a Certificate, where it is among those that are there. */
export function annotationOf(field: string, annotations: AnnotationTexts): string | undefined {
  const annotation = ANNOTATIONS.get(field);
  return annotation !== undefined && Object.hasOwn(annotations, annotation)
    ? annotation
    : undefined;
}

/**
 * A Certificate's spec with what annotations say.
 *
 * ```ts
 * import { withAnnotations } from "./annotation_fields.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   withAnnotations({ dnsNames: ["a"] }, {
 *     "cert-manager.io/alt-names": "b, a",
 *     "cert-manager.io/private-key-algorithm": "ECDSA",
 *     "cert-manager.io/subject-organizations": '"Shop, Inc",Web',
 *   }),
 *   {
 *     dnsNames: ["a", "b"],
 *     privateKey: { algorithm: "ECDSA" },
 *     subject: { organizations: ["Shop, Inc", "Web"] },
 *   },
 * );
 * ```
 *
 * @throws {BadAnnotation} where one can't be read.
 */
export function withAnnotations(spec: Mapping, annotations: AnnotationTexts): Mapping {
  const result = { ...spec };
  for (const [name, { path, read, adds = false }] of Object.entries(FIELDS)) {
    const annotation = PREFIX + name;
    if (!Object.hasOwn(annotations, annotation)) continue;
    const value = read(annotations[annotation], annotation);
    const [field, inner] = path;
    if (inner !== undefined) result[field] = { ...mapping(result[field]), [inner]: value };
    else if (adds) result[field] = [...new Set([...asList(result[field]), ...asList(value)])];
    else result[field] = value;
  }
  return result;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The values of one line of CSV: what has a comma in it stands in quotes. */
function splitCsv(line: string, annotation: string): string[] {
  const values: string[] = [];
  const value = /\s*(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (let more = true; more;) {
    const [, quoted, bare, end] = value.exec(line) ?? [];
    if (end === undefined) {
      throw new BadAnnotation(
        annotation,
        "is no list of values with commas between them, in quotes where they have a comma in them",
      );
    }
    values.push(quoted?.replaceAll('""', '"') ?? bare.trimEnd());
    more = end === ",";
  }
  return values.filter((value) => value !== "");
}

/** JSON with labels and annotations of the Secret; cert-manager keeps its own annotations to itself. */
function readTemplate(json: string, annotation: string): Mapping {
  const template = parseJson(json);
  if (!isMapping(template) || entries(template).some(([key]) => !TEMPLATE_KEYS.has(key))) {
    throw new BadAnnotation(annotation, 'is no JSON object with "labels" and "annotations"');
  }
  const reserved = Object.keys(textMap(template.annotations)).find((key) => key.startsWith(PREFIX));
  if (reserved !== undefined) {
    throw new BadAnnotation(
      annotation,
      `asks for the annotation ${text(reserved)}, which is cert-manager's own`,
    );
  }
  return template;
}

const TEMPLATE_KEYS: ReadonlySet<string> = new Set(["labels", "annotations"]);

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
