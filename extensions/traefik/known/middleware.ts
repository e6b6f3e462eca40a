/**
 * Fields that Traefik's Middlewares have.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { SERVICE } from "./shared.ts";

const BASIC_AUTH: FieldNames = leaves("headerField realm removeHeader secret");
const IP_STRATEGY: FieldNames = leaves("depth excludedIPs ipv6Subnet");
const SOURCE_CRITERION: FieldNames = {
  ...leaves("requestHeaderName requestHost"),
  ipStrategy: IP_STRATEGY,
};

/** Middlewares of Traefik Hub, which has them as plugins (`spec.plugin.jwt`); some write them as kinds of their own. */
export const HUB: readonly string[] = [
  ...["apiKey", "coraza", "distributedRateLimit", "hmac", "httpCache", "jwt", "ldap"],
  ...["oAuthClientCredentials", "oAuthIntrospection", "oidc", "opa"],
];

/** `spec` of a Middleware. */
export const MIDDLEWARE: FieldNames = {
  plugin: true,
  addPrefix: leaves("prefix"),
  basicAuth: BASIC_AUTH,
  buffering: leaves(
    "maxRequestBodyBytes maxResponseBodyBytes memRequestBodyBytes",
    "memResponseBodyBytes retryExpression",
  ),
  chain: { middlewares: leaves("name namespace") },
  circuitBreaker: leaves("checkPeriod expression fallbackDuration recoveryDuration responseCode"),
  compress: leaves(
    "defaultEncoding encodings excludedContentTypes includedContentTypes",
    "minResponseBodyBytes",
  ),
  contentType: leaves("autoDetect"),
  digestAuth: BASIC_AUTH,
  encodedCharacters: leaves(
    "allowEncodedBackSlash allowEncodedHash allowEncodedNullCharacter",
    "allowEncodedPercent allowEncodedQuestionMark allowEncodedSemicolon",
    "allowEncodedSlash",
  ),
  errors: { ...leaves("errorRequestHeaders query status statusRewrites"), service: SERVICE },
  forwardAuth: {
    ...leaves(
      "addAuthCookiesToResponse address authRequestHeaders authResponseHeaders",
      "authResponseHeadersRegex authSigninURL forwardBody headerField maxBodySize",
      "maxResponseBodySize preserveLocationHeader preserveRequestMethod",
      "trustForwardHeader",
    ),
    tls: leaves("caOptional caSecret certSecret insecureSkipVerify"),
  },
  grpcWeb: leaves("allowOrigins"),
  headers: leaves(
    "accessControlAllowCredentials accessControlAllowHeaders accessControlAllowOrigin",
    "accessControlAllowMethods accessControlAllowOriginList",
    "accessControlAllowOriginListRegex accessControlExposeHeaders",
    "accessControlMaxAge addVaryHeader allowedHosts browserXssFilter",
    "contentSecurityPolicy contentSecurityPolicyReportOnly contentTypeNosniff",
    "customBrowserXSSValue customFrameOptionsValue customRequestHeaders",
    "customResponseHeaders featurePolicy forceSTSHeader frameDeny hostsProxyHeaders",
    "isDevelopment permissionsPolicy publicKey referrerPolicy sslForceHost sslHost",
    "sslProxyHeaders sslRedirect sslTemporaryRedirect stsIncludeSubdomains",
    "stsPreload stsSeconds",
  ),
  inFlightReq: { amount: true, sourceCriterion: SOURCE_CRITERION },
  ipAllowList: { ...leaves("rejectStatusCode sourceRange"), ipStrategy: IP_STRATEGY },
  ipWhiteList: { sourceRange: true, ipStrategy: IP_STRATEGY },
  passTLSClientCert: {
    pem: true,
    info: {
      ...leaves("notAfter notBefore sans serialNumber"),
      issuer: leaves(
        "commonName country domainComponent locality organization province serialNumber",
      ),
      subject: leaves(
        "commonName country domainComponent locality organization organizationalUnit",
        "province serialNumber",
      ),
    },
  },
  rateLimit: {
    ...leaves("average burst period"),
    redis: {
      ...leaves(
        "db dialTimeout endpoints maxActiveConns minIdleConns poolSize readTimeout",
        "secret writeTimeout",
      ),
      tls: leaves("caSecret certSecret insecureSkipVerify"),
    },
    sourceCriterion: SOURCE_CRITERION,
  },
  redirectRegex: leaves("permanent regex replacement"),
  redirectScheme: leaves("permanent port scheme"),
  replacePath: leaves("path"),
  replacePathRegex: leaves("regex replacement"),
  retry: leaves(
    "attempts disableRetryOnNetworkError initialInterval maxRequestBodyBytes",
    "retryNonIdempotentMethod status timeout",
  ),
  stripPrefix: leaves("forceSlash prefixes"),
  stripPrefixRegex: leaves("regex"),
  ...leaves(...HUB),
};
