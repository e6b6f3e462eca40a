/**
 * The files that keep values of Secrets out of compose.yml, and out of version control.
 *
 * @module
 */

import type { Config, Diagnostic, OutputFile } from "../../../pacts/mod.ts";
import { hostPath } from "../../../pacts/kubernetes/mod.ts";
import type { Placement } from "../output/place_files.ts";
import { isEnvFile, renderEnvFile } from "./env_file.ts";
import { ValuesIn } from "./values_in.ts";
import { isTelling } from "./sounds_secret.ts";
import { UserError } from "../user_error.ts";

/** Where Docker Compose looks for variables. */
const ENV_FILE = ".env";
const IGNORE_FILE = ".gitignore";

const IGNORE_HEADER = "# What holds values of Secrets. Written by dekube\n";

/** What an extension may not write, and the command does. */
export const OBEYED_FILES: readonly string[] = [ENV_FILE, IGNORE_FILE];

/** What no copy belongs into version control of: files of an earlier run, kept as `.orig`, may hold passwords yet. */
const IGNORED = ["/.env*", "/.dekube/", "/secrets/", "/*.orig*"];

/** Files to write, and what there is to say of those that are the user's. */
export interface SecretFiles {
  files: Map<string, OutputFile>;
  said: Diagnostic[];
}

/** Files that are in the folder before a run. */
export interface FilesThere {
  /** What a file holds, whoever wrote it. */
  text(path: string): string | undefined;
  /** What a file holds that no earlier run wrote. */
  foreignText(path: string): string | undefined;
}

/**
 * The files for some variables, beside those that are `there`; the config says in which folders containers keep what they
 * do: databases, and the keys of the proxy's own authority; `further` are files of the user's that hold values. Lines that the user adds to the written .gitignore stay.
 *
 * @throws {UserError} where the user has a `.env`: Compose reads one alone, and it is not ours to change.
 */
export function secretFiles(
  variables: Readonly<Record<string, string>>,
  placement: Pick<Placement, "units" | "loose">,
  there: FilesThere,
  { volumeRoot, volumes }: Pick<Config, "volumeRoot" | "volumes">,
  further: readonly string[] = [],
): SecretFiles {
  const files = new Map<string, OutputFile>();
  const said: Diagnostic[] = [];
  const env = there.foreignText(ENV_FILE);
  if (env !== undefined && !isEnvFile(env)) {
    throw new UserError(
      `there is a "${ENV_FILE}" of yours in the output folder, and "secrets: env-file" in dekube.yaml writes one. Rename yours, and have Docker Compose read both: docker compose --env-file ${ENV_FILE} --env-file mine.env up; or take "secrets" out of dekube.yaml`,
    );
  }
  files.set(ENV_FILE, { content: renderEnvFile(variables), mode: 0o600 });
  const kept = Object.values(volumes).flatMap(({ host_path: path }) =>
    path === undefined ? [] : dataFolder(hostPath(path, volumeRoot))
  );
  const [root] = dataFolder(volumeRoot);
  const lines = [
    ...IGNORED,
    ...further.map(ignored),
    ...root === undefined ? [] : [root],
    ...new Set(kept.filter((line) => root === undefined || !line.startsWith(root))),
    ...revealing(variables, placement),
  ];
  const own = there.text(IGNORE_FILE) ?? IGNORE_HEADER;
  const present = new Set(own.split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.filter((line) => !present.has(line));
  if (own.startsWith(IGNORE_HEADER)) {
    const content = [own.replace(/\n?$/, ""), ...missing, ""].join("\n");
    files.set(IGNORE_FILE, { content, mode: 0o644 });
  } else if (missing.length > 0) said.push(unignored(missing));
  return { files, said };
}

function unignored(lines: readonly string[]): Diagnostic {
  const message =
    `the ${IGNORE_FILE} in the output folder is yours, so it stays as it is. Add what holds values of Secrets to it, a line each: ${
      lines.join(" ")
    }`;
  return { severity: "warning", code: "secrets-not-ignored", message };
}

/** A folder where containers keep their data, if it is below the output folder. */
function dataFolder(folder: string): string[] {
  const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
  const isBelow = !/^[/~$]|^[A-Za-z]:|\\/.test(folder) && !parts.includes("..");
  return isBelow && parts.length > 0 ? [`${ignored(parts.join("/"))}/`] : [];
}

/** Other files that somebody wrote a password into. */
function revealing(
  variables: Readonly<Record<string, string>>,
  { units, loose }: Pick<Placement, "units" | "loose">,
): string[] {
  const values = new ValuesIn(
    Object.entries(variables)
      .filter(([name, value]) => isTelling(name.replace(/^SECRET_/, ""), value))
      .map(([key, value]) => ({ namespace: "", secret: "", key, value })),
    ({ value }) => [value],
  );
  // What nobody else may read holds hashes of passwords, if not these.
  const reveals = ({ content, mode, confidential }: OutputFile) =>
    confidential === true ||
    mode !== undefined && (mode & 0o077) === 0 ||
    typeof content === "string" &&
      values.of(content).some(({ value }) => content.includes(value));
  const paths = [
    ...units.flatMap(({ place, files }) =>
      Object.entries(files).filter(([, file]) => reveals(file))
        .map(([path]) => anyVersion(place, path))
    ),
    ...[...loose].filter(([, file]) => reveals(file)).map(([path]) => ignored(path)),
  ];
  return [...new Set(paths)]
    .filter((path) => !path.startsWith("/secrets/") && !path.startsWith("/.")).sort();
}

/** A file of a place with a version, whatever that is: earlier ones stay for containers that run with them. */
function anyVersion(place: string, path: string): string {
  const line = ignored(place).replace(/@[0-9a-f]+(?:-\d+)?$/, "@*");
  return path === "" ? line : `${line}${ignored(path)}`;
}

/** A path as a line of a .gitignore. */
function ignored(path: string): string {
  // No line of Git's has a line break in it, so there any character is meant.
  return `/${path.replace(/[\\*?[\]!# ]/g, "\\$&").replace(/[\r\n]/g, "?")}`;
}
