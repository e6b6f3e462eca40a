/**
 * What a Certificate asks for, read from its manifest.
 *
 * @module
 */

import {
  CERTIFICATE_KEYS,
  type ConvertContext,
  entries,
  idOf,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  PUBLIC_COPIES,
  readCertificateKeys,
  readPublicCopies,
  type ResourceId,
  type SecretName,
  text,
  textMap,
  texts,
} from "@dekube/engine/pacts";
import { parseDuration } from "@dekube/engine/pacts/kubernetes";
import { type AlternativeName, NAME_FIELDS } from "./alternative_names.ts";
import { parseLiteralSubject } from "./literal_subject.ts";
import { type At, originOf, reporterOf } from "./origin.ts";
import type { KeyEncoding, KeyType } from "./private_key.ts";
import {
  ATTRIBUTE_OIDS,
  COMMON_NAME,
  type Subject,
  SUBJECT_FIELDS,
  type SubjectAttribute,
} from "./subject.ts";
import { mergeUsages, readUsages, type Usages } from "./usages.ts";

/** Which issuer a Certificate names (`spec.issuerRef`). */
export interface IssuerRef {
  /** `cert-manager.io`, unless another controller is meant. */
  group: string;
  /** `Issuer` or `ClusterIssuer`. */
  kind: string;
  /** Its name. */
  name: string;
}

/** What a Certificate asks for. */
export interface CertificateRequest {
  /** The Certificate; of several with one Secret, the first. */
  resource: ResourceId;
  /** Says things about a field of it. */
  at: At;
  /** Whether an Ingress or Gateway asks for it, whose hosts are served in any case. */
  isAnnotated: boolean;
  /** Its namespace. */
  namespace: string;
  /** The Secret to fill, in that namespace. */
  secretName: string;
  /** Who signs. */
  issuer: IssuerRef;
  /** Whom it is about. */
  subject: Subject;
  /** Names that it is for. */
  names: AlternativeName[];
  /** Sort of its key. */
  keyType: KeyType;
  /** How the key is written. */
  keyEncoding: KeyEncoding;
  /** Its life in milliseconds, whole seconds. */
  duration: number;
  /** Whether it may sign others. */
  isCa: boolean;
  /** What it may be used for. */
  usages: Usages;
  /** Whether key and certificates are wanted in one file too (`CombinedPEM`). */
  combined: boolean;
  /** Whether the key is wanted in DER too (`DER`). */
  der: boolean;
  /** Further keys of the Secret, each with the one that holds the same. */
  copies: Readonly<Record<string, string>>;
  /** Further Secrets to fill, without the key. */
  publicCopies: readonly SecretName[];
  /** Labels of the Secret. */
  labels: Record<string, string>;
  /** Annotations of the Secret. */
  annotations: Record<string, string>;
}

/** Fields that are read, and those that mean nothing where certificates live from run to run. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...["secretName", "issuerRef", "privateKey", "commonName", "subject", "literalSubject"],
  ...["dnsNames", "ipAddresses", "uris", "emailAddresses", "duration", "isCA", "usages"],
  ...["additionalOutputFormats", "keystores", "secretTemplate"],
  ...["renewBefore", "renewBeforePercentage", "revisionHistoryLimit", "encodeUsagesInRequest"],
]);

const HOUR = 3_600_000;
const DEFAULT_DURATION = 2160 * HOUR;
/** X.520 sets this limit, and cert-manager keeps to it. */
const LONGEST_COMMON_NAME = 64;

/** What a Certificate asks for; `undefined` where nothing can be made of it, which is said. */
export function readRequest(
  manifest: Manifest,
  ctx: Pick<ConvertContext, "manifests" | "report">,
): CertificateRequest | undefined {
  const spec = mapping(manifest.spec);
  const at = reporterOf(manifest, ctx);
  const secretName = text(spec.secretName);
  if (secretName === "") {
    at("spec.secretName").warn(
      "no-secret-name",
      'the Certificate names no Secret to put it into, so it is not issued. Give it "spec.secretName"',
    );
    return undefined;
  }
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/.test(secretName)) {
    at("spec.secretName").warn(
      "unsafe-secret-name",
      `${
        JSON.stringify(secretName)
      } can't be the name of a Secret, so the Certificate is not issued. Use letters, digits, "-" and "."`,
    );
    return undefined;
  }
  const isCa = text(spec.isCA) === "true";
  const subject = readSubject(spec, at);
  const names = readNames(spec, at);
  if (subject.length === 0 && names.length === 0) {
    at("spec").warn(
      "nothing-to-name",
      "the Certificate names nobody, so it is not issued. Give it a commonName, dnsNames, ipAddresses, uris or emailAddresses",
    );
    return undefined;
  }
  if (isCa && subject.length === 0) {
    at("spec.commonName").warn(
      "no-subject",
      "the Certificate is an authority without a subject, which some clients refuse. Give it a commonName",
    );
  }
  for (const [field] of entries(spec).filter(([field]) => !KNOWN_FIELDS.has(field))) {
    at(`spec.${field}`).warn(
      "unsupported-field",
      `the field "${field}" of a Certificate is not supported; it has no effect here`,
    );
  }
  return {
    resource: idOf(manifest),
    at,
    isAnnotated: originOf(manifest, ctx) !== undefined,
    namespace: namespaceOf(manifest),
    secretName,
    issuer: readIssuerRef(spec.issuerRef),
    subject,
    names,
    ...readKey(spec.privateKey, at),
    duration: readDuration(spec.duration, at),
    isCa,
    usages: readUsages(
      words(spec.usages),
      isCa,
      (name) =>
        at("spec.usages").warn(
          "unknown-usage",
          `${JSON.stringify(name)} is no usage that cert-manager knows; it is left out`,
        ),
    ),
    ...readOutputs(spec, at),
    copies: readCertificateKeys(text(mapping(manifest.metadata.annotations)[CERTIFICATE_KEYS])),
    publicCopies: readPublicCopies(text(mapping(manifest.metadata.annotations)[PUBLIC_COPIES])),
    ...readTemplate(spec.secretTemplate),
  };
}

/**
 * The request with what another for the same Secret asks for: the names and uses of both, an
 * authority where one of them is. All else stays.
 */
export function mergeRequests(
  one: CertificateRequest,
  other: CertificateRequest,
): CertificateRequest {
  const commonName = commonNameOf(other);
  // There is room for one common name only; the other is a name too.
  const also = commonName === commonNameOf(one) ? undefined : NAME_FIELDS[0].read(commonName);
  const names = [...one.names, ...other.names, ...also && one.subject.length > 0 ? [also] : []];
  return {
    ...one,
    subject: one.subject.length > 0 ? one.subject : other.subject,
    names: [...new Map(names.map((name) => [JSON.stringify(name), name])).values()],
    isCa: one.isCa || other.isCa,
    usages: mergeUsages(one.usages, other.usages),
    combined: one.combined || other.combined,
    der: one.der || other.der,
    copies: { ...other.copies, ...one.copies },
    publicCopies: [...one.publicCopies, ...other.publicCopies],
    labels: { ...other.labels, ...one.labels },
    annotations: { ...other.annotations, ...one.annotations },
  };
}

function commonNameOf({ subject }: CertificateRequest): string {
  return subject.flat().find(({ oid }) => oid === COMMON_NAME)?.value ?? "";
}

/** The items of a list; what should have been a list, but is one value, is its only item. */
function words(value: unknown): string[] {
  return texts(Array.isArray(value) ? value : [value]);
}

function readIssuerRef(value: unknown): IssuerRef {
  const ref = mapping(value);
  return {
    group: text(ref.group) || "cert-manager.io",
    kind: text(ref.kind) || "Issuer",
    name: text(ref.name),
  };
}

function readSubject(spec: Mapping, at: At): Subject {
  const literal = text(spec.literalSubject);
  if (literal !== "") {
    const subject = parseLiteralSubject(literal);
    if (subject) return subject;
    at("spec.literalSubject").warn(
      "bad-subject",
      `${
        JSON.stringify(literal)
      } is no distinguished name, such as CN=app,O=Example; it is left out`,
    );
  }
  const fields = mapping(spec.subject);
  const attributes: SubjectAttribute[] = Object.entries(SUBJECT_FIELDS).flatMap(([field, oid]) =>
    words(fields[field]).map((value) => ({ oid, value }))
  );
  const commonName = text(spec.commonName);
  if (commonName.length > LONGEST_COMMON_NAME) {
    at("spec.commonName").warn(
      "long-common-name",
      `the common name has ${commonName.length} characters, and ${LONGEST_COMMON_NAME} is the limit; it is left out. Use dnsNames`,
    );
  } else if (commonName !== "") {
    attributes.push({ oid: COMMON_NAME, value: commonName });
  }
  const serialNumber = text(fields.serialNumber);
  if (serialNumber !== "") {
    attributes.push({ oid: ATTRIBUTE_OIDS.SERIALNUMBER, value: serialNumber });
  }
  return attributes.map((attribute) => [attribute]);
}

function readNames(spec: Mapping, at: At): AlternativeName[] {
  const names = new Map<string, AlternativeName>();
  for (const { field, expected, read } of NAME_FIELDS) {
    for (const value of words(spec[field])) {
      const name = read(value);
      if (name) names.set(JSON.stringify(name), name);
      else {
        at(`spec.${field}`).warn(
          "bad-name",
          `${JSON.stringify(value)} is not ${expected}; it is left out of the certificate`,
        );
      }
    }
  }
  return [...names.values()];
}

function readKey(
  value: unknown,
  at: At,
): Pick<CertificateRequest, "keyType" | "keyEncoding"> {
  const key = mapping(value);
  const algorithm = text(key.algorithm) || "RSA";
  const size = text(key.size);
  const encoding = text(key.encoding) || "PKCS1";
  if (encoding !== "PKCS1" && encoding !== "PKCS8") {
    at("spec.privateKey.encoding").warn(
      "bad-private-key",
      `the encoding of a key is PKCS1 or PKCS8, not ${JSON.stringify(encoding)}; it is PKCS1`,
    );
  }
  const keyEncoding = encoding === "PKCS8" ? encoding : "PKCS1";
  if (algorithm === "Ed25519") return { keyType: { algorithm, size: 0 }, keyEncoding };
  const isKnown = algorithm === "RSA" || algorithm === "ECDSA";
  if (!isKnown) {
    at("spec.privateKey.algorithm").warn(
      "bad-private-key",
      `the algorithm of a key is RSA, ECDSA or Ed25519, not ${
        JSON.stringify(algorithm)
      }; it is RSA with 2048 bits`,
    );
    return { keyType: { algorithm: "RSA", size: 2048 }, keyEncoding };
  }
  const sizes = algorithm === "RSA" ? [2048, 3072, 4096, 8192] : [256, 384, 521];
  if (size !== "" && size !== "0" && !sizes.includes(Number(size))) {
    at("spec.privateKey.size").warn(
      "bad-private-key",
      `the size of an ${algorithm} key is one of ${sizes.join(", ")}, not ${
        JSON.stringify(size)
      }; it is ${sizes[0]}`,
    );
  }
  const keySize = sizes.includes(Number(size)) ? Number(size) : sizes[0];
  return { keyType: { algorithm, size: keySize }, keyEncoding };
}

function readDuration(value: unknown, at: At): number {
  const duration = text(value);
  if (duration === "") return DEFAULT_DURATION;
  const parsed = parseDuration(duration);
  if (parsed !== undefined && parsed >= HOUR) {
    return Math.floor(parsed / 1000) * 1000;
  }
  at("spec.duration").warn(
    "bad-duration",
    `${
      JSON.stringify(duration)
    } is no duration of an hour or more in Go's notation, such as 2160h; 2160h is taken`,
  );
  return DEFAULT_DURATION;
}

function readOutputs(
  spec: Mapping,
  at: At,
): Pick<CertificateRequest, "combined" | "der"> {
  for (const [sort, keystore] of entries(mapping(spec.keystores))) {
    if (!isMapping(keystore) || text(keystore.create) !== "true") continue;
    at(`spec.keystores.${sort}`).warn(
      "unsupported-keystore",
      `keystores of the sort ${sort} are not made, so the Secret lacks its files. Have the application read tls.crt and tls.key, or make one of them with keytool or openssl`,
    );
  }
  const types = list(spec.additionalOutputFormats)
    .map((format) => text(isMapping(format) ? format.type : format));
  for (const type of types.filter((type) => type !== "CombinedPEM" && type !== "DER")) {
    at("spec.additionalOutputFormats").warn(
      "unsupported-output-format",
      `an output format is CombinedPEM or DER, not ${JSON.stringify(type)}; it is left out`,
    );
  }
  return { combined: types.includes("CombinedPEM"), der: types.includes("DER") };
}

function readTemplate(value: unknown): Pick<CertificateRequest, "labels" | "annotations"> {
  const { labels, annotations } = mapping(value);
  return { labels: textMap(labels), annotations: textMap(annotations) };
}
