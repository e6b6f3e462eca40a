/**
 * What a route's CORS comes to, in values that any proxy can write.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Cors } from "../ingress/cors.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { BadRegex } from "../regex/syntax.ts";
import type { PathDialect } from "./profile.ts";

/** Headers that allowed origins get, beside `Access-Control-Allow-Origin`. */
export interface CorsAnswer {
  /** Expression of the whole `Origin` of those that are allowed; absent where any is. */
  pattern?: string;
  /** The value of `Access-Control-Allow-Origin`: the origin itself, or `*`. */
  origin: "its own" | "*";
  /** Headers of each answer. */
  headers: CorsHeader[];
  /** Headers of the answer to a preflight. */
  preflight: CorsHeader[];
  /** What is answered without asking the backend: preflights, or any request of the method OPTIONS. */
  answers: "preflights" | "options";
}

/** A header, and its value or the header of the request that it repeats. */
export type CorsHeader = [name: string, value: string | { repeats: string }];

/**
 * What the CORS of a route comes to; `undefined` where no origin is allowed.
 *
 * @example
 * ```ts
 * import { Diagnostics } from "@dekube/engine/pacts";
 * import { escapeRegex } from "@dekube/engine/pacts/ingress";
 * import { corsAnswer } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const dialect = { escape: escapeRegex, regex: (source: string) => source };
 * const cors = { allowOrigins: ["https://*.example"], allowMethods: ["GET"], maxAge: 60 };
 * const answer = corsAnswer(cors, {}, { report: new Diagnostics().report, profile: dialect });
 * assertEquals(answer?.pattern, "^(?:https://.*\\.example)$");
 * assertEquals(answer?.preflight, [
 *   ["Access-Control-Allow-Methods", "GET"],
 *   ["Access-Control-Max-Age", "60"],
 * ]);
 * ```
 */
export function corsAnswer(
  cors: Cors,
  { resource }: Pick<IngressEntry, "resource">,
  ctx: Pick<ConvertContext, "report"> & { readonly profile: PathDialect },
): CorsAnswer | undefined {
  const {
    allowOrigins,
    allowOriginRegexes = [],
    allowMethods = [],
    allowHeaders = [],
    exposeHeaders = [],
    allowCredentials = false,
    maxAge,
  } = cors;
  const isAny = allowOrigins.includes("*");
  const patterns = [
    ...allowOrigins.map((origin) => origin.split("*").map(ctx.profile.escape).join(".*")),
    ...allowOriginRegexes.flatMap((source) => {
      try {
        return [`.*(?:${ctx.profile.regex(source)}).*`];
      } catch (error) {
        if (!(error instanceof BadRegex)) throw error;
        ctx.report(resource).warn(
          "unsupported-origin",
          `the proxy can't read the expression ${
            JSON.stringify(source)
          } (${error.message}), so the origins that it is for are not allowed`,
        );
        return [];
      }
    }),
  ];
  if (!isAny && patterns.length === 0) return undefined;
  return {
    ...(isAny ? {} : { pattern: `^(?:${patterns.join("|")})$` }),
    origin: isAny && !allowCredentials ? "*" : "its own",
    headers: [
      ...(allowCredentials ? [["Access-Control-Allow-Credentials", "true"] as CorsHeader] : []),
      ...listHeader("Access-Control-Expose-Headers", exposeHeaders),
    ],
    preflight: [
      // With credentials a star means itself.
      ...(allowCredentials && allowMethods.includes("*")
        ? [[
          "Access-Control-Allow-Methods",
          { repeats: "Access-Control-Request-Method" },
        ] as CorsHeader]
        : listHeader("Access-Control-Allow-Methods", allowMethods)),
      ...(allowCredentials && allowHeaders.includes("*")
        ? [[
          "Access-Control-Allow-Headers",
          { repeats: "Access-Control-Request-Headers" },
        ] as CorsHeader]
        : listHeader("Access-Control-Allow-Headers", allowHeaders)),
      ...(maxAge === undefined
        ? []
        : [["Access-Control-Max-Age", String(Math.round(maxAge))] as CorsHeader]),
    ],
    answers: cors.answersAllOptions ? "options" : "preflights",
  };
}

function listHeader(name: string, values: readonly string[]): CorsHeader[] {
  return values.length === 0 ? [] : [[name, values.join(", ")]];
}
