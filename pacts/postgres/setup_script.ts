/**
 * The script that sets a server up at its first start, read in by the official image's own.
 *
 * @see https://hub.docker.com/_/postgres
 * @module
 */

import { shellQuote } from "../kubernetes/mod.ts";
import { heldName } from "./quote.ts";

/** One file of SQL, and where it runs. */
export interface SetupStep {
  /** Name of the file. */
  file: string;
  /** The database that it runs in. */
  database: string;
  /** What is in it. */
  sql: string;
  /** Whether the server may start without it. */
  optional: boolean;
}

/** The steps of a setup, in their order. */
export class SetupSteps {
  readonly #steps: SetupStep[] = [];

  /** Adds one; `what` becomes a part of its file's name. */
  add(what: string, database: string, sql: string, optional = false): void {
    const number = String(this.#steps.length + 1).padStart(3, "0");
    this.#steps.push({ file: `${number}-${what}.sql`, database, sql, optional });
  }

  /** The files that the setup consists of: the script under `name`, which finds the others in `folder`. */
  files(name: string, folder: string, speaker: string): Record<string, string> {
    return {
      ...Object.fromEntries(this.#steps.map(({ file, sql }) => [file, `${sql}\n`])),
      [name]: script(this.#steps, folder, speaker),
    };
  }
}

/**
 * The image's start script reads this one in, once, when there is no data. A database that is half set up
 * would be taken for a whole one at the next start, so it is removed: then that start tries again.
 */
function script(steps: readonly SetupStep[], folder: string, speaker: string): string {
  const lines = steps.map(({ file, database, optional }) =>
    `run ${shellQuote(heldName(database))} ${shellQuote(file)} || ${optional ? "pass" : "fail"} ${
      shellQuote(file)
    }`
  );
  return `# Written by dekube. Sets the database up at the first start.

run() {
  PGHOST= PGHOSTADDR= PGDATABASE="$1" psql --quiet --no-psqlrc --no-password \\
    --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --file "${folder}/$2"
}

pass() {
  echo "${speaker}: $1 failed; the database starts without it" >&2
}

fail() {
  echo "${speaker}: $1 failed; the database is not set up" >&2
  pg_ctl -D "$PGDATA" -m immediate -w stop >&2
  find "$PGDATA" \${POSTGRES_INITDB_WALDIR:+"$POSTGRES_INITDB_WALDIR"} -mindepth 1 -delete
  exit 1
}

${lines.join("\n")}
`;
}
