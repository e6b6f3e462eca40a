/**
 * Keeps values of Secrets out of compose.yml: it refers to variables, and those have the values.
 *
 * @module
 */

import {
  type ComposeProject,
  type ComposeService,
  type Config,
  isMapping,
  type ResourceId,
  type Secret,
  type SecretValue,
} from "../../../pacts/mod.ts";
import { isFilledIn } from "../check/shape.ts";
import { keyOf } from "../resource_key.ts";
import type { NotedVariables } from "./noted_variables.ts";
import { isTelling, soundsSecret } from "./sounds_secret.ts";
import { formsOf, ValuesIn } from "./values_in.ts";
import { valuesOf } from "./values_of.ts";
import { type Reference, variableNames } from "./variable_names.ts";

/** What decides what is a Secret's. */
export interface SecretSources {
  secrets: Iterable<Secret>;
  noted: NotedVariables;
  /** Services as they were generated, for whose they are. */
  services: Readonly<Record<string, ComposeService>>;
  config: Pick<Config, "overrides" | "services">;
}

/** A project that holds no values of Secrets, and the variables that it refers to. */
export interface ReferringProject {
  project: ComposeProject;
  variables: Record<string, string>;
}

/** Keys of a service in which programs are told something. All else is for Docker. */
const TOLD = (
  "environment command entrypoint healthcheck post_start pre_start pre_stop"
).split(" ");

/** Keys in which others are told something of it. */
const TOLD_TO_OTHERS = ["labels", "annotations", "logging"];

/** Replaces values of Secrets, also within longer texts, by references to variables. */
export function referToSecrets(project: ComposeProject, sources: SecretSources): ReferringProject {
  const found = new Found(project);
  const all = valuesOf(sources.secrets);
  const values = Map.groupBy(all, ({ value }) => value);
  const { noted } = sources;
  const telling = new ValuesIn([
    ...all.filter(({ key, value }) => isTelling(key, value)),
    ...[...noted.named].filter(({ value }) => value.length >= 4),
  ]);
  const made = madeWords(project.services, sources);
  const services = mapValues(project.services, (service, name) => {
    if (!isMapping(service)) return service;
    const owner = Object.hasOwn(sources.services, name) ? sources.services[name].owner : undefined;
    const words = new Map([...noted.wordsOf(owner)].map(([word, of]) => [inCompose(word), of]));
    // Words that are no longer as they were made: the values are in others.
    const changed = [...words].filter(([word]) => !made(owner).has(word))
      .flatMap(([, values]) => values);
    const read = new ValuesIn([
      ...noted.valuesOf(owner).filter(({ key, value }) => soundsSecret(key) && value.length >= 4),
      ...changed,
    ]);
    const own = { name, owner, values, words, changed, read, telling, sources, found };
    return mapValues(
      service,
      (value, key) =>
        TOLD.includes(key)
          ? replaced(key, value, own)
          : TOLD_TO_OTHERS.includes(key)
          ? inTexts(value, (text) => replaceParts(text, telling.of(text), found))
          : value,
    ) as typeof service;
  });
  const configs = isMapping(project.configs)
    ? { configs: inTexts(project.configs, (text) => replaceParts(text, telling.of(text), found)) }
    : {};
  return found.named({ ...project, services, ...configs });
}

/** A service whose values are looked for. */
interface Place {
  name: string;
  owner?: ResourceId;
  /** All values, by themselves. */
  values: ReadonlyMap<string, readonly SecretValue[]>;
  /** Those that words of its command lines were made with. */
  words: ReadonlyMap<string, readonly SecretValue[]>;
  /** Those of words that something has changed. */
  changed: readonly SecretValue[];
  /** Those that its containers read, where they may stand in any of its words. */
  read: ValuesIn;
  /** Those that are known wherever they stand. */
  telling: ValuesIn;
  sources: SecretSources;
  found: Found;
}

function replaced(key: string, value: unknown, place: Place): unknown {
  const { read, telling, found, words, changed, sources } = place;
  const within = changed.filter(({ value }) => value.length >= 4);
  if (key === "environment" && isMapping(value)) {
    return mapValues(
      value,
      (text, variable) => typeof text === "string" ? variableText(variable, text, place) : text,
    );
  }
  return inTexts(value, (text) => {
    const known = [...words.get(text) ?? [], ...sources.noted.texts.get(text) ?? []];
    const certain = replaceParts(
      text,
      words.has(text) ? known : [...known, ...within],
      found,
      true,
    );
    return replaceParts(certain, [...read.of(certain), ...telling.of(certain)], found);
  });
}

/** A text as a file of Compose has it. */
function inCompose(text: string): string {
  return text.replaceAll("$", "$$$$");
}

/** The words of the command lines that a workload's containers have, in whichever services. */
function madeWords(
  services: ComposeProject["services"],
  { services: generated }: SecretSources,
): (owner: ResourceId | undefined) => ReadonlySet<string> {
  const byOwner = new Map<string, Set<string>>();
  for (const [name, service] of Object.entries(services)) {
    const owner = Object.hasOwn(generated, name) ? generated[name].owner : undefined;
    if (!owner || !isMapping(service)) continue;
    const key = keyOf(owner);
    const words = byOwner.get(key) ?? new Set();
    byOwner.set(key, words);
    for (const key of TOLD.filter((key) => key !== "environment")) {
      inTexts(service[key], (text) => (words.add(text), text));
    }
  }
  return (owner) => owner && byOwner.get(keyOf(owner)) || new Set();
}

/** The text of a variable: what it was made from is known, or it is told by its looks. */
function variableText(variable: string, text: string, place: Place): string {
  const { values, telling, sources, owner, found, name } = place;
  if (text === "") return text;
  const noted = isUsers(variable, name, sources.config) ? [] : sources.noted.of(owner, variable);
  const plain = isFilledIn(text) ? undefined : text.replaceAll("$$", "$");
  const whole = noted.filter(({ isWhole }) => isWhole).flatMap(({ values }) => values);
  if (plain !== undefined && whole.length > 0 && noted.every(({ isWhole }) => isWhole)) {
    const [source] = [...whole.filter(({ value }) => value === plain), ...whole];
    return found.refer(source, plain);
  }
  if (plain !== undefined && soundsSecret(variable)) {
    const same = values.get(plain) ?? [];
    const near = same.find(({ namespace }) => namespace === owner?.namespace) ?? same[0];
    if (near) return found.refer(near, plain);
  }
  const parts = noted.flatMap(({ values }) => values);
  const named = sources.noted.texts.get(text) ?? [];
  const certain = replaceParts(text, [...parts, ...named], found, true);
  return replaceParts(certain, telling.of(certain), found);
}

/** What the user set is no longer what it was made from. */
function isUsers(variable: string, name: string, config: SecretSources["config"]): boolean {
  if (Object.hasOwn(config.services, name)) return true;
  const patch = Object.hasOwn(config.overrides, name) ? config.overrides[name] : undefined;
  return isMapping(patch?.environment) && Object.hasOwn(patch.environment, variable);
}

/**
 * A text with values in it replaced, as they are or as a URL has them. A value within a word is part of that, and nothing of
 * a Secret, unless it is `certain` that the text was made with it.
 */
function replaceParts(
  text: string,
  values: readonly SecretValue[],
  found: Found,
  certain = false,
): string {
  let result = text;
  const longestFirst = values.toSorted((a, b) => b.value.length - a.value.length);
  for (const source of longestFirst) {
    for (const { form, written } of formsOf(source)) {
      if (!result.includes(written)) continue;
      const isLong = form.length >= 16;
      result = outsideReferences(
        result,
        found.marks,
        (rest) => replaceAll(rest, written, certain || isLong, () => found.refer(source, form)),
      );
    }
  }
  return result;
}

function replaceAll(
  text: string,
  part: string,
  anywhere: boolean,
  reference: () => string,
): string {
  let result = "";
  let from = 0;
  for (let at; (at = text.indexOf(part, from)) >= 0; from = at + part.length) {
    const isWord = !/[\p{L}\p{N}]$/u.test(text.slice(Math.max(at - 2, 0), at)) &&
      !/^[\p{L}\p{N}]/u.test(text.slice(at + part.length));
    result += text.slice(from, at) + (anywhere || isWord ? reference() : part);
  }
  return result + text.slice(from);
}

function outsideReferences(
  text: string,
  { settled: pattern }: Marks,
  change: (rest: string) => string,
): string {
  let result = "";
  let from = 0;
  for (const { 0: settled, index } of text.matchAll(pattern)) {
    result += change(text.slice(from, index)) + settled;
    from = index + settled.length;
  }
  return result + change(text.slice(from));
}

/** What stands for a reference until all are known: two characters for private use that no text of the project has. */
class Marks {
  readonly open: string;
  readonly close: string;
  /** References, by their numbers. */
  readonly references: RegExp;
  /** What stands for a value already, or for what Compose is to fill in. */
  readonly settled: RegExp;

  constructor(project: ComposeProject) {
    const all = JSON.stringify(project);
    let point = 0xf0000;
    const next = () => {
      while (all.includes(String.fromCodePoint(point))) point++;
      return String.fromCodePoint(point++);
    };
    this.open = next();
    this.close = next();
    const reference = `${this.open}(\\d+)${this.close}`;
    this.references = new RegExp(reference, "gu");
    this.settled = new RegExp(`${reference}|(?<!\\$)(?:\\$\\$)*\\$\\{[^}]*\\}`, "gu");
  }
}

/** The references that were made. */
class Found {
  readonly marks: Marks;
  readonly #references: Reference[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(project: ComposeProject) {
    this.marks = new Marks(project);
  }

  /** Stands for a text that comes from a value, until the variable has a name. */
  refer(source: SecretValue, text: string): string {
    const { namespace, secret, key } = source;
    const id = JSON.stringify([namespace, secret, key, text]);
    let number = this.#numbers.get(id);
    if (number === undefined) {
      this.#numbers.set(id, number = this.#references.length);
      this.#references.push({ ...source, text });
    }
    return `${this.marks.open}${number}${this.marks.close}`;
  }

  named(project: ComposeProject): ReferringProject {
    const names = variableNames(this.#references);
    return {
      project: inTexts(project, (text) =>
        text.includes(this.marks.open)
          // Without it Compose refuses, where it would take an empty password.
          ? text.replace(this.marks.references, (_whole, number) => `\${${names[number]}:?}`)
          : text) as ComposeProject,
      variables: Object.fromEntries(
        this.#references.map(({ text }, index) => [names[index], text]),
      ),
    };
  }
}

function inTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => inTexts(item, change));
  return isMapping(value) ? mapValues(value, (item) => inTexts(item, change)) : value;
}

function mapValues<T, U>(
  map: Readonly<Record<string, T>>,
  change: (value: T, key: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
