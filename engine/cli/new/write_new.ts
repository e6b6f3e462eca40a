/**
 * `extension new NAME` and `distribution new NAME`: write a working start into a folder of its own.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { shellQuote } from "../../../pacts/shell.ts";
import { nearest } from "../../../pacts/nearest.ts";
import { UserError } from "../../core/user_error.ts";
import { DISTRIBUTIONS, EXTENSIONS } from "../../io/distribution/catalogue.ts";
import { type CommandSettings, DEFAULT_SETTINGS } from "../../io/distribution/command_settings.ts";
import { reasonOf } from "../../io/errors.ts";
import { type CommandOptions, readWords } from "../args.ts";
import { distributionFiles, extensionFiles, type Names } from "./templates.ts";

const SORTS = { extension: extensionFiles, distribution: distributionFiles };

/** Names that mean something else to the command, and to `base` of a distribution.json. */
const TAKEN = {
  extension: Object.keys(EXTENSIONS),
  distribution: [...Object.keys(DISTRIBUTIONS), "engine", "core", "dekube"],
};

/** What is asked for. */
export interface NewQuery {
  /** What to write. */
  sort: keyof typeof SORTS;
  /** Its name, perhaps with a scope. */
  name: string;
  options: CommandOptions;
}

/**
 * Reads `extension new NAME` and `distribution new NAME`; nothing where the first word is another.
 *
 * @throws {UserError} where a word is missing, too many, or not known.
 */
export function parseNew(
  args: readonly string[],
  settings: CommandSettings = DEFAULT_SETTINGS,
): NewQuery | undefined {
  const { words: [sort, verb, name, ...others], options: optionsBeside } = readWords(
    args,
    settings,
  );
  if (sort !== "extension" && sort !== "distribution") return undefined;
  const options = optionsBeside(others);
  if (options.help) return { sort, name: "", options };
  if (verb !== "new") {
    throw new UserError(
      `"${sort}" knows "${sort} new NAME" alone${
        verb === undefined ? "" : `, not "${verb}"${nearest(verb, ["new"])}`
      }${sort === "extension" ? '. "extensions" lists those that there are' : ""}`,
    );
  }
  if (name === undefined) {
    throw new UserError(`"${sort} new" needs a name, such as acme-${sort}. See --help`);
  }
  return { sort, name, options };
}

/**
 * Writes it into a new folder of that name, below `--output-dir` where that is given. What is said of it.
 *
 * @throws {UserError} where the name is none, or is taken, or the folder can't be written.
 */
export async function writeNew({ sort, name: written, options }: NewQuery): Promise<string> {
  const names = namesOf(written, sort);
  if (TAKEN[sort].includes(names.name)) {
    throw new UserError(
      `"${names.name}" is the name of ${
        sort === "extension" ? "an extension" : "a distribution"
      } of the catalogue. Choose another one`,
    );
  }
  const folder = join(options.outputDir, names.name);
  // Where it leads is somebody's choice, and the folder around may be a stranger's.
  if (await Deno.lstat(folder).then(({ isSymlink }) => isSymlink, () => false)) {
    throw new UserError(`"${folder}" can't be written: it is a link. Choose another name`);
  }
  let wasThere = true;
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return wasThere = false, [];
    throw new UserError(`"${folder}" can't be written: ${reasonOf(error)}. Choose another name`);
  });
  if (entries.length > 0) {
    throw new UserError(`the folder "${folder}" is there already. Choose another name`);
  }
  const files = SORTS[sort](names);
  try {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, path);
      await Deno.mkdir(dirname(file), { recursive: true });
      await Deno.writeTextFile(file, text, { createNew: true });
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    // Half of it would be in the way of the next try.
    for (const path of Object.keys(files)) {
      await Deno.remove(join(folder, path.split("/")[0]), { recursive: true }).catch(() => {});
    }
    if (!wasThere) await Deno.remove(folder).catch(() => {});
    throw new UserError(
      `"${folder}" can't be written: ${
        reasonOf(error)
      }. Mend that, or choose another place with --output-dir`,
    );
  }
  return [
    `${folder}: ${Object.keys(files).sort().join(", ")}`,
    `Try it with: cd ${shellQuote(folder)} && deno task test`,
  ].join("\n");
}

/** What is made of a name. */
function namesOf(written: string, sort: NewQuery["sort"]): Names {
  const [, scope = "my-scope", name] =
    /^(?:@([a-z0-9][a-z0-9-]{1,19})\/)?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(written) ?? [];
  if (name === undefined || name.length > 58) {
    // Somebody who writes a path means a place.
    const [, folder] = /^(?!@)(.*[\\/])[^\\/]+[\\/]?$/.exec(written) ?? [];
    throw new UserError(
      `"${written}" is no name: small letters, digits and dashes between them are, such as acme-${sort} or @acme/${sort}${
        folder === undefined ? "" : `. A folder to write it to is given with --output-dir ${folder}`
      }`,
    );
  }
  const type = name.split("-").map((word) => word[0].toUpperCase() + word.slice(1)).join("");
  return {
    name,
    package: `@${scope}/${name}`,
    type,
  };
}
