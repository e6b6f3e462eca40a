/**
 * Options of initdb: `spec.patroni.initdb`.
 *
 * @see https://www.postgresql.org/docs/current/app-initdb.html
 * @module
 */

import { type ControllerContext, entries, mapping, word } from "@dekube/engine/pacts";
import { shellQuote } from "@dekube/engine/pacts/kubernetes";
import { hasLocale, isStorable } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";

/** Options with a value. */
const VALUED = new Set(
  ("encoding locale lc-collate lc-ctype lc-messages lc-monetary lc-numeric lc-time locale-provider " +
    "icu-locale icu-rules builtin-locale text-search-config wal-segsize").split(" "),
);

/** Options without one. */
const PLAIN = new Set(["data-checksums", "no-locale", "no-data-checksums"]);

/** What says how to log in: the access rules do, which stand in another file. */
const ACCESS = new Set(["auth", "auth-host", "auth-local"]);

/** What Spilo begins with. */
const DEFAULTS = { encoding: "UTF8", locale: "en_US.UTF-8", "data-checksums": "true" };

/** Options of initdb as a shell reads them: the image's start script evaluates them. */
export function initdbArguments(cluster: Cluster, ctx: ControllerContext): string {
  const { image, name, manifest } = cluster;
  const report = ctx.report(manifest, "spec.patroni.initdb");
  const given = entries(mapping(mapping(cluster.spec.patroni).initdb))
    .map(([option, value]) => [option, word(value)] as const);
  const names = new Set(given.map(([option]) => option));
  const isLocal = given.some(([option]) => /locale|^lc-/.test(option));
  const defaults = Object.entries(DEFAULTS).filter(([option]) =>
    !names.has(option) && !(option === "locale" && isLocal) &&
    !(option === "data-checksums" && names.has("no-data-checksums"))
  );
  const options: string[] = [];
  for (const [option, value] of [...defaults, ...given]) {
    if (ACCESS.has(option)) continue;
    if (PLAIN.has(option)) {
      if (value !== "false") options.push(`--${option}`);
    } else if (VALUED.has(option) && value !== "" && isStorable(value)) {
      options.push(`--${option}=${/^locale$|^lc-/.test(option) ? locale(option, value) : value}`);
    } else {
      report.warn(
        "bad-initdb",
        `"${option}" of initdb has no effect here, or no value, so it is left out. Options are ${
          [...VALUED, ...PLAIN].join(", ")
        }`,
      );
    }
  }
  return options.map(shellQuote).join(" ");

  function locale(option: string, value: string): string {
    if (!image.official || hasLocale(value)) return value;
    report.warn(
      "missing-locale",
      `the image ${image.reference} has no locale "${value}", so ${option} is en_US.utf8. Set extensions.zalando-postgres.images.${name} in dekube.yaml to an image that builds on the official one and has it`,
    );
    return "en_US.utf8";
  }
}
