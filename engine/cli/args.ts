/**
 * The command's flags.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "../core/nearest.ts";
import { UserError } from "../core/user_error.ts";

/** What the command was told. */
export interface CommandOptions {
  helmfileDir: string;
  environment?: string;
  namespace?: string;
  fromDir?: string;
  outputDir: string;
  composeFile: string;
  extensionsDirs: string[];
  report?: "json";
  /** What follows `--`, for the renderer as it stands. */
  passThrough: string[];
  help: boolean;
  version: boolean;
}

const TEXT_FLAGS = [
  "helmfile-dir",
  "environment",
  "namespace",
  "from-dir",
  "output-dir",
  "compose-file",
  "extensions-dir",
  "report",
] as const;

/** Names of the config file: today's, then the old one. */
export const CONFIG_FILES: readonly string[] = ["dekube.yaml", "helmfile2compose.yaml"];

const SWITCHES = ["help", "version"] as const;

/** Text of `--help`. */
export function usage(command: string): string {
  return `Turns Kubernetes manifests into a Docker Compose project.

Usage: ${command} [options] [-- arguments for helmfile template]

Input, one of:
  --helmfile-dir DIR     render DIR/helmfile.yaml or helmfile.yaml.gotmpl (.)
  -e, --environment ENV  helmfile's environment
  -n, --namespace NS     namespace for all releases
  --from-dir DIR         read rendered manifests below DIR instead

Output:
  --output-dir DIR       where compose.yml and the rest go (.)
  --compose-file NAME    name of the Compose file (compose.yml)
  --report json          what there is to say, as JSON on standard output

Extensions:
  --extensions-dir DIR   load the .ts and .js files in DIR too (repeatable)

  --version              print the version
  -h, --help             print this

Settings are in DIR/dekube.yaml of the output folder; the first run writes it.
Exit codes: 0 done; 1 failed, nothing written; 2 no services came out, nothing written.
`;
}

/**
 * Reads the arguments.
 *
 * @throws {UserError} for an unknown flag, a flag without its value, or a stray word.
 */
export function parseCommand(args: readonly string[]): CommandOptions {
  const unknown: string[] = [];
  const flags = parseArgs([...args], {
    string: [...TEXT_FLAGS],
    boolean: [...SWITCHES],
    collect: ["extensions-dir"],
    alias: { e: "environment", n: "namespace", h: "help" },
    "--": true,
    unknown(argument) {
      unknown.push(argument);
      return false;
    },
  });
  for (const argument of unknown) {
    const name = /^--?([^=]*)/.exec(argument)?.[1];
    throw new UserError(
      name === undefined
        ? `"${argument}" is not expected here. Folders are given with flags, see --help`
        : `there is no flag ${argument.split("=")[0]}${
          nearest(name, [...TEXT_FLAGS, ...SWITCHES]).replace('"', '"--')
        }. See --help`,
    );
  }
  for (const name of TEXT_FLAGS) {
    if ([flags[name]].flat().includes("")) {
      throw new UserError(`--${name} needs a value. See --help`);
    }
  }
  if (flags.report !== undefined && flags.report !== "json") {
    throw new UserError(`--report takes "json", not "${flags.report}"`);
  }
  const { "compose-file": composeFile = "compose.yml", "--": passThrough = [] } = flags;
  // Paths in it start from where it lies.
  if (/[/\\]/.test(composeFile)) {
    throw new UserError(
      `--compose-file takes a name, not a path such as "${composeFile}". Choose the folder with --output-dir`,
    );
  }
  if (CONFIG_FILES.includes(composeFile)) {
    throw new UserError(
      `--compose-file can't be "${composeFile}": that is the name of the settings`,
    );
  }
  if (passThrough.length > 0 && flags["from-dir"] !== undefined) {
    throw new UserError(
      `what follows "--" goes to helmfile, but nothing is rendered with --from-dir. Leave one of them out`,
    );
  }
  return {
    helmfileDir: flags["helmfile-dir"] ?? ".",
    environment: flags.environment,
    namespace: flags.namespace,
    fromDir: flags["from-dir"],
    outputDir: flags["output-dir"] ?? ".",
    composeFile,
    extensionsDirs: flags["extensions-dir"],
    report: flags.report,
    passThrough,
    help: flags.help,
    version: flags.version,
  };
}
