/**
 * Checks what a sandbox answers: an extension can meddle with that, so nothing of it is taken for granted.
 *
 * @module
 */

import { limitError, type Limits } from "../../../pacts/limits.ts";
import { type Config, type Diagnostic, isMapping, type OutputFile } from "../../../pacts/mod.ts";
import { UserError } from "../../core/user_error.ts";
import type { Converted } from "./host.ts";
import type { Response } from "./messages.ts";

/** Whether it is an answer at all. */
export function isResponse(value: unknown): value is Response {
  return isMapping(value) && isDiagnostics(value.diagnostics) &&
    ("result" in value || typeof value.failure === "string");
}

/** A conversion as a sandbox sends it. */
export type SentConversion = Converted & { files: [string, OutputFile][] };

/** Whether an answer is a conversion with settings. */
export function isConverted(value: unknown, config: Config): value is SentConversion {
  return isMapping(value) && isConfig(value.config, config) && isDiagnostics(value.diagnostics) &&
    isMapping(value.project) && isMapping(value.project.services) &&
    Object.values(value.project.services).every(isMapping) &&
    Array.isArray(value.files) && value.files.every(isFile) &&
    Array.isArray(value.entryPoints) && value.entryPoints.every(isEntryPoint) &&
    isTree(value.config) && isTree(value.project) && isTree(value.entryPoints);
}

/**
 * Holds a conversion to the limit of what is written.
 *
 * @throws {UserError} where it is larger.
 */
export function checkSize({ files }: SentConversion, limits: Limits): void {
  const size = files.reduce((sum, [, { content }]) => sum + content.length, 0);
  if (size <= limits.output) return;
  throw new UserError(limitError("output", limits, "what the extensions made is larger").message);
}

/** Whether something is settings, as others are: a conversion adds to them. */
function isConfig(value: unknown, like: Config): value is Config {
  return isMapping(value) && Array.isArray(value.exclude) && value.exclude.every(isText) &&
    Object.entries(like).every(([key, of]) => of === undefined || sort(value[key]) === sort(of));
}

function sort(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}

function isFile(value: unknown): boolean {
  if (!Array.isArray(value) || !isText(value[0]) || !isMapping(value[1])) return false;
  const { content, mode } = value[1];
  return Number.isInteger(mode) && (isText(content) || content instanceof Uint8Array);
}

function isEntryPoint(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { url, protocol, host, address, port, paths = [], service } = value;
  return [url, protocol, host, address, service].every(isText) && Number.isInteger(port) &&
    Array.isArray(paths) && paths.every(isText) &&
    isOptional(value.certificate) && isOptional(value.authority) && isOptional(value.extension);
}

function isDiagnostics(value: unknown): value is Diagnostic[] {
  return Array.isArray(value) && value.every(isDiagnostic) && isTree(value);
}

function isDiagnostic(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { severity, code, message, resource, path, file, remedy } = value;
  return ["error", "warning", "info"].includes(severity as string) &&
    isText(code) && isText(message) && isOptional(path) && isOptional(file) &&
    (resource === undefined || isResource(resource)) &&
    (remedy === undefined || isRemedy(remedy));
}

function isResource(value: unknown): boolean {
  return isMapping(value) && isText(value.kind) && isText(value.name) &&
    isOptional(value.namespace) && isOptional(value.group);
}

function isRemedy(value: unknown): boolean {
  return isMapping(value) && [value.override].flat().every(isText) && isOptional(value.service);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isOptional(value: unknown): boolean {
  return value === undefined || isText(value);
}

/** Deeper than anything that Docker Compose reads, and not too deep to be written. */
const DEEPEST = 1000;

/** More values than a project has, each counted as often as it would be written. */
const MOST_VALUES = 50_000_000;

/** Whether a value can be written: no circle leads back into it, and it does not multiply. */
function isTree(value: unknown): boolean {
  const sizes = new Map<object, number>();
  const sizeOf = (part: unknown, depth: number): number => {
    if (typeof part !== "object" || part === null || ArrayBuffer.isView(part)) return 1;
    const known = sizes.get(part);
    if (known !== undefined) return known;
    // Whoever comes by here again before it is known has gone in a circle.
    sizes.set(part, Infinity);
    let size = depth > DEEPEST ? Infinity : 1;
    for (const below of Object.values(part)) {
      if (size > MOST_VALUES) break;
      size += sizeOf(below, depth + 1);
    }
    sizes.set(part, size);
    return size;
  };
  return sizeOf(value, 0) <= MOST_VALUES;
}
