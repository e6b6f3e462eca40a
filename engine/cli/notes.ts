/**
 * What there is to say of a run beside its conversion: of the distribution, and of files that were there.
 *
 * @module
 */

import type { OutputFile, PreviousFiles } from "../../pacts/files.ts";
import type { Config, Diagnostic, Diagnostics } from "../../pacts/mod.ts";
import type { WriteReport } from "../io/output/plan.ts";

/** What containers wrote is not ours to remove, and may be locked with a password that is gone. */
export const CLEAN_START: Diagnostic = {
  severity: "info",
  code: "clean-start",
  message:
    "what earlier runs generated is made anew, passwords and certificates too. Data in volumes stays, " +
    "and a database that was set up with an old password still wants that one",
};

/** Says what `--local` changes for one run alone, since only a first one writes dekube.yaml. */
export function sayForNow(written: Config, inForce: Config, diagnostics: Diagnostics): void {
  const settings = (["hosts", "extensions", "overrides"] as const).filter((key) =>
    JSON.stringify(written[key]) !== JSON.stringify(inForce[key])
  ).map((key) => `${key}: ${JSON.stringify(inForce[key])}`);
  if (settings.length === 0) return;
  diagnostics.info(
    "local-for-now",
    `--local holds for this run, since only a first one writes dekube.yaml. To keep it, put this there: ${
      settings.join("; ")
    }`,
  );
}

/** What Docker Compose adds to compose.yml by itself, where it lies beside it. */
const ADDED = ["compose", "docker-compose"].flatMap((name) =>
  ["yml", "yaml"].map((ending) => `${name}.override.${ending}`)
);

/** Variables by which a `.env` tells Compose and Docker what to read, and where to run it. */
const OBEYED_VARIABLE = /^[ \t]*(?:export[ \t]+)?((?:COMPOSE|DOCKER)_\w+)[ \t]*=/gm;

/**
 * Says what is started beside compose.yml. The folder may be a stranger's, with all that is in it. `isTaken`: Docker
 * Compose takes compose.yml without being told its name.
 */
export function besideCompose(
  isTaken: boolean,
  folder: { isForeign(path: string): boolean; foreignText(path: string): string | undefined },
): Diagnostic[] {
  // One that is named is all that Compose reads.
  const added = isTaken ? ADDED.filter((path) => folder.isForeign(path)) : [];
  const variables = [...(folder.foreignText(".env") ?? "").matchAll(OBEYED_VARIABLE)].map((
    [, name],
  ) => name);
  const obeyed = variables.length > 0 ? [`.env (${[...new Set(variables)].join(", ")})`] : [];
  const files = [...added, ...obeyed];
  if (files.length === 0) return [];
  return [{
    severity: "info",
    code: "compose-obeys",
    message: `Docker Compose obeys ${
      files.join(" and ")
    } beside compose.yml, which dekube has not written: what is started may be more than compose.yml says`,
  }];
}

/** Files of the user's that have another name now. */
export function keptFiles(report: WriteReport, isWritten: boolean): Diagnostic[] {
  return report.kept.map(({ path, copy }) => {
    const name = isWritten ? `is called ${copy} now` : `would be called ${copy}`;
    return {
      severity: "warning",
      code: "kept-file",
      message: `there ${
        isWritten ? "was" : "is"
      } a ${path} that is not known to be as dekube wrote it here; it ${name}. Where you changed it, put that into dekube.yaml, or the manifests: no run replaces those`,
      file: path,
    };
  });
}

/**
 * Says that passwords and keys were taken over which no run on this machine has put there. Whoever handed the folder over
 * knows them; to make others by itself would lock the user out of data that has moved here with them.
 */
export function inherited(
  files: ReadonlyMap<string, OutputFile>,
  folder: { isHome: boolean; previous: Pick<PreviousFiles, "read"> },
): Diagnostic[] {
  if (folder.isHome) return [];
  const known = [...files].filter(([path, { content }]) => {
    const text = typeof content === "string" ? content : new TextDecoder().decode(content);
    const isKept = path.startsWith("secrets/.") ||
      path.startsWith("secrets/") && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
    const before = isKept && folder.previous.read(path);
    return before && new TextDecoder().decode(before) === text;
  }).map(([path]) => path);
  if (known.length === 0) return [];
  const others = known.length > NAMED ? ` and ${known.length - NAMED} more` : "";
  return [{
    severity: "warning",
    code: "inherited-secrets",
    message: `passwords or keys were in the folder before, and no run here has put them there: ${
      known.slice(0, NAMED).join(", ")
    }${others}. Whoever had the folder before knows them. Where no data depends on them, have them made anew: --clean`,
  }];
}

/** How many files are named. */
const NAMED = 5;

/** Files that may be of no use any more. */
export function leftFiles(report?: WriteReport): Diagnostic[] {
  const left = report?.left ?? [];
  if (left.length === 0) return [];
  const others = left.length > NAMED ? ` and ${left.length - NAMED} more` : "";
  return [{
    severity: "info",
    code: "left-files",
    message: `${left.slice(0, NAMED).join(", ")}${others} may be of an earlier run and ${
      left.length === 1 ? "is" : "are"
    } not needed any more, but nothing proves it, so they stay. Remove what you don't need`,
  }];
}

/** What could not be tidied up when all was written. */
export function unfinished(reason: string | undefined): Diagnostic[] {
  if (reason === undefined) return [];
  return [{
    severity: "warning",
    code: "not-tidied",
    message:
      `all is written, but what was needed for that could not be tidied up: ${reason}. The next run does it`,
  }];
}

/** Says that nobody has looked which ports are free. */
export function sayUntried(diagnostics: Diagnostics): void {
  diagnostics.info(
    "ports-not-tried",
    `--local takes all ports for free, since Deno may not look at them: it takes --allow-net=127.0.0.1${
      Deno.build.standalone ? ", which an executable does not have" : ""
    }. Where one is taken, set another, such as extensions.caddy.http_port: 8080 in dekube.yaml`,
  );
}
