/**
 * Foreign data of Database objects (`fdws`, `servers`) as SQL.
 *
 * @see https://cloudnative-pg.io/documentation/current/declarative_database_management/
 * @module
 */

import { type Mapping, mappings } from "@dekube/engine/pacts";
import { createWrapper, sqlLiteral, sqlName } from "@dekube/engine/pacts/postgres";
import { word } from "./read.ts";

/** Whether an object, or an option of one, is to be there. */
export function isPresent({ name, ensure }: Mapping): boolean {
  return word(name) !== "" && word(ensure) !== "absent";
}

/** Statements that make the wrappers, then the servers, with who may use them. */
export function foreignData(spec: Mapping): string[] {
  return [
    ...mappings(spec.fdws).filter(isPresent).flatMap(wrapper),
    ...mappings(spec.servers).filter(isPresent).flatMap(server),
  ];
}

function wrapper(fdw: Mapping): string[] {
  const name = sqlName(word(fdw.name));
  const what = `FOREIGN DATA WRAPPER ${name}`;
  const options = optionList(fdw.options);
  const parts = [
    ...functionOf("HANDLER", word(fdw.handler)),
    ...functionOf("VALIDATOR", word(fdw.validator)),
    ...options.length > 0 ? [`OPTIONS (${options.map((one) => `ADD ${one}`).join(", ")})`] : [],
  ];
  const owner = word(fdw.owner);
  return [
    createWrapper(word(fdw.name)),
    ...parts.length > 0 ? [`ALTER ${what} ${parts.join(" ")};`] : [],
    ...owner === "" ? [] : [`ALTER ${what} OWNER TO ${sqlName(owner)};`],
    ...usages(what, fdw.usage),
  ];
}

function server(fields: Mapping): string[] {
  const name = sqlName(word(fields.name));
  const options = optionList(fields.options);
  return [
    `CREATE SERVER IF NOT EXISTS ${name} FOREIGN DATA WRAPPER ${sqlName(word(fields.fdw))}${
      options.length > 0 ? ` OPTIONS (${options.join(", ")})` : ""
    };`,
    ...usages(`FOREIGN SERVER ${name}`, fields.usage),
  ];
}

/** A hyphen is how the operator has none. */
function functionOf(kind: string, name: string): string[] {
  if (name === "") return [];
  return [name === "-" ? `NO ${kind}` : `${kind} ${sqlName(name)}`];
}

function optionList(value: unknown): string[] {
  return mappings(value).filter(isPresent)
    .map(({ name, value }) => `${sqlName(word(name))} ${sqlLiteral(word(value))}`);
}

function usages(what: string, value: unknown): string[] {
  return mappings(value).filter(isPresent).map(({ name, type }) =>
    word(type) === "revoke"
      ? `REVOKE USAGE ON ${what} FROM ${sqlName(word(name))};`
      : `GRANT USAGE ON ${what} TO ${sqlName(word(name))};`
  );
}
