/**
 * `completion`: scripts by which shells complete the command's flags.
 *
 * @module
 */

import { UserError } from "../core/user_error.ts";
import { type CommandSettings, DEFAULT_SETTINGS } from "../io/distribution/command_settings.ts";
import { type CommandOptions, readWords } from "./args.ts";
import { SUBCOMMANDS } from "./commands.ts";
import { type Flag, flagsFor, typed } from "./flags.ts";

/** What `completion` asks for. */
export interface CompletionQuery {
  /** The shell. */
  name: Shell;
  options: CommandOptions;
}

const SHELLS = { bash, zsh, fish, powershell };

/** A shell that a script is for. */
export type Shell = keyof typeof SHELLS;

/** Words that stand for what the command does otherwise. */
const COMMANDS: Readonly<Record<string, string>> = Object.fromEntries(
  SUBCOMMANDS.map(({ name, help }) => [name, help]),
);

/** What may stand behind some of them. */
const BEHIND: readonly (readonly [command: string, words: string])[] = [
  ...SUBCOMMANDS.flatMap(({ name, usage }) => {
    const words = usage.map(([typed]) => typed.split(" ")[1] ?? "")
      .filter((word) => /^[a-z]+$/.test(word));
    return words.length > 0 ? [[name, words.join(" ")] as const] : [];
  }),
  ["completion", Object.keys(SHELLS).join(" ")],
];

/**
 * Reads `completion SHELL`; nothing where the first word is another.
 *
 * @throws {UserError} for no shell, or one that there is no script for.
 */
export function parseCompletion(
  args: readonly string[],
  settings: CommandSettings = DEFAULT_SETTINGS,
): CompletionQuery | undefined {
  const { words: [command, name, ...others], options } = readWords(args, settings);
  if (command !== "completion") return undefined;
  const asked = options([...others]);
  if (asked.help || Object.hasOwn(SHELLS, name ?? "")) {
    return { name: name as Shell, options: asked };
  }
  throw new UserError(
    `"completion" needs the name of a shell: ${Object.keys(SHELLS).join(", ")}`,
  );
}

/** The script of a shell, for a command of that name. */
export function completionScript(
  shell: Shell,
  command: string,
  settings: CommandSettings = DEFAULT_SETTINGS,
): string {
  return SHELLS[shell](command, flagsFor(settings.tools !== undefined)).trimEnd();
}

/** All names of a flag as they are typed. */
function namesOf({ name, others = [] }: Flag): string[] {
  return [name, ...others].map(typed);
}

/** All ways to type a flag: a switch may have values behind `=`. */
function spellingsOf(flag: Flag): string[] {
  const modes = (flag.modes ?? []).map((mode) => `${typed(flag.name)}=${mode}`);
  return [...namesOf(flag), ...modes];
}

/** What a flag is for, in one line. */
function summaryOf({ help }: Pick<Flag, "help">): string {
  return help.replaceAll("\n", " ");
}

/** A text between apostrophes; `apostrophe` is how a shell has one in it. */
function quoted(text: string, apostrophe: string): string {
  return text.replaceAll("'", () => apostrophe);
}

/** A function's name. */
function wordOf(command: string): string {
  return command.replaceAll(/\W/g, "_");
}

function bash(command: string, flags: readonly Flag[]): string {
  const cases = flags.filter(({ value }) => value !== undefined).map((flag) => {
    const { names, words = [] } = flag;
    const offers = [
      ...words.length > 0 ? [`compgen -W "${words.join(" ")}" -- "$word"`] : [],
      ...names === undefined ? [] : [`compgen ${names === "folder" ? "-d" : "-f"} -- "$word"`],
    ];
    return `    ${namesOf(flag).join("|")}) mapfile -t COMPREPLY < <(${
      offers.join("; ") || "true"
    }); return ;;`;
  });
  return `# bash completion of ${command}: source <(${command} completion bash)
_${wordOf(command)}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  case "$before" in
${cases.join("\n")}
${
    BEHIND.map(([name, words]) =>
      `    ${name}) mapfile -t COMPREPLY < <(compgen -W "${words}" -- "$word"); return ;;`
    ).join("\n")
  }
  esac
  if [[ "$word" == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${flags.flatMap(spellingsOf).join(" ")}" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -W "${
    Object.keys(COMMANDS).join(" ")
  }" -- "$word"; compgen -d -- "$word")
  fi
}
complete -o filenames -F _${wordOf(command)} ${command}
`;
}

function zsh(command: string, flags: readonly Flag[]): string {
  const specs = flags.flatMap((flag) => {
    const names = namesOf(flag);
    const { names: named, words = [] } = flag;
    const files = named === undefined ? " " : named === "folder" ? "_files -/" : "_files";
    const listed = words.join(" ");
    const action = words.length === 0
      ? files
      : named === undefined
      ? `(${listed})`
      : `{ compadd -- ${listed}; ${files} }`;
    const value = flag.value === undefined ? "" : `:${flag.value}:${action}`;
    const excluded = flag.repeats ? "*" : `(${names.join(" ")})`;
    const summary = quoted(summaryOf(flag).replaceAll(/[[\]\\]/g, "\\$&"), "'\\''");
    return names.map((name) => `    '${excluded}${name}[${summary}]${value}'`);
  });
  return `#compdef ${command}
# zsh completion of ${command}: source <(${command} completion zsh)
_${wordOf(command)}() {
  local -a flags=(
${specs.join("\n")}
    '1::command or folder:_${wordOf(command)}_first'
    '*:argument:_${wordOf(command)}_behind'
  )
  _arguments -s $flags
}
_${wordOf(command)}_first() {
  local -a commands=(
${Object.entries(COMMANDS).map(([name, help]) => `    '${name}:${help}'`).join("\n")}
  )
  _describe command commands
  _files -/
}
_${wordOf(command)}_behind() {
  case $words[CURRENT-1] in
${BEHIND.map(([name, words]) => `    ${name}) compadd ${words} ;;`).join("\n")}
    *) _files ;;
  esac
}
compdef _${wordOf(command)} ${command}
`;
}

function fish(command: string, flags: readonly Flag[]): string {
  const lines = flags.map((flag) => {
    const { value, names, words = [] } = flag;
    const spelt = namesOf(flag).map((name) =>
      name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`
    );
    const files = names === "folder" ? "(__fish_complete_directories)" : "";
    const listed = [...words, ...files === "" ? [] : [files]].join(" ");
    const action = value === undefined
      ? ""
      : `${names === "file" ? " -rF" : " -x"}${listed === "" ? "" : ` -a '${listed}'`}`;
    const summary = quoted(summaryOf(flag).replaceAll("\\", "\\\\"), "\\'");
    return `complete -c ${command} ${spelt.join(" ")}${action} -d '${summary}'`;
  });
  const commands = Object.entries(COMMANDS).map(([name, help]) =>
    `complete -c ${command} -n __fish_use_subcommand -a ${name} -d '${help}'`
  );
  return `# fish completion of ${command}: ${command} completion fish | source
${lines.join("\n")}
${commands.join("\n")}
${
    BEHIND.map(([name, words]) =>
      `complete -c ${command} -n '__fish_seen_subcommand_from ${name}' -xa '${words}'`
    ).join("\n")
  }
`;
}

function powershell(command: string, flags: readonly Flag[]): string {
  // With commas between them: PowerShell would make one list of all words otherwise.
  const words = [
    ...flags.flatMap((flag) => spellingsOf(flag).map((name) => [name, summaryOf(flag)])),
    ...Object.entries(COMMANDS),
  ].map(([name, help]) => `    @('${name}', '${quoted(help, "''")}')`);
  return `# PowerShell completion of ${command}: ${command} completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${command} -ScriptBlock {
  param($word)
  @(
${words.join(",\n")}
  ) | Where-Object { $_[0] -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterName', $_[1])
  }
}
`;
}
