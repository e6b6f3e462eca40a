/**
 * Tidies up when the user ends the command.
 *
 * @module
 */

import { clearLines } from "./live_line.ts";

/** Signals that ask a program to end, with their numbers. */
const SIGNALS: Partial<Record<Deno.Signal, number>> = Deno.build.os === "windows"
  ? { SIGINT: 2, SIGBREAK: 21 }
  : { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };

/** Does something before a signal ends the process, until the result is disposed of. */
export function endOnSignal(tidyUp: () => void): Disposable {
  const listeners = Object.entries(SIGNALS).map(([signal, number]) => {
    const end = () => {
      try {
        clearLines();
        tidyUp();
      } finally {
        Deno.exit(128 + number);
      }
    };
    Deno.addSignalListener(signal as Deno.Signal, end);
    return [signal as Deno.Signal, end] as const;
  });
  return {
    [Symbol.dispose]() {
      for (const [signal, end] of listeners) Deno.removeSignalListener(signal, end);
    },
  };
}
