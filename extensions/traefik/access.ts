/**
 * Middlewares that restrict who may come in. One that can't be carried over leaves a guard that lets in nobody,
 * and another of its kind does not open it again: the engine closes such a route.
 *
 * @module
 */

import {
  type IngressEntry,
  type Mapping,
  mapping,
  namespaceOf,
  type Reporter,
  type Secret,
  secretValue,
  text,
  texts,
} from "@dekube/engine/pacts";
import { commonNetworks, isNetwork, readHtpasswd } from "@dekube/engine/pacts/ingress";
import { takeHeaders, withHeaders } from "./header_edits.ts";
import { reportIpStrategy } from "./limits.ts";
import { reportUnkept } from "./unkept_fields.ts";
import { secretKeys } from "@dekube/engine/pacts/kubernetes";

/** The Secrets beside what refers to them. */
export interface OwnSecrets {
  /** Where that is. */
  namespace: string;
  /** The Secret of a name. */
  get(name: string): Secret | undefined;
}

/** `basicAuth.secret`: the users under `users`, or under its only key. */
export function applyBasicAuth(
  entry: IngressEntry,
  spec: Mapping,
  report: Reporter,
  ownSecrets: OwnSecrets,
): void {
  const found = entry.basicAuth === undefined ? readUsers(spec, report, ownSecrets) : { users: {} };
  if (entry.basicAuth !== undefined) {
    report.warn(
      "second-basic-auth",
      `another Middleware asks for a password for ${entry.host}${entry.path} already, and both can't be asked for; put the users that both have into one Secret`,
    );
  }
  reportUnkept(spec, report, { headerField: "the backend is not told the user's name" });
  const nameField = text(spec.headerField).trim();
  // Traefik writes the user's name over it, so a backend believes it.
  if (nameField !== "") entry.requestHeaders = withHeaders(entry.requestHeaders, [[nameField, ""]]);
  if (spec.removeHeader === true) {
    entry.requestHeaders = withHeaders(entry.requestHeaders, [["Authorization", ""]]);
  }
  const realm = text(spec.realm);
  const isPlain = /^[^\p{Cc}"\\]*$/u.test(realm);
  if (!isPlain) report.warn("bad-middleware", "the realm is not plain text on one line");
  entry.basicAuth = { ...(realm && isPlain ? { realm } : {}), ...found };
}

function readUsers(
  spec: Mapping,
  report: Reporter,
  ownSecrets: OwnSecrets,
): Pick<NonNullable<IngressEntry["basicAuth"]>, "users" | "secret"> {
  const name = text(spec.secret);
  const secret = ownSecrets.get(name);
  if (!secret) {
    report.warn(
      "missing-secret",
      name === ""
        ? "no Secret with the users is named, so nobody can be let in. Name one"
        : `there is no Secret "${name}" with the users in the namespace "${ownSecrets.namespace}", so nobody can be let in. Add it to the manifests`,
    );
    return { users: {} };
  }
  const keys = secretKeys(secret);
  if (text(secret.type) === "kubernetes.io/basic-auth" || keys.includes("password")) {
    report.warn(
      "unsupported-secret",
      `the Secret "${name}" holds a password that is not hashed, which the proxies here do not take. Leave out its type, and put what \`htpasswd -nbB USER PASSWORD\` prints under "users" in place of "username" and "password"`,
    );
    return { users: {} };
  }
  const key = keys.includes("users") ? "users" : keys.length === 1 ? keys[0] : "";
  const users = readHtpasswd(secretValue(secret, key) ?? "");
  if (Object.keys(users).length === 0) {
    report.warn(
      "bad-secret",
      `the Secret "${name}" has no users, lines of the form user:hash under "users" or under its only key`,
    );
  }
  return { users, secret: { namespace: namespaceOf(secret), name } };
}

/** `digestAuth`, which no proxy here can do. */
export function applyDigestAuth(entry: IngressEntry, _spec: Mapping, report: Reporter): void {
  report.warn("unsupported-middleware", "digestAuth can't be kept; use basicAuth over HTTPS");
  entry.basicAuth = { users: {} };
}

/** `ipAllowList.sourceRange[]`; of two lists, what they have in common. */
export function applyIpAllowList(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const sources = texts(spec.sourceRange).map((source) => source.trim());
  for (const source of sources.filter((source) => !isNetwork(source))) {
    report.warn("bad-network", `${JSON.stringify(source)} is neither an IP address nor a network`);
  }
  if (spec.ipStrategy) reportIpStrategy(mapping(spec.ipStrategy), report);
  const status = text(spec.rejectStatusCode);
  if (status !== "" && status !== "403") {
    report.warn(
      "unsupported-field",
      `rejectStatusCode: who may not come in gets 403, not ${status}`,
    );
  }
  const valid = [...new Set(sources.filter(isNetwork))];
  const known = entry.allowedSources;
  entry.allowedSources = known ? commonNetworks(known, valid) ?? [] : valid;
  if (known && entry.allowedSources.length === 0) {
    report.warn(
      "second-allow-list",
      `another list of networks holds for ${entry.host}${entry.path} too, and they have none in common`,
    );
  }
}

/** `forwardAuth`: the server sees the request as Traefik describes it. */
export function applyForwardAuth(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const url = text(spec.address).trim();
  const isAsked = entry.forwardAuth !== undefined;
  if (isAsked || !/^https?:\/\//.test(url)) {
    report.warn(
      isAsked ? "second-forward-auth" : "bad-middleware",
      isAsked
        ? `${entry.host}${entry.path} asks another server already, and can't ask two`
        : "a forwardAuth needs an address, an http or https URL",
    );
    entry.forwardAuth = { url: "", responseHeaders: [] };
    return;
  }
  reportUnkept(spec, report, LOST, MEANINGLESS);
  if (entry.stripPrefix !== undefined || entry.rewrite) {
    report.warn(
      "original-path",
      `the server that is asked is told the path of ${entry.host}${entry.path} as the client sent it (X-Forwarded-Uri), and not as Middlewares before this one change it. Where it decides by paths, have it know those, and put this Middleware before the others`,
    );
  }
  const signin = text(spec.authSigninURL).trim();
  const responseHeaders = texts(spec.authResponseHeaders);
  // What was done to them before is what the server sees; the backend has its answer's.
  const { taken, rest } = takeHeaders(entry.requestHeaders, responseHeaders);
  if (taken && Object.keys(rest).length > 0) entry.requestHeaders = rest;
  else if (taken) delete entry.requestHeaders;
  entry.forwardAuth = {
    // Traefik has no variables.
    url: url.replaceAll("$", "%24"),
    requestHeaders: {
      ...taken,
      "X-Forwarded-Method": "$method",
      "X-Forwarded-Proto": "$scheme",
      "X-Forwarded-Host": "$http_host",
      "X-Forwarded-Uri": "$request_uri",
    },
    responseHeaders,
    ...(signin === "" ? {} : { signin: signin.replaceAll("$", "%24") }),
  };
}

const LOST = {
  addAuthCookiesToResponse: "cookies of the server that is asked are not passed on",
  authRequestHeaders: "the server that is asked gets all headers of the request",
  authResponseHeadersRegex:
    "no proxy here can take headers by a pattern off a request, as Traefik does before it passes on those of the answer, so the route is closed",
  forwardBody: "the server that is asked gets no body",
  headerField: "the log does not name the user",
  preserveRequestMethod: "the server is asked by GET, and told the method by X-Forwarded-Method",
  tls: "the certificate of the server that is asked is checked as the proxy does",
};

const MEANINGLESS = {
  maxBodySize: "the server that is asked gets no body",
  maxResponseBodySize: "the proxy takes an answer of any size",
  preserveLocationHeader: "where the server's answer leads is passed on as it is",
  trustForwardHeader: "the proxy here is the first that a client meets",
};
