/**
 * How this engine runs, which decides where packages of ours are found.
 *
 * @module
 */

/**
 * From the project's folder, from a registry (`deno run jsr:…`), compiled into an executable, or
 * bundled into a single file.
 */
export type RunForm = "checkout" | "registry" | "executable" | "single-file";

/** Where this module lies within the project. */
const HERE = "/engine/io/modules/run_form.ts";

/** The form in which this engine runs. */
export const RUN_FORM: RunForm = formOf(import.meta.url, Deno.build.standalone);

/** The form of a run, by where this module was loaded from. */
export function formOf(url: string, standalone: boolean): RunForm {
  if (standalone) return "executable";
  // A bundler takes the path away.
  if (!url.endsWith(HERE)) return "single-file";
  // A registry may be a folder, too: JSR_URL=file:///…
  const inPackage = /\/@dekube\/engine\/[^/]+$/.test(url.slice(0, -HERE.length));
  return url.startsWith("file:") && !inPackage ? "checkout" : "registry";
}

/** Where a package of ours is loaded from: the folder beside the engine in a checkout, else JSR. */
export function packageSpecifier(
  folder: "extensions" | "distributions",
  name: string,
  form: RunForm = RUN_FORM,
): string {
  if (form !== "checkout") return `jsr:@dekube/${name}@^1.0.0`;
  const file = folder === "extensions" ? "mod.ts" : "distribution.json";
  return new URL(`../../../${folder}/${name}/${file}`, import.meta.url).href;
}
