import { assertEquals, assertThrows } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { entry } from "../_testing.ts";
import type { ForwardAuth } from "../ingress/guard.ts";
import { renderContextOf } from "./_testing.ts";
import { authQuestion } from "./auth_question.ts";
import { Unwritable } from "./unwritable.ts";

function ask(fields: Partial<ForwardAuth> | undefined) {
  const forwardAuth = fields &&
    { url: "http://auth.example/check", responseHeaders: [], ...fields };
  const guarded = entry({ forwardAuth, timeouts: { read: 3 } });
  const ctx = renderContextOf([guarded]);
  const { server, ...question } = authQuestion(guarded, ctx) ?? {};
  return { question, server, said: said(ctx) };
}

Deno.test("authQuestion() asks nothing when a route has no forward auth", () => {
  assertEquals(ask(undefined), { question: {}, server: undefined, said: [] });
});

Deno.test("authQuestion() leaves headers out that are none, and the route's timeouts", () => {
  const { question, server, said } = ask({
    method: "POST",
    requestHeaders: { "X-A": "$host", "a b": "1" },
    responseHeaders: ["X-User"],
    signin: "https://login.example/",
  });
  assertEquals(question, {
    isPublic: true,
    uri: "/check",
    method: "POST",
    requestHeaders: [["X-A", "$host"]],
    responseHeaders: ["X-User"],
    signin: "https://login.example/",
  });
  assertEquals([server?.upstream, server?.timeouts], ["auth.example:80", undefined]);
  assertEquals(said, ["bad-header"]);
});

Deno.test("authQuestion() throws where a question can't be written", () => {
  for (const fields of [{ url: "auth" }, { method: "{" }, { responseHeaders: ["a b"] }]) {
    assertThrows(() => ask(fields), Unwritable);
  }
});
