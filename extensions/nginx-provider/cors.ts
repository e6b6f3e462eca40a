/**
 * Cross-origin resource sharing, in maps: nginx has no directive for it.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { corsAnswer, type CorsHeader } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { familyOf } from "./headers.ts";
import type { NginxContext } from "./nginx_context.ts";
import { quote, quoteLiteral } from "./quote.ts";

/** What keeps a route's CORS. */
export interface CorsLines {
  /**
   * Answers preflights, before anybody is asked for a password: browsers show none with them. Those of other origins are
   * answered as well, and let nothing in.
   */
  preflight: Line[];
  /** Headers of all other answers, in place of the backend's own. */
  headers: Line[];
}

const CORS_HEADERS = [
  "Access-Control-Allow-Origin",
  "Access-Control-Allow-Credentials",
  "Access-Control-Expose-Headers",
];

/** The lines for a route's CORS; none where it has none. */
export function corsLines(entry: IngressEntry, ctx: NginxContext): CorsLines {
  const answer = entry.cors && corsAnswer(entry.cors, entry, ctx);
  if (!answer) return { preflight: [], headers: [] };
  const { definitions } = ctx;
  const { pattern = "^.", origin, headers, preflight, answers } = answer;
  // An empty header is not sent, so each has a value for allowed origins alone.
  const allowed = definitions.map("$http_origin", [
    'default ""',
    `${quote(`~${pattern}`)} ${origin === "*" ? '"*"' : "$http_origin"}`,
  ]);
  const line = ([name, value]: CorsHeader) => {
    const word = typeof value === "string"
      ? quoteLiteral(value)
      : `$http_${value.repeats.toLowerCase().replaceAll("-", "_")}`;
    const ifAllowed = definitions.map(allowed, ['"" ""', `default ${word}`]);
    return `add_header ${name} ${ifAllowed} always`;
  };
  const all = [
    `add_header Access-Control-Allow-Origin ${allowed} always`,
    ...headers.map(line),
    // What is answered depends on who asks.
    ...(origin === "*" ? [] : ["add_header Vary Origin always"]),
  ];
  const isAnswered = answers === "options"
    ? definitions.test("$request_method", '"~^OPTIONS$"')
    : definitions.test(
      '"$request_method ${http_access_control_request_method}"',
      '"~^OPTIONS ."',
    );
  // A share of the requests may be spoken otherwise.
  const families = new Set(
    [{}, ...entry.backends ?? []].map((backend) => familyOf({ ...entry, ...backend })),
  );
  return {
    preflight: [block(`if (${isAnswered})`, [...all, ...preflight.map(line), "return 204"])],
    headers: [
      ...[...families].flatMap((family) =>
        CORS_HEADERS.map((name) => `${family}_hide_header ${name}`)
      ),
      ...all,
    ],
  };
}
