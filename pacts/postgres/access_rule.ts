/**
 * Judges one line of pg_hba.conf: a server does not start with a line that it can't read.
 *
 * @module
 */

import { addressIn } from "./auth_address.ts";
import { type Field, fieldProblem, fieldsOf, onlyWord } from "./auth_file.ts";
import { isMethod, methodProblem, type MethodUse, optionsProblem } from "./auth_method.ts";
import { isSafeRegex } from "./auth_regex.ts";
import { isStorable } from "./quote.ts";

const TYPES = ["local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"];

/** From here on a name that begins with a slash is a regular expression. */
const REGEX_MAJOR = 16;

/** Why a rule can't be kept. */
export interface BadRule {
  /** What PostgreSQL would not take. */
  problem: string;
  /** A rule that turns away at least those whom this one would have; only where it turns anybody away. */
  instead?: string;
}

/** What is wrong with a line of pg_hba.conf; `undefined` where PostgreSQL takes it. */
export function badRule(line: string, major: number): BadRule | undefined {
  const fields = fieldsOf(line);
  const [type, databases, users, ...rest] = fields;
  const typeName = onlyWord(type)?.text ?? "";
  const isLocal = typeName === "local";
  const address = isLocal ? { fields: 0 } : addressIn(rest, major);
  const method = rest[address.fields];
  const problems = {
    line: lineProblem(line, fields, major),
    type: typeProblem(type, major),
    databases: namesProblem(databases, "databases", major),
    users: namesProblem(users, "users", major),
    address: address.problem,
    method: wayProblem(typeName, method, major),
    options: undefined as string | undefined,
  };
  if (Object.values(problems).every((one) => one === undefined)) {
    const options = rest.slice(address.fields + 1);
    problems.options = optionsIn(options, {
      type: typeName,
      method: onlyWord(method)!.text,
      major,
    });
  }
  const problem = Object.values(problems).find((one) => one !== undefined);
  if (problem === undefined) return undefined;
  if (!isRejecting()) return { problem };
  return { problem, instead: rejectingRule() };

  /** A method that can be read is what it says; otherwise the word may stand anywhere, behind an open quote too. */
  function isRejecting(): boolean {
    if (!problems.type && !problems.address && !problems.method) return saysReject(method);
    return isSaid() || isUnknown();
  }

  function isSaid(): boolean {
    return fields.flatMap(({ words }) => words)
      .some(({ text }) => /(^|[^\w.-])reject([^\w.-]|$)/i.test(text));
  }

  /** A word in the method's place that is none. */
  function isUnknown(): boolean {
    const name = onlyWord(method)?.text;
    return !problems.type && !problems.address && /^[a-z][\w-]*$/i.test(name ?? "") &&
      !isMethod(name!);
  }

  /** What can't be read is anything. Where the word stands elsewhere than it should, the rest may as well. */
  function rejectingRule(): string {
    const [first, second, third] = rest;
    const isMasked = /^[\d.:]+$/.test(onlyWord(first)?.text ?? "");
    const isPlace = !isSaid() || saysReject(isLocal ? first : second) ||
      (isMasked && saysReject(third));
    if (problems.type || !isPlace) return "host all,replication all all reject";
    const at = rest.slice(0, address.fields).map(({ source }) => source).join(" ");
    return [
      typeName,
      problems.databases ? "all,replication" : databases.source,
      problems.users ? "all" : users.source,
      ...isLocal ? [] : [problems.address ? "all" : at],
      "reject",
    ].join(" ");
  }
}

function saysReject(field: Field | undefined): boolean {
  return field?.words.some(({ text }) => /^reject$/i.test(text)) ?? false;
}

function lineProblem(line: string, fields: readonly Field[], major: number): string | undefined {
  if (!isStorable(line)) return "it has a NUL in it";
  if (line.endsWith("\\")) return "a backslash at its end joins it with the next line";
  if (line.includes("${podselector:")) {
    return "the operator puts addresses of pods there, which a Compose project has not";
  }
  const [directive] = fields[0]?.words ?? [];
  if (/^include(_if_exists|_dir)?$/.test(directive?.text ?? "")) {
    return "there are no other files to include. Write what they hold in its place";
  }
  if (major < 14 && new TextEncoder().encode(line).length > 8000) {
    return `PostgreSQL ${major} takes no line of more than 8000 bytes`;
  }
  return undefined;
}

function typeProblem(field: Field | undefined, major: number): string | undefined {
  const types = major >= 12 ? TYPES : TYPES.slice(0, 4);
  if (types.includes(onlyWord(field)?.text ?? "")) return undefined;
  return `"${field?.source ?? ""}" is no type of connection, which is one of ${types.join(", ")}`;
}

function namesProblem(field: Field | undefined, what: string, major: number): string | undefined {
  if (!field) return `it names no ${what}`;
  const regex = major < REGEX_MAJOR
    ? undefined
    : field.words.find(({ text }) => text.startsWith("/") && !isSafeRegex(text.slice(1)));
  if (regex) return `"${regex.text}" is no regular expression that can be judged here`;
  return fieldProblem(field, major);
}

function wayProblem(type: string, field: Field | undefined, major: number): string | undefined {
  if (!field) return "it has no method at its end";
  const method = onlyWord(field)?.text;
  if (method === undefined) return `"${field.source}" are several methods; a rule has one`;
  return fieldProblem(field, major) ?? methodProblem({ type, method, major });
}

function optionsIn(fields: readonly Field[], use: MethodUse): string | undefined {
  for (const field of fields) {
    const problem = fieldProblem(field, use.major);
    if (problem) return problem;
  }
  return optionsProblem(fields, use);
}
