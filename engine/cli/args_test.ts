import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../core/user_error.ts";
import type { CommandSettings } from "../io/distribution/command_settings.ts";
import { type CommandOptions, parseCommand, parseExtensions, wordAskedAbout } from "./args.ts";
import type { CommandInput, DetectInput, HelmfileInput } from "./command_input.ts";

const HELMFILE: HelmfileInput = {
  kind: "helmfile",
  dir: ".",
  environment: undefined,
  passThrough: [],
};

const DEFAULTS: CommandOptions = {
  input: HELMFILE,
  namespace: undefined,
  outputDir: ".",
  choosesOutput: false,
  composeFile: "compose.yml",
  name: undefined,
  local: false,
  writes: true,
  stdout: false,
  diff: false,
  clean: false,
  yes: false,
  followLinks: false,
  downloadTools: false,
  extensions: [],
  extensionsDirs: [],
  ignoreCompatibilityErrors: [],
  trust: false,
  acceptChanges: false,
  volume: "normal",
  strict: false,
  strictFields: false,
  report: undefined,
  page: undefined,
  graph: undefined,
  debug: false,
  pin: false,
  script: false,
  up: false,
  timeout: 300,
  help: false,
  version: false,
};

const DETECTS: CommandSettings = { input: "detect", tools: "~/.mine" };

/** What is detected where no flag says more. */
const DETECT: DetectInput = {
  kind: "detect",
  dir: ".",
  environment: undefined,
  values: [],
  set: [],
  release: undefined,
  passThrough: [],
};

function inputOf(...args: string[]): CommandInput {
  return parseCommand(args).input;
}

Deno.test("parseCommand() gives the defaults when there are no arguments", () => {
  assertEquals(parseCommand([]), DEFAULTS);
});

Deno.test("parseCommand() reads every flag, with a space or an equals sign", () => {
  const all: CommandOptions = {
    ...DEFAULTS,
    input: { ...HELMFILE, dir: "h", environment: "dev" },
    namespace: "ns",
    outputDir: "o",
    choosesOutput: true,
    composeFile: "c.yml",
    extensions: ["nginx@^2", "./x.ts"],
    extensionsDirs: ["a", "b"],
    ignoreCompatibilityErrors: ["nginx", "x"],
    name: "shop",
    writes: false,
    diff: true,
    volume: "verbose",
    strict: true,
    debug: true,
    yes: true,
    report: "json",
    graph: "a/g.svg",
    clean: true,
    followLinks: false,
    trust: true,
    acceptChanges: true,
    help: true,
    version: true,
  };
  const flags = [
    ["--helmfile-dir", "h"],
    ["--environment", "dev"],
    ["--namespace", "ns"],
    ["--output-dir", "o"],
    ["--compose-file", "c.yml"],
    ["--extension", "nginx@^2"],
    ["--extension", "./x.ts"],
    ["--ignore-compatibility-errors", "nginx"],
    ["--ignore-compatibility-errors", "x"],
    ["--extensions-dir", "a"],
    ["--extensions-dir", "b"],
    ["--report", "json"],
    ["--graph", "a/g.svg"],
    ["--name", "shop"],
  ];
  const switches = [
    ...["--clean", "--trust", "--accept-changes", "--version", "--dry-run"],
    ...["--diff", "--verbose", "--strict", "--debug", "--yes"],
  ];
  assertEquals(parseCommand([...flags.flat(), ...switches, "--help"]), all);
  assertEquals(
    parseCommand([...flags.map((flag) => flag.join("=")), ...switches, "-h"]),
    all,
  );
  assertEquals(inputOf("--from-dir", "f"), { kind: "folder", dir: "f", isDetected: false });
  assertEquals(parseCommand(["--from-dir", "f", "--follow-links"]).followLinks, true);
  assertEquals(inputOf("--kustomize", "k"), { kind: "kustomize", dir: "k", passThrough: [] });
});

Deno.test("parseCommand() reads what belongs to a chart, each as often as it is given", () => {
  const flags = [
    ["--helm-chart", "c"],
    ["--values", "a.yaml"],
    ["--values", "b.yaml"],
    ["--set", "a=b=c"],
    ["--set", "n=1,m={x,y}"],
    ["--release", "r"],
    ["--namespace", "ns"],
  ];
  const all: CommandOptions = {
    ...DEFAULTS,
    input: {
      kind: "chart",
      chart: "c",
      values: ["a.yaml", "b.yaml"],
      set: ["a=b=c", "n=1,m={x,y}"],
      release: "r",
      passThrough: [],
    },
    namespace: "ns",
  };
  assertEquals(parseCommand(flags.flat()), all);
  assertEquals(parseCommand(flags.map((flag) => flag.join("="))), all);
});

for (const args of [["--from-dir", "-"], ["--from-dir=-"]]) {
  Deno.test(`parseCommand() takes standard input when it is given ${args.join(" ")}`, () => {
    assertEquals(inputOf(...args, "--output-dir", "o"), { kind: "stdin" });
  });
}

Deno.test("parseCommand() leaves a dash to the renderer when it follows `--`", () => {
  const passThrough = ["--from-dir", "-"];
  assertEquals(inputOf("--", ...passThrough), { ...HELMFILE, passThrough });
});

Deno.test("parseCommand() hands what follows `--` on when there is a chart or a kustomization", () => {
  const [passThrough, own] = [["--debug"], { values: [], set: [], release: undefined }];
  assertEquals(inputOf("--helm-chart", "x", "--", "--debug"), {
    kind: "chart",
    chart: "x",
    ...own,
    passThrough,
  });
  assertEquals(inputOf("--kustomize", "x", "--", "--debug"), {
    kind: "kustomize",
    dir: "x",
    passThrough,
  });
});

Deno.test("parseCommand() knows the short forms", () => {
  for (
    const args of [["-e", "dev", "-n", "ns", "-h"], ["-edev", "-nns", "-h"], [
      "-e=dev",
      "-n=ns",
      "-h",
    ]]
  ) {
    const { input, namespace, help } = parseCommand(args);
    assertEquals([input, namespace, help], [{ ...HELMFILE, environment: "dev" }, "ns", true]);
  }
});

Deno.test("parseCommand() keeps a value that looks like a number as it is", () => {
  assertEquals(inputOf("--from-dir", "007"), { kind: "folder", dir: "007", isDetected: false });
  assertEquals(inputOf("-e", "1e3"), { ...HELMFILE, environment: "1e3" });
});

Deno.test("parseCommand() hands what follows `--` to the renderer as it stands", () => {
  const passThrough = ["--set", "a=b", "-x", "word"];
  assertEquals(inputOf("-e", "dev", "--", ...passThrough), {
    ...HELMFILE,
    environment: "dev",
    passThrough,
  });
});

const wrong: [args: string[], message: string][] = [
  [["--outdir", "x"], 'there is no flag --outdir (did you mean "--output-dir"?). See --help'],
  [["--form-dir", "x"], 'there is no flag --form-dir (did you mean "--from-dir"?). See --help'],
  [["--from_dir=x"], 'there is no flag --from_dir (did you mean "--from-dir"?). See --help'],
  [["--download-tools"], "there is no flag --download-tools. See --help"],
  [
    ["--name", "My Shop"],
    '--name takes lower-case letters, digits, "-" and "_", such as "myshop", not "My Shop"',
  ],
  [["--frobnicate"], "there is no flag --frobnicate. See --help"],
  [["-x"], "there is no flag -x. See --help"],
  [
    ["--helm-chart", "x", "--follow-links"],
    "--follow-links goes with --from-dir, which is not there. Add it, or leave --follow-links out",
  ],
  [["-V"], 'there is no flag -V (did you mean "--version"?). See --help'],
  [["--no-color"], "there is no flag --no-color. Colours are for terminals alone; NO_COLOR=1"],
  [
    ["--kubeconfig", "x"],
    "No cluster is asked. Have kubectl print what is there, and pipe it in: ",
  ],
  [
    ["--selector", "name=web"],
    "there is no flag --selector. What is helm's, helmfile's or kustomize's stands behind --: -- --selector …",
  ],
  [["-l", "name=web"], "stands behind --: -- -l …"],
  [["convert"], '"convert" is not expected here. To convert takes no word: leave it out'],
  [["instal"], '"instal" is not expected here. Files'],
  [["--no-help"], "there is no flag --no-help"],
  [
    ["rendered"],
    '"rendered" is not expected here. Files and folders are given with -f, see --help',
  ],
  [["--from-dir", "a", "b"], '"b" is not expected here'],
  [["--from-dir"], "--from-dir needs a value. See --help"],
  [["--from-dir="], "--from-dir needs a value. See --help"],
  [["--from-dir", "--output-dir", "o"], "--from-dir needs a value. See --help"],
  [["-e"], "--environment needs a value. See --help"],
  [["-n"], "--namespace needs a value. See --help"],
  [["--extensions-dir", "a", "--extensions-dir"], "--extensions-dir needs a value. See --help"],
  [
    ["--report", "xml"],
    '--report takes "json", or the name of a file that ends in .json or .html, not "xml"',
  ],
  [["--graph", "a.png"], '--graph takes the name of a file that ends in .svg or .mmd, not "a.png"'],
  [
    ["--compose-file", "sub/compose.yml"],
    '--compose-file takes a name, not a path such as "sub/compose.yml"',
  ],
  [["--compose-file", "..\\x"], "--compose-file takes a name"],
  [["--compose-file", "dekube.yaml"], `--compose-file can't be "dekube.yaml"`],
  [["--from-dir", "a", "--", "--set", "x=y"], 'what follows "--" goes to the renderer'],
  [
    ["--", "--debug", "--output-dir", "o"],
    '--output-dir stands behind "--", so it would go to the renderer. Put it before the "--"',
  ],
  [["--helm-chart", "c", "--", "--output-dir=o"], "--output-dir stands behind"],
  [["--output-dir", "-"], `"-" is not expected here`],
  [["-"], `"-" is not expected here`],
  [["--from-dir", "a", "-"], `"-" is not expected here`],
  [["--from-dir", "-", "-f", "-"], 'standard input ("-") can be read once alone'],
  [
    ["--from-dir", "a", "--kustomize", "k", "--set", "a=b"],
    "--set goes with --helm-chart, not with --from-dir and --kustomize. Leave one of them out",
  ],
  [
    ["--helm-chart", "c", "-k", "k", "--", "--debug"],
    'what follows "--" goes to the renderer, but 2 inputs are rendered. Convert them one by one',
  ],
  [["--helm-chart", "a", "--helm-chart", "b"], '--helm-chart is given more than once ("a", "b")'],
  [["-o", "a", "--out", "b"], '--output-dir is given more than once ("a", "b")'],
  [["-f", "a", "--yes", "--yes"], "--yes is given more than once. Leave one out"],
  [["-f", "a", "-v", "--verbose"], "--verbose is given more than once. Leave one out"],
  [
    ["--values", "v.yaml"],
    "--values goes with --helm-chart, which is not there. Add it, or leave --values out",
  ],
  [
    ["--helmfile-dir", "h", "--set", "a=b"],
    "--set goes with --helm-chart, not with --helmfile-dir. Leave one of them out",
  ],
  [
    ["--kustomize", "k", "--release", "r"],
    "--release goes with --helm-chart, not with --kustomize",
  ],
  [
    ["--from-dir", "a", "-e", "dev"],
    "--environment goes with --helmfile-dir, not with --from-dir. Leave one of them out",
  ],
  [
    ["--helm-chart", "c", "--env", "dev"],
    "a chart has no environments: --environment goes with --helmfile-dir. Name its values with --values FILE",
  ],
  [["--helm-chart", "c", "--values"], "--values needs a value. See --help"],
  [["--kustomize", "--output-dir", "o"], "--kustomize needs a value. See --help"],
];

for (const [args, message] of wrong) {
  Deno.test(`parseCommand() says what is wrong when it is given ${args.join(" ")}`, () => {
    assertThrows(() => parseCommand(args), UserError, message);
  });
}

Deno.test("parseCommand() takes --env for --environment", () => {
  const input = { ...HELMFILE, environment: "dev" };
  assertEquals(inputOf("--env", "dev"), input);
  assertEquals(parseCommand(["--env=dev", "--helmfile-dir", "."], DETECTS).input, input);
});

Deno.test("parseCommand() looks into a folder when it detects and no flag names an input", () => {
  assertEquals(parseCommand([], DETECTS), { ...DEFAULTS, input: DETECT });
  assertEquals(parseCommand(["deploy", "--download-tools", "-e", "dev"], DETECTS), {
    ...DEFAULTS,
    input: { ...DETECT, dir: "deploy", environment: "dev" },
    downloadTools: true,
  });
  assertEquals(parseCommand(["--values", "v.yaml", "deploy"], DETECTS).input, {
    ...DETECT,
    dir: "deploy",
    values: ["v.yaml"],
  });
});

Deno.test("parseCommand() looks nowhere when it detects and a flag names an input", () => {
  for (const flag of ["--from-dir", "--helm-chart", "--kustomize", "--helmfile-dir"]) {
    assertEquals(parseCommand([flag, "x"], DETECTS).input, inputOf(flag, "x"));
  }
  assertEquals(parseCommand(["--from-dir", "-"], DETECTS).input, { kind: "stdin" });
});

Deno.test("parseCommand() takes several inputs at once, whatever they are", () => {
  const folder = (dir: string) => ({ kind: "folder", dir, isDetected: false }) as const;
  assertEquals(inputOf("--from-dir", "a", "--from-dir", "b"), {
    kind: "named",
    inputs: [folder("a"), folder("b")],
  });
  const { values, set, release, passThrough } = DETECT;
  const found = { kind: "detect", environment: "dev", values, set, release, passThrough } as const;
  assertEquals(inputOf("-f", "a.yaml", "-f", "-", "--helmfile-dir", "h", "-e", "dev"), {
    kind: "named",
    inputs: [
      { kind: "helmfile", dir: "h", environment: "dev", passThrough: [] },
      { ...found, dir: "a.yaml" },
      { kind: "stdin" },
    ],
  });
  assertEquals(inputOf("-f", "a.yaml"), { ...DETECT, dir: "a.yaml" });
  assertEquals(parseCommand(["a", "b.yaml"], DETECTS).input, {
    kind: "named",
    inputs: [{ ...DETECT, dir: "a" }, { ...DETECT, dir: "b.yaml" }],
  });
  assertEquals(parseCommand(["-"], DETECTS).input, { kind: "stdin" });
});

Deno.test("parseCommand() takes --download-tools only when there is a folder for them", () => {
  const { downloadTools } = parseCommand(["--download-tools"], {
    input: "helmfile",
    tools: "~/.mine",
  });
  assertEquals(downloadTools, true);
  assertThrows(
    () => parseCommand(["--download-tools"], { input: "detect" }),
    UserError,
    "there is no flag --download-tools. See --help",
  );
});

const wrongToDetect: [args: string[], message: string][] = [
  [["a", "-", "-f", "-"], 'standard input ("-") can be read once alone'],
  [["--download-tool"], '--download-tool (did you mean "--download-tools"?). See --help'],
  [["--from-dir", "a", "-e", "dev"], "--environment goes with --helmfile-dir, not with --from-dir"],
];

for (const [args, message] of wrongToDetect) {
  Deno.test(`parseCommand() says what is wrong when it detects and is given ${args.join(" ")}`, () => {
    assertThrows(() => parseCommand(args, DETECTS), UserError, message);
  });
}

Deno.test("parseExtensions() takes no folder when the command detects", () => {
  assertEquals(parseExtensions(["extensions"], DETECTS)?.options.input, DETECT);
  assertEquals(parseExtensions(["./extensions"], DETECTS), undefined);
  assertThrows(
    () => parseExtensions(["extensions", "caddy"], DETECTS),
    UserError,
    '"caddy" is not expected',
  );
});

Deno.test("parseExtensions() says how to show one when the word before its name is missing or misspelt", () => {
  for (const words of [["caddy"], ["inf", "caddy"], ["show", "caddy"]]) {
    assertThrows(
      () => parseExtensions(["extensions", ...words]),
      UserError,
      "To show one: extensions info caddy",
    );
  }
  assertThrows(() => parseExtensions(["extensions", "inf"]), UserError, "extensions info NAME");
});

Deno.test("wordAskedAbout() is the subcommand that help is asked about", () => {
  const asked = (...args: string[]) => wordAskedAbout(args)?.name;
  assertEquals(asked("help", "up"), "up");
  assertEquals(asked("images", "--help"), "images");
  assertEquals(asked("-h", "up"), "up");
  for (const args of [["help"], ["--help"], ["help", "help"], ["./shop", "--help"]]) {
    assertEquals(asked(...args), undefined, args.join(" "));
  }
  assertThrows(
    () => asked("help", "imges"),
    UserError,
    'there is no command "imges". Perhaps the command "images" is meant',
  );
});

Deno.test("parseExtensions() leaves to others what does not begin with that word", () => {
  assertEquals(parseExtensions(["--from-dir", "extensions"]), undefined);
  assertEquals(parseExtensions([]), undefined);
});

Deno.test("parseExtensions() reads which one to show, and the flags", () => {
  const options = { ...DEFAULTS, extensions: ["./x.ts"] };
  assertEquals(parseExtensions(["extensions"]), { options: DEFAULTS });
  assertEquals(parseExtensions(["extensions", "--extension", "./x.ts"]), { options });
  assertEquals(parseExtensions(["extensions", "info", "caddy", "--extension=./x.ts"]), {
    name: "caddy",
    options,
  });
});

Deno.test("parseExtensions() takes flags before its words, among them and behind them", () => {
  const options = { ...DEFAULTS, extensions: ["./x.ts"] };
  const flag = ["--extension", "./x.ts"];
  for (
    const args of [
      [...flag, "extensions", "info", "caddy"],
      ["extensions", ...flag, "info", "caddy"],
      ["extensions", "info", ...flag, "caddy"],
      ["extensions", "info", "caddy", ...flag],
    ]
  ) assertEquals(parseExtensions(args), { name: "caddy", options }, args.join(" "));
  assertEquals(parseExtensions([...flag, "extensions"]), { options });
  assertEquals(parseExtensions(["--output-dir", "extensions"], DETECTS), undefined);
  assertEquals(parseExtensions(["deploy", "extensions"], DETECTS), undefined);
});

Deno.test("parseExtensions() says what is wrong when there is no name, or a word too many", () => {
  const message = '"extensions info" needs the name of an extension. See --help';
  assertThrows(() => parseExtensions(["extensions", "info"]), UserError, message);
  for (const args of [["extensions", "caddy"], ["extensions", "info", "x", "caddy"]]) {
    assertThrows(() => parseExtensions(args), UserError, '"caddy" is not expected');
  }
});

Deno.test("parseCommand() reads up with flags before it and behind it, and the folder where the command detects", () => {
  assertEquals(parseCommand(["up"]), { ...DEFAULTS, up: true });
  for (const args of [["up", "-o", "out"], ["-o", "out", "up"]]) {
    assertEquals(parseCommand(args), {
      ...DEFAULTS,
      up: true,
      outputDir: "out",
      choosesOutput: true,
    });
  }
  const { up, input, timeout } = parseCommand(["up", "./shop", "--timeout", "20"], DETECTS);
  assertEquals([up, timeout, input], [true, 20, { ...DETECT, dir: "./shop" }]);
  assertEquals(parseCommand(["./up"], DETECTS).up, false);
});

Deno.test("parseCommand() refuses flags that a word does nothing with", () => {
  const refused: [string[], string][] = [
    [["up", "--diff"], '"up" does nothing with --diff. Leave one of them out'],
    [["--stdout", "up"], '"up" does nothing with --stdout. Leave one of them out'],
    [
      ["--timeout", "3"],
      '--timeout goes with "up", which is not there. Put it in front, or leave --timeout out',
    ],
    [["up", "--timeout", "soon"], '--timeout takes a number of seconds, such as 300, not "soon"'],
    [["up", "--timeout=0"], '--timeout takes a number of seconds, such as 300, not "0"'],
  ];
  for (const [args, message] of refused) {
    assertThrows(() => parseCommand(args), UserError, message);
  }
});

Deno.test("parseExtensions() refuses flags that it does nothing with", () => {
  assertThrows(
    () => parseExtensions(["extensions", "--from-dir", "x"]),
    UserError,
    '"extensions" does nothing with --from-dir. Leave one of them out',
  );
  assertEquals(parseExtensions(["extensions", "--from-dir", "x", "--help"])?.options.help, true);
});

Deno.test("parseCommand() reads what --strict is to look at, and the file of a report", () => {
  const { strict, strictFields } = parseCommand(["--from-dir", "in", "--strict=fields"]);
  assertEquals([strict, strictFields], [false, true]);
  const both = parseCommand(["--from-dir", "in", "--strict", "--strict=fields"]);
  assertEquals([both.strict, both.strictFields], [true, true]);
  assertThrows(
    () => parseCommand(["--from-dir", "in", "--strict=files"]),
    UserError,
    "--strict stands alone, or as --strict=fields, not as --strict=files",
  );
  const { report, reportFile } = parseCommand(["--from-dir", "in", "--report", "out/all.json"]);
  assertEquals([report, reportFile], [undefined, "out/all.json"]);
  // What follows goes to the renderer.
  assertEquals(parseCommand(["--helm-chart", "in", "--", "--strict=all"]).strictFields, false);
});
