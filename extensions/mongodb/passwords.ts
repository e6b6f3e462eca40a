/**
 * Passwords: those of the manifests, else made up once and kept.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  namespaceOf,
  objectBeside,
  type ObjectIndex,
  randomWord,
  type Secret,
  secretValue,
} from "@dekube/engine/pacts";
import { PASSWORD_FOLDER } from "./start.ts";

/** What a key of a Secret holds. */
export interface Password {
  /** The text. */
  value: string;
  /** The file that it is in, in the server's container. */
  file: string;
}

/** The Secrets of one resource, and the files that they are mounted as. */
export class Passwords {
  /** Those that are made up, by their names. */
  readonly #made = new Map<string, Map<string, string>>();
  /** What is mounted, in the order of the files. */
  readonly #mounted: { name: string; key: string }[] = [];

  constructor(
    readonly cr: Manifest,
    readonly objects: ObjectIndex,
    readonly ctx: ControllerContext,
  ) {}

  /** The Secret of that name, where there is one among the manifests. */
  secret(name: string): Secret | undefined {
    return this.objects.get("Secret", namespaceOf(this.cr), name) as Secret | undefined;
  }

  /**
   * The password that a user's Secret has. One that is missing is made up, with a warning where a `path` of the resource
   * names it; `undefined`, which is said, where the Secret lacks the key.
   */
  of(name: string, key: string, path?: string): Password | undefined {
    const found = this.secret(name);
    const value = found && secretValue(found, key);
    if (value !== undefined && value !== "") {
      if (this.#isOdd(name, key, value, path)) return undefined;
      return { value, file: this.#mount(name, key) };
    }
    if (found && path !== undefined) {
      this.ctx.report(this.cr, path).error(
        "missing-key",
        `the Secret "${name}" has no password under "${key}", so the user is not made. Give it one, or name the key that has it`,
      );
      return undefined;
    }
    if (path !== undefined && !this.#made.get(name)?.has(key)) {
      this.ctx.report(this.cr, path).warn(
        "missing-secret",
        `there is no Secret "${name}", so a password was made up and lies in one of that name, under "${key}". Add the Secret to the manifests, if the password must be a certain one`,
      );
    }
    return { value: this.made(name, key), file: this.#mount(name, key) };
  }

  /** A server takes no password with what can't be typed: often a line break at its end. */
  #isOdd(name: string, key: string, value: string, path: string | undefined): boolean {
    if (path === undefined || !/\p{Cc}/u.test(value)) return false;
    this.ctx.report(this.cr, path).error(
      "bad-password",
      `the password in the Secret "${name}" under "${key}" has a line break or another control character, which MongoDB takes from nobody, so the user is not made. Take it out`,
    );
    return true;
  }

  /** What is made up for a key of a Secret. */
  made(name: string, key: string, make: () => string = () => randomWord(20)): string {
    const secret = this.#made.get(name) ?? new Map<string, string>();
    const known = secret.get(key) ??
      this.ctx.generated.value(this.cr, plainKey(`${name}.${key}`), make);
    this.#made.set(name, secret.set(key, known));
    return known;
  }

  /** Puts a certain text into a Secret that is made. */
  put(name: string, key: string, value: string): void {
    const secret = this.#made.get(name) ?? new Map<string, string>();
    this.#made.set(name, secret.set(key, value));
  }

  #mount(name: string, key: string): string {
    const place = this.#mounted.findIndex((one) => one.name === name && one.key === key);
    if (place >= 0) return `${PASSWORD_FOLDER}/${place}`;
    return `${PASSWORD_FOLDER}/${this.#mounted.push({ name, key }) - 1}`;
  }

  /** The volume that the files are in. */
  volume(name: string): Mapping {
    return {
      name,
      projected: {
        sources: this.#mounted.map(({ name, key }, place) => ({
          secret: { name, items: [{ key, path: String(place) }] },
        })),
      },
    };
  }

  /** The Secrets that are made; one of the manifests keeps what it has. */
  secrets(labels?: Readonly<Record<string, string>>): Manifest[] {
    return [...this.#made].map(([name, keys]) => {
      const found = this.secret(name);
      const stringData = Object.fromEntries(keys);
      if (!found) {
        return objectBeside(this.cr, "Secret", name, { type: "Opaque", stringData }, {
          ...(labels ? { labels } : {}),
        });
      }
      return { ...found, stringData: { ...found.stringData, ...stringData } };
    });
  }
}

/** A key by which a value that is made up is kept, whatever names it is made of. */
function plainKey(text: string): string {
  return text.replace(
    /[^A-Za-z0-9.-]/g,
    (one) => `_${one.codePointAt(0)!.toString(16)}`,
  );
}

/** The members' key: letters and digits of base64, as many as the operators make. */
export function memberKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(500));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** A key of 32 bytes that data are encrypted with. */
export function encryptionKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes));
}
