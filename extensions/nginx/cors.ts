/**
 * `enable-cors` and what goes with it.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";

const METHODS = "GET, PUT, POST, DELETE, PATCH, OPTIONS";
const HEADERS =
  "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization";
const MAX_AGE = 1728000;

/** Which other origins' pages may use what is served, the controller's defaults included. */
export function readCors(annotations: Annotations): Pick<IngressEntry, "cors"> {
  if (!annotations.flag("enable-cors")) return {};
  return {
    cors: {
      allowOrigins: readOrigins(annotations),
      allowMethods: names("cors-allow-methods", /^[A-Za-z, ]+$/, METHODS),
      allowHeaders: names("cors-allow-headers", /^[\w, -]+$/, HEADERS),
      exposeHeaders: names("cors-expose-headers", /^[\w*, -]+$/, ""),
      allowCredentials: annotations.flag("cors-allow-credentials", true),
      maxAge: annotations.number("cors-max-age") ?? MAX_AGE,
      answersAllOptions: true,
    },
  };

  function names(name: string, valid: RegExp, fallback: string): string[] {
    const value = annotations.get(name);
    if (value !== "" && !valid.test(value)) {
      annotations.invalid(name, `${JSON.stringify(value)} is not a list of names`);
    }
    const used = value !== "" && valid.test(value) ? value : fallback;
    return used.split(",").map((part) => part.trim()).filter(Boolean);
  }
}

const ORIGIN = /^(?:[a-z]+:\/\/[A-Za-z0-9.*-]+(?::\d+)?|null)$/;

function readOrigins(annotations: Annotations): string[] {
  const name = "cors-allow-origin";
  const origins = annotations.list(name);
  if (origins.length === 0 || origins.includes("*")) return ["*"];
  const odd = origins.filter((origin) => !ORIGIN.test(origin));
  annotations.invalidItems(name, odd, 'is not an origin ("https://example.com")');
  return origins.filter((origin) => ORIGIN.test(origin));
}
