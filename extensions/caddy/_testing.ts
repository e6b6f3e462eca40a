/**
 * A context to convert in, and routes and Secrets for it.
 *
 * @module
 */

import type {
  Config,
  ConvertContext,
  ExtensionConfig,
  IngressEntry,
  Secret,
  Service,
} from "@dekube/engine/pacts";
import { contextOf } from "../../pacts/_testing.ts";

/** What a test knows of the world. */
export interface World {
  /** dekube.yaml. */
  config?: Partial<Config>;
  /** `extensions.caddy` in it. */
  settings?: ExtensionConfig;
  /** Secrets among the manifests. */
  secrets?: Secret[];
  /** Services among the manifests. */
  services?: Service[];
}

/** A context that keeps the files that are written. */
export function fakeContext(
  { config = {}, settings = {}, secrets = [], services = [] }: World = {},
): ConvertContext {
  return { ...contextOf([...secrets, ...services], config), extensionConfig: settings };
}

/** A route of `shop.example` to port 80 of `web`. */
export function entry(fields: Partial<IngressEntry> = {}): IngressEntry {
  return {
    host: "shop.example",
    path: "/",
    upstream: "web.shop.svc.cluster.local:80",
    scheme: "http",
    ...fields,
  };
}

/** Codes of what a conversion had to say. */
export function codes(ctx: ConvertContext): string[] {
  return [...ctx.diagnostics].map(({ severity, code }) => `${severity} ${code}`);
}

/** A certificate of an authority that nobody has the key of; valid until 2126. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBejCCASGgAwIBAgIUMF5q9Ng0GpEi9kOOgck2UCoLQZYwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHVGVzdCBDQTAgFw0yNjExMjIwNjQ5NTlaGA8yMTI2MTAyOTA2
NDk1OVowEjEQMA4GA1UEAwwHVGVzdCBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABE2E42MmLuKo9QulTfWKz0HcEETHNoIZqyz7PspOH2dQbiknUx1B2FVUqqvn
ZJeXKzWqqPaGItwY+zlxd/msAdajUzBRMB0GA1UdDgQWBBQwu9/F9ue1A16F7ny1
MsVXFUP9ujAfBgNVHSMEGDAWgBQwu9/F9ue1A16F7ny1MsVXFUP9ujAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIC/NAO/vLvqtv1WQ9RYw7/ctdB5G
E6UGr/J/olGF7IEDAiBI3e6Ox+boomQbG3WNdqlnivzIKokVkSdWHJWpQeLh2Q==
-----END CERTIFICATE-----
`;

/** A Secret in the namespace `shop` with some text. */
export function secret(name: string, data: Record<string, string>): Secret {
  return { kind: "Secret", metadata: { name, namespace: "shop" }, stringData: data };
}
