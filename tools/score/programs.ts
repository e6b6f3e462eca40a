/**
 * What the programs that read the output say of it, where they are installed.
 *
 * @module
 */

import type { OutputFiles } from "../../pacts/mod.ts";
import { inFolder } from "../in_folder.ts";
import { isInstalled, runTestTool } from "../needs_tool.ts";
import type { Finished } from "./conversion.ts";

/** A program that checks files. */
interface Checker {
  /** Its command. */
  command: string;
  /** Path of files that it checks. */
  checks: RegExp;
  /** Arguments to check one. */
  args: (path: string) => string[];
}

const CHECKERS: readonly Checker[] = [
  {
    command: "caddy",
    checks: /^Caddyfile[^/]*$/,
    args: (path) => ["validate", "--adapter", "caddyfile", "--config", path],
  },
  { command: "nginx", checks: /(?:^|\/)nginx\.conf$/, args: (path) => ["-t", "-c", path] },
  {
    command: "promtool",
    checks: /^configmaps\/[^/]*_config\/prometheus\.yml$/,
    args: (path) => ["check", "config", path],
  },
];

/** Names of the programs that are there. */
export async function installedPrograms(): Promise<string[]> {
  const commands = CHECKERS.map(({ command }) => command).filter(isInstalled);
  return await hasCompose() ? [...commands, COMPOSE] : commands;
}

const COMPOSE = "docker compose";

let compose: Promise<boolean> | undefined;

/** A docker without the plugin takes `compose` for a mistake. */
function hasCompose(): Promise<boolean> {
  compose ??= isInstalled("docker")
    ? runTestTool("docker", ["compose", "version"]).then(({ success }) => success)
    : Promise.resolve(false);
  return compose;
}

/** What installed programs find wrong with what a conversion wrote. */
export async function programProblems({ text, files, project }: Finished): Promise<string[]> {
  const checks = [...files.entries()].flatMap(([path]) =>
    CHECKERS.filter(({ checks, command }) => checks.test(path) && isInstalled(command))
      .map((checker) => ({ path, checker }))
  );
  const isProject = Object.keys(project.services).length > 0 && await hasCompose();
  if (checks.length === 0 && !isProject) return [];
  return await inFolder(
    (folder) => [["compose.yml", text], ...laidOut(folder, files, mountsOf(project.services))],
    async (folder) => {
      const problems: string[] = [];
      const note = async (command: string, what: string, args: string[]) => {
        const { success, said } = await runTestTool(command, args);
        if (!success) problems.push(`${command} refuses ${what}: ${lastLine(said, folder)}`);
      };
      for (const { path, checker: { command, args } } of checks) {
        await note(command, path, args(`${folder}/${path}`));
      }
      if (isProject) {
        const args = ["compose", "-f", `${folder}/compose.yml`, "config", "--quiet"];
        await note("docker", "compose.yml", args);
      }
      return problems;
    },
  );
}

/** Places of files in containers, by their paths in the output; longest places first. */
function mountsOf(services: Finished["project"]["services"]): [place: string, path: string][] {
  const mounts = Object.values(services).flatMap(({ volumes = [] }) =>
    (volumes as unknown[]).flatMap((volume): [string, string][] => {
      if (typeof volume !== "string") return [];
      const [source, target] = volume.split(":");
      return source.startsWith("./") && target ? [[target, source.slice(2)]] : [];
    })
  );
  return mounts.sort(([one], [other]) => other.length - one.length);
}

/** The files, with places of the container in a folder. */
function* laidOut(
  folder: string,
  files: OutputFiles,
  mounts: readonly [place: string, path: string][],
): Iterable<[string, string | Uint8Array]> {
  for (const [path, { content }] of files.entries()) {
    const isConfig = CHECKERS.some(({ checks }) => checks.test(path));
    yield [path, isConfig ? mounts.reduce(inFolderOf, String(content)) : content];
  }

  function inFolderOf(text: string, [place, path]: readonly [string, string]): string {
    return text.replaceAll(place, `${folder}/${path}`);
  }
}

function lastLine(said: string, folder: string): string {
  return said.trim().split("\n").at(-1)!.replaceAll(`${folder}/`, "").slice(0, 300);
}
