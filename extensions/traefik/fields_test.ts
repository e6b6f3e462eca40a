import { assertEquals, assertFalse } from "@std/assert";
import { convertRoutes, HASH, ingressRoute, middleware, secret } from "./_testing.ts";

const ANY = { ipStrategy: { depth: 1 } };
const STRATEGY = { depth: 1, excludedIPs: ["::1"], ipv6Subnet: 64 };

/** The fields of Middlewares, with what makes the rest of one valid. */
const FIELDS: Record<string, [rest: Record<string, unknown>, fields: Record<string, unknown>]> = {
  addPrefix: [{}, { prefix: "/x" }],
  basicAuth: [{ secret: "users" }, { realm: "x", removeHeader: true, headerField: "X-User" }],
  buffering: [{}, {
    maxRequestBodyBytes: 5,
    memRequestBodyBytes: 5,
    maxResponseBodyBytes: 5,
    memResponseBodyBytes: 5,
    retryExpression: "IsNetworkError() && Attempts() < 2",
  }],
  chain: [{}, { middlewares: [{ name: "gone" }] }],
  compress: [{}, {
    excludedContentTypes: ["a/b"],
    includedContentTypes: ["a/b"],
    minResponseBodyBytes: 5,
    encodings: ["gzip"],
    defaultEncoding: "gzip",
  }],
  forwardAuth: [{ address: "http://a/" }, {
    trustForwardHeader: true,
    authResponseHeaders: ["X"],
    authResponseHeadersRegex: "X",
    authRequestHeaders: ["X"],
    tls: { caSecret: "x" },
    maxResponseBodySize: 5,
    addAuthCookiesToResponse: ["x"],
    headerField: "X",
    forwardBody: true,
    maxBodySize: 5,
    preserveLocationHeader: true,
    preserveRequestMethod: true,
    authSigninURL: "https://a.example",
  }],
  headers: [{}, {
    customRequestHeaders: { a: "b" },
    customResponseHeaders: { a: "b" },
    accessControlAllowCredentials: true,
    accessControlAllowHeaders: ["a"],
    accessControlAllowMethods: ["a"],
    accessControlAllowOriginList: ["a"],
    accessControlAllowOriginListRegex: ["a"],
    accessControlExposeHeaders: ["a"],
    accessControlMaxAge: 5,
    addVaryHeader: true,
    allowedHosts: ["a"],
    hostsProxyHeaders: ["a"],
    sslProxyHeaders: { a: "b" },
    stsSeconds: 5,
    stsIncludeSubdomains: true,
    stsPreload: true,
    forceSTSHeader: true,
    frameDeny: true,
    customFrameOptionsValue: "a",
    contentTypeNosniff: true,
    browserXssFilter: true,
    customBrowserXSSValue: "a",
    contentSecurityPolicy: "a",
    contentSecurityPolicyReportOnly: "a",
    publicKey: "a",
    referrerPolicy: "a",
    permissionsPolicy: "a",
    isDevelopment: true,
    featurePolicy: "a",
    sslRedirect: true,
    sslTemporaryRedirect: true,
    sslHost: "a",
    sslForceHost: true,
  }],
  inFlightReq: [{ amount: 9, sourceCriterion: ANY }, {
    amount: 5,
    "sourceCriterion.ipStrategy": STRATEGY,
    "sourceCriterion.requestHost": true,
    "sourceCriterion.requestHeaderName": "X",
  }],
  ipAllowList: [{ sourceRange: ["::1"] }, {
    sourceRange: ["::2"],
    ipStrategy: STRATEGY,
    rejectStatusCode: 404,
  }],
  ipWhiteList: [{ sourceRange: ["::1"] }, { ipStrategy: STRATEGY }],
  rateLimit: [{ average: 9 }, {
    average: 5,
    period: "1m",
    burst: 5,
    redis: { endpoints: ["a"] },
    "sourceCriterion.ipStrategy": STRATEGY,
    "sourceCriterion.requestHost": true,
    "sourceCriterion.requestHeaderName": "X",
  }],
  redirectRegex: [{ regex: "^https?://shop.example/(.*)", replacement: "https://a.b/$1" }, {
    permanent: true,
    replacement: "https://c.d/$1",
  }],
  redirectScheme: [{ scheme: "https" }, { permanent: true, port: "8443" }],
  replacePath: [{}, { path: "/x" }],
  replacePathRegex: [{ regex: "^/x" }, { replacement: "/y" }],
  retry: [{ attempts: 3 }, {
    attempts: 4,
    timeout: "1s",
    initialInterval: "1s",
    maxRequestBodyBytes: 5,
    status: ["503"],
    disableRetryOnNetworkError: true,
    retryNonIdempotentMethod: true,
  }],
  stripPrefix: [{}, { prefixes: ["/x"], forceSlash: true }],
  stripPrefixRegex: [{}, { regex: ["/x"] }],
};

/** Kinds of which no field matters, as none of them is kept. */
const WHOLE: readonly string[] = [
  ...["circuitBreaker", "contentType", "digestAuth", "encodedCharacters", "errors", "grpcWeb"],
  ...["passTLSClientCert", "plugin"],
];

/** What a Middleware does to a route, and what is said of it. */
function outcome(spec: Record<string, unknown>): string {
  const { entries, said, ctx } = convertRoutes([
    ingressRoute([{ match: "Host(`shop.example`)", middlewares: [{ name: "m" }] }]),
    middleware("m", spec),
    secret("users", { users: `ann:${HASH}` }),
  ]);
  const messages = [...ctx.diagnostics].map(({ message }) => message);
  return JSON.stringify([entries, said, messages]);
}

/** A field at a path of names, in front of the rest. */
function withField(rest: Record<string, unknown>, path: string, value: unknown) {
  const [first, second] = path.split(".");
  return { ...rest, [first]: second === undefined ? value : { [second]: value } };
}

Deno.test("no field of a Middleware is neither kept nor said", () => {
  for (const [kind, [rest, fields]] of Object.entries(FIELDS)) {
    const plain = outcome({ [kind]: rest });
    for (const [path, value] of Object.entries(fields)) {
      assertFalse(outcome({ [kind]: withField(rest, path, value) }) === plain, `${kind}.${path}`);
    }
  }
});

Deno.test("no Middleware that is not kept goes unsaid", () => {
  const plain = outcome({});
  for (const kind of WHOLE) assertFalse(outcome({ [kind]: {} }) === plain, kind);
});

Deno.test("the fields of a header's preflight mean something together", () => {
  const cors = { accessControlAllowOriginList: ["https://a.example"] };
  const plain = outcome({ headers: cors });
  for (const field of Object.keys(FIELDS.headers[1]).filter((name) => name.includes("Control"))) {
    const value = FIELDS.headers[1][field];
    assertFalse(outcome({ headers: { ...cors, [field]: value } }) === plain, field);
  }
  assertEquals(plain, outcome({ headers: cors }));
});
