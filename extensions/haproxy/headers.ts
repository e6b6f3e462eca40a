/**
 * `request-set-header`, `response-set-header` and `forwarded-for`.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { type Annotations, isHeaderName, ResponseHeaders } from "@dekube/engine/pacts/ingress";
import { escapeTemplate } from "@dekube/engine/pacts/proxy";

/** Headers that answers get. */
export function readResponseHeaders(
  annotations: Annotations,
): Pick<IngressEntry, "responseHeaders"> {
  const headers = new ResponseHeaders();
  for (const [name, value] of readLines(annotations, "response-set-header")) {
    headers.set(name, value);
  }
  return headers.field();
}

/** Headers that the backend gets. */
export function readRequestHeaders(
  annotations: Annotations,
): Pick<IngressEntry, "requestHeaders"> {
  const set = Object.fromEntries(
    readLines(annotations, "request-set-header").map(([name, value]) => [
      name,
      escapeTemplate(value),
    ]),
  );
  const remove = annotations.flag("forwarded-for", true) ? [] : ["X-Forwarded-For"];
  if (Object.keys(set).length === 0 && remove.length === 0) return {};
  return {
    requestHeaders: {
      ...(remove.length === 0 ? {} : { remove }),
      ...(Object.keys(set).length === 0 ? {} : { set }),
    },
  };
}

/**
 * Headers from lines of the form `Name "value"` or `Name value`. A value that HAProxy would compute for each request
 * can't be kept.
 */
function readLines(annotations: Annotations, annotation: string): [name: string, value: string][] {
  return annotations.lines(annotation).flatMap((line): [string, string][] => {
    const [, name = "", format = ""] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
    if (!isHeaderName(name)) {
      annotations.unsupported(
        annotation,
        `"${line}" is not a header and its value; it is left out`,
      );
      return [];
    }
    if (format.replaceAll("%%", "").includes("%")) {
      annotations.unsupported(
        annotation,
        `"${line}" is computed for each request; it is left out`,
      );
      return [];
    }
    return [[name, unquote(format).replaceAll("%%", "%")]];
  });
}

/** HAProxy's quoting: `\` escapes outside of quotes and within double ones. */
function unquote(format: string): string {
  return format.replace(
    /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
    (_, double, single, escaped) => double?.replace(/\\(.)/g, "$1") ?? single ?? escaped,
  );
}
