/**
 * What a name without dots is, by what stands around it: `postgres` may be a host, a scheme, a user, a database or a driver.
 *
 * @module
 */

import { isBehindHostKey } from "../../../pacts/kubernetes/mod.ts";
import type { FoundName } from "./cluster_names.ts";

/** A host; all that a value says, which may be one; or something else. */
export type HostPlace = "host" | "value" | "other";

/** A name without dots: not below a path, in a word or behind a variable's sign, but for what stands right behind `-h`. */
const SHORT =
  /(?:(?<=(?<![\w-])-h)|(?<![\w.%$~-]|(?<!\/)\/))[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?![\w-]|\.\w)/g;

/** How much of the text before and behind a name is looked at. */
const REACH = 200;

/** Names of programs, protocols and drivers, which values hold for other reasons than that a host has such a name. */
const PROGRAMS = new Set(
  ("activemq amqp amqps cassandra clickhouse cockroachdb consul couchdb database dynamodb elastic elasticsearch etcd " +
    "file ftp gcs grpc http https imap influxdb jdbc kafka ldap ldaps local mariadb memcache memcached meilisearch " +
    "minio mongo mongodb mqtt mssql mysql nats neo4j nfs opensearch oracle pgsql postgres postgresql pulsar rabbitmq redis " +
    "rediss s3 sentinel sftp smtp solr sqlite sqlserver ssh tcp tls udp valkey vault ws wss zookeeper")
    .split(" "),
);

/** Words that are subcommands, roles and levels more often than a host's name. */
const WORDS = new Set(
  ("admin agent all api app auth backend beat broker cache check client cluster controller core cron daemon dashboard data " +
    "db default demo dev events exec exporter files frontend gateway help helper host info init install internal job jobs " +
    "list live local log main manager master metrics migrate monitor node none operator primary prod production proxy " +
    "public queue registry replica root run scheduler search serve server service session shell standalone start static " +
    "status storage sync system test token ui update upgrade user version watch web webhook worker")
    .split(" "),
);

/** Schemes behind which no host stands: buckets, images, files and keys. */
const NO_HOSTS = new Set(
  ("abfs abfss arn azblob b2 classpath data docker docker-daemon env file gcs gs jar mem oci s3 s3a s3n secret sqlite " +
    "sqlite3 ssm unix urn wasb wasbs").split(" "),
);

/** Ports below 100 that are more often a server's than the version of an image. */
const LOW_PORTS = new Set([21, 22, 25, 53, 80, 88]);

/** What a program puts there when it runs: a password may hold anything. */
const PLACEHOLDER = /\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)/g;

/** Behind a user, at most a password, and the sign that a host follows. */
const USER = /^(?::[^\s\/"']*)?@|^:["'][^\n]*@/;

/** Behind a scheme, a key, or what a part of the same word follows. */
const OTHER_BEHIND =
  /^\+|^:\/\/|^:(?![\d$%{<])|^:\d+(?:[.-]\w|[A-Za-z_])|^["']?[^\S\n]*=|^["']\s*:/;

/** A URL up to its host. */
const URL_LEAD = /(?:([A-Za-z][A-Za-z0-9+.-]*):|(^|[^\w\/]))\/\/(?:[^\s\/@"']*@)?$/;

/** Before what has a colon and a number and is an image, or a user and a group. */
const OTHER_PAIR = /(?:image|tag|user|owner|group|chown)["']?(?:\s*[=:]\s*|\s+)["']?(?:-\S+\s+)*$/i;

/** Commands that take a host. */
const ASKING =
  /(?:^|[\s;&|("'`\/])(?:curl|dig|getent\s+(?:a?hosts)|host|nc|ncat|netcat|nslookup|ping6?|ssh|telnet|wget)(?:\s+-[\w-]+(?:[=\s]\d+)?)*\s+["']?$/;

/** Members of a list, up to the next one: on a line, or below each other. */
const ON_LINE = /(?:(?:"[\w.:\/-]*"|'[\w.:\/-]*'|[\w.-]+(?::\d+)?)\s*,\s*)+["']?$/;
const BELOW = /(?:\n[^\S\n]*-[^\S\n]+["']?[\w.:\/-]+["']?[^\S\n]*)*\n[^\S\n]*-[^\S\n]+["']?$/;

/** Keys of hosts that hold the name of a driver at least as often. */
const DRIVER_KEY = /backends?["']?\s*[=:]\s*["'[(]?$/i;
const MAYBE_DRIVER_KEY = /(?:broker|target)s?["']?\s*[=:]\s*["'[(]?$/i;

/** A key, or an option, up to its value. */
const KEY =
  /(?:^|[\n{,;?&\s])["']?([\w.-]+)["']?(?:[^\S\n]*=>?[^\S\n]*|:[^\S\n]+)["']?$|(?:^|\s)--?([\w-]+)\s+["']?$/;

/** Keys of what is called like a Service, and of secrets. */
const OTHER_KEY =
  /MODULE|SETTINGS|CONFIG|FILE|PROFILE|KEY|CLASS|PACKAGE|PKG|TOPIC|QUEUE|BUCKET|TABLE|INDEX|TAG|VERSION|NAME|USER|ACCOUNT|ROLE|LOG|LEVEL|GROUP|ID$|PATH$|PASS|PWD|SECRET|TOKEN|CRED|AUTH|TYPE|DRIVER|DIALECT|ENGINE|PROVIDER|BACKEND|KIND|MODE|SCHEMA|DATABASE|DB$|PREFIX|SUFFIX|LABEL|TITLE|IMAGE|COMMAND|CMD|APP$|JOB|COMPONENT|INSTANCE|METHOD/i;

/** Names without dots in a text, of those that somebody `wants`. */
export function* shortNames(text: string, wants: (name: string) => boolean): Iterable<FoundName> {
  for (const { 0: name, index } of text.matchAll(SHORT)) {
    if (wants(name)) yield { name, at: index };
  }
}

/**
 * What stands at a place in a text, by what is around it; `key` stands before the text. `ports` are such as the name has
 * for sure.
 */
export function hostPlace(
  text: string,
  { name, at }: FoundName,
  key = "",
  ports: ReadonlySet<number> = new Set(),
): HostPlace {
  const end = at + name.length;
  const before = (at < REACH ? key.slice(-REACH) : "") + text.slice(Math.max(0, at - REACH), at);
  const behind = text.slice(end, end + REACH);
  if (USER.test(behind.replace(PLACEHOLDER, "-")) || OTHER_BEHIND.test(behind)) return "other";
  const url = URL_LEAD.exec(before);
  if (url) return NO_HOSTS.has(url[1]?.toLowerCase()) ? "other" : "host";
  if (before.endsWith("//")) return "other";
  const [, port] = /^:(\d{1,5})(?!\d)/.exec(behind) ?? [];
  if (before.endsWith("@")) return port === undefined ? "other" : "host";
  if (/(?<![\w-])-h$/.test(before) || ASKING.test(before)) return "host";
  const head = headOf(before);
  if (isBehindHostKey(head, head.length)) return behindKey(head, name);
  if (port !== undefined) {
    return isPort(Number(port), ports) && !OTHER_PAIR.test(before) ? "host" : "other";
  }
  return isWholeValue(before, behind, name) ? "value" : "other";
}

/** What stands before a value, or before the list that it is in, as if there were no list. */
function headOf(before: string): string {
  return before
    .replace(BELOW, "").replace(ON_LINE, "")
    .replace(/([[(])\s*["']$/, "$1")
    .replace(/(?:=>|:=)(\s*["']?)$/, "=$1")
    .replace(/<(\w+)>\s*$/, "$1=")
    .replace(/(?<=host)[-_](?=name)/i, "")
    .replace(/[-_]?\d+(?=["']?\s*[=:]\s*["'[(]?$)/, "");
}

/** Whether a key (`DB_USER=`) says that its value is something else than a host. */
export function isOtherKey(key: string): boolean {
  const head = headOf(key.slice(-REACH));
  return OTHER_KEY.test(head.replace(/[=\s]+$/, "")) && !isBehindHostKey(head, head.length);
}

function behindKey(head: string, name: string): HostPlace {
  if (!PROGRAMS.has(name)) return "host";
  if (DRIVER_KEY.test(head)) return "other";
  return MAYBE_DRIVER_KEY.test(head) ? "value" : "host";
}

/** Whether a number behind a colon is a port, and not the version of an image. */
function isPort(port: number, known: ReadonlySet<number>): boolean {
  return known.has(port) || port >= 100 || LOW_PORTS.has(port);
}

/** Whether a name is all that a value says, whose key does not say that it is something else. */
function isWholeValue(before: string, behind: string, name: string): boolean {
  if (!/^["']?[^\S\n]*(?:$|[\n\r,}])/.test(behind)) return false;
  const isWord = PROGRAMS.has(name) || WORDS.has(name);
  if (before === "") return !isWord;
  const [, written, option] = KEY.exec(before) ?? [];
  const key = written ?? option;
  if (key === undefined || OTHER_KEY.test(key)) return false;
  // `REDIS: redis` is one, `DB: postgres` need not be.
  return !isWord ||
    /(?:service|svc|ip|dns|fqdn|domain|proxy|relay|gateway)$/i.test(key) ||
    key.toLowerCase().endsWith(name);
}
