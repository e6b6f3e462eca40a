/**
 * Values from manifests as words of nginx.conf: whatever they hold, each stays one word and means
 * itself.
 *
 * @see https://nginx.org/en/docs/beginners_guide.html#conf_structure
 * @module
 */

/** A value that no word of nginx.conf can stand for safely. */
export class Unwritable extends Error {
  /** Says what it is about: `it holds a line break`. */
  constructor(why: string) {
    super(why);
    this.name = "Unwritable";
  }
}

/** A variable that holds a dollar sign, for which nginx has no escape. */
export const DOLLAR = "dekube_dollar";

/**
 * A word with just this text. Variables such as `$host` keep their meaning where the directive has
 * any: this is for text of our own, and for regular expressions.
 *
 * @throws {Unwritable} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(quote('say "hi"'), '"say \\"hi\\""');
 * ```
 */
export function quote(text: string): string {
  // deno-lint-ignore no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Unwritable("it holds a control character");
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/**
 * A word that means just this text where nginx replaces variables.
 *
 * @throws {Unwritable} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(quoteLiteral("$host"), '"${dekube_dollar}host"');
 * ```
 */
export function quoteLiteral(text: string): string {
  return quote(text.replaceAll("$", `\${${DOLLAR}}`));
}

const VARIABLES: Record<string, string> = {
  scheme: "${scheme}",
  host: "${host}",
  http_host: "${http_host}",
  method: "${request_method}",
  request_uri: "${request_uri}",
  escaped_request_uri: "${dekube_escaped_uri}",
};

/**
 * A word in which the contract's variables (see `ForwardAuth`) mean what nginx knows of a request, and
 * all else means itself.
 *
 * @throws {Unwritable} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(quoteTemplate("$method $5"), '"${request_method} ${dekube_dollar}5"');
 * ```
 */
export function quoteTemplate(text: string): string {
  return quote(
    text.replace(
      /\$([a-z_]*)/g,
      (_, name) => Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : `\${${DOLLAR}}${name}`,
    ),
  );
}
