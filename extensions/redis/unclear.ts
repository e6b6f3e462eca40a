/**
 * Config of a server that can't be read. It may say who is to be kept out, so no server runs without it.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
} from "@dekube/engine/pacts";

/** The fields of all kinds that hold lines of config, from `spec` on. */
const LINES: readonly string[] = [
  "redisConfig.dynamicConfig",
  "redisLeader.redisConfig.dynamicConfig",
  "redisFollower.redisConfig.dynamicConfig",
  "redis.customConfig",
  "sentinel.customConfig",
];

/** Pairs of commands, and of the names that they have instead. */
const RENAMES = "redis.customCommandRenames";

/** Whether all config of a resource can be read; what can't is said. */
export function isClear(cr: Manifest, ctx: ControllerContext): boolean {
  const unclear = [...LINES, RENAMES].find((path) =>
    !isRead(cr.spec, path.split("."), path === RENAMES ? isRename : isLine)
  );
  if (unclear === undefined) return true;
  ctx.report(cr, `spec.${unclear}`).error(
    "unclear-config",
    `it is no list of ${
      unclear === RENAMES ? "from and to" : "texts"
    }, which no cluster takes. The server is left out, since it may be open without that. Correct it`,
  );
  return false;
}

function isRead(
  value: unknown,
  [key, ...rest]: string[],
  isItem: (item: unknown) => boolean,
): boolean {
  if (value === undefined || value === null) return true;
  if (key === undefined) return Array.isArray(value) && value.every(isItem);
  return isMapping(value) && isRead(value[key], rest, isItem);
}

function isLine(item: unknown): boolean {
  return typeof item !== "object" || item === null;
}

function isRename(item: unknown): boolean {
  const { from, to } = (isMapping(item) ? item : {}) as Mapping;
  return typeof from === "string" && from !== "" && (to === undefined || isLine(to));
}
