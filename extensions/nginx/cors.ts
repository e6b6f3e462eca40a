/**
 * `enable-cors` and what goes with it.
 *
 * @module
 */

import type { Annotations, ResponseHeaders } from "@dekube/engine/pacts/ingress";

const METHODS = "GET, PUT, POST, DELETE, PATCH, OPTIONS";
const HEADERS =
  "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization";
const MAX_AGE = 1728000;

/** Sets the headers that the controller would, its defaults included. */
export function addCorsHeaders(annotations: Annotations, headers: ResponseHeaders): void {
  if (!annotations.flag("enable-cors")) return;
  const origin = readOrigin(annotations);
  if (origin === undefined) return;
  const methods = list("cors-allow-methods", /^[A-Za-z, ]+$/, METHODS);
  const allowed = list("cors-allow-headers", /^[\w, -]+$/, HEADERS);
  const exposed = list("cors-expose-headers", /^[\w*, -]+$/, "");
  headers.set("Access-Control-Allow-Origin", origin);
  if (annotations.flag("cors-allow-credentials", true)) {
    headers.set("Access-Control-Allow-Credentials", "true");
  }
  headers.set("Access-Control-Allow-Methods", methods);
  headers.set("Access-Control-Allow-Headers", allowed);
  if (exposed) headers.set("Access-Control-Expose-Headers", exposed);
  headers.set("Access-Control-Max-Age", String(annotations.number("cors-max-age") ?? MAX_AGE));
  annotations.info(
    "preflight-requests",
    "enable-cors",
    "ingress-nginx answers preflight requests (OPTIONS) itself; here the backend is asked, and must answer them",
  );

  function list(name: string, valid: RegExp, fallback: string): string {
    const value = annotations.get(name);
    if (value === "" || valid.test(value)) return value || fallback;
    annotations.invalid(name, `${JSON.stringify(value)} is not a list of names`);
    return fallback;
  }
}

/**
 * The one origin that a header can name: nginx answers each request with its own origin where that
 * is among those allowed.
 */
function readOrigin(annotations: Annotations): string | undefined {
  const name = "cors-allow-origin";
  const origins = annotations.list(name);
  if (origins.length === 0 || origins.includes("*")) return "*";
  const valid = origins.filter((origin) =>
    /^(?:[a-z]+:\/\/[A-Za-z0-9.*-]+(?::\d+)?|null)$/.test(origin)
  );
  for (const origin of origins.filter((origin) => !valid.includes(origin))) {
    annotations.invalid(name, `${JSON.stringify(origin)} is not an origin ("https://example.com")`);
  }
  const first = valid.find((origin) => !origin.includes("*"));
  if (valid.length > 1) {
    annotations.unsupported(
      name,
      `of several origins only one can be allowed here, ${
        first === undefined ? "and not by a wildcard, so none is" : `which is ${first}`
      }`,
    );
  } else if (first === undefined && valid.length > 0) {
    annotations.unsupported(
      name,
      `${valid[0]} is a wildcard, which can't be kept, so no origin is allowed`,
    );
  }
  return first;
}
