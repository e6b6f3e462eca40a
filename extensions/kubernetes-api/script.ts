/**
 * The simple commands of a shell script: which programs it runs, with which words.
 *
 * @module
 */

import { append } from "@dekube/engine/pacts";

/** One command of a script. */
export interface Command {
  /** The program and its arguments, quotes and redirections taken away, variables as they stand. */
  words: string[];
  /** Whether what it prints goes into a file. */
  writes: boolean;
}

/** Words that only say in which order commands run. */
const KEYWORDS = new Set(
  [
    "if",
    "then",
    "elif",
    "else",
    "fi",
    "while",
    "until",
    "do",
    "done",
    "!",
    "{",
    "}",
    "time",
    "exec",
  ],
);

/**
 * The commands of a script, those of substitutions among them. What the shell would say of its syntax does not matter
 * here: something odd becomes a command of an odd name.
 *
 * @example
 * ```ts
 * import { commandsIn } from "./script.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const script = 'until kubectl get job "$JOB" >/dev/null; do sleep 2; done && echo ok > /out/ready';
 * assertEquals(commandsIn(script).map(({ words }) => words.join(" ")), [
 *   "kubectl get job $JOB",
 *   "sleep 2",
 *   "echo ok",
 * ]);
 * assertEquals(commandsIn(script).map(({ writes }) => writes), [false, false, true]);
 * ```
 */
export function commandsIn(script: string): Command[] {
  const text = script.replace(/\\\n/g, " ");
  const tokens = new RegExp(TOKEN, "y");
  const commands: Command[] = [];
  const heredocs: string[] = [];
  let command: Command = { words: [], writes: false };
  for (let found = tokens.exec(text); found; found = tokens.exec(text)) {
    const [token] = found;
    if (/^[ \t#]/.test(token)) continue;
    if (token.startsWith("<<")) {
      heredocs.push(token.replace(/^<<-?[ \t]*/, "").replace(/['"\\]/g, ""));
    } else if (REDIRECTION.test(token)) {
      command.writes ||= isWrite(token);
    } else if (/^[;&|\n()]/.test(token)) {
      end();
      if (token === "\n") skipHeredocs();
    } else {
      for (const inner of substitutionsIn(token)) append(commands, commandsIn(inner));
      addWord(token);
    }
  }
  end();
  return commands;

  function addWord(token: string): void {
    const word = unquoted(token);
    if (command.words.length === 0) {
      if (token === word && KEYWORDS.has(word)) return;
      if (/^[A-Za-z_]\w*=/.test(word)) return;
    }
    command.words.push(word);
  }

  function end(): void {
    const isLoopHead = /^(for|case|esac)$/.test(command.words[0] ?? "");
    if (command.words.length > 0 && !isLoopHead) commands.push(command);
    command = { words: [], writes: false };
  }

  function skipHeredocs(): void {
    for (const delimiter of heredocs.splice(0)) {
      const last = new RegExp(`^[ \\t]*${delimiter}[ \\t]*$\\n?`, "mg");
      last.lastIndex = tokens.lastIndex;
      tokens.lastIndex = last.exec(text) ? last.lastIndex : text.length;
    }
  }
}

/** Whether a redirection leads into a file. */
function isWrite(token: string): boolean {
  const target = token.replace(/^\d*[&<>|]+[ \t]*/, "");
  return token.includes(">") && !/^([\d-]+|["']?\/dev\/\w+["']?)$/.test(target);
}

/** A substitution, which may hold others. */
const SUBSTITUTION = String.raw`\$\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|` + "`[^`]*`";

const TOKEN = [
  String.raw`[ \t]+`,
  String.raw`#[^\n]*`,
  String.raw`<<-?[ \t]*["'\\]?\w+["']?`,
  String.raw`\d*(?:&>>?|[<>]+[&|]?)[ \t]*(?:"[^"]*"|'[^']*'|[^\s;&|()<>]*)`,
  String.raw`&&|\|\||;;|[;&|\n()]`,
  String
    .raw`(?:${SUBSTITUTION}|\$\{[^}]*\}|"(?:${SUBSTITUTION}|\\[\s\S]|[^"\\])*"|'[^']*'|\\[\s\S]|[^\s;&|()<>"'\\])+`,
  String.raw`[\s\S]`,
].join("|");

const REDIRECTION = /^\d*(&>|[<>])/;

function substitutionsIn(token: string): string[] {
  if (/^'[^']*'$/.test(token)) return [];
  return [...token.matchAll(new RegExp(SUBSTITUTION, "g"))].map(([text]) =>
    text.startsWith("$(") ? text.slice(2, -1) : text.slice(1, -1)
  ).filter((inner) => !inner.startsWith("("));
}

function unquoted(token: string): string {
  return token.replace(
    /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g,
    (_all, single, double, escaped) => single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped,
  );
}
