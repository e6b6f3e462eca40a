/**
 * Says why a module did not load.
 *
 * @module
 */

import { withFiles } from "./inline_module.ts";
import { RUN_FORM, type RunForm } from "./run_form.ts";

/** What only the network has. */
const REMOTE = /(?:jsr|npm|https?):/;

/** Why `import()` failed, in one line, and what to do where the form of the run is the cause. */
export function whyNotLoaded(
  error: unknown,
  specifier: string,
  form: RunForm = RUN_FORM,
): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const why = inOneLine(message);
  const isSyntaxError = error instanceof SyntaxError;
  const advice = adviceFor(why, specifier, form, isSyntaxError);
  return advice ? `${why.replace(/\.$/, "")}. ${advice}` : why;
}

function inOneLine(message: string): string {
  const [first, ...lines] = withFiles(message).split("\n");
  // What stands below that is of Deno's own code.
  const end = lines.findIndex((line) => /^\s*Stack backtrace:/.test(line));
  const rest = end < 0 ? lines : lines.slice(0, end);
  // Deno lists the causes of a failed request one below the other.
  const unanswered = /^Import '(.+)' failed/.exec(first);
  const causes = rest.map((line) => line.trim()).filter((line) => !/^(?:at\b.*)?$/.test(line));
  if (unanswered && causes.length > 0) {
    return `${unanswered[1]} does not answer: ${causes.at(-1)!.replace(/^\d+:\s*/, "")}`;
  }
  const at = rest.map((line) => /^\s+at (\S+:\d+:\d+)$/.exec(line)?.[1]).find(Boolean);
  return at && first.startsWith("SyntaxError") ? `${first} (${at})` : first;
}

function adviceFor(
  why: string,
  specifier: string,
  form: RunForm,
  isSyntaxError: boolean,
): string | undefined {
  const missing = /^(?:Module not found(?: "([^"]+)")?|Could not find constraint )/.exec(why);
  if (form === "executable" && missing && REMOTE.test(missing[1] ?? specifier)) {
    return `An executable holds all that it can load from elsewhere: put "${
      missing[1] ?? specifier
    }" into "extensions" of a distribution.json and build it in, or run the single file instead, which loads it from there`;
  }
  if (form === "executable" && isSyntaxError && specifier.endsWith(".ts")) {
    return "If that is sound TypeScript, this executable was built with a Deno older than 2.8, which takes JavaScript alone: deno transpile FILE.ts -o FILE.js makes that of it; or build the extension in";
  }
  if (why.includes("ERR_UNSUPPORTED_DIR_IMPORT")) {
    return "It is a folder: name its module, a .ts or .js file";
  }
  if (why.startsWith("SyntaxError") && /\(https?:[^()]*\.ts:\d+:\d+\)$/.test(why)) {
    return "If that is sound TypeScript, the server calls it something else, and Deno takes it for JavaScript: have it answer with the Content-Type application/typescript";
  }
  if (/^JSR package manifest for '[^']+' failed to load\./.test(why)) {
    const what = specifier.startsWith("jsr:") ? `put "${specifier}"` : "put the extension";
    return `Where jsr.io can't be reached, set JSR_URL to a server that has its packages, or ${what} into "extensions" of a distribution.json and build it in`;
  }
  const bare = /^Import "([^"]+)" not a dependency/.exec(why)?.[1];
  if (bare === undefined) return undefined;
  if (form === "single-file" && bare.startsWith("@dekube/engine")) {
    return `The deno.json that the build wrote beside the single file gives it that name: put it back beside it`;
  }
  if (form === "executable") {
    return `An executable knows only what was built in: add the extension to "extensions" of a distribution.json and build it in`;
  }
  const contract = /^@dekube\/engine(\/pacts(?:\/[a-z_]+)?)$/.exec(bare)?.[1];
  return contract
    ? `Import "jsr:@dekube/engine@^1${contract}" instead`
    : `Import it by a jsr: or npm: specifier`;
}
