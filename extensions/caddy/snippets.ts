/**
 * Snippets of a Caddyfile: what several routes tell their backends stands there once.
 *
 * @module
 */

import { type Block, block, type Line } from "./blocks.ts";

/** Fewer lines are as easily read where they are. */
const LEAST = 3;

/** Blocks in which the headers that several backends get are snippets, behind those snippets. */
export function withSnippets(sites: readonly Line[]): Line[] {
  const counts = new Map<string, number>();
  for (const site of sites) countHeaders(site, counts);
  const names = new Map(
    [...counts].filter(([, count]) => count > 1).map((
      [key],
      index,
    ) => [key, `headers${index + 1}`]),
  );
  return [
    ...[...names].map(([key, name]) => block(`(${name})`, JSON.parse(key) as string[])),
    ...sites.map((site) => importHeaders(site, names)),
  ];
}

function countHeaders(line: Line, counts: Map<string, number>): void {
  if (typeof line === "string") return;
  const key = keyOf(line);
  if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const inner of line.body) countHeaders(inner, counts);
}

function importHeaders(line: Line, names: ReadonlyMap<string, string>): Line {
  if (typeof line === "string") return line;
  const name = names.get(keyOf(line) ?? "");
  const body = name === undefined ? line.body : [
    ...line.body.slice(0, line.body.findIndex(isHeader)),
    `import ${name}`,
    ...line.body.filter((inner, index) =>
      index > line.body.findIndex(isHeader) && !isHeader(inner)
    ),
  ];
  return { head: line.head, body: body.map((inner) => importHeaders(inner, names)) };
}

/** The headers that a backend gets, where they are worth a snippet. */
function keyOf({ head, body }: Block): string | undefined {
  if (!head.startsWith("reverse_proxy ")) return undefined;
  const headers = body.filter(isHeader);
  return headers.length < LEAST ? undefined : JSON.stringify(headers);
}

function isHeader(line: Line): boolean {
  return typeof line === "string" && line.startsWith("header_up ");
}
