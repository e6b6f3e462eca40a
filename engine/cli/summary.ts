/**
 * The last lines of a run: what was written, and what to do next.
 *
 * @module
 */

import { SUPPLIED_FILE } from "../core/secrets/supplied_file.ts";
import { append, type Diagnostic } from "../../pacts/mod.ts";
import { printable } from "../../pacts/printable.ts";
import { shellQuote } from "../../pacts/shell.ts";
import { describe } from "../core/extensions/failures.ts";
import type { ServiceChanges } from "../core/output/service_changes.ts";
import type { ProjectOutcome } from "./outcome.ts";
import { waysIn } from "./ways_in.ts";

/** What a summary is of. */
export interface SummaryInput {
  project: ProjectOutcome;
  /** All that was said. */
  said: readonly Diagnostic[];
  /** What would have been, had the user not accepted it. */
  accepted?: readonly Diagnostic[];
  outputDir: string;
  composeFile: string;
  /** Whether dekube.yaml is new. */
  firstRun: boolean;
  /** Whether it is started as well. */
  up?: boolean;
}

/** What was written, and what to do next. */
export function summary(
  {
    project: { composeFile: path, isTaken, isWritten, services, files, entryPoints, portToPublish },
    said,
    accepted = [],
    ...where
  }: SummaryInput,
): string {
  const { outputDir, composeFile, firstRun, up = false } = where;
  const names = [...services.added, ...services.changed, ...services.unchanged].sort();
  const count = names.length;
  const below = path.slice(0, path.length - composeFile.length);
  const changes = files.written.length + files.removed.length;
  const lines = [
    `${path}: ${plural(count, "service")}${changed(services)}; ${
      changes === 0
        ? `${plural(files.unchanged.length, "file")}, none changed`
        : isWritten
        ? `${
          plural(files.written.length, "file")
        } written, ${files.unchanged.length} unchanged, ${files.removed.length} removed`
        : `${
          plural(files.written.length, "file")
        } would be written, ${files.removed.length} removed`
    }.`,
  ];
  if (accepted.length > 0) {
    lines.push(`${accepted.length} accepted, and not shown ("accept" in dekube.yaml).`);
  }
  if (isWritten) {
    if (count > 0) lines.push(`Services: ${some(names, MOST_SERVICES)}.`);
    // With `up` it is said once all runs.
    if (!up) append(lines, waysIn(entryPoints, { folder: below, portToPublish }));
  }
  const withheld = said.filter(({ severity }) => severity === "error");
  if (withheld.length > 0) {
    const about = withheld.flatMap(({ resource }) => resource ? [describe(resource)] : []);
    lines.push(
      `✖ ${plural(withheld.length, "thing")} will not work as in the cluster${
        about.length > 0 ? ` (${some([...new Set(about)], MOST_OBJECTS)})` : ""
      }: see above.`,
    );
  }
  if (!isWritten) {
    lines.push("Nothing was written.");
    return lines.map(printable).join("\n");
  }
  if (firstRun) {
    lines.push(`${below}dekube.yaml is new: review it, above all where data is kept.`);
  }
  if (files.written.includes(SUPPLIED_FILE)) {
    lines.push(
      `${below}${SUPPLIED_FILE} is new: fill in what only you have, and convert again before you start it.`,
    );
  }
  const file = isTaken ? "" : ` -f ${shellQuote(composeFile)}`;
  const gone = services.removed.length > 0;
  const start = `${
    outputDir === "." ? "" : `cd ${shellQuote(outputDir)} && `
  }docker compose${file} up -d${gone ? " --remove-orphans" : ""}`;
  if (gone) {
    lines.push(
      `Gone: ${some(services.removed, MOST_SERVICES)}. Where they run, they are stopped by ${
        up ? `this: ${start}` : "--remove-orphans."
      }`,
    );
  }
  if (!up) lines.push(`Start it with: ${start}`);
  return lines.map(printable).join("\n");
}

const MOST_SERVICES = 20;
const MOST_OBJECTS = 5;

/** The first of a list, and how many more there are. */
function some(texts: readonly string[], most: number): string {
  const more = texts.length > most ? ` and ${texts.length - most} more` : "";
  return texts.slice(0, most).join(", ") + more;
}

/** ` (+1 −3 ~2)`: new, gone, changed. */
function changed({ added, removed, changed }: ServiceChanges): string {
  const counts = [["+", added], ["−", removed], ["~", changed]] as const;
  const parts = counts.filter(([, names]) => names.length > 0)
    .map(([sign, names]) => `${sign}${names.length}`);
  return parts.length > 0 ? ` (${parts.join(" ")})` : "";
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
