/**
 * What can go wrong between the engine and the machine, each as one message
 * for the user.
 *
 * @module
 */

import { UserError } from "../core/user_error.ts";
import { missingFlag } from "./missing_flag.ts";

export { OutputError } from "../core/output/output_error.ts";

/** What is to be read is missing or can't be read. */
export class InputError extends UserError {
  /** `InputError`. */
  override name = "InputError";
}

/** A renderer failed, so there are no manifests. */
export class RenderError extends UserError {
  /** `RenderError`. */
  override name = "RenderError";
}

/** A renderer ran and failed. The message is made of lines, since it has the renderer's own last ones in it. */
export class RendererFailure extends RenderError {
  /** `RendererFailure`. */
  override name = "RendererFailure";
}

/** An external program can't be started. */
export class ToolMissingError extends UserError {
  /** `ToolMissingError`. */
  override name = "ToolMissingError";

  /** Says which program, and why it can't be started. */
  constructor(tool: string, why: string, options?: ErrorOptions) {
    super(`"${tool}" can't be started: ${why}.`, options);
  }
}

/** The system refused something at a path. */
export class PathError extends Error {
  /** `PathError`. */
  override name = "PathError";

  /** Keeps what the system said. */
  constructor(readonly path: string, override readonly cause: unknown) {
    super(`"${path}": ${reasonOf(cause)}`);
  }
}

const REASONS: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full, or takes no more files",
  EDQUOT: "the disk quota is used up",
  ENOENT: "no such file or folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "something that is not a folder is in the way",
  EISDIR: "it is a folder",
  ENAMETOOLONG: "the name is too long for the file system",
  EXDEV: "it is on another file system than the output folder",
  EBUSY: "it is in use",
  ELOOP: "its symbolic links lead in a circle",
};

/**
 * Why the system refused, in plain words.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const error = await Deno.readFile("no-such-file").catch((error) => error);
 * assertEquals(reasonOf(error), "no such file or folder");
 * ```
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof PathError) return error.message;
  const code = codeOf(error);
  if (code !== undefined && REASONS[code]) return REASONS[code];
  if (error instanceof Deno.errors.NotCapable) {
    return `Deno was not given the permission for it: ${missingFlag(error) ?? error.message}`;
  }
  return error.message;
}

const MAY_NOT = "Make it a folder that you may write to, or choose another one.";
const NO_ROOM = "Make room, or choose another output folder.";

const REMEDIES: Record<string, string> = {
  EACCES: MAY_NOT,
  EPERM: MAY_NOT,
  EROFS: MAY_NOT,
  ENOSPC: NO_ROOM,
  EDQUOT: NO_ROOM,
  ENAMETOOLONG:
    "Shorten it where it comes from: the name or a key of the ConfigMap or Secret, the path of the item, or the output folder.",
  EXDEV: "Choose an output folder that is one file system.",
  EBUSY: "End the program that uses it.",
};

/** What to do where the system refused to write. */
export function remedyOf(error: unknown): string {
  const code = codeOf(error instanceof PathError ? error.cause : error);
  return code !== undefined && REMEDIES[code] || "Choose another output folder.";
}

/** The system's own name of an error, for instance `ENOSPC`. */
function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Whether there is nothing at a path: neither a file, nor a folder that could hold one. */
export function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory;
}

/** Whether a name is longer than the file system takes. */
export function isTooLong(error: unknown): boolean {
  return codeOf(error) === "ENAMETOOLONG";
}
