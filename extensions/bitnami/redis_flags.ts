/**
 * Settings of a Redis of Bitnami's as flags of `redis-server`.
 *
 * @module
 */

import { append, type ConvertContext, text } from "@dekube/engine/pacts";
import { mountedText } from "./mounts.ts";
import { type Subject, wordsOf } from "./subject.ts";

/** Flags, and settings that none stands for. */
export interface RedisFlags {
  /** Words for the command line. */
  flags: string[];
  /** Settings that are not carried over. */
  unread: string[];
}

/** Variables that need no flag here: they are read elsewhere, or speak of the image itself. */
const UNDERSTOOD =
  /^REDIS_(PASSWORD|PASSWORD_FILE|PORT|PORT_NUMBER|REPLICATION_MODE|MASTER_(HOST|PORT_NUMBER|PASSWORD|PASSWORD_FILE)|TLS_.*|DATABASE|AOF_ENABLED|DISABLE_COMMANDS|EXTRA_FLAGS|ALLOW_REMOTE_CONNECTIONS|DEFAULT_.*|BASE_DIR|CONF_DIR|DATA_DIR|TMP_DIR|LOG_DIR|DAEMON_.*|VOLUME_DIR|REPLICA_(IP|PORT))$/;

/** Flags that the chart's start script sets from the environment. */
const BY_SCRIPT = /^--(port|requirepass|masterauth|replicaof|include)\b/;

/**
 * An option as words of the command line. A value that begins with `--` would be taken for the next option, so that
 * it is written into the same word, quoted as in a settings file.
 *
 * @example
 * ```ts ignore
 * option("port", "6380"); // ["--port", "6380"]
 * option("requirepass", "--secret"); // ['--requirepass "--secret"']
 * ```
 */
export function option(name: string, ...values: string[]): string[] {
  if (values.some((value) => value.startsWith("--"))) {
    return [`--${name} ${values.map(quoted).join(" ")}`];
  }
  return [`--${name}`, ...values];
}

/** A word as a settings file quotes it. */
function quoted(value: string): string {
  const bytes = new TextEncoder().encode(value);
  const escaped = Array.from(bytes, (byte) => {
    const char = String.fromCharCode(byte);
    return /[\w@%+=:,./-]/.test(char) ? char : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${escaped.join("")}"`;
}

/**
 * What the chart's start script, or without one the environment, asks for beyond port, password and master.
 * `hasConfig`: there are settings files, which say themselves what to keep on disk.
 */
export function redisFlags(
  subject: Subject,
  hasConfig: boolean,
  ctx: ConvertContext,
): RedisFlags {
  const { service } = subject;
  const env = (variable: string) => text(service.environment?.[variable]);
  const result: RedisFlags = { flags: [], unread: [] };
  for (const variable of Object.keys(service.environment ?? {})) {
    if (variable.startsWith("REDIS_") && !UNDERSTOOD.test(variable)) result.unread.push(variable);
  }
  const path = wordsOf(subject)
    .map((word) => /\/opt\/bitnami\/scripts\/start-scripts\/[\w.-]+/.exec(word)?.[0])
    .find((found) => found !== undefined);
  const script = path && mountedText(path, service, ctx);
  if (script !== undefined && script !== "") {
    addScriptFlags(script, result);
    return result;
  }
  if (!hasConfig && !/^(no|false|0)$/i.test(env("REDIS_AOF_ENABLED"))) {
    // As Bitnami's image does; the stock one would lose what came after its last snapshot.
    append(result.flags, option("appendonly", "yes"));
  }
  for (const command of env("REDIS_DISABLE_COMMANDS").split(/[\s,]+/).filter(Boolean)) {
    append(result.flags, option("rename-command", command, ""));
  }
  append(result.flags, env("REDIS_EXTRA_FLAGS").split(/\s+/).filter(Boolean));
  return result;
}

/** `ARGS+=("--maxmemory 1gb")`: what the chart's user added. */
function addScriptFlags(script: string, { flags, unread }: RedisFlags): void {
  for (const line of script.split("\n")) {
    const inner = /^\s*ARGS\+?=\((.*)\)\s*$/.exec(line)?.[1];
    if (inner === undefined) continue;
    const words = Array.from(
      inner.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+)/g),
      ([, double, single, bare]) => double?.replace(/\\(.)/g, "$1") ?? single ?? bare,
    );
    if (words.length === 0 || BY_SCRIPT.test(words[0])) continue;
    if (words.some((word) => word.includes("$") || word.includes("/bitnami/"))) {
      unread.push(words.join(" "));
    } else append(flags, words);
  }
}
