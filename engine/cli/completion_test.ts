import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { UserError } from "../core/user_error.ts";
import { completionScript, parseCompletion, type Shell } from "./completion.ts";
import { FLAGS } from "./flags.ts";

const SHELLS: Shell[] = ["bash", "zsh", "fish", "powershell"];

Deno.test("parseCompletion() reads the shell, and leaves to others what asks for something else", () => {
  for (const shell of SHELLS) assertEquals(parseCompletion(["completion", shell])?.name, shell);
  assertEquals(parseCompletion([]), undefined);
  assertEquals(parseCompletion(["--output-dir", "completion"]), undefined);
});

Deno.test("parseCompletion() names the shells when there is none of that name", () => {
  for (const args of [["completion"], ["completion", "tcsh"], ["completion", "toString"]]) {
    assertThrows(
      () => parseCompletion(args),
      UserError,
      '"completion" needs the name of a shell: bash, zsh, fish, powershell',
    );
  }
});

Deno.test("completionScript() has every flag for every shell", () => {
  for (const shell of SHELLS) {
    const script = completionScript(shell, "mine", { input: "detect", tools: "~/.mine" });
    for (const { name } of FLAGS) assert(script.includes(name), `${shell}: ${name}`);
  }
  const plain = completionScript("bash", "mine");
  assertEquals(plain.includes("download-tools"), false);
});

Deno.test("completionScript() gives PowerShell a list of pairs, and apostrophes as it has them", () => {
  const script = completionScript("powershell", "mine");
  const pairs = script.split("\n").filter((line) => line.startsWith("    @("));
  assert(pairs.length > 30);
  // What stands in lines of its own in @( ) would be one list of all that is in it.
  for (const pair of pairs.slice(0, -1)) assert(pair.endsWith("),"), pair);
  assert(pairs.at(-1)!.endsWith(")"));
  assertStringIncludes(script, "@('--environment', 'helmfile''s environment'),");
});

/** What bash would offer behind some words. */
async function offered(...words: string[]): Promise<string[]> {
  const script = completionScript("bash", "my-command");
  const call = `${script}
cd "$(mktemp -d)" && mkdir one && touch two.yaml
COMP_WORDS=(my-command ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}
_my_command
printf '%s\\n' "\${COMPREPLY[@]}"
cd .. && rm -r "$OLDPWD"`;
  const { success, said } = await runTestTool("bash", ["-c", call]);
  assert(success, said);
  return said.split("\n").filter((line) => line !== "");
}

Deno.test({
  ...needsTool("bash completes flags, their values, and words", "bash", "Debian's bash"),
  async fn() {
    assertEquals(await offered("--out"), ["--output-dir", "--out"]);
    assertEquals(await offered("-o", ""), ["one"]);
    assertEquals(await offered("--values", "t"), ["two.yaml"]);
    assertEquals(await offered("--report", ""), ["json", "one", "two.yaml"]);
    assertEquals(await offered("--report", "t"), ["two.yaml"]);
    assertEquals(await offered("--namespace", ""), []);
    assertEquals(await offered("comp"), ["completion"]);
    assertEquals(await offered("completion", "p"), ["powershell"]);
    assertEquals(await offered("extensions", ""), ["info"]);
    assertEquals(await offered("distribution", ""), ["new"]);
    assertEquals(await offered("--extension", "t"), ["two.yaml"]);
  },
});

Deno.test({
  ...needsTool("fish completes flags, with what they are for, and words", "fish", "Debian's fish"),
  async fn() {
    const asked = ["--env", "up --time", "extension ", "--report js", "--report READ"];
    const script = `${completionScript("fish", "my-command")}
${asked.map((line) => `complete -C 'my-command ${line}'`).join("\n")}`;
    const { success, said } = await runTestTool("fish", ["--no-config"], script);
    assert(success, said);
    assertEquals(said.trimEnd().split("\n"), [
      "--env\thelmfile's environment",
      "--environment\thelmfile's environment",
      "--timeout\tup: wait so long, once containers start (300)",
      "new",
      "json\twhat came of it: printed (json), in FILE.json with what became of every field, or as a page to look at in FILE.html",
      "README.md",
    ]);
  },
});

/** What stands behind `my-command` in a zsh once the tabulator was pressed. */
async function completedByZsh(line: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/script`, completionScript("zsh", "my-command"));
    const session = `zmodload zsh/zpty
zpty shell 'TERM=dumb zsh -f -i'
zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u -D; source ${folder}/script'
zpty -w shell 'show() { print -r -- "<$BUFFER>"; zle kill-buffer }; zle -N show; bindkey "^X" show; print ready=yes'
zpty -r -m shell ignored '*ready=yes*'
zpty -w -n shell $'my-command ${line}\t\x18'
zpty -r -m shell answer '*<my-command *>*'
print -r -- "$answer"
zpty -d shell`;
    const { success, said } = await runTestTool("zsh", ["-f"], session);
    assert(success, said);
    return /<my-command (.*)>/.exec(said)![1];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  ...needsTool("zsh completes flags and words, behind a command too", "zsh", "Debian's zsh"),
  async fn() {
    assertEquals((await completedByZsh("--kust")).trim(), "--kustomize");
    assertEquals((await completedByZsh("up --time")).trim(), "up --timeout");
    assertEquals((await completedByZsh("extensions i")).trim(), "extensions info");
    assertEquals((await completedByZsh("completion fi")).trim(), "completion fish");
    assertEquals((await completedByZsh("--report js")).trim(), "--report json");
    assertEquals((await completedByZsh("--report README")).trim(), "--report README.md");
  },
});

for (const shell of ["zsh", "fish"] as const) {
  Deno.test({
    ...needsTool(`${shell} reads the script for it`, shell, `Debian's ${shell}`),
    async fn() {
      const script = completionScript(shell, "my-command");
      const { success, said } = await runTestTool(shell, ["-n"], script);
      assert(success, said);
      assertStringIncludes(script, "my-command");
    },
  });
}
