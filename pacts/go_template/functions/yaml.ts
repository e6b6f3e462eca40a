/**
 * YAML, as External Secrets Operator's templates read and write it.
 *
 * @module
 */

import { parse, stringify } from "@std/yaml";
import { fromGo, toGo } from "../convert.ts";
import { fn, type FunctionTable } from "../function.ts";
import { goText, jsText } from "../go_text.ts";
import { GoMap } from "../values.ts";

/** Functions of YAML. */
export const YAML: FunctionTable = {
  toYaml: fn(["any"], ({ budget }, value) => {
    const text = goText(
      stringify(fromGo(value, budget), {
        arrayIndent: false,
        lineWidth: -1,
        sortKeys: true,
        useAnchors: false,
      }),
    );
    return text.endsWith("\n") ? text.slice(0, -1) : text;
  }),
  // What is no YAML is no error: the map says so.
  fromYaml: fn(["string"], ({ budget }, text) => {
    budget.spend(text.length);
    let document: unknown;
    try {
      document = parse(jsText(text), { schema: "core" });
    } catch {
      return new GoMap(new Map([["Error", "the text is no YAML"]]), "interface {}");
    }
    const value = toGo(document, budget, true);
    if (value === null) return new GoMap();
    return value instanceof GoMap
      ? value
      : new GoMap(new Map([["Error", "the YAML is no map"]]), "interface {}");
  }),
};
