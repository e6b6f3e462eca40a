/**
 * Values that a renderer is given, and that nobody should read in a message: `--set db.password=…`.
 *
 * @module
 */

import { HIDDEN, withoutPasswords } from "../../../pacts/passwords.ts";

/** Flags of helm, helmfile and kustomize behind which values or passwords stand. */
const FLAG = /^--?(?:set(?:-[a-z]+)?|state-values-set(?:-[a-z]+)?|args|diff-args|password)$/;

/** The same flags as helm's and helmfile's own words have them. */
const IN_TEXT =
  /(--(?:state-values-)?set(?:-[a-z]+)?["']?[=\s]+["']?[^\s=,"']+=)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']+)/g;

/** helmfile lists arguments one below the other: `6: db.password=x (13 bytes)`. */
const LISTED =
  /(:\s*--(?:state-values-)?set\S*(?: \(\d+ bytes\))?\r?\n\s*\d+:\s*[^\s=]+=)(.*?)(?= \(\d+ bytes\)|$)/gm;

/** Words so short, or so common, that hiding them everywhere would hide what is wrong. */
const PLAIN = /^(?:.{0,3}|true|false|null|\d{1,5})$/s;

/** Arguments as a message may show them. */
export function shownArguments(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const [, flag, value] = /^(--?[\w-]+)=(.*)$/s.exec(arg) ?? [];
    if (flag !== undefined && FLAG.test(flag)) return `${flag}=${shownValue(flag, value)}`;
    const before = args[index - 1] ?? "";
    return FLAG.test(before) ? shownValue(before, arg) : withoutPasswords(arg);
  });
}

/** What a program said, without the values that it was given and those that it gave to others. */
export function withoutGivenValues(text: string, args: readonly string[]): string {
  let result = text;
  for (const value of givenValues(args)) result = result.replaceAll(value, HIDDEN);
  return withoutPasswords(result.replace(LISTED, `$1${HIDDEN}`).replace(IN_TEXT, `$1${HIDDEN}`));
}

/** A value without what is secret in it: the name that it is set under stays. */
function shownValue(flag: string, value: string): string {
  const name = /^[^=,{}\s]+=/.exec(value)?.[0];
  return name !== undefined && /set/.test(flag) ? `${name}${HIDDEN}` : HIDDEN;
}

/** All values behind such flags, the longest first. */
function givenValues(args: readonly string[]): string[] {
  const values = new Set<string>();
  for (const [index, arg] of args.entries()) {
    const [, flag, own] = /^(--?[\w-]+)=(.*)$/s.exec(arg) ?? [];
    const value = flag !== undefined && FLAG.test(flag)
      ? own
      : FLAG.test(args[index - 1] ?? "")
      ? arg
      : undefined;
    if (value === undefined) continue;
    const set = value.slice(value.indexOf("=") + 1);
    for (
      const part of [
        set,
        ...set.split(/(?<!\\),/).map((one) => one.slice(one.indexOf("=") + 1)),
      ]
    ) {
      if (!PLAIN.test(part)) values.add(part);
    }
  }
  return [...values].sort((a, b) => b.length - a.length);
}
