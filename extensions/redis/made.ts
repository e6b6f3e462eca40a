/**
 * What the operators' objects have in common.
 *
 * @module
 */

import { isMapping, type Manifest, type Mapping, mapping, textMap } from "@dekube/engine/pacts";

/** Annotations of a Service: those that the resource says for it, behind its own. */
export function annotationsFor(cr: Manifest, own: unknown): Record<string, string> {
  const { "kubectl.kubernetes.io/last-applied-configuration": _, ...inherited } = textMap(
    cr.metadata.annotations,
  );
  return { ...inherited, ...textMap(own) };
}

/** The fields of a mapping that say something, by the names that they have in the other one. */
export function renamed(
  source: Mapping,
  names: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => isSaid(source[from]) ? [[to, source[from]]] : []),
  );
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A probe of the resource's own, with what asks the server where it says nothing of how. */
export function probeOf(given: unknown, ask: readonly string[]): Mapping {
  const probe = mapping(given);
  const asks = ["exec", "httpGet", "tcpSocket", "grpc"].some((way) => isMapping(probe[way]));
  // Older versions have a `handler`.
  const { handler, ...rest } = probe;
  if (asks) return rest;
  return isMapping(handler) ? { ...rest, ...handler } : { ...rest, exec: { command: [...ask] } };
}
