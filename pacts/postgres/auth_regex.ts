/**
 * Regular expressions in pg_hba.conf and pg_ident.conf.
 *
 * @see https://www.postgresql.org/docs/current/functions-matching.html#POSIX-SYNTAX-DETAILS
 * @module
 */

const CLASS =
  "\\[:(?:alnum|alpha|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit):\\]";
/** In brackets; ASCII alone, since the server knows no encoding when it reads these. */
const MEMBER = "[ !\"#$%&'()*+,./0-9:;<=>?@A-Z_`a-z{|}~]";
const ESCAPED = "\\\\[!-/:-@[-`{-~]";
const ITEM = `${MEMBER}-${MEMBER}|${MEMBER}|${ESCAPED}|\\\\[dsw]|${CLASS}`;

const ATOM = new RegExp(
  `\\[\\^?(?:\\]|${ITEM})(?:${ITEM})*-?\\]|${ESCAPED}|\\\\[dDsSwW]|[^\\\\[(){*+?|^$]|\\{(?!\\d)`,
  "y",
);
const RANGE = new RegExp(`(${MEMBER})-(${MEMBER})`, "g");
const COUNT = /[*+?]\??|\{(\d{1,3})(?:(,)(\d{0,3}))?\}\??/y;
const OPEN = /\((?:\?:)?(?!\?)/y;

/** PostgreSQL's own limit. */
const MOST_TIMES = 255;
/** Larger ones may be refused, or take long. */
const MOST_PARTS = 1000;
const MOST_LENGTH = 500;
const MOST_DEPTH = 50;

/**
 * Whether PostgreSQL takes an expression for sure: of its syntax (POSIX, with Perl's short forms) this knows what nearly
 * all are made of. What else it has (constraints, collating elements, back references) is not judged, and so is none.
 */
export function isSafeRegex(source: string): boolean {
  if (source.length > MOST_LENGTH) return false;
  let at = source.startsWith("(?i)") ? 4 : 0;
  let depth = 0;
  let parts = 1;
  let mayRepeat = false;
  while (at < source.length) {
    if (take(/[|^$]/y)) {
      mayRepeat = false;
    } else if (take(OPEN)) {
      if (++depth > MOST_DEPTH) return false;
      mayRepeat = false;
    } else if (take(/\)/y)) {
      if (--depth < 0) return false;
      mayRepeat = true;
    } else if (mayRepeat && /^([*+?]|\{\d)/.test(source.slice(at, at + 2))) {
      const [, low, comma, high] = take(COUNT) ?? ["", "-1"];
      const least = Number(low ?? 0);
      const most = Number(comma === undefined ? low ?? 1 : high || low);
      parts *= Math.max(1, most);
      if (least < 0 || least > most || most > MOST_TIMES || parts > MOST_PARTS) return false;
      mayRepeat = false;
    } else {
      const atom = take(ATOM)?.[0];
      if (atom === undefined || (atom.startsWith("[") && !hasRanges(atom))) return false;
      mayRepeat = true;
    }
  }
  return depth === 0;

  function take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at += found[0].length;
    return found ?? undefined;
  }
}

/** Whether the ranges in brackets run forwards. */
function hasRanges(brackets: string): boolean {
  return brackets.replace(new RegExp(CLASS, "g"), "").matchAll(RANGE)
    .every(([, low, high]) => low <= high);
}
