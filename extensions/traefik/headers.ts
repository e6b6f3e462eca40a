/**
 * The Middleware `headers`.
 *
 * @module
 */

import {
  entries,
  type IngressEntry,
  type Mapping,
  type Reporter,
  text,
  texts,
} from "@dekube/engine/pacts";
import { ResponseHeaders } from "@dekube/engine/pacts/ingress";

/** Sets what the Middleware sets on responses, and the host that the backend sees. */
export function applyHeaders(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const headers = new ResponseHeaders(entry.responseHeaders);
  const set = (name: string, value: unknown) => {
    if (text(value) !== "") headers.set(name, text(value));
  };
  setCors(spec, set, report);
  setSecurity(spec, set);
  for (const [name, value] of entries(spec.customResponseHeaders as Mapping)) {
    set(name, value);
    if (text(value) !== "") continue;
    headers.delete(name);
    report.warn(
      "unsupported-header",
      `the header ${JSON.stringify(name)} is to be taken off responses, which can't be kept`,
    );
  }
  Object.assign(entry, headers.field());
  applyRequestHeaders(entry, spec, report);

  const lost = UNKEPT.filter((field) => isAsked(spec[field]));
  if (lost.length > 0) {
    report.warn("unsupported-header", `headers are kept without ${lost.join(", ")}`);
  }
}

/** A proxy here tells a backend of these by itself. */
const FORWARDED = /^x-(forwarded-(proto|port|host|for|scheme|ssl)|real-ip|scheme)$/i;

function applyRequestHeaders(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  for (const [name, value] of entries(spec.customRequestHeaders as Mapping)) {
    if (name.toLowerCase() === "host" && text(value) !== "") {
      entry.upstreamHost = text(value);
    } else if (!FORWARDED.test(name)) {
      report.warn(
        "unsupported-header",
        `the request header ${
          JSON.stringify(name)
        } can't be set or taken off here, so the backend sees the client's`,
      );
    }
  }
}

/** Mapping that would change more than a response's headers. */
const UNKEPT: readonly string[] = [
  "accessControlAllowOriginListRegex",
  "allowedHosts",
  "sslForceHost",
];

function isAsked(value: unknown): boolean {
  return value === true || (Array.isArray(value) && value.length > 0);
}

type SetHeader = (name: string, value: unknown) => void;

function setCors(spec: Mapping, set: SetHeader, report: Reporter): void {
  const origins = [
    ...texts(spec.accessControlAllowOriginList),
    ...texts([spec.accessControlAllowOrigin]),
  ];
  const origin = origins.includes("*") ? "*" : origins[0];
  if (origin === undefined) return;
  if (origin !== "*" && origins.length > 1) {
    report.warn(
      "unsupported-origins",
      `of several origins only one can be allowed here, which is ${origin}`,
    );
  }
  report.info(
    "cors-preflight",
    "the headers for other origins are set on every response; requests of the method OPTIONS are the backend's to answer",
  );
  set("Access-Control-Allow-Origin", origin);
  set("Access-Control-Allow-Methods", texts(spec.accessControlAllowMethods).join(", "));
  set("Access-Control-Allow-Headers", texts(spec.accessControlAllowHeaders).join(", "));
  set("Access-Control-Expose-Headers", texts(spec.accessControlExposeHeaders).join(", "));
  if (spec.accessControlAllowCredentials === true) {
    set("Access-Control-Allow-Credentials", "true");
  }
  if (Number(spec.accessControlMaxAge) > 0) {
    set("Access-Control-Max-Age", spec.accessControlMaxAge);
  }
}

function setSecurity(spec: Mapping, set: SetHeader): void {
  if (spec.frameDeny === true) set("X-Frame-Options", "DENY");
  set("X-Frame-Options", spec.customFrameOptionsValue);
  if (spec.contentTypeNosniff === true) set("X-Content-Type-Options", "nosniff");
  if (spec.browserXssFilter === true) set("X-XSS-Protection", "1; mode=block");
  set("X-XSS-Protection", spec.customBrowserXSSValue);
  set("Content-Security-Policy", spec.contentSecurityPolicy);
  set("Content-Security-Policy-Report-Only", spec.contentSecurityPolicyReportOnly);
  set("Referrer-Policy", spec.referrerPolicy);
  set("Permissions-Policy", spec.permissionsPolicy);
  set("Feature-Policy", spec.featurePolicy);
  set("Public-Key-Pins", spec.publicKey);
  const seconds = Number(spec.stsSeconds);
  if (!Number.isSafeInteger(seconds) || seconds <= 0) return;
  const directives = [
    `max-age=${seconds}`,
    ...(spec.stsIncludeSubdomains === true ? ["includeSubDomains"] : []),
    ...(spec.stsPreload === true ? ["preload"] : []),
  ];
  set("Strict-Transport-Security", directives.join("; "));
}
