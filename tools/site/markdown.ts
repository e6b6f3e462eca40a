/** How Markdown as GitHub shows it becomes pages of VitePress; this is copied beside the pages. */

/** Writes a token of a page. */
type Rule = (tokens: { info: string }[], index: number, ...rest: unknown[]) => string;

/** The part of VitePress's parser that writes pages. */
export interface Markdown {
  /** Rules by what they write. */
  renderer: { rules: Record<string, Rule> };
}

/** Has all that is Markdown elsewhere be it here. */
export function adapt({ renderer: { rules } }: Markdown): void {
  // What templates have in double braces is no expression of Vue.
  for (const name of ["text", "code_inline"]) {
    const write = rules[name];
    rules[name] = (...args) => write(...args).replaceAll("{{", "&#123;&#123;");
  }
  // VitePress knows fences alone: what is indented would have neither a box to scroll in nor a button that copies it.
  rules.code_block = (tokens, index, ...rest) => {
    tokens[index].info = "";
    return rules.fence(tokens, index, ...rest);
  };
}

/**
 * The words of a text for the search, names such as `http_port` and `one-replica` as a whole, too. The site's own pages
 * run it: it may refer to nothing else.
 */
export function wordsOf(text: string): string[] {
  return [...text.split(/[\n\r\p{Z}\p{P}]+/u), ...(text.match(/\w+(?:[_-]\w+)+/g) ?? [])];
}
