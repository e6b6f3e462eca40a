/**
 * Which Compose file Docker Compose takes by itself, where several lie in a folder.
 *
 * @module
 */

import type { Diagnostic } from "../../pacts/mod.ts";

/** What Docker Compose takes before compose.yml, where both lie in a folder. */
const TAKEN_FIRST = "compose.yaml";

/** Whether Docker Compose takes the file without being told its name. */
export function isTakenByItself(
  composeFile: string,
  isForeign: (path: string) => boolean,
): boolean {
  return composeFile === "compose.yml" && !isForeign(TAKEN_FIRST);
}

/** Says that something else would be started, where that is so. */
export function sayDisplaced(composeFile: string, isTaken: boolean): Diagnostic[] {
  if (isTaken || composeFile !== "compose.yml") return [];
  return [{
    severity: "warning",
    code: "compose-displaced",
    message:
      `Docker Compose takes ${TAKEN_FIRST}, which lies beside compose.yml and which dekube has not written, before compose.yml. Name the one that is meant (docker compose -f compose.yml), or give the other another name`,
    file: TAKEN_FIRST,
  }];
}
