/**
 * What code prints that runs in a worker. It has the command's own standard output and error, on which answers and
 * reports go: they are taken from it, and what it prints is handed over as text.
 *
 * @module
 */

/** Hears what is printed. */
type Say = (text: string) => void;

/** Takes from this worker what it could print with, and hands over what it prints. */
export function handOverOutput(say: Say): void {
  // One that it started would have them again.
  Reflect.deleteProperty(globalThis, "Worker");
  replaceConsole(say);
  const decoder = new TextDecoder();
  const stream = (text: unknown) =>
    say(typeof text === "string" ? text : decoder.decode(text as BufferSource));
  for (const output of [Deno.stdout, Deno.stderr]) {
    const writeSync = (bytes: Uint8Array) => (stream(bytes), bytes.length);
    Object.assign(output, {
      writeSync,
      write: (bytes: Uint8Array) => Promise.resolve(writeSync(bytes)),
    });
  }
  const { process } = globalThis as { process?: object };
  const write = (text: unknown) => (stream(text), true);
  for (const name of ["stdout", "stderr"]) {
    if (process) Object.defineProperty(process, name, { value: { write }, configurable: true });
  }
  // Whatever else prints finds nothing to print on.
  for (const output of [Deno.stdin, Deno.stdout, Deno.stderr]) output.close();
}

/** What of the console prints, and what it is given. */
const PRINTING = [
  "log",
  "info",
  "debug",
  "warn",
  "error",
  "trace",
  "dir",
  "dirxml",
  "table",
  "group",
];

function replaceConsole(say: Say): void {
  const print = (...values: unknown[]) => say(`${values.map(shown).join(" ")}\n`);
  const methods = Object.keys(console).map((name) => [
    name,
    PRINTING.includes(name) ? print : () => {},
  ]);
  Object.assign(console, Object.fromEntries(methods), {
    assert: (isTrue: unknown, ...values: unknown[]) => {
      if (!isTrue) print("Assertion failed", ...values);
    },
  });
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : Deno.inspect(value);
}
