/**
 * nginx's variables, as far as a route's texts have them.
 *
 * @module
 */

const NAMES: Readonly<Record<string, string>> = {
  best_http_host: "$http_host",
  escaped_request_uri: "$escaped_request_uri",
  host: "$host",
  http_host: "$http_host",
  pass_access_scheme: "$scheme",
  request_method: "$method",
  request_uri: "$request_uri",
  scheme: "$scheme",
};

/**
 * A text of nginx with the variables that `ForwardAuth` has, and `more`; `undefined` where it holds another, or
 * a `$` that begins none.
 *
 * @example
 * ```ts ignore
 * assertEquals(translateVariables("https://$host/${request_uri}"), "https://$host/$request_uri");
 * assertEquals(translateVariables("$remote_addr"), undefined);
 * ```
 */
export function translateVariables(
  text: string,
  more: Readonly<Record<string, string>> = {},
): string | undefined {
  let isKnown = true;
  const translated = text.replace(
    /\$(?:\{(\w*)\}(?!\w)|(\w*))/g,
    (_, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare ?? "";
      for (const names of [NAMES, more]) {
        if (Object.hasOwn(names, name)) return names[name];
      }
      isKnown = false;
      return "";
    },
  );
  return isKnown ? translated : undefined;
}
