/**
 * What the command is asked besides converting: each subcommand that only answers reads its own arguments.
 *
 * @module
 */

import type { Diagnostics } from "../../pacts/mod.ts";
import type { CommandSettings } from "../io/distribution/command_settings.ts";
import type { Answer } from "./answer.ts";
import { answerExtensions } from "./answer_extensions.ts";
import { type CommandOptions, parseExtensions, parseImages } from "./args.ts";
import { completionScript, parseCompletion } from "./completion.ts";
import { answerImages } from "./images/answer_images.ts";
import type { CommandDistribution } from "./load_extensions.ts";
import { parseNew, writeNew } from "./new/write_new.ts";
import { placeOutput } from "./place_output.ts";

/** A question, and who answers it. */
export interface Question {
  options: CommandOptions;
  answer(asked: Asked): Promise<Answer>;
}

/** Whom it is asked. */
export interface Asked {
  distribution: CommandDistribution;
  settings: CommandSettings;
  /** What there is to say besides. */
  diagnostics: Diagnostics;
}

type Read = (args: readonly string[], settings: CommandSettings) => Question | undefined;

const QUESTIONS: readonly Read[] = [
  (args, settings) => {
    const query = parseExtensions(args, settings);
    return query && {
      options: query.options,
      answer: async ({ distribution, diagnostics }) => {
        const options = await placeOf(query.options);
        return await answerExtensions({ ...query, options }, distribution, diagnostics);
      },
    };
  },
  (args, settings) => {
    const query = parseCompletion(args, settings);
    return query && {
      options: query.options,
      answer: ({ distribution: { manifest } }) =>
        Promise.resolve({ text: completionScript(query.name, manifest.name, settings) }),
    };
  },
  (args, settings) => {
    const query = parseNew(args, settings);
    return query &&
      { options: query.options, answer: async () => ({ text: await writeNew(query) }) };
  },
  (args, settings) => {
    const options = parseImages(args, settings);
    return options && { options, answer: async () => answerImages(await placeOf(options)) };
  },
];

/**
 * The question that the arguments ask; nothing where they have something converted.
 *
 * @throws {UserError} where a question is asked with words or flags that it does not take.
 */
export function parseQuestion(
  args: readonly string[],
  settings: CommandSettings,
): Question | undefined {
  for (const read of QUESTIONS) {
    const question = read(args, settings);
    if (question) return question;
  }
  return undefined;
}

/** The options with the folder that a conversion would write to. */
async function placeOf(options: CommandOptions): Promise<CommandOptions> {
  return await placeOutput({ ...options, writes: false }, () => {});
}
