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
    assertEquals(await offered("--report", ""), ["json"]);
    assertEquals(await offered("--namespace", ""), []);
    assertEquals(await offered("comp"), ["completion"]);
    assertEquals(await offered("completion", "p"), ["powershell"]);
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
