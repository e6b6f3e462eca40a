/**
 * The command's flags, as data: parsing, `--help`, completion and what is said of a mistake all come from here.
 *
 * @module
 */

/** What a flag belongs to in `--help`. */
export type FlagGroup = "input" | "output" | "messages" | "extensions" | "words" | "others";

/** A flag of the command. */
export interface Flag {
  /** Its name, without dashes. */
  readonly name: string;
  /** What stands for its value in `--help`; a flag without is a switch. */
  readonly value?: string;
  /** Further names; those of one letter have one dash. */
  readonly others?: readonly string[];
  /** Whether it may be given several times. */
  readonly repeats?: boolean;
  /** Part of `--help` that it stands in. */
  readonly group: FlagGroup;
  /** The flag of an input that it belongs to. */
  readonly below?: string;
  /** What it is for, in a line or more. */
  readonly help: string;
  /** What its value names, for completion. */
  readonly names?: "folder" | "file";
  /** Values that it can have, for completion; beside what it names. */
  readonly words?: readonly string[];
  /** Values that a switch may have behind `=`, beside standing alone. */
  readonly modes?: readonly string[];
  /** The subcommand that it belongs to, and means nothing without. */
  readonly only?: string;
  /** Words that people have for it elsewhere. */
  readonly meant?: readonly string[];
}

/** All of them, in the order of `--help`. */
export const FLAGS = [
  {
    name: "helmfile-dir",
    value: "DIR",
    group: "input",
    help:
      "render DIR/helmfile.yaml, helmfile.yaml.gotmpl or helmfile.d;\nor a file that is a helmfile, whatever it is called",
    names: "file",
    meant: ["helmfile"],
  },
  {
    name: "environment",
    value: "ENV",
    others: ["e", "env"],
    group: "input",
    below: "helmfile-dir",
    help: "helmfile's environment",
  },
  {
    name: "helm-chart",
    value: "CHART",
    group: "input",
    help: "render a Helm chart: a folder, an archive, a URL, repository/name",
    names: "folder",
    meant: ["chart", "helm"],
  },
  {
    name: "values",
    value: "FILE",
    repeats: true,
    group: "input",
    below: "helm-chart",
    help: "file of values (repeatable)",
    names: "file",
    meant: ["values-file", "value-files"],
  },
  {
    name: "set",
    value: "KEY=VALUE",
    repeats: true,
    group: "input",
    below: "helm-chart",
    help: "a value (repeatable)",
    meant: ["set-string"],
  },
  {
    name: "release",
    value: "NAME",
    group: "input",
    below: "helm-chart",
    help: "name of the release (the chart's name)",
    meant: ["release-name"],
  },
  {
    name: "kustomize",
    value: "DIR",
    others: ["k"],
    repeats: true,
    group: "input",
    help: "render a kustomization with kubectl, or kustomize (repeatable)",
    names: "folder",
    meant: ["kustomization", "overlay"],
  },
  {
    name: "from-dir",
    value: "DIR",
    repeats: true,
    group: "input",
    help: "read rendered manifests below DIR; - is standard input\n(repeatable)",
    names: "folder",
    meant: ["from", "input", "dir", "manifests", "from-file"],
  },
  {
    name: "file",
    value: "PATH",
    others: ["f"],
    repeats: true,
    group: "input",
    help:
      "take whatever PATH is: file, folder, kustomization, chart,\nhelmfile; - is standard input (repeatable)",
    names: "file",
    meant: ["filename", "path", "i"],
  },
  {
    name: "follow-links",
    group: "input",
    below: "from-dir",
    help: "follow links there that lead out of DIR",
    meant: ["follow-symlinks"],
  },
  {
    name: "namespace",
    value: "NS",
    others: ["n"],
    group: "input",
    help: "namespace for what names none; for all releases of a helmfile",
  },
  { name: "download-tools", group: "input", help: "download helm or helmfile where missing" },
  {
    name: "output-dir",
    value: "DIR",
    others: ["o", "out"],
    group: "output",
    help: "where compose.yml and the rest go (.)",
    names: "folder",
    meant: ["output", "outdir", "out-dir", "dest", "destination", "target", "to", "t"],
  },
  {
    name: "compose-file",
    value: "NAME",
    group: "output",
    help: "name of the Compose file (compose.yml)",
    meant: ["output-file"],
  },
  {
    name: "name",
    value: "NAME",
    group: "output",
    help: "name of the project; dekube.yaml of a first run gets it",
    meant: ["project-name", "project", "p"],
  },
  {
    name: "local",
    group: "output",
    help:
      "for this machine: hosts become names below .localhost, ports are\nfree ones; dekube.yaml of a first run gets them",
    meant: ["localhost", "laptop"],
  },
  {
    name: "stdout",
    group: "output",
    help: "print compose.yml, and write nothing",
    meant: ["print"],
  },
  {
    name: "dry-run",
    group: "output",
    help: "say what would change, service by service, and write nothing",
    meant: ["check", "plan", "noop"],
  },
  {
    name: "diff",
    group: "output",
    help: "show what would change, line by line, and write nothing",
  },
  {
    name: "clean",
    group: "output",
    help:
      "start afresh: generated passwords and certificates are new;\ndekube.yaml, your own files and the data in volumes stay",
    meant: ["fresh", "reset", "force"],
  },
  {
    name: "yes",
    others: ["y"],
    group: "output",
    help: "go on where most of what is there would be removed",
    meant: ["assume-yes"],
  },
  {
    name: "pin",
    group: "output",
    help: "write the digests that images have now, where registries answer",
    meant: ["digests", "lock", "resolve-image-digests"],
  },
  {
    name: "quiet",
    others: ["q"],
    group: "messages",
    help: "say nothing but what fails or is withheld",
    meant: ["silent", "s"],
  },
  {
    name: "verbose",
    others: ["v"],
    group: "messages",
    help: "say each message by itself, with its code",
  },
  {
    name: "strict",
    group: "messages",
    modes: ["fields"],
    help:
      "exit code 3 where something was withheld, left out or guessed;\n=fields: where nobody understands a field",
    meant: ["fail-on-warning", "werror"],
  },
  {
    name: "report",
    value: "FILE",
    group: "messages",
    help:
      "what came of it: printed (json), in FILE.json with what became of\nevery field, or as a page to look at in FILE.html",
    names: "file",
    words: ["json"],
    meant: ["format", "output-format", "json"],
  },
  {
    name: "graph",
    value: "FILE",
    group: "messages",
    help: "draw what leads where, into FILE.svg or FILE.mmd (Mermaid)",
    names: "file",
    meant: ["draw", "diagram", "topology"],
  },
  {
    name: "debug",
    group: "messages",
    help: "show where in the code something failed",
    meant: ["stack", "trace"],
  },
  {
    name: "extension",
    value: "SPEC",
    repeats: true,
    group: "extensions",
    help: "load one more: name[@version], path, jsr:, https: (repeatable)",
    names: "file",
    meant: ["plugin", "with"],
  },
  {
    name: "extensions-dir",
    value: "DIR",
    repeats: true,
    group: "extensions",
    help: "load the .ts and .js files in DIR too (repeatable)",
    names: "folder",
    meant: ["plugins", "extension-dir"],
  },
  {
    name: "trust",
    group: "extensions",
    help: "allow what dekube.yaml names of others; once is enough",
    meant: ["allow"],
  },
  {
    name: "accept-changes",
    group: "extensions",
    help: "take extensions as they are now, though they have changed",
    meant: ["update", "upgrade"],
  },
  {
    name: "ignore-compatibility-errors",
    value: "NAME",
    repeats: true,
    group: "extensions",
    help: "load NAME even with one that it can't be with (repeatable)",
  },
  {
    name: "timeout",
    value: "SECONDS",
    group: "words",
    only: "up",
    help: "up: wait so long, once containers start (300)",
    meant: ["wait", "wait-timeout"],
  },
  {
    name: "script",
    group: "words",
    only: "images",
    help: "images: print a script that saves and loads them",
  },
  { name: "version", group: "others", help: "print the version", meant: ["V"] },
  { name: "help", others: ["h"], group: "others", help: "print this" },
] as const satisfies readonly Flag[];

type AnyFlag = typeof FLAGS[number];

/** Names of flags that take a value. */
export type TextFlag = Extract<AnyFlag, { value: string }>["name"];
/** Names of those among them that may be given several times. */
export type RepeatedFlag = Extract<AnyFlag, { repeats: true }>["name"];
/** Names of flags that are there or not. */
export type Switch = Exclude<AnyFlag["name"], TextFlag>;

/** The flags as {@linkcode Flag}s, those of a command that downloads nothing without that one. */
export function flagsFor(downloads: boolean): readonly Flag[] {
  return FLAGS.filter(({ name }) => downloads || name !== "download-tools");
}

/** A flag as it is typed. */
export function typed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
