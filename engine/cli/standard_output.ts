/**
 * Standard output, for what programs read.
 *
 * @module
 */

const METHODS = ["log", "info", "debug"] as const;

/**
 * Keeps standard output for the command: as long as this is there, what extensions print goes to standard error, so that
 * it mixes with no report.
 */
export class StandardOutput implements Disposable {
  readonly #print = console.log;
  readonly #before = METHODS.map((method) => console[method]);

  constructor() {
    for (const method of METHODS) console[method] = (...words) => console.error(...words);
  }

  /** Prints lines. */
  print(text: string): void {
    this.#print.call(console, text);
  }

  /** Lets everybody print again. */
  [Symbol.dispose](): void {
    METHODS.forEach((method, index) => console[method] = this.#before[index]);
  }
}
