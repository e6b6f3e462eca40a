import { assertEquals } from "@std/assert";
import { translateVariables } from "./variables.ts";

Deno.test("translateVariables() knows the variables that routes have", () => {
  assertEquals(
    translateVariables("https://$http_host/a?rd=$pass_access_scheme://${host}$request_uri"),
    "https://$http_host/a?rd=$scheme://$host$request_uri",
  );
  assertEquals(
    translateVariables("$request_method $escaped_request_uri"),
    "$method $escaped_request_uri",
  );
  assertEquals(translateVariables("plain"), "plain");
});

Deno.test("translateVariables() refuses any other variable, and a $ that begins none", () => {
  for (
    const text of [
      "$remote_addr",
      "$hostname",
      "${host",
      "$",
      "$$host",
      "${}",
      "$method",
      "${host}x",
    ]
  ) {
    assertEquals(translateVariables(text), undefined, text);
  }
  assertEquals(translateVariables("$constructor$__proto__"), undefined);
});
