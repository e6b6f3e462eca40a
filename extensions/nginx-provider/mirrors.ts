/**
 * Copies of requests for other backends, whose answers nobody gets.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { backendLines, type PassOptions } from "./backend.ts";
import { block, type Line } from "./blocks.ts";
import { withoutAddress } from "./without_address.ts";
import { changesPath } from "./changed_uri.ts";
import type { NginxContext } from "./nginx_context.ts";
import { pathChange } from "./path_change.ts";

/** What a location does to have copies sent. */
export interface Mirrors {
  /** Has the copies sent, once a location. */
  lines: Line[];
  /** The locations that send them. */
  beside: Line[];
}

/** The variable with a letter for each time that a request has been sent, where it may be sent again. */
export const TRIES = "$dekube_tries";

/** The lines for a route's mirrors; `id` is a name that nothing else in the file has. */
export function mirrorLines(
  entry: IngressEntry,
  id: string,
  options: Pick<PassOptions, "headers" | "changes">,
  tries: boolean,
  ctx: NginxContext,
): Mirrors {
  const mirrors = (entry.mirrors ?? []).map((mirror, index) => ({
    mirror,
    path: `/.dekube-mirror-${id}-${index + 1}`,
    variable: `dekube_mirror_${index + 1}`,
  })).filter(({ mirror: { share = 1 } }) => share > 0);
  if (mirrors.length === 0) return { lines: [], beside: [] };
  const changes = changesPath(entry);
  return {
    lines: mirrors.map(({ path }) => `mirror ${path}`),
    beside: mirrors.map(({ mirror: { share = 1, ...address }, path, variable }, index) => {
      const { address: set, pass } = backendLines({ ...withoutAddress(entry), ...address }, ctx, {
        ...options,
        variable,
        ...(changes ? {} : { uri: '"$request_uri"' }),
      });
      return block(`location = ${path}`, [
        "internal",
        ...(tries ? [block(`if (${TRIES} != x)`, ["return 204"])] : []),
        ...(share < 1 ? [block(`if (${taken(share, index, ctx)} = 0)`, ["return 204"])] : []),
        set,
        ...(changes ? ["rewrite ^ $dekube_path", ...pathChange(entry)] : []),
        ...pass,
      ]);
    }),
  };
}

/** Keeps the path as it came, before it changes: a copy is a request of its own, which has another path. */
export function keptPath(entry: IngressEntry): Line[] {
  return entry.mirrors && changesPath(entry) ? ["set $dekube_path $uri"] : [];
}

/** A variable that says whether a request is among those that are copied. */
function taken(share: number, index: number, { definitions }: NginxContext): string {
  return definitions.share([[share, "1"], [1 - share, "0"]], `"$request_id mirror ${index}"`);
}
