/// <reference lib="dom" />
/**
 * Fields of the form, each made from what the schema says of a setting.
 *
 * @module
 */

import { el } from "../../page/script/dom.ts";

/** What a schema says of a setting. */
export interface Schema {
  description?: string;
  type?: string | string[];
  enum?: unknown[];
  default?: unknown;
  deprecated?: boolean;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
}

/** A setting as a person sees it. */
export interface Field {
  element: HTMLElement;
  /** Shows what the settings say of it. */
  show: (value: unknown) => void;
}

/** Told of a new value; of `undefined` where the default is to hold. */
type Changed = (value: unknown) => void;

/** The field of a setting. */
export function fieldOf(id: string, name: string, schema: Schema, changed: Changed): Field {
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  const words = schema.enum?.filter((word) => typeof word === "string");
  const has = (type: string) => types.includes(type);
  if (words) return choice(id, name, schema, words as string[], changed);
  if (has("boolean")) return switchOf(id, name, schema, changed);
  if (has("object") || types.length === 0) {
    return isTexts(schema.additionalProperties) && !has("string")
      ? pairs(id, name, schema, changed)
      : elsewhere(name, schema);
  }
  if (has("array")) {
    return isTexts(schema.items) ? lines(id, name, schema, changed) : elsewhere(name, schema);
  }
  return line(id, name, schema, has("string") ? "text" : "number", changed);
}

/** Whether all that may stand there is a text. */
function isTexts(schema: Schema | boolean | undefined): boolean {
  if (typeof schema !== "object") return false;
  const types = [schema.type ?? []].flat();
  return types.includes("string") && !types.includes("object");
}

function about(id: string, { description = "" }: Schema, more = ""): HTMLElement {
  return el("p", { class: "about", id: `${id}-about` }, `${description}${more}`);
}

function labelled(id: string, name: string, schema: Schema, input: HTMLElement, more = "") {
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, name),
    input,
    about(id, schema, more),
  );
}

function line(
  id: string,
  name: string,
  schema: Schema,
  type: "text" | "number",
  changed: Changed,
): Field {
  const input = el("input", {
    id,
    type,
    min: schema.minimum,
    max: schema.maximum,
    placeholder: String(schema.default ?? ""),
    "aria-describedby": `${id}-about`,
    spellcheck: "false",
    change: () => {
      const { value } = input;
      changed(value === "" ? undefined : type === "number" ? Number(value) : value);
    },
  });
  return {
    element: labelled(id, name, schema, input),
    show: (value) => input.value = value === undefined || value === null ? "" : String(value),
  };
}

function choice(
  id: string,
  name: string,
  schema: Schema,
  words: readonly string[],
  changed: Changed,
): Field {
  const input = el(
    "select",
    {
      id,
      "aria-describedby": `${id}-about`,
      change: () => changed(input.value === schema.default ? undefined : input.value),
    },
    ...words.map((word) => el("option", { value: word }, word)),
  );
  return {
    element: labelled(id, name, schema, input),
    show: (value) => input.value = String(value === false ? "off" : value ?? schema.default ?? ""),
  };
}

function switchOf(id: string, name: string, schema: Schema, changed: Changed): Field {
  const isOn = schema.default === true;
  const input = el("input", {
    id,
    type: "checkbox",
    "aria-describedby": `${id}-about`,
    change: () => changed(input.checked === isOn ? undefined : input.checked),
  });
  return {
    element: el(
      "div",
      { class: "field switch" },
      el("label", { for: id }, input, name),
      about(id, schema),
    ),
    show: (value) => input.checked = typeof value === "boolean" ? value : isOn,
  };
}

function lines(id: string, name: string, schema: Schema, changed: Changed): Field {
  const input = area(id, (rows) => changed(rows.length === 0 ? undefined : rows));
  return {
    element: labelled(id, name, schema, input, " One a line."),
    show: (value) => fill(input, Array.isArray(value) ? value.map(String) : []),
  };
}

function pairs(id: string, name: string, schema: Schema, changed: Changed): Field {
  const input = area(id, (rows) => {
    const entries = rows.map((row) => {
      const at = row.search(/:(?=\s|$)/);
      return at < 0 ? [row, ""] : [row.slice(0, at).trim(), row.slice(at + 1).trim()];
    });
    changed(entries.length === 0 ? undefined : Object.fromEntries(entries));
  });
  return {
    element: labelled(id, name, schema, input, " One a line, as name: value."),
    show: (value) => {
      const all = typeof value === "object" && value !== null ? Object.entries(value) : [];
      fill(input, all.map(([key, item]) => `${key}: ${item}`));
    },
  };
}

function area(id: string, changed: (rows: string[]) => void): HTMLTextAreaElement {
  const input = el("textarea", {
    id,
    rows: 2,
    spellcheck: "false",
    autocapitalize: "off",
    "aria-describedby": `${id}-about`,
    change: () =>
      changed(input.value.split("\n").map((row) => row.trim()).filter((row) => row !== "")),
  });
  return input;
}

function fill(input: HTMLTextAreaElement, rows: readonly string[]): void {
  input.value = rows.join("\n");
  input.rows = Math.min(Math.max(rows.length + 1, 2), 8);
}

/** What has a shape of its own is written as text. */
function elsewhere(name: string, schema: Schema): Field {
  const said = el("p", { class: "about" });
  const show = (value: unknown) => {
    const number = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
    said.textContent = `${schema.description ?? ""} In dekube.yaml: ${number || "none yet"}.`;
  };
  show(undefined);
  const title = el("span", { class: "label" }, name);
  return { element: el("div", { class: "field" }, title, said), show };
}
