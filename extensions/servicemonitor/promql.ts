/**
 * A first look at expressions in PromQL.
 *
 * @module
 */

const CLOSING: Record<string, string> = { "(": ")", "[": "]", "{": "}" };

/**
 * Whether quotes and brackets match. Prometheus does not start with a rule that it can't read, and
 * this is what goes wrong in templates; nothing more is checked.
 */
export function isBalanced(expression: string): boolean {
  const open: string[] = [];
  for (let at = 0; at < expression.length; at++) {
    const char = expression[at];
    if (char === "#") {
      const end = expression.indexOf("\n", at);
      if (end < 0) break;
      at = end;
    } else if (char === '"' || char === "'" || char === "`") {
      const end = endOfText(expression, at);
      if (end === undefined) return false;
      at = end;
    } else if (Object.hasOwn(CLOSING, char)) {
      open.push(CLOSING[char]);
    } else if (char === ")" || char === "]" || char === "}") {
      if (open.pop() !== char) return false;
    }
  }
  return open.length === 0;
}

/** Where the text that begins at `start` ends; only one in backquotes has line breaks and no escapes. */
function endOfText(expression: string, start: number): number | undefined {
  const quote = expression[start];
  for (let at = start + 1; at < expression.length; at++) {
    const char = expression[at];
    if (char === quote) return at;
    if (quote === "`") continue;
    if (char === "\n") return undefined;
    if (char === "\\") at++;
  }
  return undefined;
}
