/**
 * What the page and its worker say to each other.
 *
 * @module
 */

import type { Diagnostic } from "../../pacts/mod.ts";
import type { JsonSchema } from "../core/settings/shapes.ts";

/** A file that somebody gave, by its path from what they gave. */
export interface GivenFile {
  /** With `/`. */
  path: string;
  /** What it holds. */
  bytes: Uint8Array;
}

/** Something that somebody gave: files, a folder, a zip, or a text that was pasted. */
export interface Given {
  /** What it is called: the folder, the zip, the file; empty where it was pasted. */
  name: string;
  /** Its files; of a zip the zip itself. */
  files: GivenFile[];
}

/** A file of a project. */
export interface ProjectFile {
  /** Where it lies. */
  path: string;
  /** By which path a conversion knows it. */
  of: string;
  /** Permission bits. */
  mode: number;
  /** What it holds. */
  content: string | Uint8Array;
}

/** What is to be converted. */
export interface ConvertRequest {
  /** What was given. */
  given: Given[];
  /** Text of dekube.yaml; none on a first run. */
  settings?: string;
  /** Which of what was given is new: settings in it go before that text. */
  fresh?: readonly number[];
  /** Files of the last run, by which passwords and certificates stay as they are. */
  kept?: ProjectFile[];
}

/** What came of it. */
export interface ConvertAnswer {
  /** The project's name. */
  name: string;
  /** The page that shows it. */
  page: string;
  /** All that the command would write. */
  files: ProjectFile[];
  /** Text of dekube.yaml: what was given, or what a first run makes. */
  settings: string;
  /** How many there are to read: of each severity. */
  counts: Record<Diagnostic["severity"], number>;
  /** How many services there are. */
  services: number;
}

/** What settings say. */
export interface SettingsAnswer {
  /** Them by their keys; none where the text is no YAML. */
  values?: Record<string, unknown>;
  /** What is wrong with them. */
  mistake?: string;
}

/** A setting that the form has changed. */
export interface EditRequest {
  /** Text of dekube.yaml. */
  text: string;
  /** Where the setting is. */
  path: string[];
  /** What it is to be; left out where the default is to hold. */
  value?: unknown;
}

/** What the program is. */
export interface ProgramAnswer {
  /** Its name, and version. */
  name: string;
  version: string;
  /** Its settings. */
  schema: JsonSchema;
}

/** Questions by name, with what they are answered with. */
export interface Questions {
  program: [question: undefined, answer: ProgramAnswer];
  convert: [question: ConvertRequest, answer: ConvertAnswer];
  settings: [question: string, answer: SettingsAnswer];
  edit: [question: EditRequest, answer: string];
  pack: [question: ProjectFile[], answer: Uint8Array<ArrayBuffer>];
}

/** A question as it is sent. */
export interface Sent<Name extends keyof Questions = keyof Questions> {
  id: number;
  name: Name;
  question: Questions[Name][0];
}

/** What fails on the command line, and what had been said by then. */
export interface Failure {
  message: string;
  said: Diagnostic[];
}

/** What the worker sends. */
export type Reply =
  | { id: number; answer: unknown }
  | { id: number; failure: Failure }
  | { id: number; settings: string }
  | { id: number; step: string; done: number; of: number };
