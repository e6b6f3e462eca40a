/**
 * Filters that change headers.
 *
 * @module
 */

import { mapping, mappings, text, texts } from "@dekube/engine/pacts";
import type { HeaderChanges } from "@dekube/engine/pacts/ingress";

/** What a header filter asks for; `write` makes a value of it what a route holds. */
export function readHeaderChanges(
  filter: unknown,
  write: (value: string) => string,
): HeaderChanges {
  const { set, add, remove } = mapping(filter);
  const read = (items: unknown) =>
    joined(mappings(items).map(({ name, value }) => [text(name), write(text(value))] as const));
  return changes({ remove: texts(remove), set: read(set), add: read(add) });
}

/** Changes that come to the same as some, and others after them. */
export function afterChanges(
  first: HeaderChanges = {},
  second: HeaderChanges = {},
): HeaderChanges | undefined {
  const gone = new Set([...second.remove ?? [], ...Object.keys(second.set ?? {})].map(lower));
  const kept = (headers: HeaderChanges["set"]) =>
    Object.entries(headers ?? {}).filter(([name]) => !gone.has(lower(name)));
  const both = changes({
    remove: [...new Set([...first.remove ?? [], ...second.remove ?? []])],
    set: joined([...kept(first.set), ...Object.entries(second.set ?? {})]),
    add: joined([...kept(first.add), ...Object.entries(second.add ?? {})]),
  });
  return Object.keys(both).length > 0 ? both : undefined;
}

/** Headers by their names, whose case means nothing; several values of one stand in one line. */
function joined(headers: readonly (readonly [string, string])[]): Record<string, string> {
  const byName = new Map<string, [name: string, value: string]>();
  for (const [name, value] of headers) {
    const before = byName.get(lower(name));
    byName.set(lower(name), before ? [before[0], `${before[1]}, ${value}`] : [name, value]);
  }
  return Object.fromEntries(byName.values());
}

function changes({ remove, set, add }: Required<HeaderChanges>): HeaderChanges {
  return {
    ...(remove.length > 0 ? { remove } : {}),
    ...(Object.keys(set).length > 0 ? { set } : {}),
    ...(Object.keys(add).length > 0 ? { add } : {}),
  };
}

function lower(name: string): string {
  return name.toLowerCase();
}
