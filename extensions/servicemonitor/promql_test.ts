import { assert, assertFalse } from "@std/assert";
import { isBalanced } from "./promql.ts";

Deno.test("isBalanced() is true when brackets and quotes match, whatever texts and comments hold", () => {
  for (
    const expression of [
      'sum(up{job="a)"}) # (',
      "rate(x[5m]) > 0 # it's\nor y",
      "label_replace(x, 'a', \"$1\\\"\", `b\n(`, '.*')",
      "1",
    ]
  ) assert(isBalanced(expression), expression);
});

Deno.test("isBalanced() is false when one is missing", () => {
  for (const expression of ["sum(up", "up)", "a[5m)", 'up{job="a}', "'a\nb'", "{"]) {
    assertFalse(isBalanced(expression), expression);
  }
});
