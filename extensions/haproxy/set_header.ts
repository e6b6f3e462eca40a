/**
 * `haproxy.org/response-set-header`.
 *
 * @module
 */

/**
 * Headers from lines of the form `Name "value"` or `Name value`. A value that HAProxy would compute
 * for each request can't be kept: `skip` is told, and the line left out.
 *
 * @example
 * ```ts ignore
 * assertEquals(parseSetHeader('X-Frame-Options "DENY"', fail), { "X-Frame-Options": "DENY" });
 * ```
 */
export function parseSetHeader(
  value: string,
  skip: (line: string, why: string) => void,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of value.split("\n").map((line) => line.trim()).filter(Boolean)) {
    const [, name = "", format = ""] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
    if (!/^[\w-]+$/.test(name)) skip(line, "is not a header and its value");
    else if (/%(?!%)/.test(format.replaceAll("%%", ""))) {
      skip(line, "is computed for each request");
    } else headers[name] = unquote(format).replaceAll("%%", "%");
  }
  return headers;
}

/** HAProxy's quoting: `\` escapes outside of quotes and within double ones. */
function unquote(format: string): string {
  return format.replace(
    /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
    (_, double, single, escaped) => double?.replace(/\\(.)/g, "$1") ?? single ?? escaped,
  );
}
