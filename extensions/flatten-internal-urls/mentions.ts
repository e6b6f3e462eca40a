/**
 * Finds cluster names in text.
 *
 * @module
 */

import type { ClusterNames, Target } from "./cluster_names.ts";

/** A cluster name in a text. */
export interface Mention {
  /** Key of the Service that it is for. */
  key: string;
  /** The name to put in its place, `undefined` where none will do. */
  short?: string;
}

/** What to do about the names in a text. */
export interface Visitor {
  /** What takes the place of a name; nothing where it stays. */
  mention(mention: Mention): string | undefined | void;
  /** A name that is put together while the program runs. */
  composed?(): void;
}

/** All characters that a name may have; each is looked at once, however long a run of them is. */
const RUN = /[A-Za-z0-9_.-]+/g;

/** `$NAMESPACE.svc`, `${NAMESPACE}.svc.$DOMAIN`: only the running program knows whose name it is. */
const COMPOSED = /^\w*\.svc(?:\.|$)/;

/** What a text may end with where the program puts something in. */
const PUT_IN = /[$%})>*`]/;

const SUFFIX = /\.svc(?:\.cluster\.local)?$/;

/**
 * Replaces the cluster names in a text by what the visitor makes of them; where it makes nothing of one,
 * that stays. Known are `<service>.<namespace>.svc[.cluster.local]`, with a dot at its end or
 * without, and the same below the name of a StatefulSet's pod; `<service>.<namespace>` only where it
 * stands alone or in host position. A part that is put in while the program runs (`$POD.db.shop.svc`)
 * stays in front of the Service's short name.
 *
 * The time that it takes is in proportion to the length of the text.
 */
export function flatten(
  text: string,
  names: ClusterNames,
  visitor: Visitor,
): string {
  return text.replace(RUN, (run, offset: number) => {
    if (!run.includes(".")) return run;
    const escape = escapeLength(run, text, offset);
    const start = offset + escape;
    const name = run.slice(escape);
    const dots = name.length - withoutLast(name, ".").length;
    const mention = dots > 1
      ? undefined
      : find(name.slice(0, name.length - dots), dots, text, start, names);
    if (!mention) {
      if (COMPOSED.test(run) && PUT_IN.test(text[offset - 1] ?? "")) visitor.composed?.();
      return run;
    }
    const short = visitor.mention(mention.target);
    if (typeof short !== "string") return run;
    return run.slice(0, escape) + mention.lead + short;
  });
}

interface Found {
  /** What stays in front of the name. */
  lead: string;
  target: Mention;
}

function find(
  name: string,
  dots: number,
  text: string,
  start: number,
  names: ClusterNames,
): Found | undefined {
  const lower = name.toLowerCase();
  const base = lower.replace(SUFFIX, "");
  const isQualified = base.length < lower.length;
  const end = start + name.length + dots;
  const middle = base.lastIndexOf(".");
  if (middle < 0) return undefined;
  const namespace = base.slice(middle + 1);
  const first = base.lastIndexOf(".", middle - 1);
  const service = base.slice(first + 1, middle);
  const lead = base.slice(0, first + 1);

  // `$db.shop.svc` begins with a variable, whatever it is called.
  if (text[start - 1] === "$" && lead === "") return undefined;
  const target = lead === "" ? names.service(service, namespace) : names.pod(base);
  if (target) {
    if (!isQualified && !isHost(base, dots, text, start, end, names)) return undefined;
    // `db.shop.svc.$DOMAIN` goes on while the program runs.
    const goesOn = dots > 0 && /[$%{<]/.test(text[end] ?? "");
    return { lead: "", target: goesOn ? { key: target.key } : mentionOf(target) };
  }
  const below = lead === "" ? undefined : names.service(service, namespace);
  const before = text[start - 1] ?? "";
  if (!below || !isQualified || !PUT_IN.test(before)) return undefined;
  const { key } = below;
  return {
    lead: name.slice(0, first + 1),
    target: names.isShared(service) ? { key } : { key, short: service },
  };
}

function mentionOf({ key, short }: Target): Mention {
  return short === undefined ? { key } : { key, short };
}

/**
 * Whether `<service>.<namespace>` is a host, and not a file, a class or a key of some settings: behind `//`
 * or `@`, before a port, or as a word of its own.
 */
function isHost(
  name: string,
  dots: number,
  text: string,
  start: number,
  end: number,
  names: ClusterNames,
): boolean {
  if (dots > 0 || names.isPublic(name)) return false;
  const before = text[start - 1] ?? "";
  const after = text[end] ?? "";
  const next = text[end + 1] ?? "";
  const isLead = /^[\s"'`=,;[<>|:]?$/.test(before) || before === "@" ||
    (before === "/" && text[start - 2] === "/");
  const isPort = after === ":" && /^[\d$%{<]$/.test(next);
  return isLead && (isPort || /^[\s"'`,;\]<>|/?#\\)]?$/.test(after));
}

/**
 * Length of an escaped character at the beginning of a run that belongs to what stands before it: `2F` of
 * `%2F`, `n` of `\n`.
 */
function escapeLength(run: string, text: string, offset: number): number {
  const before = text[offset - 1];
  if (before === "%" && /^[0-9A-Fa-f]{2}/.test(run)) return 2;
  return before === "\\" && /^[nrt]/.test(run) ? 1 : 0;
}

function withoutLast(value: string, char: string): string {
  let end = value.length;
  while (end > 0 && value[end - 1] === char) end--;
  return value.slice(0, end);
}
