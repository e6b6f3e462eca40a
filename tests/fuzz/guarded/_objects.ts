/**
 * Objects that guarded things are made of.
 *
 * @module
 */

import type { Manifest } from "../../../pacts/mod.ts";

/** An object of the namespace `shop`. */
export function object(apiVersion: string, kind: string, name: string, rest: object): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: "shop" }, ...rest };
}

/** A Secret. */
export function secret(name: string, stringData: Record<string, string>): Manifest {
  return object("v1", "Secret", name, { stringData });
}

/** A Service `web` with its pod. */
export const WEB: readonly Manifest[] = [
  object("v1", "Service", "web", {
    spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
  }),
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "shop", labels: { app: "web" } },
    spec: {
      containers: [{ name: "web", image: "web:1", ports: [{ containerPort: 8080 }] }],
    },
  },
];

/** An authority's certificate, made with openssl. */
export const AUTHORITY = `-----BEGIN CERTIFICATE-----
MIIBMjCB5aADAgECAhRNbSbfs80s+mvKe7L8TPkIiOQVjzAFBgMrZXAwDjEMMAoG
A1UEAwwDb25lMCAXDTI2MTEyMjA5MzYzMVoYDzIxMjYxMDI5MDkzNjMxWjAOMQww
CgYDVQQDDANvbmUwKjAFBgMrZXADIQD40s+wUtf4+65NfpoppWazssFVrXAGu01e
3c1gD9hR/KNTMFEwHQYDVR0OBBYEFLhT5SOCDT6DZmDQHb9k5NiVQIHQMB8GA1Ud
IwQYMBaAFLhT5SOCDT6DZmDQHb9k5NiVQIHQMA8GA1UdEwEB/wQFMAMBAf8wBQYD
K2VwA0EAy91Xht07n2Ff3vxiWg4bNOVR7/RwtnxhoGCqM0LBO23upEk5q3uI2+nW
m2j9KCADBsMrAy3qyq8CIngzWlNGAQ==
-----END CERTIFICATE-----
`;

/** The hash of a password. */
export const HASH = `$2y$05$${"a".repeat(53)}`;

/** Ways in which a switch says plainly that it is off. */
export const OFF: readonly string[] = [
  ...["gone", "false", "a quoted false", "zero", "an empty text", "a blank", "a line break"],
];
