import { assertEquals, assertThrows } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { entry } from "../_testing.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { renderContextOf } from "./_testing.ts";
import { serveOrClose } from "./serve_or_close.ts";
import { Unwritable } from "./unwritable.ts";

function write(fields: Partial<IngressEntry>, serve: () => string, widened?: string) {
  const ctx = renderContextOf([]);
  const route = { entry: entry(fields), number: 1, ...(widened ? { widened } : {}) };
  const text = serveOrClose(route, { serve, close: (text) => text }, ctx);
  return [text.split(":")[0], ...said(ctx)];
}

const served = () => "served";

Deno.test("serveOrClose() serves a route whose guards the proxy keeps", () => {
  assertEquals(write({}, served), ["served"]);
  assertEquals(write({ allowedSources: ["::1"] }, served), ["served"]);
});

Deno.test("serveOrClose() closes what is denied, what the proxy can't keep, and what can't be written", () => {
  assertEquals(write({ denied: "x" }, served), ["forbidden"]);
  const clientCertificate = { namespace: "shop", name: "ca" };
  assertEquals(write({ clientCertificate }, served), ["forbidden", "unsupported-guard"]);
  assertEquals(write({ pathType: "Regex" }, served, "it has no end"), [
    "forbidden",
    "unsupported-regex",
  ]);
  assertEquals(write({}, served, "it is too long"), ["forbidden", "unwritable-route"]);
  const throws = () => {
    throw new Unwritable("it holds a control character");
  };
  assertEquals(write({}, throws), ["forbidden", "unwritable-route"]);
});

Deno.test("serveOrClose() notes what it closes", () => {
  const ctx = renderContextOf([]);
  const [open, denied] = [entry({}), entry({ denied: "x" })];
  for (const one of [open, denied]) {
    serveOrClose({ entry: one, number: 1 }, { serve: served, close: (text) => text }, ctx);
  }
  assertEquals([...ctx.closed], [denied]);
});

Deno.test("serveOrClose() lets errors through that are the extension's own", () => {
  assertThrows(
    () =>
      write({}, () => {
        throw new TypeError("x");
      }),
    TypeError,
  );
});
