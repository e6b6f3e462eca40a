/**
 * `response-set-header`.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { type Annotations, isHeaderName, ResponseHeaders } from "@dekube/engine/pacts/ingress";

/**
 * Headers from lines of the form `Name "value"` or `Name value`. A value that HAProxy would compute for each request
 * can't be kept.
 */
export function readResponseHeaders(
  annotations: Annotations,
): Pick<IngressEntry, "responseHeaders"> {
  const annotation = "response-set-header";
  const headers = new ResponseHeaders();
  for (const line of annotations.lines(annotation)) {
    const [, name = "", format = ""] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
    if (!isHeaderName(name)) {
      annotations.unsupported(
        annotation,
        `"${line}" is not a header and its value; it is left out`,
      );
    } else if (format.replaceAll("%%", "").includes("%")) {
      annotations.unsupported(
        annotation,
        `"${line}" is computed for each request; it is left out`,
      );
    } else headers.set(name, unquote(format).replaceAll("%%", "%"));
  }
  return headers.field();
}

/** HAProxy's quoting: `\` escapes outside of quotes and within double ones. */
function unquote(format: string): string {
  return format.replace(
    /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
    (_, double, single, escaped) => double?.replace(/\\(.)/g, "$1") ?? single ?? escaped,
  );
}
