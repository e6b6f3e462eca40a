/**
 * Reads what a module says of its extension. In JavaScript nobody has looked whether it is what the contract wants.
 *
 * @module
 */

import { type ExtensionInfo, isMapping } from "../../../pacts/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";
import { shown } from "../shown.ts";
import { UserError } from "../user_error.ts";
import { isExtension } from "./shape.ts";

/** A module says of its extension what the contract does not have. */
export class InfoError extends UserError {}

/** Ends the reading: what was expected of the value at a path. */
type Fail = (path: string, value: unknown, expected: string) => never;

/** Looks at a value, which stands at a path. */
type Check = (value: unknown, path: string, fail: Fail) => void;

/** What a check needs to know, and what people are told. */
function being(is: (value: unknown) => boolean, expected: string): Check {
  return (value, path, fail) => {
    if (!is(value)) fail(path, value, expected);
  };
}

const TEXT = being((value) => typeof value === "string" && value !== "", "a text");
const ANYTHING = being(() => true, "anything");
const FUNCTION = being((value) => typeof value === "function", "a function");

function listOf(item: Check, expected: string): Check {
  return (value, path, fail) => {
    if (!Array.isArray(value)) return fail(path, value, expected);
    value.forEach((one, index) => item(one, `${path}[${index}]`, fail));
  };
}

function mapOf(item: Check, expected: string): Check {
  return (value, path, fail) => {
    if (!isMapping(value)) return fail(path, value, expected);
    for (const [key, one] of Object.entries(value)) item(one, placeOf(path, key), fail);
  };
}

/** An object of fields that may be left out; of a field that is near none of them there may be a later meaning. */
function objectOf(
  fields: Readonly<Record<string, Check>>,
  expected: string,
  required: readonly string[] = [],
): Check {
  const known = Object.keys(fields);
  return (value, path, fail) => {
    if (!isMapping(value)) return fail(path, value, expected);
    for (const [key, one] of Object.entries(value)) {
      if (Object.hasOwn(fields, key)) {
        if (one !== undefined) fields[key](one, placeOf(path, key), fail);
      } else {
        const meant = nearest(key, known);
        if (meant !== "") {
          fail(
            placeOf(path, key),
            one,
            `no field of that name${meant}. There are: ${known.join(", ")}`,
          );
        }
      }
    }
    for (const key of required) {
      if (value[key] === undefined) fail(placeOf(path, key), undefined, NEEDED[key] ?? expected);
    }
  };
}

function placeOf(path: string, key: string): string {
  return /^\w+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

const SETTING_TYPE =
  "a type of @dekube/engine/pacts such as TEXT, BOOLEAN, PORT or oneOf(…), or { expected, is }";

/** What is expected where a field is missing. */
const NEEDED: Readonly<Record<string, string>> = {
  name: "the extension's name, a text",
  type: SETTING_TYPE,
  description: "one sentence that says what it does",
};

const NAMES = listOf(TEXT, 'a list of names, such as ["workload"]');
const KINDS = listOf(
  TEXT,
  'a list of kinds with their group, such as ["cert-manager.io/Certificate"]',
);

const PROGRAMS = listOf(
  objectOf({ images: NAMES, flags: NAMES, charts: NAMES }, "{ images, flags, charts }"),
  'a list of programs, such as [{ images: ["ingress-nginx/controller"] }]',
);

const FIELD_NAMES: Check = (value, path, fail) => {
  if (value !== true) mapOf(FIELD_NAMES, "true, or names of fields")(value, path, fail);
};

const RULE = objectOf(
  {
    becomes: TEXT,
    meaningless: TEXT,
    when: FUNCTION,
    like: objectOf({ kind: TEXT, path: TEXT }, "{ kind, path }", ["kind", "path"]),
  },
  "{ becomes }, { meaningless } or { like }, or a list of the first two",
);
const RULES: Check = (value, path, fail) => {
  if (Array.isArray(value)) {
    return value.forEach((one, index) => RULE(one, `${path}[${index}]`, fail));
  }
  RULE(value, path, fail);
};

const SETTING = objectOf(
  {
    type: being(
      (value) =>
        isMapping(value) && typeof value.is === "function" && typeof value.expected === "string",
      SETTING_TYPE,
    ),
    default: ANYTHING,
    description: TEXT,
  },
  "{ type, default, description }",
  ["type", "description"],
);

/** What each field must be. */
const FIELDS: Readonly<Record<keyof ExtensionInfo, Check>> = {
  name: TEXT,
  depends: NAMES,
  incompatible: NAMES,
  settings: mapOf(SETTING, "settings by their keys: { image: { type, default, description } }"),
  legacyKeys: mapOf(TEXT, 'places by old keys: { caddy_email: "extensions.caddy.email" }'),
  clusterScoped: KINDS,
  needless: KINDS,
  makes: KINDS,
  replaces: PROGRAMS,
  clusterOnly: PROGRAMS,
  annotations: NAMES,
  annotationNames: objectOf(
    { domain: TEXT, kinds: KINDS, names: NAMES },
    "{ domain, kinds, names }",
    ["domain", "kinds", "names"],
  ),
  fields: mapOf(FIELD_NAMES, "names of fields by kinds with their group"),
  account: mapOf(mapOf(RULES, "rules by paths"), "rules by kinds with their group"),
  variables: NAMES,
  leavesOut: NAMES,
  confidential: mapOf(NAMES, "paths of fields by kinds with their group"),
  excludable: NAMES,
  controller: FUNCTION,
  whenOff: FUNCTION,
};

const INFO = objectOf(FIELDS, 'an object such as { name: "rabbitmq" }', ["name"]);

/**
 * What a module says of the extensions that are found in it, where it does; `who` begins messages.
 *
 * @throws {InfoError} where that is not what the contract wants, or no extension bears the name that it says.
 */
export function infoOf(
  module: object,
  names: readonly string[],
  who: string,
): ExtensionInfo | undefined {
  const { extension: info } = module as { extension?: unknown };
  // What a module calls so may be its extension itself.
  if (info === undefined || typeof info === "function" || isExtension(info)) return undefined;
  if (names.length === 0) return undefined;
  INFO(info, "extension", (path, value, expected) => {
    throw new InfoError(
      value === undefined
        ? `${who} lacks "${path}"; expected ${expected}`
        : `${who} has "${path}": ${shown(value)}; expected ${expected}`,
    );
  });
  const { name } = info as ExtensionInfo;
  if (!names.includes(name)) {
    throw new InfoError(
      `${who} has two names: its export says "extension.name": "${name}", and the "name" of ${
        names.length > 1 ? "what it exports beside is" : "its class is"
      } ${
        names.map((one) => `"${one}"`).join(", ")
      }. Give both the same one, by which settings and "depends" know it`,
    );
  }
  return info as ExtensionInfo;
}
