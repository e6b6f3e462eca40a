/**
 * Sees to it that the renderers are there.
 *
 * @module
 */

import { withoutEnd } from "../../pacts/ends.ts";
import { join, resolve } from "@std/path";
import type { Diagnostic } from "../../pacts/mod.ts";
import { RenderError } from "../io/errors.ts";
import { downloadTool, PROGRAMS, removeOtherPrograms, restoreTool } from "../io/tools/download.ts";
import { addToPath, isInstalled } from "../io/tools/find_program.ts";
import { findRelease, type ToolRelease } from "../io/tools/releases.ts";
import type { CommandOptions } from "./args.ts";
import { type Ask, askUser } from "./ask_user.ts";
import type { KnownInput } from "./command_input.ts";

/** Where the renderers' own pages say how to install them. */
const INSTALL_PAGES: Record<string, string> = {
  helm: "https://helm.sh/docs/intro/install/",
  helmfile: "https://helmfile.readthedocs.io/en/latest/#installation",
};

/** Where downloads are kept, and where they come from. */
export interface ToolsPlace {
  folder: string;
  /** A server that has the archives, under their own names; the usual ones without it. */
  mirror?: string;
}

/** What is needed of a distribution; the rest tests put in place of the machine. */
export interface ToolsOptions extends ToolsPlace {
  /** Finds what may be downloaded. */
  release?: (tool: string) => ToolRelease | undefined;
  /** Asks the user; nothing where nobody is there to answer. */
  ask?: Ask;
  /** Says at once what takes a while. */
  say?: (note: Diagnostic) => void;
  /** Shows what is going on while something is done. */
  during?: (text: string, work: () => Promise<unknown>) => Promise<unknown>;
}

/**
 * Where a distribution keeps what it downloads, by `tools` of its distribution.json, and the mirror
 * that the environment names for it: `MINE_MIRROR`, where its name is `mine`.
 */
export function toolsPlace(tools: string, distribution: string): ToolsPlace {
  const home = Deno.env.get(Deno.build.os === "windows" ? "USERPROFILE" : "HOME");
  return {
    // The current folder is all there is to a user without a home.
    folder: join(home || ".", tools.replace(/^~\//, "")),
    mirror: Deno.env.get(mirrorVariable(distribution)),
  };
}

/** The variable that names a distribution's mirror. */
export function mirrorVariable(distribution: string): string {
  return `${distribution.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_MIRROR`;
}

/** The programs that an input is rendered with; those behind the first are what the first one runs. */
export function toolsFor(input: KnownInput): readonly string[] {
  const { kind } = input;
  if (kind === "several") return [...new Set(input.inputs.flatMap(toolsFor))];
  if (kind === "helmfile") return ["helmfile", "helm"];
  // Either of two programs renders a kustomization, and neither is downloaded.
  return kind === "chart" ? ["helm"] : [];
}

/**
 * Whether one of some programs is not installed. Where Deno may not look for them, that shows when they are run: the
 * permission to run them is enough for those who have them.
 */
export async function lacksTools(tools: readonly string[]): Promise<boolean> {
  const looking = [{ name: "env", variable: "PATH" }, { name: "read" }] as const;
  if (looking.some((each) => Deno.permissions.querySync(each).state !== "granted")) return false;
  for (const tool of tools) if (!await isInstalled(tool)) return true;
  return false;
}

/**
 * Puts the programs that are not installed, but were downloaded or may be now, on this process's
 * PATH. A download is asked for with `--download-tools`, or by a user who answers yes.
 *
 * @throws {RenderError} where the first program is missing and stays so; the message says how to get it.
 */
export async function provideTools(
  tools: readonly string[],
  { downloadTools }: Pick<CommandOptions, "downloadTools">,
  {
    folder,
    mirror,
    release = (tool) => findRelease(tool),
    ask = askUser,
    say = () => {},
    during = (_text, work) => work(),
  }: ToolsOptions,
): Promise<void> {
  const missing: string[] = [];
  const kept: string[] = [];
  for (const tool of tools) {
    if (await isInstalled(tool)) continue;
    const known = releaseFrom(mirror, release(tool));
    (known && await restoreTool(known, folder) ? kept : missing).push(tool);
  }
  const releases = missing.map((tool) => releaseFrom(mirror, release(tool))).filter((known) =>
    known !== undefined
  );
  const what = releases.map(({ tool, version }) => `${tool} ${version}`).join(" and ");
  const wanted = releases.length > 0 && (downloadTools || await ask(
    `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not installed. ` +
      `Download ${what} from ${hostsOf(releases)} into ${folder}/, checked by SHA-256?`,
  ));
  if (wanted) {
    for (const known of releases) {
      say(info("downloading", `downloading ${known.tool} ${known.version} from ${known.url}`));
      await during(`downloading ${known.tool} ${known.version}`, () => downloadTool(known, folder));
      say(info("downloaded", `${known.tool} is ${join(folder, PROGRAMS, known.tool)}`));
      kept.push(known.tool);
    }
  }
  if (kept.length > 0) addToPath(resolve(await removeOtherPrograms(folder, kept)));
  const left = missing.filter((tool) => !kept.includes(tool));
  if (left.length === 0) return;
  const offer = releases.length > 0 && !wanted
    ? `, or add --download-tools to have ${what} downloaded into ${folder}/ and checked by SHA-256`
    : "";
  const [first] = tools;
  if (left.includes(first)) {
    const names = left.map((tool) => `"${tool}"`).join(" and ");
    throw new RenderError(
      `${names} ${left.length === 1 ? "is" : "are"} not on the PATH. Install ${
        left.length === 1 ? "it" : "them"
      } (${left.map(howToInstall).join("; ")})${offer}, ` +
        "or name a folder of rendered manifests with --from-dir.",
    );
  }
  // A helmfile may name another program in its place, so this is no error yet.
  say({
    severity: "warning",
    code: "tool-missing",
    message: `"${left[0]}" is not on the PATH, and ${first} runs it. Install it (${
      howToInstall(left[0])
    })${offer}.`,
  });
}

function info(code: string, message: string): Diagnostic {
  return { severity: "info", code, message };
}

/** A release as a server has it that stands in for the usual ones. */
function releaseFrom(mirror?: string, release?: ToolRelease): ToolRelease | undefined {
  return release && mirror
    ? { ...release, url: `${withoutEnd(mirror, "/")}/${release.archive}` }
    : release;
}

function hostsOf(releases: readonly ToolRelease[]): string {
  return [...new Set(releases.map(({ url }) => new URL(url).host))].join(" and ");
}

/** How a program is installed on this system. */
function howToInstall(tool: string): string {
  const home = INSTALL_PAGES[tool];
  if (Deno.build.os === "darwin") return `brew install ${tool}, or see ${home}`;
  return Deno.build.os === "windows" ? `scoop install ${tool}, or see ${home}` : home;
}
