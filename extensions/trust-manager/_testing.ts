/**
 * What tests of Bundles have in common.
 *
 * @module
 */

import type { ConvertContext, Manifest } from "@dekube/engine/pacts";
import { configMapValue } from "@dekube/engine/pacts/kubernetes";
import { type TestContext, testContext, type TestContextOptions } from "@dekube/engine/testing";
import { readPem } from "./certificates.ts";
import { TrustManager } from "./mod.ts";

/** Self-signed certificates of the names `one`, `two` and `three`, made with openssl. */
export const [ONE, TWO, THREE]: readonly string[] = [
  `-----BEGIN CERTIFICATE-----
MIIBMjCB5aADAgECAhRNbSbfs80s+mvKe7L8TPkIiOQVjzAFBgMrZXAwDjEMMAoG
A1UEAwwDb25lMCAXDTI2MTEyMjA5MzYzMVoYDzIxMjYxMDI5MDkzNjMxWjAOMQww
CgYDVQQDDANvbmUwKjAFBgMrZXADIQD40s+wUtf4+65NfpoppWazssFVrXAGu01e
3c1gD9hR/KNTMFEwHQYDVR0OBBYEFLhT5SOCDT6DZmDQHb9k5NiVQIHQMB8GA1Ud
IwQYMBaAFLhT5SOCDT6DZmDQHb9k5NiVQIHQMA8GA1UdEwEB/wQFMAMBAf8wBQYD
K2VwA0EAy91Xht07n2Ff3vxiWg4bNOVR7/RwtnxhoGCqM0LBO23upEk5q3uI2+nW
m2j9KCADBsMrAy3qyq8CIngzWlNGAQ==
-----END CERTIFICATE-----
`,
  `-----BEGIN CERTIFICATE-----
MIIBMjCB5aADAgECAhQ7a9ZiB0+b3nCWXLj8QkDD4cP00zAFBgMrZXAwDjEMMAoG
A1UEAwwDdHdvMCAXDTI2MTEyMjA5MzYzMVoYDzIxMjYxMDI5MDkzNjMxWjAOMQww
CgYDVQQDDAN0d28wKjAFBgMrZXADIQDR2taok+cKLTtOtziPFSNi88CIsDdKm8Pa
m4JJjOoWbaNTMFEwHQYDVR0OBBYEFNhxf3VTr6bZvBcxIh5XHIzZyIy/MB8GA1Ud
IwQYMBaAFNhxf3VTr6bZvBcxIh5XHIzZyIy/MA8GA1UdEwEB/wQFMAMBAf8wBQYD
K2VwA0EATAzVXDXNVYnqaXyMM/xw2ozPdYMTsPM0Zx1/ffqYRjE4BH4aSbagca0/
oyd8ev52HqBTv9rHmEAlxM6roAb0AQ==
-----END CERTIFICATE-----
`,
  `-----BEGIN CERTIFICATE-----
MIIBNjCB6aADAgECAhRs/n3w5Bas1yPCxi53YkKVwalXdzAFBgMrZXAwEDEOMAwG
A1UEAwwFdGhyZWUwIBcNMjYxMTIyMDkzNjMxWhgPMjEyNjEwMjkwOTM2MzFaMBAx
DjAMBgNVBAMMBXRocmVlMCowBQYDK2VwAyEAqe9Ihzrh2grj+KkZPPT0OD8J7bEA
5h4wm2KD5lmItFWjUzBRMB0GA1UdDgQWBBT5cwUoaF8B3yMcV0FWgURk/VhuJTAf
BgNVHSMEGDAWgBT5cwUoaF8B3yMcV0FWgURk/VhuJTAPBgNVHRMBAf8EBTADAQH/
MAUGAytlcANBAMtaHgSkOQFcNA2m54uES8s0FA5G4nGHzpOgydifWjpEro4DaAZu
CeTChcqrAt+LQ99Z6AnQpJYztT5KkGVzUgY=
-----END CERTIFICATE-----
`,
];

/** A ConfigMap or Secret with these texts. */
export function object(
  kind: "ConfigMap" | "Secret",
  name: string,
  data: Record<string, string | null>,
  namespace = "cert-manager",
  labels: Record<string, string> = {},
): Manifest {
  const field = kind === "ConfigMap" ? "data" : "stringData";
  return { kind, metadata: { name, namespace, labels }, [field]: data };
}

/** What says of a manifest that it is a Bundle. */
export const BUNDLE = { apiVersion: "trust.cert-manager.io/v1alpha1", kind: "Bundle" } as const;

/** A Bundle with these sources whose ConfigMap has the key `ca.pem`. */
export function bundle(
  sources: unknown,
  target: unknown = { configMap: { key: "ca.pem" } },
): Manifest {
  return { ...BUNDLE, metadata: { name: "trust" }, spec: { sources, target } };
}

/** Converts the Bundles among manifests. */
export function gather(
  manifests: readonly Manifest[],
  options?: TestContextOptions,
): TestContext {
  const ctx = testContext(manifests, options);
  const converter = new TrustManager();
  for (const kind of converter.kinds) converter.convert(kind, ctx.manifests.of(kind), ctx);
  return ctx;
}

/** The text in the ConfigMap `trust`, as a pod in a namespace sees it. */
export function trusted(ctx: ConvertContext, namespace = "shop", key = "ca.pem"): string {
  const map = ctx.configMaps.get(namespace, "trust");
  const content = map && configMapValue(map, key);
  return typeof content === "string" ? content : "";
}

/** Which of the certificates above a text holds, in order. */
export function namesIn(pem: string): string[] {
  const known = [ONE, TWO, THREE].map((one) => readPem(one).certificates[0]);
  return readPem(pem).certificates.map((one) => ["one", "two", "three"][known.indexOf(one)]);
}
