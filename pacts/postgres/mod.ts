/**
 * PostgreSQL, for extensions that set servers up: SQL and settings that hold any text, access rules that are judged
 * before a server stumbles over them, and the scripts by which the official image starts.
 *
 * @module
 */

export { type BadRule, badRule } from "./access_rule.ts";
export { type Field, fieldProblem, fieldsOf, linesOf, onlyWord, type Word } from "./auth_file.ts";
export { configFile, isParameter } from "./config_file.ts";
export { keptAccessRules, keptUserMaps, shownRule } from "./kept_rules.ts";
export {
  hasExtension,
  hasLibrary,
  hasLocale,
  type OfficialVersion,
  officialVersion,
  tagOf,
} from "./official_image.ts";
export { configValue, heldName, isStorable, sqlLiteral, sqlName } from "./quote.ts";
export { type SetupStep, SetupSteps } from "./setup_script.ts";
export { createDatabase, createRole, createTablespace, createWrapper, grantRole } from "./sql.ts";
export { type ServerTls, type StartScript, startScript } from "./start_script.ts";
export { userMapProblem } from "./user_map.ts";
