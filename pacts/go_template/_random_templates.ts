/**
 * Templates that nobody wrote.
 *
 * @module
 */

/** Functions, and what they may be given; what has no order in Go is not among them. */
const CALLS = `
  upper T|lower T|title T|untitle T|trim T|trimAll T T|trimPrefix T T|trimSuffix T T|trunc N T|substr N N T|abbrev N T
  abbrevboth N N T|repeat C T|nospace T|initials T|swapcase T|snakecase T|kebabcase T|camelcase T|contains T T
  hasPrefix T T|quote A A|squote A|cat A A|indent C T|nindent C T|replace T T T|plural T T N|toString A|toStrings A
  join T L|join T A|splitList T T|split T T|splitn T N T|sortAlpha L|wrap N T|wrapWith N T T|b64enc T|b64dec T|b32enc T
  b32dec T|default A A|empty A|coalesce A A A|ternary A A B|typeOf A|kindOf A|deepEqual A A|int A|int64 A|float64 A|atoi T
  toDecimal A|add A A|sub A A|mul A A|div A A|mod A A|max A A|min A A|maxf A A|minf A A|floor A|ceil A|round A N|addf A A
  subf A A|mulf A A|divf A A|until C|untilStep C C C|seq C C|seq C|list A A|list|append L A|prepend L A|concat L L
  first L|last L|rest L|initial L|reverse L|uniq L|without L A|has A L|compact L|slice L N|chunk C L|dict T A|dict T A T A
  get M T|set D T A|unset D T|hasKey M T|pluck T M|pick M T|omit M T|merge D M|mergeOverwrite D M|dig T A M
  dig T T A M|deepCopy L|toJson A|toPrettyJson A|toRawJson A|fromJson T|regexMatch R T|regexFind R T|regexFindAll R T N
  regexReplaceAll R T T|regexReplaceAllLiteral R T T|regexSplit R T N|regexQuoteMeta T|sha1sum T|sha256sum T|adler32sum T
  urlParse T|base T|dir T|clean T|ext T|and A A|or A A|not A|len A|index L N|index M T|index T N|print A A|print A
  printf F A|printf F A A|println A A|html A|js A|urlquery A|eq A A|ne A A|lt A A|le A A|gt A A|ge A A|sha512sum T
`.trim().split(/[|\n]\s*/).map((call) => call.split(" "));

const ATOMS: Readonly<Record<string, readonly string[]>> = {
  T: [
    ...[
      '""',
      '"a"',
      '"Hello World"',
      '"a,b,,c"',
      '"éÀ→x"',
      '"fooBarBaz"',
      '`{"a":[1,{"b":null}]}`',
      '" x\\ty "',
    ],
    ...[
      '"aGVsbG8="',
      '"NBUQ===="',
      '"http://u:p@h:1/p?q#f"',
      '"12"',
      '"-3.50"',
      '"0x1F"',
      '"\\xff\\x80a"',
      ".text",
      '","',
    ],
    ...['"$1-${n}"', '"/a/../b.c"', '"<&\'\\">"', '"GO_PATH-x"', '"k"', '"HTTP2Server30x"'],
  ],
  N: ["0", "1", "2", "3", "-1", "7", ".int", "12"],
  C: ["0", "1", "2", "3", "5"],
  B: ["true", "false"],
  L: [
    "list",
    '(list 1 "a" nil)',
    ".list",
    ".words",
    "(until 3)",
    '(splitList "," "b,a,c")',
    "(list 2.5 true 1)",
  ],
  M: [
    "dict",
    '(dict "k" 1)',
    '(dict "k" (dict "a" "x"))',
    '(dict "a" nil)',
    ".map",
    "(dict `k` list)",
  ],
  // Go goes through any number, and makes a text of any length: counts are small, and what is gone through is a list.
  // Maps that are changed hold nothing else of the data, so that none comes to hold itself: Go has no end then.
  D: ["dict", '(dict "k" 1)', '(dict "k" (dict "a" "x"))'],
  R: [
    '"a+"',
    '"[a-z]+"',
    '"(?i)(h)(?P<n>e)?"',
    '"^.|,"',
    '"\\\\d*"',
    '""',
    '"(a|b)*c"',
    '"\\\\s"',
    '"é|À"',
    '"x{0,2}$"',
  ],
  F: [
    '"%v"',
    '"%s|%v"',
    '"%d %q"',
    '"%5v|%-5v|"',
    '"%v|"',
    '"%05d"',
    '"%+.2f"',
    '"%t%%"',
    '"%T"',
    '"%6.3s|"',
    '"%e"',
    '"%g"',
    '"%c"',
  ],
  A: [
    "nil",
    "1",
    "0",
    "-7",
    "2.5",
    "1e5",
    "true",
    '"a"',
    '""',
    ".none",
    ".nothing",
    ".int",
    ".float",
    ".map",
    "$",
    "$x",
  ],
};

/** Random numbers that are the same again for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = state + 0x6d2b79f5 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}

/** A template of random actions, over data with `text`, `int`, `float`, `nothing`, `list`, `words` and `map`. */
export function randomTemplate(random: () => number): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)];
  const chance = (of: number) => random() < of;

  function call(depth: number): string {
    const [name, ...takes] = pick(CALLS);
    return [name, ...takes.map((type) => value(type, depth - 1))].join(" ");
  }

  function value(type: string, depth: number): string {
    if (
      depth > 0 &&
      (type === "A" ? chance(0.5) : "CDF".includes(type) ? false : chance(0.25))
    ) {
      return `(${call(depth)})`;
    }
    return pick(type === "A" && chance(0.5) ? ATOMS[pick(["T", "N", "L", "M"])] : ATOMS[type]);
  }

  function pipe(): string {
    const first = chance(0.85) ? call(2) : pick(ATOMS.A.slice(1));
    const then = pick([
      "",
      "",
      "",
      " | upper",
      " | quote",
      " | toJson",
      " | default 1",
      " | len",
      " | printf `%v`",
      " | b64enc",
    ]);
    return first + then;
  }

  function body(depth: number): string {
    const parts: string[] = [];
    for (let count = 1 + Math.floor(random() * 2); count > 0; count--) parts.push(part(depth));
    return parts.join(pick(["", " ", "\n"]));
  }

  function part(depth: number): string {
    const [open, close] = [pick(["{{", "{{", "{{- "]), pick(["}}", "}}", " -}}"])];
    const action = (text: string) => `${open}${text}${close}`;
    if (depth === 0 || chance(0.6)) return action(pipe());
    const inner = () => body(depth - 1);
    switch (pick(["if", "with", "range", "pairs", "set", "text"])) {
      case "if":
        return `${
          action(`if ${pipe()}`)
        }${inner()}{{else if ${pipe()}}}${inner()}{{else}}${inner()}{{end}}`;
      case "with":
        return `${action(`with ${pipe()}`)}{{.}}{{else}}${inner()}{{end}}`;
      case "range":
        return `${action(`range ${value("L", 0)}`)}{{print .}}{{if eq (toString .) "a"}}${
          pick(["{{break}}", "{{continue}}"])
        }{{end}},{{else}}none{{end}}`;
      case "pairs":
        return `${action(`range $k, $v := ${value(pick(["L", "M"]), 0)}`)}{{$k}}={{$v}};{{end}}`;
      case "set":
        return action(`$x = ${pipe()}`);
      default:
        return " some text \n";
    }
  }

  return `{{$x := 5}}${body(2)}`;
}
