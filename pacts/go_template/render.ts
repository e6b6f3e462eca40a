/**
 * Renders templates.
 *
 * @module
 */

import { Budget, type TemplateLimits } from "./budget.ts";
import { fromGo, toGo } from "./convert.ts";
import { errorAt, Refusal } from "./errors.ts";
import { execute } from "./execute.ts";
import type { FunctionTable, GoFunction } from "./function.ts";
import { BUILTINS } from "./functions/builtin.ts";
import { CASES } from "./functions/cases.ts";
import { CERTIFICATES } from "./functions/certificates.ts";
import { CRYPTO } from "./functions/crypto.ts";
import { DEFAULTS } from "./functions/defaults.ts";
import { ENCODING } from "./functions/encoding.ts";
import { JSON_FUNCTIONS } from "./functions/json.ts";
import { LISTS } from "./functions/lists.ts";
import { MAPS } from "./functions/maps.ts";
import { NUMBERS } from "./functions/numbers.ts";
import { RANDOM } from "./functions/random.ts";
import { REGEXES } from "./functions/regexes.ts";
import { TEXT } from "./functions/text.ts";
import { FORBIDDEN, UNSUPPORTED } from "./functions/unsupported.ts";
import { URLS } from "./functions/urls.ts";
import { YAML } from "./functions/yaml.ts";
import { goBytes, jsText } from "./go_text.ts";
import { parseTemplate } from "./parse.ts";
import { GoInt, type GoValue } from "./values.ts";

/**
 * A function that a caller brings. Its arguments are JavaScript's: texts, numbers, booleans, `null`, lists and records;
 * so is what it gives, and bytes are a text.
 */
export type TemplateFunction = (...args: unknown[]) => unknown;

/** How a template is rendered. */
export interface TemplateOptions {
  /** More functions, in place of those that have the same name. */
  functions?: Readonly<Record<string, TemplateFunction>>;
  /**
   * What a key is that a map does not have: `zero` an empty text in a map of texts, `error` an error, as External
   * Secrets Operator has it. Without this it is printed as `<no value>`.
   */
  missing?: "zero" | "error";
  /**
   * So many random bytes, of which `randAlphaNum`, `uuidv4`, `bcrypt`, `htpasswd` and their like make something up: the
   * same ones for the same place, where the result is to be the same again. Without this such functions are errors.
   */
  random?: (count: number) => Uint8Array;
  /** What a template may cost. */
  limits?: TemplateLimits;
}

/** All functions that are known; Sprig has a `slice` of its own, which lists keep. */
const FUNCTIONS: ReadonlyMap<string, GoFunction> = new Map(
  [
    BUILTINS,
    UNSUPPORTED,
    TEXT,
    CASES,
    ENCODING,
    DEFAULTS,
    NUMBERS,
    LISTS,
    MAPS,
    JSON_FUNCTIONS,
    REGEXES,
    URLS,
    CRYPTO,
    RANDOM,
    YAML,
    CERTIFICATES,
  ].flatMap((table: FunctionTable) => Object.entries(table)),
);

/**
 * Renders a template of Go's `text/template`, with the functions of Sprig and of External Secrets Operator, over data.
 *
 * A record of nothing but texts is a `map[string]string`, as the data of Secrets is; texts may be given as bytes.
 *
 * @throws {TemplateError} where the template is none, or can't be rendered. The message says what is wrong and where, and
 * has nothing of the data in it.
 *
 * @example
 * ```ts
 * import { renderGoTemplate } from "@dekube/engine/pacts/go_template";
 * import { assertEquals } from "@std/assert";
 *
 * const data = { user: "ann", password: "secret" };
 * assertEquals(
 *   renderGoTemplate('{{ .user }}:{{ .password | b64enc }}{{ with .note }} {{ . }}{{ end }}', data),
 *   "ann:c2VjcmV0",
 * );
 * ```
 *
 * @example A function of the caller's
 * ```ts
 * import { renderGoTemplate } from "@dekube/engine/pacts/go_template";
 * import { assertEquals } from "@std/assert";
 *
 * const functions = { randAlphaNum: (length: unknown) => "x".repeat(Number(length)) };
 * assertEquals(renderGoTemplate("{{ randAlphaNum 4 | quote }}", {}, { functions }), '"xxxx"');
 * ```
 */
export function renderGoTemplate(
  template: string,
  data: unknown,
  options: TemplateOptions = {},
): string {
  return jsText(render(template, data, options));
}

/**
 * Renders a template as `renderGoTemplate()` does, to bytes: what `b64dec` gives need be no text.
 *
 * @throws {TemplateError} as `renderGoTemplate()` does.
 *
 * @example
 * ```ts
 * import { renderGoTemplateBytes } from "@dekube/engine/pacts/go_template";
 * import { assertEquals } from "@std/assert";
 *
 * const rendered = renderGoTemplateBytes("{{ .keystore | b64dec }}", { keystore: "/v8=" });
 * assertEquals(rendered, new Uint8Array([0xfe, 0xff]));
 * ```
 */
export function renderGoTemplateBytes(
  template: string,
  data: unknown,
  options: TemplateOptions = {},
): Uint8Array<ArrayBuffer> {
  return goBytes(render(template, data, options));
}

function render(
  source: string,
  data: unknown,
  { functions: own = {}, missing, random, limits = {} }: TemplateOptions,
): string {
  const budget = new Budget(limits);
  const functions = new Map(FUNCTIONS);
  for (const [name, does] of Object.entries(own)) functions.set(name, adapted(does));
  const template = parseTemplate(source, (name) => {
    if (functions.has(name)) return true;
    const why = Object.hasOwn(FORBIDDEN, name) ? FORBIDDEN[name] : "is not known";
    return `the function "${name}" ${why}`;
  });
  let root: GoValue;
  try {
    root = toGo(data, budget);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw errorAt(source, 0, `the data is too much: ${error.message}`);
  }
  return execute(template, root, { source, functions, missing, env: { budget, random } });
}

/** A caller's function as the others are. */
function adapted(does: TemplateFunction): GoFunction {
  return {
    takes: [],
    rest: "any",
    call: ({ budget }, args: GoValue[]) => {
      const given = args.map((arg) =>
        // What JavaScript has no number for stays as it is written.
        arg instanceof GoInt && !Number.isSafeInteger(Number(arg.value))
          ? String(arg.value)
          : fromGo(arg, budget)
      );
      return toGo(does(...given), budget);
    },
  };
}
