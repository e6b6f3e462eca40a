/**
 * Answers `images`, from the project that lies in the output folder.
 *
 * @module
 */

import { join } from "@std/path";
import { mapping, text } from "../../../pacts/mod.ts";
import { printableLines } from "../../../pacts/printable.ts";
import { parseYaml } from "../../core/manifests/parse.ts";
import { InputError, isMissing, reasonOf } from "../../io/errors.ts";
import { decodeYaml } from "../../core/input/decode.ts";
import { LARGEST, readRegular } from "../../io/read_regular.ts";
import type { Answer } from "../answer.ts";
import type { CommandOptions } from "../args.ts";
import { isTakenByItself } from "../taken_file.ts";
import { imageScript } from "./image_script.ts";
import { imagesOf, renderImages } from "./list_images.ts";

/** The list, for people or for programs, or the script. */
export async function answerImages(
  { outputDir, composeFile, script, report }: Pick<
    CommandOptions,
    "outputDir" | "composeFile" | "script" | "report"
  >,
): Promise<Answer> {
  const path = join(outputDir, composeFile);
  const project = mapping(await readProject(path));
  const images = imagesOf(project);
  if (images.length === 0) throw new InputError(`${path} has no services with an image`);
  const beside = new Set(await namesIn(outputDir));
  const isTaken = isTakenByItself(composeFile, (name) => beside.has(name));
  const file = isTaken ? "" : ` -f ${composeFile}`;
  if (report === "json") {
    return {
      report: { ...text(project.name) === "" ? {} : { project: text(project.name) }, images },
    };
  }
  return {
    text: script
      ? imageScript(
        text(project.name),
        images,
        `docker compose${file.replaceAll(/[^\w ./-]/g, "_")}`,
      )
      : printableLines(renderImages(images)),
  };
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder === "" ? "." : folder));
  return entries.map(({ name }) => name);
}

async function readProject(path: string): Promise<unknown> {
  try {
    return parseYaml(decodeYaml(await readRegular(path, LARGEST.output)), { file: path });
  } catch (error) {
    throw new InputError(
      isMissing(error)
        ? `there is no ${path}, which "images" lists the images of: convert first, or name the folder with --output-dir`
        : `${path} can't be read: ${reasonOf(error)}. Convert again`,
      { cause: error },
    );
  }
}
