import { assertEquals, assertStringIncludes } from "@std/assert";
import { SUBCOMMANDS } from "./commands.ts";
import { usage, usageOf } from "./usage.ts";

Deno.test("usage() names the command and every flag", () => {
  const text = usage("helmfile2compose");
  assertStringIncludes(text, "Usage: helmfile2compose [options]");
  for (
    const flag of [
      "--helmfile-dir",
      "--environment",
      "--namespace",
      "--helm-chart",
      "--values",
      "--set",
      "--release",
      "--kustomize",
      "--from-dir",
      "--from-dir",
      "--env ENV",
      "--follow-links",
      "--clean",
      "--output-dir",
      "--compose-file",
      "--report",
      "--graph FILE",
      "--extension SPEC",
      "--extensions-dir",
      "--ignore-compatibility-errors",
      "extensions info NAME",
      "--version",
      "--help",
    ]
  ) {
    assertStringIncludes(text, flag);
  }
  assertEquals(text.split("\n").filter((line) => line.length > 90), []);
});

Deno.test("usage() says where it looks only when the command detects", () => {
  const [text, looking] = [usage("mine"), usage("mine", { input: "detect" })];
  for (const part of ["[PATH...]", "Chart.yaml", "kustomization.yaml"]) {
    assertStringIncludes(looking, part);
    assertEquals(text.includes(part), false);
  }
  assertStringIncludes(text, "helmfile.yaml.gotmpl or helmfile.d");
  assertEquals(looking.split("\n").filter((line) => line.length > 90), []);
});

Deno.test("usage() offers downloads only when the distribution has a folder for them", () => {
  const text = usage("mine", { input: "helmfile", tools: "~/.mine" });
  assertStringIncludes(text, "--download-tools       download helm or helmfile into ~/.mine where");
  assertEquals(usage("mine", { input: "detect" }).includes("--download-tools"), false);
});

Deno.test("usageOf() names how a subcommand is typed, and the flags that it takes alone", () => {
  const of = (word: string) => usageOf(SUBCOMMANDS.find(({ name }) => name === word)!, "mine");
  assertEquals(
    of("completion"),
    `Usage: mine completion SHELL  print what completes the flags in a shell

  --version              print the version
  -h, --help             print this

All flags, and what else there is: mine --help
`,
  );
  const up = of("up");
  assertEquals(up.split("\n").slice(0, 3), [
    "Usage: mine up [options]  convert, start it, and wait until it runs",
    "",
    "  --timeout SECONDS      up: wait so long, once containers start (300)",
  ]);
  assertStringIncludes(up, "--helm-chart CHART");
  for (const other of ["--dry-run", "--script"]) assertEquals(up.includes(other), false);
});

Deno.test("usageOf() says what a flag is for where a subcommand means something else by it", () => {
  const lineOf = (word: string) =>
    /--output-dir, --out DIR\n +(.*)/.exec(
      usageOf(SUBCOMMANDS.find(({ name }) => name === word)!, "mine"),
    )?.[1];
  assertEquals(lineOf("up"), "where compose.yml and the rest go (.)");
  assertEquals(lineOf("extension"), "where the new folder goes (.)");
  assertEquals(lineOf("distribution"), "where the new folder goes (.)");
  assertEquals(lineOf("images"), "where compose.yml and dekube.yaml are (.)");
});
