/**
 * TLSOptions: which versions of TLS clients may speak, and whether they must show a certificate.
 *
 * @module
 */

import { isMapping, type Manifest, mapping, namespaceOf, text, texts } from "@dekube/engine/pacts";
import type {
  AccessRestriction,
  ObjectRef,
  TlsTermination,
  TlsVersion,
} from "@dekube/engine/pacts/ingress";
import { reportUnkept } from "./unkept_fields.ts";
import type { TraefikObjects } from "./objects.ts";
import { unknownObject } from "./unknown_object.ts";

/** What a route's TLSOption asks of clients. */
export interface ClientTls {
  /** What must be kept, or the route denied. */
  restrictions: AccessRestriction[];
  /** The Secret with the CA of clients' certificates. */
  clientCertificate?: ObjectRef;
  /** Versions that clients may speak. */
  versions: Pick<TlsTermination, "minVersion" | "maxVersion">;
}

/**
 * What a TLSOption asks; without a reference, the one called `default`, which holds for every route over HTTPS that
 * names no other.
 */
export function clientTls(
  reference: string,
  field: string,
  objects: TraefikObjects,
): ClientTls {
  if (reference === "" || /^default(?:@|$)/.test(reference)) return defaultTls(objects);
  const found = objects.find("TLSOption", reference);
  if (found.length !== 1) {
    const { why, ...remedy } = unknownObject("TLSOption", reference, objects);
    return {
      restrictions: [{ guard: "other", annotation: `${field} (${why})`, ...remedy }],
      versions: {},
    };
  }
  const [option] = found;
  const secret = clientCa(option);
  return {
    restrictions: restrictionsOf(option, field),
    ...(secret ? { clientCertificate: secret } : {}),
    versions: readVersions(option, objects),
  };
}

/** A TLSOption that says nothing might ask for anything. */
function restrictionsOf({ spec, metadata }: Manifest, field: string): AccessRestriction[] {
  if (!isMapping(spec)) {
    return [{ guard: "other", annotation: `${field} (the TLSOption "${metadata.name}" is empty)` }];
  }
  return spec.clientAuth === undefined || spec.clientAuth === null
    ? []
    : [{ guard: "clientCertificate", annotation: field }];
}

function defaultTls(objects: TraefikObjects): ClientTls {
  const all = objects.of("TLSOption").filter(({ metadata }) => metadata.name === "default");
  const versions = all.length === 1 ? readVersions(all[0], objects) : {};
  const found = all.filter(asksForCertificate);
  if (found.length === 0) return { restrictions: [], versions };
  const secret = found.length === 1 ? clientCa(found[0]) : undefined;
  return {
    restrictions: [{ guard: "clientCertificate", annotation: 'the TLSOption "default"' }],
    ...(secret ? { clientCertificate: secret } : {}),
    versions,
  };
}

/** Types by which clients come in without a certificate. */
const WITHOUT: ReadonlySet<string> = new Set([
  ...["NoClientCert", "RequestClientCert", "VerifyClientCertIfGiven"],
]);

/** Traefik asks for one where authorities are named without a type; what can't be read may ask for one. */
function asksForCertificate({ spec }: Manifest): boolean {
  const { clientAuth } = mapping(spec);
  if (!isMapping(clientAuth)) return clientAuth !== undefined && clientAuth !== null;
  const { clientAuthType, secretNames } = clientAuth;
  return clientAuthType === undefined || clientAuthType === null
    ? isSaid(secretNames)
    : !WITHOUT.has(text(clientAuthType));
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** The one Secret that a client's certificate is checked against. */
function clientCa(option: Manifest): ObjectRef | undefined {
  const clientAuth = mapping(mapping(option.spec).clientAuth);
  const secrets = texts(clientAuth.secretNames);
  return text(clientAuth.clientAuthType) === "RequireAndVerifyClientCert" && secrets.length === 1
    ? { namespace: namespaceOf(option), name: secrets[0] }
    : undefined;
}

const UNKEPT = {
  cipherSuites: "clients are spoken to with the ciphers that the proxy has",
  curvePreferences: "clients are spoken to with the curves that the proxy has",
  sniStrict: "clients that name no host get the proxy's own certificate",
  alpnProtocols: "the proxy offers the versions of HTTP that it has",
};

const MEANINGLESS = {
  disableSessionTickets: "the proxy resumes sessions as it does",
  preferServerCipherSuites: "Traefik itself heeds it no more",
};

function readVersions(option: Manifest, { ctx }: TraefikObjects): ClientTls["versions"] {
  const spec = mapping(option.spec);
  const report = ctx.report(option, "spec");
  reportUnkept(spec, report, UNKEPT, MEANINGLESS);
  const minVersion = read("minVersion");
  const maxVersion = read("maxVersion");
  return { ...(minVersion ? { minVersion } : {}), ...(maxVersion ? { maxVersion } : {}) };

  function read(field: string): TlsVersion | undefined {
    const value = text(spec[field]);
    const [, minor] = /^VersionTLS1([0-3])$/.exec(value) ?? [];
    if (value !== "" && minor === undefined) {
      report.warn(
        "bad-tls-version",
        `${field}: ${
          JSON.stringify(value)
        } is none of VersionTLS10, VersionTLS11, VersionTLS12 and VersionTLS13; it is left out`,
      );
    }
    return minor === undefined ? undefined : `1.${minor}` as TlsVersion;
  }
}
