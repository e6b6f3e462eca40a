/**
 * Finds Docker Compose, and runs it.
 *
 * @module
 */

import { InputError, ToolMissingError } from "../errors.ts";
import { type ProgramOptions, type ProgramResult, runProgram } from "../run_program.ts";

/** Where it is said how to install it. */
const INSTALL_PAGE = "https://docs.docker.com/compose/install/";

/** The oldest that compose.yml is written for. */
const OLDEST = [2, 20];

/** Docker Compose as it is there: docker's plugin, or a program of its own. */
export interface ComposeProgram {
  /** How it is typed: `docker compose` or `docker-compose`. */
  readonly words: readonly string[];
  /** What `version --short` says. */
  readonly version: string;
}

/**
 * Finds it: `docker compose`, else `docker-compose`.
 *
 * @throws {InputError} where there is neither, or it is too old; the message says what to install.
 */
export async function findCompose(run: typeof runProgram = runProgram): Promise<ComposeProgram> {
  const reasons: string[] = [];
  const denied: string[] = [];
  for (const words of [["docker", "compose"], ["docker-compose"]]) {
    const [program, ...args] = words;
    try {
      const { success, stdout } = await run(program, [...args, "version", "--short"]);
      const version = stdout.trim().replace(/^v/, "");
      if (success && /^\d/.test(version)) return checked({ words, version });
      reasons.push(
        program === "docker"
          ? 'there is a "docker", but it has no plugin "compose"'
          : `"${program}" does not say its version`,
      );
    } catch (error) {
      if (!(error instanceof ToolMissingError)) throw error;
      if (error.cause instanceof Deno.errors.NotCapable) denied.push(program);
      else reasons.push(error.message.replace(/\.$/, ""));
    }
  }
  if (denied.length > 0) {
    // What may not be run need not be installed.
    throw new InputError(
      `"up" starts the project with Docker Compose, and Deno may not run ${
        denied.map((program) => `"${program}"`).join(" or ")
      }${reasons.length > 0 ? `; ${reasons.join("; ")}` : ""}. Add --allow-run=${
        denied.join(",")
      }, or leave "up" out to convert alone`,
    );
  }
  throw new InputError(
    `Docker Compose is not there, which "up" starts the project with: ${
      reasons.join("; ")
    }. Install it (${INSTALL_PAGE}), or leave "up" out to convert alone`,
  );
}

function checked(compose: ComposeProgram): ComposeProgram {
  const [major, minor] = compose.version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return compose;
  throw new InputError(
    `${compose.words.join(" ")} is ${compose.version}, and compose.yml needs ${
      OLDEST.join(".")
    } or newer. Install that (${INSTALL_PAGE}), or leave "up" out to convert alone`,
  );
}

/** Runs a command of it to its end. */
export async function runCompose(
  { words: [program, ...words] }: ComposeProgram,
  args: readonly string[],
  options?: ProgramOptions,
): Promise<ProgramResult> {
  return await runProgram(program, [...words, ...args], options);
}
