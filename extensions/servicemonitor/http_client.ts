/**
 * How Prometheus talks to what it scrapes or alerts: TLS, credentials, proxy.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#http_config
 * @module
 */

import { type Mapping, mapping, text } from "@dekube/engine/pacts";
import type { Assets } from "./assets.ts";
import { isSet, type Site } from "./read.ts";
import { isAtLeast, type Version } from "./version.ts";

/** Fields of an endpoint that {@linkcode httpClient} reads. */
export const HTTP_CLIENT_FIELDS: readonly string[] = [
  ...["tlsConfig", "basicAuth", "authorization", "bearerTokenSecret", "bearerTokenFile"],
  ...["oauth2", "proxyUrl", "followRedirects", "enableHttp2"],
];

/** What is needed to write down a client. */
export interface ClientOptions {
  /** Namespace of the Secrets and ConfigMaps that are referred to. */
  namespace: string;
  /** Where files go. */
  assets: Assets;
  /** Version of Prometheus. */
  version: Version;
  /** The client's fields. */
  site: Site;
}

/** Fields of a scrape config, or of an Alertmanager, that say how to talk to it. */
export function httpClient(fields: Mapping, options: ClientOptions): Mapping {
  const { site, version } = options;
  const tls = tlsConfig(mapping(fields.tlsConfig), {
    ...options,
    site: site.at("tlsConfig"),
  });
  return {
    ...credentials(fields, options),
    ...(Object.keys(tls).length > 0 ? { tls_config: tls } : {}),
    ...proxy(fields.proxyUrl, site.at("proxyUrl")),
    ...(typeof fields.followRedirects === "boolean" && isAtLeast(version, 2, 26)
      ? { follow_redirects: fields.followRedirects }
      : {}),
    ...(typeof fields.enableHttp2 === "boolean" && isAtLeast(version, 2, 35)
      ? { enable_http2: fields.enableHttp2 }
      : {}),
  };
}

const TLS_VERSIONS = new Set(["TLS10", "TLS11", "TLS12", "TLS13"]);

/** TLS of a connection: whom to trust, and what to show. */
export function tlsConfig(
  fields: Mapping,
  { namespace, assets, version, site }: ClientOptions,
): Mapping {
  const result: Mapping = {};
  const ca = assets.sourceFile(fields.ca, namespace, site.at("ca")) ??
    ownFile(fields.caFile, site.at("caFile"));
  if (ca) result.ca_file = ca;
  const cert = assets.sourceFile(fields.cert, namespace, site.at("cert")) ??
    ownFile(fields.certFile, site.at("certFile"));
  const key = assets.secretFile(fields.keySecret, namespace, site.at("keySecret")) ??
    ownFile(fields.keyFile, site.at("keyFile"));
  if (cert && key) {
    result.cert_file = cert;
    result.key_file = key;
  } else if (cert || key) {
    site.warn(
      "incomplete-certificate",
      `there is ${
        cert ? "a certificate without a key" : "a key without a certificate"
      }; the client certificate is left out`,
    );
  }
  if (text(fields.serverName) !== "") result.server_name = text(fields.serverName);
  if (typeof fields.insecureSkipVerify === "boolean") {
    result.insecure_skip_verify = fields.insecureSkipVerify;
  }
  for (
    const [field, name, since] of [
      ["minVersion", "min_version", 35],
      ["maxVersion", "max_version", 41],
    ] as const
  ) {
    const value = text(fields[field]);
    if (value === "") continue;
    if (TLS_VERSIONS.has(value) && isAtLeast(version, 2, since)) result[name] = value;
    else {
      site.at(field).warn(
        "unsupported-field",
        `"${value}" is no TLS version that this Prometheus can be told; it is left out`,
      );
    }
  }
  return result;
}

/** A file that the CR mounts. Those of a service account are not here. */
function ownFile(value: unknown, site: Site): string | undefined {
  const path = text(value);
  if (path === "") return undefined;
  if (/\/var\/run\/secrets\/kubernetes\.io\//.test(path)) {
    return site.info(
      "no-cluster-credentials",
      `there is no Kubernetes API here, so ${path} is left out`,
    );
  }
  return path;
}

/** One way to log in; Prometheus refuses two at once. */
function credentials(fields: Mapping, options: ClientOptions): Mapping {
  const { namespace, assets, site } = options;
  if (isSet(fields.oauth2)) {
    site.at("oauth2").warn(
      "unsupported-field",
      "OAuth 2 is not supported; Prometheus asks without a token",
    );
  }
  const ways = ["basicAuth", "authorization", "bearerTokenSecret", "bearerTokenFile"]
    .filter((name) =>
      name === "bearerTokenSecret" ? isSet(mapping(fields[name]).name) : isSet(fields[name])
    );
  if (ways.length > 1) {
    site.at(ways[1]).warn(
      "two-credentials",
      `Prometheus takes one way to log in: "${ways[0]}" is kept, ${
        ways.slice(1).map((way) => `"${way}"`).join(", ")
      } left out`,
    );
  }
  switch (ways[0]) {
    case "basicAuth":
      return basicAuth(mapping(fields.basicAuth), { ...options, site: site.at("basicAuth") });
    case "authorization":
      return authorization(mapping(fields.authorization), {
        ...options,
        site: site.at("authorization"),
      });
    case "bearerTokenSecret":
      return bearer(
        assets.secretFile(fields.bearerTokenSecret, namespace, site.at("bearerTokenSecret")),
      );
    case "bearerTokenFile":
      return bearer(ownFile(fields.bearerTokenFile, site.at("bearerTokenFile")));
    default:
      return {};
  }
}

function basicAuth(fields: Mapping, { namespace, assets, site }: ClientOptions): Mapping {
  const username = assets.secretText(fields.username, namespace, site.at("username"));
  const password = assets.secretFile(fields.password, namespace, site.at("password"));
  if (username === undefined && password === undefined) return {};
  return {
    basic_auth: {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password_file: password }),
    },
  };
}

function authorization(fields: Mapping, { namespace, assets, site }: ClientOptions): Mapping {
  const type = text(fields.type).trim();
  if (/^basic$/i.test(type) || !/^[\w!#$%&'*+.^`|~-]*$/.test(type)) {
    site.at("type").warn(
      "bad-authorization",
      `"${type}" is no type of authorization that Prometheus takes; it is left out${
        /^basic$/i.test(type) ? '. Use "basicAuth"' : ""
      }`,
    );
    return {};
  }
  const file = assets.secretFile(fields.credentials, namespace, site.at("credentials")) ??
    ownFile(fields.credentialsFile, site.at("credentialsFile"));
  return bearer(file, type);
}

function bearer(file: string | undefined, type = ""): Mapping {
  if (!file) return {};
  return { authorization: { ...(type === "" ? {} : { type }), credentials_file: file } };
}

function proxy(value: unknown, site: Site): Mapping {
  const url = text(value);
  if (url === "") return {};
  if (!isUrl(url)) {
    site.warn("bad-url", `"${url}" is no URL of a proxy; it is left out`);
    return {};
  }
  return { proxy_url: url };
}

/** Whether Go takes a text for a URL: one that JavaScript takes as well, without odd characters. */
export function isUrl(value: string): boolean {
  return /^https?:\/\/[\w.:@[\]~%-]+(?:[/?#][!-~]*)?$/i.test(value) &&
    !/%(?![\dA-Fa-f]{2})/.test(value) && URL.canParse(value);
}
