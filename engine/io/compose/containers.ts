/**
 * Reads what `docker compose ps` says of containers.
 *
 * @module
 */

import { isMapping, word } from "../../../pacts/mod.ts";
import { parseAnswer } from "./answer.ts";

/** A container of a project. */
export interface Container {
  service: string;
  /** Its own name. */
  name: string;
  /** `created`, `running`, `restarting`, `exited`, `paused`, `dead`, `removing`. */
  state: string;
  /** `starting`, `healthy`, `unhealthy`; empty without a health check. */
  health: string;
  /** How it ended, where it has, the last time. */
  exitCode: number;
}

/**
 * The containers that `docker compose ps --all --format json` lists: an object a line, or, before Compose 2.21, one list.
 *
 * @throws {InputError} where that is no JSON.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const [web] = parseContainers(
 *   '{"Service":"web","Name":"shop-web-1","State":"restarting","ExitCode":0,"Status":"Restarting (3) 1 second ago"}',
 * );
 * assertEquals([web.service, web.state, web.exitCode], ["web", "restarting", 3]);
 * ```
 */
export function parseContainers(text: string): Container[] {
  const lines = text.trim().startsWith("[")
    ? [parseAnswer(text)].flat()
    : text.split("\n").filter((line) => line.trim() !== "").map(parseAnswer);
  return lines.filter(isMapping).map((line) => ({
    service: word(line.Service),
    name: word(line.Name),
    state: word(line.State),
    health: word(line.Health),
    // Of one that is started again the number is in words alone.
    exitCode: Number(/\((\d+)\)/.exec(word(line.Status))?.[1] ?? word(line.ExitCode)) || 0,
  }));
}
