/**
 * Checks what a sandbox answers: an extension can meddle with that, so nothing of it is taken for granted.
 *
 * @module
 */

import { limitError, type LimitName, type Limits } from "../../../pacts/limits.ts";
import {
  type Diagnostic,
  isMapping,
  type Manifest,
  type Mapping,
  type OutputFile,
} from "../../../pacts/mod.ts";
import { type Verdict, VERDICTS } from "../../core/account/verdict.ts";
import { type Decisions, isFolderName } from "../../core/settings/decisions.ts";
import { UserError } from "../../core/user_error.ts";
import type { Converted } from "./host.ts";
import { measure } from "./measure.ts";
import type { Response } from "./messages.ts";

/** Whether it is an answer at all. */
export function isResponse(value: unknown): value is Response {
  return isMapping(value) && isDiagnostics(value.diagnostics) &&
    ("result" in value || isText(value.failure) && isOptional(value.stack) &&
        isOptional(value.file) && (value.resource === undefined || isResource(value.resource)));
}

/** A conversion as a sandbox sends it. The settings are not its to say, but what it decided. */
export type SentConversion = Omit<Converted, "config"> & {
  decisions: Decisions;
  files: [string, OutputFile][];
};

/** Whether an answer is a conversion of some manifests. */
export function isConverted(
  value: unknown,
  manifests: readonly Manifest[],
): value is SentConversion {
  return isMapping(value) && areDecisions(value.decisions, manifests) &&
    isDiagnostics(value.diagnostics) &&
    isMapping(value.project) && isMapping(value.project.services) &&
    Object.values(value.project.services).every(isMapping) &&
    (value.refusal === undefined || isText(value.refusal)) &&
    (value.variables === undefined || areVariables(value.variables)) &&
    (value.needs === undefined || arePlaces(value.needs)) &&
    (value.details === undefined || areDetails(value.details)) &&
    Array.isArray(value.files) && value.files.every(isFile) &&
    Array.isArray(value.entryPoints) && value.entryPoints.every(isEntryPoint) &&
    (value.portToPublish === undefined || isInnerPort(value.portToPublish)) &&
    (value.account === undefined || isAccount(value.account));
}

/** How deep what a manifest holds may stand in an answer. */
const DEPTH_OF_ANSWER = 20;

/**
 * Holds an answer to the limits, before anything else is looked at: whether it is what can be written, how large it would
 * be, and how deep.
 *
 * @throws {UserError} where it is larger or deeper; it is no answer at all where it returns `false`.
 */
export function isWithin(answer: unknown, limits: Limits): boolean {
  // Beside files there is what is generated, and what is said.
  const most = {
    size: 2 * (limits.output + limits.generated),
    depth: limits.depth + DEPTH_OF_ANSWER,
  };
  const found = measure(answer, most);
  if (found === undefined) return false;
  const what = "what the extensions made";
  if (found.size > most.size) throw errorOf("output", limits, `${what} is larger`);
  if (found.depth > most.depth) throw errorOf("depth", limits, `${what} nests deeper`);
  return true;
}

/**
 * Holds the files of a conversion to the limits of what is written.
 *
 * @throws {UserError} where they are larger, or more.
 */
export function checkSize({ files }: SentConversion, limits: Limits): void {
  const size = files.reduce((sum, [, { content }]) => sum + content.length, 0);
  const what = "what the extensions made";
  if (size > limits.output) throw errorOf("output", limits, `${what} is larger`);
  if (files.length > limits.outputFiles) {
    throw errorOf("outputFiles", limits, `with ${what} there are more files`);
  }
}

function errorOf(name: LimitName, limits: Limits, what: string): UserError {
  return new UserError(limitError(name, limits, what).message);
}

/** Docker Compose obeys a variable of a name of its own, such as `COMPOSE_FILE`. */
function areVariables(value: unknown): boolean {
  return isMapping(value) &&
    Object.entries(value).every(([name, text]) => /^SECRET_\w+$/.test(name) && isText(text));
}

/** Places for values that the user is to fill in. */
function arePlaces(value: unknown): boolean {
  return isMapping(value) &&
    Object.values(value).every((inner) => inner === null || arePlaces(inner));
}

function areDetails(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { manifests, routes, makers, secrets } = value;
  return isListOf(manifests, ({ manifest, file }) => isManifest(manifest) && isOptional(file)) &&
    isListOf(
      routes,
      ({ host, path, port, upstreams, resource }) =>
        isText(host) && isOptional(path) && (port === undefined || Number.isInteger(port)) &&
        Array.isArray(upstreams) && upstreams.every(isText) &&
        (resource === undefined || isResource(resource)),
    ) &&
    isMapping(makers) && Object.values(makers).every(isText) &&
    isListOf(
      secrets,
      ({ namespace, secret, key, value }) => [namespace, secret, key, value].every(isText),
    );
}

function isListOf(value: unknown, is: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isMapping(item) && is(item));
}

function isManifest(value: unknown): boolean {
  return isMapping(value) && isText(value.kind) && isMapping(value.metadata) &&
    isText(value.metadata.name);
}

/** What a first run writes into dekube.yaml, so it is about what there is, and no place elsewhere. */
function areDecisions(value: unknown, manifests: readonly Manifest[]): value is Decisions {
  if (!isMapping(value) || !Array.isArray(value.exclude) || !Array.isArray(value.claims)) {
    return false;
  }
  const names = new Set<unknown>(manifests.map(({ metadata }) => metadata.name));
  return value.exclude.every((name) => names.has(name)) &&
    value.claims.every((claim) => isText(claim) && isFolderName(claim as string));
}

function isFile(value: unknown): boolean {
  if (!Array.isArray(value) || !isText(value[0]) || !isMapping(value[1])) return false;
  const { content, mode } = value[1];
  return Number.isInteger(mode) && (isText(content) || content instanceof Uint8Array);
}

function isEntryPoint(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { url, protocol, host, address, port, paths = [], service, fails = 0 } = value;
  return [url, protocol, host, address, service].every(isText) && Number.isInteger(port) &&
    Array.isArray(paths) && paths.every(isText) && Number.isInteger(fails) &&
    isOptional(value.certificate) && isOptional(value.authority) && isOptional(value.extension);
}

function isAccount(value: unknown): boolean {
  return isMapping(value) && Number.isInteger(value.excluded) && isMapping(value.counts) &&
    VERDICTS.every((verdict) => Number.isInteger((value.counts as Mapping)[verdict])) &&
    Array.isArray(value.objects) && value.objects.every(isObjectAccount);
}

function isObjectAccount(value: unknown): boolean {
  return isMapping(value) && isResource(value.resource) && isOptional(value.file) &&
    Array.isArray(value.fields) && value.fields.every(isFieldAccount);
}

function isFieldAccount(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { path, verdict, by, to = [], reason, code } = value;
  return isText(path) && VERDICTS.includes(verdict as Verdict) && isText(by) &&
    Array.isArray(to) && to.every(isText) && isOptional(reason) && isOptional(code);
}

function isInnerPort(value: unknown): boolean {
  return isMapping(value) && isText(value.service) && Number.isInteger(value.port);
}

function isDiagnostics(value: unknown): value is Diagnostic[] {
  return Array.isArray(value) && value.every(isDiagnostic);
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
