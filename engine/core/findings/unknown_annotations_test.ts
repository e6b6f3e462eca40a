import { assertEquals } from "@std/assert";
import { contextOf, manifest, said } from "../_testing.ts";
import { sayUnknownAnnotations } from "./unknown_annotations.ts";

const KNOWN = {
  domain: "certs.example",
  kinds: ["Ingress"],
  names: ["certs.example/issuer", "acme.certs.example/class"],
};

function sayOf(annotations: Record<string, string | null>, kind = "Ingress"): string[] {
  const object = manifest(kind, "shop/web");
  object.metadata.annotations = annotations;
  const ctx = contextOf([object]);
  sayUnknownAnnotations(KNOWN, ctx);
  return said(ctx.diagnostics);
}

Deno.test("sayUnknownAnnotations() names the nearest when a word, or what stands before it, is misspelt", () => {
  const of = (name: string, guess: string) => [
    `warning unknown-annotation: nobody reads ${name} here, not in a cluster either${guess}. Correct it, or take it out`,
  ];
  const issuer = ' (did you mean "certs.example/issuer"?)';
  assertEquals(sayOf({ "certs.example/isuer": "x" }), of("certs.example/isuer", issuer));
  assertEquals(sayOf({ "certs.exmple/issuer": "x" }), of("certs.exmple/issuer", issuer));
  assertEquals(
    sayOf({ "acme.certs.example/clas": "x" }),
    of("acme.certs.example/clas", ' (did you mean "acme.certs.example/class"?)'),
  );
  assertEquals(sayOf({ "new.certs.example/thing": "x" }), of("new.certs.example/thing", ""));
});

Deno.test("sayUnknownAnnotations() is silent when one is known, empty, another's, or on another kind", () => {
  assertEquals(
    sayOf({
      "certs.example/issuer": "x",
      "certs.example/isuer": null,
      "certs.example/usr": "",
      "mycerts.example/isuer": "x",
      "other.example/issuer": "x",
      "issuer": "x",
    }),
    [],
  );
  assertEquals(sayOf({ "certs.example/isuer": "x" }, "Service"), []);
});
