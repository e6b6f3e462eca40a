/** js-yaml's words for an error in those of `@std/yaml`, which mostly says first what it was doing. */
export function stdMessage(reason: string): string {
  if (WARNING.test(reason)) return reason;
  const doing = Object.keys(DOING).find((doing) => DOING[doing].test(reason));
  const said = REWORDED.reduce(
    (said, [from, to]) => said.replace(from, to),
    reason,
  );
  return doing ? `${doing}: ${said}` : said[0].toUpperCase() + said.slice(1);
}

const WARNING = /^(deficient indentation|unknown document directive|non-ASCII)/;

/** What std was doing where js-yaml gives this reason. */
const DOING: Record<string, RegExp> = {
  "Cannot compose node": /^alias node should/,
  "Cannot handle YAML directive": /YAML (directive|version)/,
  "Cannot handle tag directive": /TAG directive|previously declared suffix/,
  "Cannot merge mappings": /^cannot merge mappings;/,
  "Cannot read alias": /^(name of an alias|unidentified alias)/,
  "Cannot read anchor property": /anchor (property|node)/,
  "Cannot read block": /chomping|indentation width|of a mapping entry|^a whitespace character/,
  "Cannot read block sequence": /of a sequence entry$/,
  "Cannot read document": /^(directives? |end of the stream or)/,
  "Cannot read double quoted scalar": /^(expected hexadecimal|unknown escape)/,
  "Cannot read flow collection": /missed comma|within a flow collection$/,
  "Cannot read line": /^a line break is expected$/,
  "Cannot read tag property": /^(duplication of a tag|.* a verbatim tag|named tag|tag |undeclared)/,
  "Cannot store mapping pair": /^(duplicated mapping key|nested arrays)/,
};

const REWORDED: [RegExp, string][] = [
  [/^TAG directive (?=accepts)/, "directive "],
  [/^there is a (?=previously declared)/, ""],
  [/^duplicated mapping key$/, "duplicated key"],
  [/^cannot merge mappings; /, ""],
  [/^a line break is expected$/, "line break not found"],
  [/^missed comma/, "missing comma"],
  [
    /^repeat of an? (chomping mode|indentation width) identifier$/,
    "$1 identifier repeated",
  ],
  [
    /^bad explicit (indentation width) of a block.*/,
    "$1 must be greater than 0",
  ],
  [
    /^incomplete (explicit mapping pair); /,
    "cannot read block as $1 is incomplete: ",
  ],
  [/a key node is missed; or/, "a key node is missed or"],
  [
    /^can not (read an implicit mapping pair); a colon is missed$/,
    "cannot $1: missing colon",
  ],
  [/^can not (read a block mapping entry); /, "cannot $1: "],
  [/^duplication of an anchor property$/, "duplicate anchor property"],
  [/^name of an alias node/, "alias name"],
  [
    /^unexpected end of the stream within a verbatim tag$/,
    "unexpected end of stream",
  ],
  [/cannot contain such characters$/, "contains invalid characters"],
  [/cannot contain exclamation marks$/, "cannot contain an exclamation mark"],
  [
    /^tag name cannot contain such characters: (.*)$/,
    'invalid characters in tag name "$1"',
  ],
  [/^unknown tag/, "cannot resolve unknown tag"],
  [/^(unacceptable node kind for .* tag); /, "$1: "],
  [/^the stream contains/, "stream contains"],
  [
    /^directive name must not be .*/,
    "directive name length must be greater than zero",
  ],
  [/^ill-formed argument of the YAML directive$/, "ill-formed argument"],
  [/^unacceptable YAML version of the document$/, "unacceptable YAML version"],
  [/^unsupported YAML version of the document$/, "unsupported YAML version"],
];
