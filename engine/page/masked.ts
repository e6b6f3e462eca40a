/**
 * Values as they are shown: without what Secrets hold, passwords, and what sounds like one.
 *
 * @module
 */

import { isMapping, type Manifest, type SecretValue } from "../../pacts/mod.ts";
import { withoutPasswords } from "../../pacts/passwords.ts";
import { Masks } from "../core/secrets/masks.ts";
import { withoutSecretsInText } from "../core/secrets/secrets_in_text.ts";
import { isSecretField } from "../core/secrets/sounds_secret.ts";

/** What stands for what is not shown. */
const HIDDEN = "…";

/** Fields of a Secret that hold what is secret. */
const DATA = ["data", "stringData"];

/** Longer texts lose their end. */
const LONGEST = 20_000;

/** No value of a Secret is put together of more words of a name. */
const MOST_WORDS = 6;

/** Fields that hold names of objects. */
const NAMING = /^(?:name|namespace|app|component)$|^(?:dekube|app\.kubernetes)\.io\/|Name$/;

/** A word as fields are called, such as `user`: there nobody learns from it that a Secret holds it. */
const FIELD = /^[A-Za-z]+(?:_[a-z]+)*$/;

/** Hides what nobody is to see. */
export class Masked {
  readonly #masks: Masks;
  /** Values that are parts of names as well: a database may be called as its user is. */
  readonly #namesakes: ReadonlySet<string>;

  /** Hides values of Secrets, as they are and as manifests have them; `names` are seen by everybody. */
  constructor(secrets: readonly SecretValue[], names: Iterable<string> = []) {
    const parts = partsOf(names);
    const [open, hidden] = [true, false].map((isName) =>
      secrets.filter(({ value }) => parts.has(value) === isName)
    );
    this.#masks = new Masks(
      hidden.flatMap((secret) => [secret, { ...secret, value: encoded(secret.value) }]),
    );
    this.#namesakes = new Set(open.map(({ value }) => value));
  }

  /** A text without what is hidden. */
  text(text: string): string {
    if (this.#namesakes.has(text)) return HIDDEN;
    return this.label(text);
  }

  /** A name, or what is put together of names. */
  label(text: string): string {
    return withoutPasswords(Masks.shown(this.#masks.without(text)));
  }

  /** An object of Kubernetes; of a Secret only the keys are seen. */
  manifest(manifest: Manifest): unknown {
    if (manifest.kind !== "Secret") return this.value(manifest);
    const { metadata, ...fields } = manifest as Manifest & Record<string, unknown>;
    const { annotations: _mayRepeatAll, ...identity } = metadata as unknown as Record<
      string,
      unknown
    >;
    return Object.fromEntries(
      Object.entries({ ...fields, metadata: identity }).map(([key, value]) => [
        key,
        DATA.includes(key) ? keysOnly(value) : this.value(value),
      ]),
    );
  }

  /** A value, and all that is in it. */
  value(value: unknown, key = ""): unknown {
    if (typeof value === "string") return this.#scalar(value, key);
    if (Array.isArray(value)) {
      return value.map((item, index) => {
        const before: unknown = value[index - 1];
        const isFlags = typeof before === "string" && /^--?\w[\w-]*$/.test(before);
        return this.value(item, isFlags && typeof item === "string" ? before : "");
      });
    }
    if (!isMapping(value)) return value;
    // A variable of a container: its name says what its value is.
    const { name } = value;
    const isVariable = typeof name === "string" && typeof value.value === "string";
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        FIELD.test(key) ? key : this.label(key),
        this.value(item, isVariable && key === "value" ? name : key),
      ]),
    );
  }

  #scalar(value: string, key: string): string {
    if (NAMING.test(key)) return this.label(value);
    if (isSecretField(key, value)) return HIDDEN;
    const [, name, rest] = /^(-{0,2}[A-Za-z_][\w.-]*)=([^\n]*)$/.exec(value) ?? [];
    if (name !== undefined && isSecretField(name, rest)) return `${name}=${HIDDEN}`;
    const whole = this.text(value);
    const shown = withoutSecretsInText(whole.slice(0, LONGEST), HIDDEN);
    const more = whole.length - LONGEST;
    return more > 0 ? `${shown}\n… ${more} more characters` : shown;
  }
}

function keysOnly(data: unknown): unknown {
  return isMapping(data)
    ? Object.fromEntries(Object.keys(data).map((key) => [key, HIDDEN]))
    : HIDDEN;
}

/** The words of names, and what is made of words that follow each other. */
function partsOf(names: Iterable<string>): Set<string> {
  const parts = new Set<string>();
  for (const name of names) {
    const words = [...name.matchAll(/[A-Za-z0-9]+/g)];
    for (const [first, { index }] of words.entries()) {
      for (const word of words.slice(first, first + MOST_WORDS)) {
        parts.add(name.slice(index, word.index + word[0].length));
      }
    }
  }
  return parts;
}

/** A text as a Secret's `data` has it. */
function encoded(text: string): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}
