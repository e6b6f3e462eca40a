/**
 * A line on the terminal that says what takes its time, and for how long.
 *
 * @module
 */

import { printable } from "../../pacts/printable.ts";
import type { CommandOptions } from "./args.ts";

const FRAMES = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const FRAME_MS = 100;

/** What takes less is not worth a line. */
const AT_ONCE_MS = 300;

const USUAL_WIDTH = 80;

const lines = new Set<LiveLine>();

/**
 * Whether somebody looks on: at a terminal that can take a line back, and not at what programs read or at what nobody
 * watches.
 */
export function isLive({ volume, report }: Pick<CommandOptions, "volume" | "report">): boolean {
  return Deno.stderr.isTerminal() && volume !== "quiet" && report === undefined &&
    variable("TERM") !== "dumb" && !variable("CI");
}

/** A variable of the environment, where it may be read: nobody is asked for that. */
export function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

/** A line that turns until it is disposed of. */
export class LiveLine implements Disposable {
  /** What it says. */
  text: string;
  readonly #write: (text: string) => void;
  readonly #width: () => number;
  readonly #since = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;
  #frame = 0;
  #isThere = false;

  /** Shows it from now on; `write` and `width` are the terminal's. */
  constructor(text: string, { write = toTerminal, width = terminalWidth } = {}) {
    this.text = text;
    this.#write = write;
    this.#width = width;
    this.#timer = setInterval(() => this.#draw(), FRAME_MS);
    lines.add(this);
  }

  #draw(): void {
    const elapsed = performance.now() - this.#since;
    if (elapsed < AT_ONCE_MS) return;
    const frame = FRAMES[this.#frame++ % FRAMES.length];
    const end = ` ${Math.floor(elapsed / 1000)} s`;
    // A line that wraps could not be taken back.
    const room = this.#width() - end.length - 3;
    const text = printable(this.text);
    const shown = text.length > room ? `${text.slice(0, Math.max(0, room - 1))}…` : text;
    this.#isThere = true;
    this.#write(`\r\x1b[K${frame} ${shown}${end}`);
  }

  /** Takes it back, until its next turn. */
  clear(): void {
    if (this.#isThere) this.#write("\r\x1b[K");
    this.#isThere = false;
  }

  /** Takes it back for good. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.clear();
    lines.delete(this);
  }
}

/** Makes room for what else is to be said. */
export function clearLines(): void {
  for (const line of lines) line.clear();
}

/** Does something that takes its time; where somebody looks on they see so. */
export async function showing<T>(
  text: string,
  options: Pick<CommandOptions, "volume" | "report">,
  work: () => Promise<T>,
): Promise<T> {
  using _line = isLive(options) ? new LiveLine(text) : undefined;
  return await work();
}

function toTerminal(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

function terminalWidth(): number {
  try {
    // A terminal that nobody has told its size has none.
    return Deno.consoleSize().columns || USUAL_WIDTH;
  } catch {
    return USUAL_WIDTH;
  }
}
