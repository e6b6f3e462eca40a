/**
 * What a conversion has to say, as data: the command prints it, a script can
 * read it.
 *
 * @module
 */

import { withoutPasswords } from "./passwords.ts";
import { idOf, type Manifest, type ResourceId } from "./manifest.ts";
import { shortenedWords } from "./shortened_words.ts";

/**
 * `error`: part of what the manifests ask for was withheld (a guarded route
 * answers 403). `warning`: something was left out or guessed. `info`: worth
 * knowing, nothing to do.
 */
export type Severity = "error" | "warning" | "info";

/** One thing that a conversion has to say. */
export interface Diagnostic {
  /** How much it matters. */
  severity: Severity;
  /** Stable identifier in kebab-case, for instance `missing-config-map`. */
  code: string;
  /** One plain sentence: what is wrong, and what to do. */
  message: string;
  /** The object that it is about. */
  resource?: ResourceId;
  /** The field that it is about, for instance `spec.template.spec.volumes[0]`. */
  path?: string;
  /** The file that the object came from, where it came from one. */
  file?: string;
  /** What settles it; a finished conversion has none that is settled. */
  remedy?: Remedy;
}

/**
 * An override of dekube.yaml that settles what is said. Where the user has set it, that is not said. The message may name
 * it as `overrides.<service>.KEY`: the engine puts the service's name there where one service is meant.
 */
export interface Remedy {
  /** The key of the service, by its path (`image`, `environment.URL`), or several of which one is enough. */
  override: string | readonly string[];
  /** The service; left out, it is that of the container that the diagnostic is about, or any of its workload. */
  service?: string;
}

/** Where a diagnostic belongs. */
export interface DiagnosticPlace {
  /** The object that it is about. */
  resource?: ResourceId;
  /** The field that it is about. */
  path?: string;
  /** The file that it is about. */
  file?: string;
  /** What settles it. */
  remedy?: Remedy;
}

/** Says things about one object, or one field of it. */
export interface Reporter {
  /** Something that the manifests ask for was withheld. */
  error(code: string, message: string, remedy?: Remedy): void;
  /** Something was left out or guessed. */
  warn(code: string, message: string, remedy?: Remedy): void;
  /** Worth knowing, nothing to do. */
  info(code: string, message: string, remedy?: Remedy): void;
}

/**
 * Collects diagnostics; the same one is kept once.
 *
 * @example
 * ```ts
 * import { Diagnostics } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const diagnostics = new Diagnostics();
 * const pod = { kind: "Pod", metadata: { name: "web", namespace: "shop" } };
 * diagnostics.report(pod, "spec").warn("no-image", "the container has no image");
 * assertEquals([...diagnostics], [{
 *   severity: "warning",
 *   code: "no-image",
 *   message: "the container has no image",
 *   resource: { kind: "Pod", namespace: "shop", name: "web" },
 *   path: "spec",
 * }]);
 * ```
 */
export class Diagnostics implements Iterable<Diagnostic> {
  readonly #items = new Map<string, Diagnostic>();

  /** Adds one; URLs in its message lose their passwords, and words that nobody would read their middle. */
  add(diagnostic: Diagnostic): void {
    const { severity, code, resource, path, file } = diagnostic;
    checkText(`the code ${JSON.stringify(code)}`, code);
    checkText(
      `the code "${code}" and the message ${JSON.stringify(diagnostic.message)}`,
      diagnostic.message,
    );
    const message = shortenedWords(withoutPasswords(diagnostic.message));
    const key = JSON.stringify([severity, code, message, resource, path, file]);
    if (this.#items.has(key)) return;
    this.#items.set(key, message === diagnostic.message ? diagnostic : { ...diagnostic, message });
  }

  /** Something that the manifests ask for was withheld. */
  error(code: string, message: string, place: DiagnosticPlace = {}): void {
    this.add({ severity: "error", code, message, ...place });
  }

  /** Something was left out or guessed. */
  warn(code: string, message: string, place: DiagnosticPlace = {}): void {
    this.add({ severity: "warning", code, message, ...place });
  }

  /** Worth knowing, nothing to do. */
  info(code: string, message: string, place: DiagnosticPlace = {}): void {
    this.add({ severity: "info", code, message, ...place });
  }

  /** Says things about an object and a field of it; about the project as a whole where neither is named. */
  report(object?: Manifest | ResourceId, path?: string): Reporter {
    const place = {
      ...(object ? { resource: "metadata" in object ? idOf(object) : object } : {}),
      ...(path === undefined ? {} : { path }),
    };
    return {
      error: (code, message, remedy) => this.error(code, message, { ...place, ...on(remedy) }),
      warn: (code, message, remedy) => this.warn(code, message, { ...place, ...on(remedy) }),
      info: (code, message, remedy) => this.info(code, message, { ...place, ...on(remedy) }),
    };
  }

  /** All of them, in the order in which they came. */
  [Symbol.iterator](): Iterator<Diagnostic> {
    return this.#items.values();
  }
}

/** An extension in JavaScript may leave out what the types ask for. */
function checkText(given: string, value: unknown): void {
  if (typeof value === "string" && value.trim() !== "") return;
  throw new TypeError(
    `a report was given ${given}; it wants a code such as "no-image", and a sentence that says what is wrong and what to do`,
  );
}

function on(remedy: Remedy | undefined): Pick<DiagnosticPlace, "remedy"> {
  return remedy ? { remedy } : {};
}
