import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { entry } from "../_testing.ts";
import { deepFreeze, PLAIN, proxyContext } from "./_testing.ts";
import { PROXY_SETTINGS } from "./proxy_settings.ts";
import { renderContext } from "./render_context.ts";

Deno.test("renderContext() collects what is said anew, and changes nothing of what it is given", () => {
  const entries = deepFreeze([entry({ host: "B.example" }), entry({ host: "a b" })]);
  const given = testContext([]);
  const ctx = proxyContext(given);
  const [one, two] = [
    renderContext(entries, ctx, PLAIN, PROXY_SETTINGS),
    renderContext(entries, ctx, PLAIN, PROXY_SETTINGS),
  ];
  one.report().warn("only-here", "said to the first");
  assertEquals([...one.diagnostics].map(({ code }) => code), ["bad-host", "only-here"]);
  assertEquals([...two.diagnostics].map(({ code }) => code), ["bad-host"]);
  assertEquals([...given.diagnostics], []);
  assertEquals([...two.sites].map(({ host }) => host), ["b.example"]);
});
