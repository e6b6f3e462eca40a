/**
 * What is known of the official image of PostgreSQL.
 *
 * @see https://hub.docker.com/_/postgres
 * @module
 */

/** An image of a certain version. */
export interface OfficialVersion {
  /** Tag of the official image. */
  tag: string;
  /** Major version of the server. */
  major: number;
}

/** First version that the official image does not have on the distribution. */
const RELEASES = new Map([["bullseye", 18], ["bookworm", Infinity], ["trixie", Infinity]]);

/** Libraries of the official image that may be preloaded. */
const LIBRARIES: ReadonlySet<string> = new Set([
  "auth_delay",
  "auto_explain",
  "basebackup_to_shell",
  "basic_archive",
  "passwordcheck",
  "pg_overexplain",
  "pg_prewarm",
  "pg_stat_statements",
  "pgoutput",
]);

/** Extensions that come with PostgreSQL itself; the image is built with Perl, Python and Tcl as packages apart. */
const EXTENSIONS: ReadonlySet<string> = new Set(
  ("adminpack amcheck autoinc bloom btree_gin btree_gist citext cube dblink dict_int dict_xsyn " +
    "earthdistance file_fdw fuzzystrmatch hstore insert_username intagg intarray isn lo ltree " +
    "moddatetime old_snapshot pageinspect pg_buffercache pg_freespacemap pg_logicalinspect pg_prewarm " +
    "pg_stat_statements pg_surgery pg_trgm pg_visibility pg_walinspect pgcrypto pgrowlocks pgstattuple " +
    "plpgsql postgres_fdw refint seg sslinfo tablefunc tcn tsm_system_rows tsm_system_time unaccent " +
    "uuid-ossp xml2").split(" "),
);

/** Its locales. */
const LOCALES = /^(C|POSIX|C\.utf-?8|en_US\.utf-?8)$/i;

/** The tag of an image. */
export function tagOf(image: string): string {
  return /:([^/:]+)$/.exec(image.split("@", 1)[0])?.[1] ?? "";
}

/** The official image of another's version: `16.3-4-bookworm` is `16.3-bookworm` there; a tag without a version is none. */
export function officialVersion(image: string): OfficialVersion | undefined {
  const tag = tagOf(image);
  const version = /^v?(\d{1,2})(?:\.(\d+))?(?![\d])/.exec(tag);
  if (!version) return undefined;
  const [, major, minor] = version;
  const release = /-(bullseye|bookworm|trixie)(?![^-])/.exec(tag)?.[1] ?? "";
  const kept = Number(major) < (RELEASES.get(release) ?? 0);
  return {
    tag: `${Number(major)}${minor === undefined ? "" : `.${minor}`}${kept ? `-${release}` : ""}`,
    major: Number(major),
  };
}

/** Whether the official image has a library that `shared_preload_libraries` names. */
export function hasLibrary(library: string): boolean {
  return LIBRARIES.has(library.replace(/^\$libdir\//, "").replace(/\.so$/, ""));
}

/** Whether the official image has an extension that `CREATE EXTENSION` names. */
export function hasExtension(extension: string): boolean {
  return EXTENSIONS.has(extension);
}

/** Whether the official image has a locale. */
export function hasLocale(locale: string): boolean {
  return LOCALES.test(locale);
}
