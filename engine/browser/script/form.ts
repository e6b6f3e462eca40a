/// <reference lib="dom" />
/**
 * The settings as a form, which the schema of dekube.yaml makes.
 *
 * @module
 */

import { el } from "../../page/script/dom.ts";
import { type Field, fieldOf, type Schema } from "./fields.ts";

/** Told of a setting that somebody changes; of `undefined` where the default is to hold. */
type Changed = (path: string[], value: unknown) => void;

/** Settings that few need, behind the others. */
const RARE: ReadonlySet<string> = new Set([
  "accept",
  "depends",
  "distribution",
  "distribution_version",
  "infer_namespaces",
  "ingress_types",
  "limits",
  "network",
  "replacements",
  "subnet",
]);

/** The form. */
export class SettingsForm {
  readonly #fields: { path: string[]; field: Field }[] = [];

  /** Fills an element with fields for what the schema has. */
  constructor(into: HTMLElement, { properties = {} }: Schema, changed: Changed) {
    const { extensions, ...others } = properties;
    const names = Object.keys(others).filter((name) => !others[name].deprecated);
    const add = (path: string[], schema: Schema) => {
      const field = fieldOf(
        `setting-${path.join("-")}`,
        path.at(-1)!,
        schema,
        (value) => changed(path, value),
      );
      this.#fields.push({ path, field });
      return field.element;
    };
    const group = (title: string, fields: HTMLElement[]) =>
      el(
        "details",
        { class: "fields" },
        el("summary", {}, title),
        el("div", { class: "fields" }, ...fields),
      );
    const usual = names.filter((name) => !RARE.has(name));
    into.append(
      el("div", { class: "fields" }, ...usual.map((name) => add([name], others[name]))),
      group(
        "Further settings",
        names.filter((name) => RARE.has(name)).map((name) => add([name], others[name])),
      ),
      group(
        "Extensions",
        Object.entries(extensions?.properties ?? {}).map(([name, { properties = {} }]) =>
          group(
            name,
            Object.entries(properties).filter(([, schema]) => !schema.deprecated)
              .map(([key, schema]) => add(["extensions", name, key], schema)),
          )
        ),
      ),
    );
    into.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Shows what settings say; the field that somebody is in keeps what they typed. */
  show(values: Record<string, unknown>): void {
    for (const { path, field } of this.#fields) {
      if (field.element.contains(document.activeElement)) continue;
      field.show(valueAt(values, path));
    }
  }
}

function valueAt(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    values,
  );
}
