/**
 * What the script of an init container leaves in a folder, as far as its text shows.
 *
 * @module
 */

/** Whether a script copies or moves something to `path` in `folder`, or makes a file there. */
export function leavesBehind(script: string, folder: string, path: string): boolean {
  const base = plainPath(folder);
  const wanted = `${base === "/" ? "" : base}/${path}`;
  for (const { verb, operands } of copyCommands(script)) {
    const destination = operands.at(-1);
    if (destination === wanted) return true;
    if (verb === "touch" && operands.includes(wanted)) return true;
    // Copied into the folder under its own name.
    if (destination === base && operands.some((word) => word.endsWith(`/${path}`))) return true;
  }
  return false;
}

const VERBS = new Set(["cp", "mv", "touch"]);

function* copyCommands(script: string): Iterable<{ verb: string; operands: string[] }> {
  for (const command of script.replaceAll("\\\n", " ").split(/[\n;&|]+/)) {
    if (/^\s*#/.test(command)) continue;
    const words = command.trim().split(/\s+/)
      .filter((word) => !/^\d*[<>]/.test(word))
      .map(plainPath);
    // Not always the first word: `then cp …`, `sh -c cp …`.
    const index = words.findIndex((word) => VERBS.has(word));
    if (index >= 0) yield { verb: words[index], operands: words.slice(index + 1) };
  }
}

function plainPath(word: string): string {
  return word.replace(/["']/g, "").replace(/(?<=.)\/+$/, "");
}
