/**
 * Options of initdb.
 *
 * @see https://www.postgresql.org/docs/current/app-initdb.html
 * @module
 */

import { type ConvertContext, mapping } from "@dekube/engine/pacts";
import { shellQuote } from "@dekube/engine/pacts/kubernetes";
import { hasLocale, isStorable } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import { word, words } from "./read.ts";

const DEFAULTS: Record<string, string> = { encoding: "UTF8", localeCollate: "C", localeCType: "C" };

const OPTIONS: Record<string, string> = {
  encoding: "--encoding",
  localeCollate: "--lc-collate",
  localeCType: "--lc-ctype",
  locale: "--locale",
  localeProvider: "--locale-provider",
  icuLocale: "--icu-locale",
  icuRules: "--icu-rules",
  builtinLocale: "--builtin-locale",
};

/**
 * Options of initdb (`spec.bootstrap.initdb`), as a shell reads them: the image's start script
 * evaluates them.
 */
export function initdbArguments(cluster: Cluster, ctx: ConvertContext): string {
  const initdb = mapping(mapping(cluster.spec.bootstrap).initdb);
  const given = words(initdb.options).filter(isStorable);
  if (given.length > 0) return given.map(shellQuote).join(" ");
  const options: string[] = initdb.dataChecksums === true ? ["--data-checksums"] : [];
  for (const [field, option] of Object.entries(OPTIONS)) {
    const value = word(initdb[field]) || (DEFAULTS[field] ?? "");
    if (value !== "" && isStorable(value)) {
      options.push(`${option}=${/^locale(C.*)?$/.test(field) ? locale(field, value) : value}`);
    }
  }
  const segment = word(initdb.walSegmentSize);
  if (/^(1|2|4|8|16|32|64|128|256|512|1024)$/.test(segment)) {
    options.push(`--wal-segsize=${segment}`);
  } else if (segment !== "" && segment !== "0") {
    ctx.report(cluster.id, "spec.bootstrap.initdb.walSegmentSize").warn(
      "bad-segment-size",
      `"${segment}" is no power of two from 1 to 1024, so the WAL's segments have PostgreSQL's own size`,
    );
  }
  return options.map(shellQuote).join(" ");

  function locale(field: string, value: string): string {
    if (!cluster.image.official || hasLocale(value)) return value;
    const known = /^utf-?8$/i.test(word(initdb.encoding) || DEFAULTS.encoding) ? "en_US.utf8" : "C";
    ctx.report(cluster.id, `spec.bootstrap.initdb.${field}`).warn(
      "missing-locale",
      `the image ${cluster.image.reference} has no locale "${value}"; it is ${known}. Set extensions.cnpg.images.${cluster.name} in dekube.yaml to an image that builds on the official one and has it`,
    );
    return known;
  }
}
