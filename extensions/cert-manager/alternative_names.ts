/**
 * Names that a certificate is for (`dnsNames`, `ipAddresses`, `uris`, `emailAddresses`).
 *
 * @module
 */

import { ipAddress } from "@dekube/engine/pacts/kubernetes";

/** One name. */
export interface AlternativeName {
  /** What it is. */
  type: "dns" | "ip" | "url" | "email";
  /** The name as it goes into the certificate. */
  value: string;
}

/** A field of a Certificate that holds names. */
export interface NameField {
  /** The field, for instance `dnsNames`. */
  field: string;
  /** What each of its values must be, for people. */
  expected: string;
  /** The name that a value means; `undefined` where it means none. */
  read(value: string): AlternativeName | undefined;
}

/** The fields of `spec` that hold names, in the order in which the names go into a certificate. */
export const NAME_FIELDS: readonly NameField[] = [
  {
    field: "dnsNames",
    expected: "a DNS name in ASCII, such as app.example.com or *.example.com",
    read: (value) => isDnsName(value) ? { type: "dns", value } : undefined,
  },
  {
    field: "ipAddresses",
    expected: "an IP address",
    read: (value) => {
      const address = ipAddress(value);
      return address === undefined ? undefined : { type: "ip", value: address };
    },
  },
  {
    field: "uris",
    expected: "a URI in ASCII with a scheme, such as spiffe://example.com/app",
    read: (value) =>
      /^[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+$/.test(value) ? { type: "url", value } : undefined,
  },
  {
    field: "emailAddresses",
    expected: "an e-mail address in ASCII",
    read: (value) =>
      /^[\x21-\x3f\x41-\x7e]+@[A-Za-z0-9.-]+$/.test(value) ? { type: "email", value } : undefined,
  },
];

const LABEL = /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

function isDnsName(name: string): boolean {
  const labels = name.replace(/^\*\./, "").split(".");
  return name.length <= 253 && labels.every((label) => LABEL.test(label));
}
