import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../core/user_error.ts";
import { parseCommand, usage } from "./args.ts";

const DEFAULTS = {
  helmfileDir: ".",
  environment: undefined,
  namespace: undefined,
  fromDir: undefined,
  outputDir: ".",
  composeFile: "compose.yml",
  extensionsDirs: [],
  report: undefined,
  passThrough: [],
  help: false,
  version: false,
};

Deno.test("parseCommand() gives the defaults when there are no arguments", () => {
  assertEquals(parseCommand([]), DEFAULTS);
});

Deno.test("parseCommand() reads every flag, with a space or an equals sign", () => {
  const all = {
    ...DEFAULTS,
    helmfileDir: "h",
    environment: "dev",
    namespace: "ns",
    outputDir: "o",
    composeFile: "c.yml",
    extensionsDirs: ["a", "b"],
    report: "json" as const,
    help: true,
    version: true,
  };
  const flags = [
    ["--helmfile-dir", "h"],
    ["--environment", "dev"],
    ["--namespace", "ns"],
    ["--output-dir", "o"],
    ["--compose-file", "c.yml"],
    ["--extensions-dir", "a"],
    ["--extensions-dir", "b"],
    ["--report", "json"],
  ];
  assertEquals(parseCommand([...flags.flat(), "--help", "--version"]), all);
  assertEquals(parseCommand([...flags.map((flag) => flag.join("=")), "-h", "--version"]), all);
  assertEquals(parseCommand(["--from-dir", "f"]).fromDir, "f");
});

Deno.test("parseCommand() knows the short forms", () => {
  const { environment, namespace, help } = parseCommand(["-e", "dev", "-n", "ns", "-h"]);
  assertEquals([environment, namespace, help], ["dev", "ns", true]);
});

Deno.test("parseCommand() keeps a value that looks like a number as it is", () => {
  assertEquals(parseCommand(["--from-dir", "007", "-e", "1e3"]).fromDir, "007");
  assertEquals(parseCommand(["-e", "1e3"]).environment, "1e3");
});

Deno.test("parseCommand() hands what follows `--` to the renderer as it stands", () => {
  assertEquals(
    parseCommand(["-e", "dev", "--", "--set", "a=b", "-x", "word"]).passThrough,
    ["--set", "a=b", "-x", "word"],
  );
});

const wrong: [args: string[], message: string][] = [
  [["--form-dir", "x"], 'there is no flag --form-dir (did you mean "--from-dir"?). See --help'],
  [["--from_dir=x"], 'there is no flag --from_dir (did you mean "--from-dir"?). See --help'],
  [["--frobnicate"], "there is no flag --frobnicate. See --help"],
  [["-x"], "there is no flag -x. See --help"],
  [["--no-help"], "there is no flag --no-help"],
  [["rendered"], '"rendered" is not expected here. Folders are given with flags, see --help'],
  [["--from-dir", "a", "b"], '"b" is not expected here'],
  [["--from-dir"], "--from-dir needs a value. See --help"],
  [["--from-dir="], "--from-dir needs a value. See --help"],
  [["--from-dir", "--output-dir", "o"], "--from-dir needs a value. See --help"],
  [["-e"], "--environment needs a value. See --help"],
  [["-n"], "--namespace needs a value. See --help"],
  [["--extensions-dir", "a", "--extensions-dir"], "--extensions-dir needs a value. See --help"],
  [["--report", "xml"], '--report takes "json", not "xml"'],
  [
    ["--compose-file", "sub/compose.yml"],
    '--compose-file takes a name, not a path such as "sub/compose.yml"',
  ],
  [["--compose-file", "..\\x"], "--compose-file takes a name"],
  [["--compose-file", "dekube.yaml"], `--compose-file can't be "dekube.yaml"`],
  [["--from-dir", "a", "--", "--set", "x=y"], 'what follows "--" goes to helmfile'],
];

for (const [args, message] of wrong) {
  Deno.test(`parseCommand() says what is wrong when it is given ${args.join(" ")}`, () => {
    assertThrows(() => parseCommand(args), UserError, message);
  });
}

Deno.test("usage() names the command and every flag", () => {
  const text = usage("helmfile2compose");
  assertStringIncludes(text, "Usage: helmfile2compose [options]");
  for (
    const flag of [
      "--helmfile-dir",
      "--environment",
      "--namespace",
      "--from-dir",
      "--output-dir",
      "--compose-file",
      "--report",
      "--extensions-dir",
      "--version",
      "--help",
    ]
  ) {
    assertStringIncludes(text, flag);
  }
  assertEquals(text.split("\n").filter((line) => line.length > 90), []);
});
