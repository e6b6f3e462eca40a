/**
 * Whom a certificate is about (`commonName`, `subject`, `literalSubject`).
 *
 * @module
 */

import type { X509, X509Name } from "./x509.ts";

/** One attribute of a distinguished name. */
export interface SubjectAttribute {
  /** Its type, an object identifier. */
  oid: string;
  /** Its value. */
  value: string;
}

/** A distinguished name: its parts in the certificate's order, nearly all of one attribute. */
export type Subject = SubjectAttribute[][];

/** The type of a common name. */
export const COMMON_NAME = "2.5.4.3";

/** Attributes by the names that RFC 4514 and cert-manager have for them. */
export const ATTRIBUTE_OIDS: Readonly<Record<string, string>> = {
  C: "2.5.4.6",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  STREET: "2.5.4.9",
  POSTALCODE: "2.5.4.17",
  CN: COMMON_NAME,
  SERIALNUMBER: "2.5.4.5",
  DC: "0.9.2342.19200300.100.1.25",
  UID: "0.9.2342.19200300.100.1.1",
};

/** Fields of `spec.subject` with the types of their values, in the order that Go gives them. */
export const SUBJECT_FIELDS: Readonly<Record<string, string>> = {
  countries: ATTRIBUTE_OIDS.C,
  organizations: ATTRIBUTE_OIDS.O,
  organizationalUnits: ATTRIBUTE_OIDS.OU,
  localities: ATTRIBUTE_OIDS.L,
  provinces: ATTRIBUTE_OIDS.ST,
  streetAddresses: ATTRIBUTE_OIDS.STREET,
  postalCodes: ATTRIBUTE_OIDS.POSTALCODE,
};

/** The name as the library has it. */
export function toName(subject: Subject, { Name }: X509): X509Name {
  return new Name(subject.map((part) => {
    const attributes = part.map((attribute) => ({
      attribute,
      order: part.length > 1
        ? new Uint8Array(new Name([toJson([attribute])]).toArrayBuffer()).toHex()
        : "",
    }));
    // What stands together is a set, and DER orders it by its bytes.
    attributes.sort((one, other) => one.order < other.order ? -1 : 1);
    return toJson(attributes.map(({ attribute }) => attribute));
  }));
}

function toJson(part: readonly SubjectAttribute[]): Record<string, StringValue[]> {
  const json: Record<string, StringValue[]> = {};
  for (const { oid, value } of part) (json[oid] ??= []).push(stringValue(oid, value));
  return json;
}

type StringValue = { ia5String: string } | { printableString: string } | { utf8String: string };

function stringValue(oid: string, value: string): StringValue {
  if (oid === ATTRIBUTE_OIDS.DC && /^[\x20-\x7e]*$/.test(value)) return { ia5String: value };
  if (/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value)) return { printableString: value };
  return { utf8String: value.toWellFormed() };
}
