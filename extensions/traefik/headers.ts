/**
 * The Middleware `headers`.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/headers/
 * @module
 */

import { type IngressEntry, type Mapping, type Reporter, text, texts } from "@dekube/engine/pacts";
import { escapeTemplate } from "@dekube/engine/pacts/proxy";
import { headersOf, withHeaders } from "./header_edits.ts";
import { protocolsOf, sendOn } from "./https.ts";
import { isAsked, reportUnkept } from "./unkept_fields.ts";

const LOST = {
  allowedHosts: "a request is answered whose host a route has, whatever this list says",
  hostsProxyHeaders: "the host is the one that the client asked for, whatever other headers say",
  sslForceHost: "requests are sent on to HTTPS under the host that they are for",
  sslHost: "requests are sent on to HTTPS under the host that they are for",
};

const MEANINGLESS = {
  addVaryHeader: "the proxy says by itself that answers differ by their origin",
  forceSTSHeader: "browsers heed Strict-Transport-Security over HTTPS alone",
  sslProxyHeaders: "the proxy knows itself what it is reached by",
};

/** Sets and takes off the headers of requests and answers, and says who may read answers. */
export function applyHeaders(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  reportUnkept(spec, report, LOST, MEANINGLESS);
  const isStrict = spec.isDevelopment !== true;
  if (!isStrict) {
    report.info(
      "development-headers",
      "isDevelopment is set, so neither Strict-Transport-Security nor a redirect to HTTPS is",
    );
  }
  if (isStrict && spec.sslRedirect === true && protocolsOf(entry).includes("http")) {
    sendOn(entry, spec.sslTemporaryRedirect === true ? 307 : 308);
  } else if (spec.sslTemporaryRedirect === true && spec.sslRedirect !== true) {
    report.info("meaningless-field", "sslTemporaryRedirect means nothing without sslRedirect");
  }
  if (!isAsked(spec.stsSeconds)) {
    const what = "without stsSeconds there is no Strict-Transport-Security";
    reportUnkept(spec, report, {}, { stsIncludeSubdomains: what, stsPreload: what });
  }
  applyRequestHeaders(entry, spec, report);
  applyCors(entry, spec, report);
  const answers = [...securityHeaders(spec, isStrict), ...headersOf(spec.customResponseHeaders)];
  if (answers.length > 0) entry.responseHeaders = withHeaders(entry.responseHeaders, answers);
}

function applyRequestHeaders(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const headers: [name: string, value: string][] = [];
  for (const [name, value] of headersOf(spec.customRequestHeaders)) {
    if (name.toLowerCase() === "host") {
      // Nothing is asked for without a host.
      if (value !== "") entry.upstreamHost = value;
      else {report.warn(
          "unsupported-field",
          "customRequestHeaders.Host: the host can't be taken off",
        );}
    } else {
      headers.push([name, escapeTemplate(value)]);
    }
  }
  if (headers.length > 0) entry.requestHeaders = withHeaders(entry.requestHeaders, headers);
}

/** Fields that are about other origins. */
const CORS: readonly string[] = [
  ...["accessControlAllowCredentials", "accessControlAllowHeaders", "accessControlAllowMethods"],
  ...["accessControlExposeHeaders", "accessControlMaxAge"],
];

function applyCors(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const origins = [
    ...texts(spec.accessControlAllowOriginList),
    ...texts([spec.accessControlAllowOrigin]),
  ];
  const regexes = texts(spec.accessControlAllowOriginListRegex);
  if (origins.length === 0 && regexes.length === 0) {
    const alone = CORS.filter((field) => isAsked(spec[field]));
    if (alone.length > 0) {
      report.warn(
        "no-origins",
        `${alone.join(", ")}: no origin is allowed; name some in accessControlAllowOriginList`,
      );
    }
    return;
  }
  const methods = texts(spec.accessControlAllowMethods);
  const headers = texts(spec.accessControlAllowHeaders);
  const exposed = texts(spec.accessControlExposeHeaders);
  const maxAge = Number(text(spec.accessControlMaxAge) || NaN);
  entry.cors = {
    allowOrigins: origins,
    ...(regexes.length > 0 ? { allowOriginRegexes: regexes } : {}),
    ...(methods.length > 0 ? { allowMethods: methods } : {}),
    ...(headers.length > 0 ? { allowHeaders: headers } : {}),
    ...(exposed.length > 0 ? { exposeHeaders: exposed } : {}),
    ...(spec.accessControlAllowCredentials === true ? { allowCredentials: true } : {}),
    ...(maxAge >= 0 ? { maxAge } : {}),
  };
}

/** Headers that fields of their own stand for. */
function securityHeaders(spec: Mapping, isStrict: boolean): [name: string, value: string][] {
  const seconds = Number(text(spec.stsSeconds));
  const sts = [
    `max-age=${seconds}`,
    ...(spec.stsIncludeSubdomains === true ? ["includeSubDomains"] : []),
    ...(spec.stsPreload === true ? ["preload"] : []),
  ].join("; ");
  const headers: [name: string, value: unknown][] = [
    ["X-Frame-Options", spec.frameDeny === true ? "DENY" : ""],
    ["X-Frame-Options", spec.customFrameOptionsValue],
    ["X-Content-Type-Options", spec.contentTypeNosniff === true ? "nosniff" : ""],
    ["X-XSS-Protection", spec.browserXssFilter === true ? "1; mode=block" : ""],
    ["X-XSS-Protection", spec.customBrowserXSSValue],
    ["Content-Security-Policy", spec.contentSecurityPolicy],
    ["Content-Security-Policy-Report-Only", spec.contentSecurityPolicyReportOnly],
    ["Referrer-Policy", spec.referrerPolicy],
    ["Permissions-Policy", spec.permissionsPolicy],
    ["Feature-Policy", spec.featurePolicy],
    ["Public-Key-Pins", spec.publicKey],
    [
      "Strict-Transport-Security",
      isStrict && Number.isSafeInteger(seconds) && seconds > 0 ? sts : "",
    ],
  ];
  return headers.map(([name, value]): [string, string] => [name, text(value)])
    .filter(([, value]) => value !== "");
}
