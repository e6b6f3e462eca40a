/**
 * Answers the page: what runs in its worker.
 *
 * @module
 */

import { Diagnostics, isMapping } from "../../pacts/mod.ts";
import { loadModules } from "../core/extensions/load_modules.ts";
import type { Offer } from "../core/extensions/offers.ts";
import { failureText } from "../core/failure_text.ts";
import { parseConfig } from "../core/settings/config.ts";
import { withoutDottedKeys } from "../core/settings/dotted_keys.ts";
import { GROUPS } from "../core/settings/keys.ts";
import { sealPrototypes } from "../core/seal_prototypes.ts";
import { configSchema } from "../core/settings/schema.ts";
import { parseYaml } from "../core/manifests/parse.ts";
import { UserError } from "../core/user_error.ts";
import { convertGiven, type Listener, type Program } from "./convert_given.ts";
import { editSettings } from "./edit_settings.ts";
import type { Questions, Reply, Sent, SettingsAnswer } from "./messages.ts";
import { zip } from "./zip.ts";

export type { Offer };

/** What a build puts together. */
export interface Served {
  /** Name of the distribution. */
  name: string;
  /** Its version. */
  version: string;
  /** Modules of its extensions, by entry. */
  modules: Readonly<Record<string, object>>;
  /** Extensions that there are besides. */
  offers: readonly Offer[];
}

/** The place in which a worker runs. */
export interface WorkerScope {
  /** Hears what the page asks. */
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  /** Tells the page. */
  postMessage(message: unknown): void;
}

/** Answers questions in a worker. */
export function serve({ modules, ...served }: Served, scope: WorkerScope): void {
  const program: Program = { ...served, extensions: loadModules(modules) };
  sealPrototypes();
  const reply = (message: Reply) => scope.postMessage(message);
  scope.addEventListener("message", async ({ data }) => {
    const sent = data as Sent;
    const { id } = sent;
    const diagnostics = new Diagnostics();
    const listener: Listener = {
      progress: (step, done, of) => reply({ id, step, done, of }),
      settings: (settings) => reply({ id, settings }),
    };
    try {
      reply({ id, answer: await answerTo(program, sent, diagnostics, listener) });
    } catch (error) {
      const message = failureText(error, "what you gave and your settings");
      reply({ id, failure: { message, said: [...diagnostics] } });
    }
  });
}

async function answerTo(
  program: Program,
  sent: Sent,
  diagnostics: Diagnostics,
  listener: Listener,
): Promise<unknown> {
  const { name, question } = sent;
  switch (name) {
    case "program":
      return aboutProgram(program);
    case "convert":
      return await convertGiven(
        program,
        question as Questions["convert"][0],
        diagnostics,
        listener,
      );
    case "settings":
      return readSettings(question as string);
    case "edit": {
      const { text, path, value } = question as Questions["edit"][0];
      return editSettings(text, path, value);
    }
    case "pack":
      return zip(question as Questions["pack"][0]);
  }
}

function aboutProgram({ name, version, extensions }: Program): Questions["program"][1] {
  const infos = new Set(extensions.flatMap(({ info }) => info ?? []));
  // What only the engine knows how to read is no part of a message.
  return JSON.parse(JSON.stringify({ name, version, schema: configSchema([...infos]) }));
}

/** What settings say, as far as they can be read. */
function readSettings(text: string): SettingsAnswer {
  let mistake: string | undefined;
  try {
    parseConfig(text, "dekube.yaml");
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    mistake = error.message;
  }
  try {
    const document = parseYaml(text) ?? {};
    if (!isMapping(document)) return { mistake };
    const values = withoutDottedKeys(document, GROUPS);
    return { values: { ...values }, ...mistake === undefined ? {} : { mistake } };
  } catch {
    return { mistake };
  }
}
