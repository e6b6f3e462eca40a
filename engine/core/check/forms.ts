/**
 * Texts that Docker Compose reads more into than the Compose Specification's JSON Schema says.
 *
 * @module
 */

import type { Form } from "./shape.ts";

/** A length of time, as Go writes it, with days and weeks. */
export const DURATION: Form = {
  means: 'a length of time such as "30s" or "1m30s"',
  test: (text) => /^-?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+)$/.test(text),
};

/** A number of bytes. */
export const SIZE: Form = {
  means: 'a size such as "512m"',
  test: (text) => /^-?\d+(?:\.\d+)? ?(?:[kmgtpe]i?)?b?$/i.test(text),
};

/** What is published: `[[ip:]host:]container[/protocol]`, where a port may be a range. */
export const PORT: Form = {
  means: 'a port such as "8080:80"',
  test(text) {
    const { head = "", last = "" } = /^(?:(?<head>.*):)?(?<last>[^:/]*)(?:\/[a-z]+)?$/i
      .exec(text)?.groups ?? {};
    if (!isRange(last)) return false;
    const host = /^(?:(?<ip>.*):)?(?<range>[^:\]]*)$/.exec(head)?.groups;
    return host !== undefined && (host.range === "" || isRange(host.range)) &&
      isAddress(host.ip ?? "");
  },
};

function isRange(text: string): boolean {
  const ends = text.split("-");
  return ends.length <= 2 && ends.every((end) => /^\d{1,5}$/.test(end) && Number(end) <= 65535) &&
    Number(ends[0]) <= Number(ends[ends.length - 1]);
}

function isAddress(text: string): boolean {
  return text === "" || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) ||
    /^\[?[0-9a-f:.]+(?:%\w+)?\]?$/i.test(text);
}

/** A line that Compose splits into words as a shell does. */
export const COMMAND_LINE: Form = {
  means: 'a line whose quotes are closed, with "\'" itself as "\\\'" or in double quotes',
  test(text) {
    const rest = text.replace(/\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"/g, "");
    return !/['"\\]/.test(rest);
  },
};

/** A host and its address, on one line. */
export const HOST_LINE: Form = {
  means: 'a host and its address, such as "db:10.0.0.5"',
  test: (text) => /^[^:=]+[:=]./.test(text),
};
