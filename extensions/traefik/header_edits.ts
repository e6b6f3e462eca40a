/**
 * Changes of headers one after another, as Middlewares make them.
 *
 * @module
 */

import { entries, type Mapping, text } from "@dekube/engine/pacts";
import type { HeaderChanges } from "@dekube/engine/pacts/ingress";

/** Changes, and some more: a header is set, or taken off where its value is empty. What went before is of no more use. */
export function withHeaders(
  { remove = [], set = {}, ...rest }: HeaderChanges = {},
  headers: Iterable<readonly [name: string, value: string]>,
): HeaderChanges {
  const last = new Map<string, readonly [name: string, value: string]>();
  for (const header of headers) {
    const key = header[0].toLowerCase();
    // What is said last comes last.
    last.delete(key);
    last.set(key, header);
  }
  const isOther = (name: string) => !last.has(name.toLowerCase());
  const changes = [...last.values()];
  const removed = [
    ...remove.filter(isOther),
    ...changes.filter(([, value]) => value === "").map(([name]) => name),
  ];
  const all = Object.fromEntries([
    ...Object.entries(set).filter(([name]) => isOther(name)),
    ...changes.filter(([, value]) => value !== ""),
  ]);
  return {
    ...(removed.length > 0 ? { remove: removed } : {}),
    ...(Object.keys(all).length > 0 ? { set: all } : {}),
    ...rest,
  };
}

/** Changes without those of some headers, and what they make of these: the empty text of what they take off. */
export function takeHeaders(
  { remove = [], set = {}, ...others }: HeaderChanges = {},
  names: readonly string[],
): { taken?: Record<string, string>; rest: HeaderChanges } {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const isTaken = (name: string) => wanted.has(name.toLowerCase());
  const taken = [
    ...remove.filter(isTaken).map((name): [string, string] => [name, ""]),
    ...Object.entries(set).filter(([name]) => isTaken(name)),
  ];
  if (taken.length === 0) return { rest: { remove, set, ...others } };
  const removed = remove.filter((name) => !isTaken(name));
  const kept = Object.entries(set).filter(([name]) => !isTaken(name));
  return {
    taken: Object.fromEntries(taken),
    rest: {
      ...(removed.length > 0 ? { remove: removed } : {}),
      ...(kept.length > 0 ? { set: Object.fromEntries(kept) } : {}),
      ...others,
    },
  };
}

/** Headers of a Middleware, with their values; the empty one takes a header off. */
export function headersOf(value: unknown): [name: string, value: string][] {
  return entries(value as Mapping).map(([name, value]) => [name, text(value)]);
}
