/**
 * Definitions whose passwords only the container knows: JSON in lines, with what comes from variables on lines of their own.
 *
 * @see https://www.rabbitmq.com/docs/definitions
 * @module
 */

import { append } from "@dekube/engine/pacts";

/** What a variable of the container holds. */
export class FromVariable {
  /** A variable by its name, as one text, or as a list of those between its commas. */
  constructor(readonly name: string, readonly as: "text" | "list" = "text") {}
}

/** A value of the definitions. */
export type Value =
  | string
  | number
  | boolean
  | null
  | FromVariable
  | readonly Value[]
  | { readonly [key: string]: Value };

/** Something that is declared. */
export interface Item {
  /** What the definitions say of it. */
  value: Value;
  /** Variables without which it is left out, beside its own: those of the user that it is for. */
  needs?: readonly string[];
}

/** Things of one sort: those whose variables are empty are left out. */
export interface Section {
  /** What the definitions call them. */
  name: string;
  /** What is declared. */
  items: readonly Item[];
}

/** The lines of a template; the script of {@linkcode FILL} makes JSON of them. */
export function templateOf(sections: readonly Section[]): string {
  const lines: string[] = ["{"];
  for (const [place, { name, items }] of sections.entries()) {
    lines.push(`${place > 0 ? "," : ""}${JSON.stringify(name)}:`, "@open");
    for (const { value, needs = [] } of items) {
      lines.push(["@item", ...new Set([...variablesOf(value), ...needs])].join(" "));
      append(lines, linesOf(value));
    }
    lines.push("@close");
  }
  return [...lines, "}"].map((line) => `${line}\n`).join("");
}

/** The names of the variables that a value holds. */
export function variablesOf(value: Value): string[] {
  if (value instanceof FromVariable) return [value.name];
  if (Array.isArray(value)) return value.flatMap(variablesOf);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(variablesOf);
  return [];
}

/** JSON, a line for each piece that is known, and one for each variable. */
function linesOf(value: Value): string[] {
  const lines: string[] = [];
  let piece = "";
  const flush = () => {
    if (piece !== "") lines.push(piece);
    piece = "";
  };
  const write = (value: Value): void => {
    if (value instanceof FromVariable) {
      flush();
      lines.push(`@${value.as} ${value.name}`);
    } else if (Array.isArray(value)) {
      piece += "[";
      value.forEach((item, place) => {
        if (place > 0) piece += ",";
        write(item);
      });
      piece += "]";
    } else if (typeof value === "object" && value !== null) {
      piece += "{";
      Object.entries(value).forEach(([key, item], place) => {
        piece += `${place > 0 ? "," : ""}${JSON.stringify(key)}:`;
        write(item);
      });
      piece += "}";
    } else piece += JSON.stringify(value);
  };
  write(value);
  flush();
  return lines;
}

/** Functions of a shell; `fill` makes JSON of a template. No line of JSON begins with what these begin with. */
export const FILL: readonly string[] = [
  "json() {",
  `  printf %s "$1" | tr -d '\\001-\\010\\012-\\037\\177' | sed 's/[\\\\"]/\\\\&/g; s/\\t/\\\\t/g'`,
  "}",
  "fill() {",
  "  skip=",
  "  next=",
  "  while IFS= read -r line; do",
  '    case "$line" in',
  "    @open) printf '['; skip=; next= ;;",
  "    @close) printf ']\\n'; skip= ;;",
  "    @item*)",
  "      skip=",
  "      for name in ${line#@item}; do",
  '        eval "[ -n \\"\\${$name:-}\\" ]" || skip=1',
  "      done",
  '      if [ -z "$skip" ]; then printf \'%s\\n\' "$next"; next=,; fi',
  "      ;;",
  '    *) [ -n "$skip" ] || piece "$line" ;;',
  "    esac",
  "  done",
  "}",
  "piece() {",
  '  case "$1" in',
  `  @text*) eval "printf '\\"%s\\"' \\"\\$(json \\"\\$\${1#@text }\\")\\"" ;;`,
  `  @list*) eval "printf '[\\"%s\\"]' \\"\\$(json \\"\\$\${1#@list }\\" | sed 's/,/\\",\\"/g')\\"" ;;`,
  "  *) printf '%s\\n' \"$1\" ;;",
  "  esac",
  "}",
];
