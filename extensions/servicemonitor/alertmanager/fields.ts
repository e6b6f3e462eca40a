/**
 * Fields of the operator's resources as fields of Alertmanager's configuration, by tables.
 *
 * @module
 */

import {
  list,
  type Mapping,
  mapping,
  mappings,
  text,
  textMap,
  texts,
  word,
} from "@dekube/engine/pacts";
import { parseDuration, PROMETHEUS_DURATION } from "@dekube/engine/pacts/kubernetes";
import type { Assets } from "../assets.ts";
import { HTTP_CLIENT_FIELDS, httpClient, isUrl, tlsConfig } from "../http_client.ts";
import { isSet, reportUnread, type Site } from "../read.ts";
import { isAtLeast, type Version } from "../version.ts";

/** What reading fields takes. */
export interface Reading {
  /** Where files go, and Secrets are read from. */
  assets: Assets;
  /** Namespace of the Secrets that are named. */
  namespace: string;
  /** Version of Alertmanager. */
  version: Version;
  /** Where the fields stand. */
  site: Site;
}

/** The value that a field has for Alertmanager; `undefined` where it has none. */
export type Reader = (value: unknown, reading: Reading) => unknown;

/** A field. */
export interface Field {
  /** Reads its value. */
  read: Reader;
  /** Its name for Alertmanager, where that is not the same in other letters. */
  as?: string;
  /** The version 0.x that knows it first. */
  since?: number;
}

/** Fields by the operator's names for them. */
export type FieldTable = Readonly<Record<string, Field | Reader>>;

/** Fields in Alertmanager's notation; those that the table lacks, or that this version lacks, are said. */
export function convertFields(fields: Mapping, table: FieldTable, reading: Reading): Mapping {
  const { site, version } = reading;
  reportUnread(fields, new Set(Object.keys(table)), site);
  const result: Mapping = {};
  for (const [name, entry] of Object.entries(table)) {
    const value = fields[name];
    if (value === undefined || value === null) continue;
    const { read, as = snakeCase(name), since = 0 }: Field = typeof entry === "function"
      ? { read: entry }
      : entry;
    if (!isAtLeast(version, 0, since)) {
      if (isSet(value)) {
        site.at(name).warn(
          "unsupported-field",
          `Alertmanager knows "${as}" from 0.${since} on; it is left out`,
        );
      }
      continue;
    }
    const converted = read(value, { ...reading, site: site.at(name) });
    if (converted !== undefined) result[as] = converted;
  }
  return result;
}

/** `apiURL` as `api_url`. */
function snakeCase(name: string): string {
  return name.replace(/([a-z\d])([A-Z]+)/g, "$1_$2").toLowerCase();
}

/** A text, unless it is empty. */
export const plain: Reader = (value) => text(value) || undefined;

/** A text, which may be empty. */
export const verbatim: Reader = (value) => text(value);

/** On or off. */
export const flag: Reader = (value) => typeof value === "boolean" ? value : undefined;

/** A whole number. */
export const count: Reader = (value, { site }) => {
  const number = Number(word(value) || NaN);
  if (Number.isSafeInteger(number)) return number;
  return site.warn("bad-number", `"${text(value)}" is no whole number; it is left out`);
};

/** A length of time, which may be none. */
export const duration: Reader = (value, { site }) => {
  const written = text(value);
  if (written === "" || parseDuration(written, PROMETHEUS_DURATION) !== undefined) {
    return written || undefined;
  }
  return site.warn(
    "bad-duration",
    `"${written}" is no duration such as 30s or 1h30m; it is left out`,
  );
};

/** A URL. */
export const url: Reader = (value, { site }) => {
  const written = text(value);
  if (written === "" || isUrl(written)) return written || undefined;
  return site.warn("bad-url", `"${written}" is no URL; it is left out`);
};

/** A key of a Secret, as text: all of the configuration is as secret. */
export const secret: Reader = (value, { assets, namespace, site }) =>
  assets.secretText(value, namespace, site)?.trim() || undefined;

/** A key of a Secret that holds a URL. */
export const secretUrl: Reader = (value, reading) => {
  const { assets, namespace, site } = reading;
  const content = assets.secretText(value, namespace, site)?.trim();
  if (content === undefined || isUrl(content)) return content;
  return site.warn("bad-url", "the Secret's key holds no URL; it is left out");
};

/** Texts by name. */
export const texted: Reader = (value) => notEmpty(textMap(value));

/** A list of texts. */
export const strings: Reader = (value) => {
  const found = texts(value);
  return found.length > 0 ? found : undefined;
};

/** A list of keys and values, as texts by name. */
export const pairs: Reader = (value) =>
  notEmpty(Object.fromEntries(mappings(value).map(({ key, value }) => [text(key), text(value)])));

/** What stands in a mapping. */
export function one(table: FieldTable): Reader {
  return (value, reading) => notEmpty(convertFields(mapping(value), table, reading));
}

/** A list of mappings. */
export function each(table: FieldTable): Reader {
  return (value, reading) => {
    const items = list(value).map((item, index) =>
      convertFields(mapping(item), table, { ...reading, site: reading.site.item(index) })
    );
    return items.length > 0 ? items : undefined;
  };
}

const CLIENT_FIELDS = new Set([...HTTP_CLIENT_FIELDS, "proxyURL"]);

/** How to talk to a server. */
export const client: Reader = (value, { assets, namespace, version, site }) => {
  const fields = mapping(value);
  reportUnread(fields, CLIENT_FIELDS, site);
  const { follow_redirects, enable_http2, tls_config, ...rest } = httpClient(
    { ...fields, proxyUrl: fields.proxyUrl ?? fields.proxyURL },
    { assets, namespace, site, version: undefined },
  );
  return notEmpty({
    ...rest,
    ...tls_config === undefined ? {} : { tls_config: knownTls(mapping(tls_config), version) },
    ...follow_redirects === undefined || !isAtLeast(version, 0, 22) ? {} : { follow_redirects },
    ...enable_http2 === undefined || !isAtLeast(version, 0, 25) ? {} : { enable_http2 },
  });
};

/** TLS, of a mail server for instance. */
export const tls: Reader = (value, { assets, namespace, version, site }) =>
  notEmpty(
    knownTls(tlsConfig(mapping(value), { assets, namespace, site, version: undefined }), version),
  );

function knownTls({ min_version, max_version, ...rest }: Mapping, version: Version): Mapping {
  if (!isAtLeast(version, 0, 25)) return rest;
  return {
    ...rest,
    ...min_version === undefined ? {} : { min_version },
    ...max_version === undefined ? {} : { max_version },
  };
}

function notEmpty(fields: Mapping): Mapping | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}
