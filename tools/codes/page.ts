/** Writes docs/diagnostics.md: what is said, why, and what to do. */
import { ENGINE, type Entries, type Entry, packageOf, sayingsByHome, SEVERAL } from "./entries.ts";
import { type Saying, UNKNOWN } from "./find.ts";

const WIDTH = 100;

/** Characters of an example. */
const LONGEST = 400;

const SYMBOLS = { error: "✖", warning: "⚠", info: "ℹ" } as const;

const INTRODUCTION = `# Diagnostics

Each thing that a conversion has to say has a code: \`--verbose\` prints it behind the message, and
\`--report json\` has it as \`code\`. Here is what each means, and what to do about it. Beside the code
is what it can be: ✖ part of what the manifests ask for was withheld, ⚠ something was left out or
guessed, ℹ worth knowing. Below it is what is said, each thing that it may be by itself; \`…\` stands
for names and values.

\`SERVICE\` is a service of compose.yml, and settings are those of [dekube.yaml](settings.md): what
reads \`overrides.SERVICE.image\` can be typed so at the top of the file
(\`overrides.web.image: nginx:1.29\`), or as nested mappings.
`;

/** The whole page. */
export function diagnosticsPage(sayings: readonly Saying[], entries: Entries): string {
  const homes = sayingsByHome(sayings);
  const names = [...homes.keys()].toSorted((one, other) =>
    placeOf(one) - placeOf(other) || (one < other ? -1 : 1)
  );
  const sections = names.map((name) => {
    const codes = [...homes.get(name)!].toSorted(([one], [other]) => one < other ? -1 : 1);
    const parts = codes.map(([code, said]) =>
      codeSection(code, said, entries.get(name)!.get(code)!)
    );
    return [`## ${titleOf(name)}`, ...parts].join("\n\n");
  });
  return `${[INTRODUCTION.trimEnd(), ...sections].join("\n\n")}\n`;
}

function placeOf(name: string): number {
  return name === ENGINE ? 0 : name === SEVERAL ? 1 : 2;
}

function titleOf(name: string): string {
  if (name === ENGINE) return "Engine";
  return name === SEVERAL ? "Several extensions" : `Extension ${name}`;
}

function codeSection(code: string, sayings: readonly Saying[], { cause, remedy }: Entry): string {
  // What the engine says of it comes first.
  const inOrder = sayings.toSorted((one, other) => rankOf(one) - rankOf(other));
  const said = Map.groupBy(inOrder, ({ message }) => message);
  const texts = nearestFirst(code, [...said.keys()]);
  return [
    `### ${headingOf(code)}`,
    ...texts.length === 0 ? [symbolsOf(sayings)] : [
      "```text\n" +
      texts.map((text) => wrapped(`${symbolsOf(said.get(text)!)} ${shortened(text)}`)).join(
        "\n\n",
      ) +
      "\n```",
    ],
    wrapped(cause),
    wrapped(remedy.startsWith("Nothing to do") ? remedy : `**What to do:** ${remedy}`),
  ].join("\n\n");
}

function rankOf({ module }: Saying): number {
  return Number(packageOf(module) !== ENGINE);
}

function symbolsOf(sayings: readonly Saying[]): string {
  return (["error", "warning", "info"] as const)
    .filter((severity) => sayings.some((saying) => saying.severity === severity))
    .map((severity) => SYMBOLS[severity]).join(" ");
}

/**
 * The texts of a code. The first stays so, unless it has none of the code's own words and another has several: one code may
 * be said of much.
 */
function nearestFirst(code: string, messages: readonly string[]): string[] {
  const known = messages.filter((message) => message !== UNKNOWN);
  const words = code.split("-");
  const shared = (message = "") =>
    words.filter((word) => message.toLowerCase().includes(word)).length;
  const better = shared(known[0]) === 0 ? known.findIndex((message) => shared(message) > 1) : 0;
  return better <= 0 ? known : [known[better], ...known.toSpliced(better, 1)];
}

/** As much of an example as shows what it is. */
function shortened(example: string): string {
  if (example.length <= LONGEST) return example;
  return `${example.slice(0, example.lastIndexOf(" ", LONGEST))} …`;
}

/** A family by a word, which anchors can have. */
function headingOf(code: string): string {
  return code.replaceAll(UNKNOWN, "NAME");
}

/** A paragraph in lines; what stands between backquotes stays on one. */
function wrapped(text: string): string {
  const words = text.replaceAll("\n", " ").match(/(?:`[^`]*`|\[[^\]]*\]\([^)]*\)|\S)+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.join("\n");
}
