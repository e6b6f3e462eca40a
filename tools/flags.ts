/**
 * Writes docs/flags.md out of the flags that the command has:
 *
 *     npx -y deno@2.9.6 task flags
 */
import { SUBCOMMANDS } from "../engine/cli/commands.ts";
import { type Flag, type FlagGroup, FLAGS, typed } from "../engine/cli/flags.ts";

const PAGE = new URL("../docs/flags.md", import.meta.url);

const INTRODUCTION = `# Flags

What the command can be told, in the order of \`--help\`. A value stands behind its flag, or behind
\`=\`: \`--output-dir out\`, \`--output-dir=out\`. A flag of one letter has one dash. \`completion bash\`
(or \`zsh\`, \`fish\`, \`powershell\`) prints what completes them in a shell. What is
[worth keeping](settings.md) stands in dekube.yaml instead.
`;

const EXIT_CODES = `## Exit codes

| code | meaning |
| --- | --- |
| 0 | done; with \`--dry-run\` and \`--diff\`, [whether anything would change or not](running.md#for-programs) |
| 1 | failed, and nothing was written |
| 2 | no services came out, and nothing was written |
| 3 | done, but something was withheld, left out or guessed, where \`--strict\` asks; or nobody understands a field, where \`--strict=fields\` does |
| 4 | written, but not all of it came up (\`up\`) |
`;

/** A group's title, and what is to be said of it. */
const GROUPS: Record<FlagGroup, [title: string, about: string]> = {
  input: [
    "Input",
    `Several make one project. Without any of them \`helmfile2compose\` renders the helmfile of the
current folder, and \`kubernetes2simple\`
[looks what there is](distributions.md#what-the-command-converts-by-itself). What follows \`--\` goes
to the renderer as it stands.`,
  ],
  output: ["Output", ""],
  messages: ["Messages", "[Diagnostics](diagnostics.md) has what each message means."],
  extensions: [
    "Extensions",
    "See also [`depends`](settings.md#depends), and [permissions](permissions.md#extensions-of-others).",
  ],
  words: ["Of a command alone", "These go with the [command](#commands) that they name."],
  others: ["Others", ""],
};

/** The whole page. */
export function flagsPage(flags: readonly Flag[] = FLAGS): string {
  const groups = Object.entries(GROUPS).map(([group, [title, about]]) => {
    const rows = flags.filter((flag) => flag.group === group).map(rowOf);
    const table = ["| flag | what it is for |", "| --- | --- |", ...rows].join("\n");
    return [`## ${title}`, ...about ? [about] : [], table].join("\n\n");
  });
  return [INTRODUCTION.trimEnd(), commandsTable(), ...groups, EXIT_CODES].join("\n\n");
}

function commandsTable(): string {
  const rows = SUBCOMMANDS.flatMap(({ usage }) => usage)
    .map(([words, help]) => `| \`${words}\` | ${help} |`);
  const about =
    "Without one the command converts. Flags stand before or after it. `help COMMAND` prints those that one takes.";
  return [
    "## Commands",
    about,
    ["| command | what it is for |", "| --- | --- |", ...rows].join("\n"),
  ]
    .join("\n\n");
}

function rowOf({ name, others = [], value, repeats, below, help }: Flag): string {
  const names = [name, ...others].map((each) => `\`${typed(each)}${value ? ` ${value}` : ""}\``);
  const further = [
    ...below ? [`with \`${typed(below)}\``] : [],
    ...repeats && !help.includes("repeatable") ? ["repeatable"] : [],
  ];
  const text = [help.replaceAll("\n", " ").replaceAll("|", "\\|"), ...further].join("; ");
  return `| ${names.join(", ")} | ${text} |`;
}

if (import.meta.main) await Deno.writeTextFile(PAGE, flagsPage());
