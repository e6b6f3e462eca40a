import { assert, assertEquals } from "@std/assert";
import { accessRestrictions, isJudged } from "../ingress/access.ts";
import { unknownRestrictions } from "../ingress/unknown_annotations.ts";
import { namesFirewall } from "../kubernetes/balancer_annotations.ts";
import { loadBalancerAccess } from "../kubernetes/load_balancer.ts";
import { defaultConfig } from "../config.ts";
import { BALANCER_ANNOTATIONS, BALANCER_FAMILIES } from "./balancers.ts";
import { CONTROLLER_ANNOTATIONS, CONTROLLER_FAMILIES } from "./controllers.ts";
import { type AnnotationFamily, KnownAnnotations } from "./family.ts";

const words = (names = "") =>
  names.split(/\s+/).filter(Boolean).map((name) => name.replaceAll("*", "9"));

/** All names of families with a prefix before them each. */
function all(families: readonly AnnotationFamily[], names: (family: AnnotationFamily) => string[]) {
  return families.flatMap((family) =>
    family.prefixes.flatMap((prefix) => names(family).map((name) => prefix + name))
  );
}

const harmlessOf = ({ harmless }: AnnotationFamily) => Object.values(harmless).flatMap(words);
const guardsOf = ({ guards }: AnnotationFamily) => words(guards);

const metadata = (annotation: string) => ({ name: "web", annotations: { [annotation]: "x" } });
const ctx = { config: defaultConfig() };

Deno.test("CONTROLLER_ANNOTATIONS restrict nothing when they are harmless", () => {
  const names = all(CONTROLLER_FAMILIES, harmlessOf);
  assert(names.length > 1000);
  for (const name of names) {
    assertEquals(CONTROLLER_ANNOTATIONS.of(name), "harmless", name);
    assertEquals(isJudged(name), false, name);
    for (const written of [name, name.toUpperCase()]) {
      assertEquals(unknownRestrictions({ metadata: metadata(written) }, ctx), [], name);
    }
  }
});

Deno.test("CONTROLLER_ANNOTATIONS restrict when they are guards", () => {
  for (const name of all(CONTROLLER_FAMILIES, guardsOf)) {
    const value = /scheme$/.test(name)
      ? "internal"
      : /autocreate$/.test(name)
      ? '{"type":"inner"}'
      : "deny all;";
    const found = accessRestrictions({ metadata: { name: "web", annotations: { [name]: value } } });
    assert(found.length > 0, name);
  }
});

Deno.test("BALANCER_ANNOTATIONS close nothing when they are harmless", () => {
  const names = all(BALANCER_FAMILIES, harmlessOf);
  assert(names.length > 500);
  for (const name of names) {
    assertEquals(BALANCER_ANNOTATIONS.of(name), "harmless", name);
    assertEquals(namesFirewall(name), false, name);
    assertEquals(
      loadBalancerAccess({ kind: "Service", metadata: metadata(name) }).firewall,
      undefined,
      name,
    );
  }
});

Deno.test("BALANCER_ANNOTATIONS close ports when they are guards", () => {
  for (const name of all(BALANCER_FAMILIES, guardsOf)) {
    // Whether such a balancer is private is another question.
    if (/autocreate$/.test(name)) continue;
    assertEquals(loadBalancerAccess({ kind: "Service", metadata: metadata(name) }).firewall, name);
  }
});

Deno.test("KnownAnnotations.of() tells families that begin alike by the longest prefix", () => {
  const known = new KnownAnnotations([
    { prefixes: ["edge.example/lb-"], harmless: { x: "size" } },
    { prefixes: ["edge.example/"], harmless: { x: "colour" } },
  ]);
  for (const name of ["size", "lb-size", "colour"]) {
    assertEquals(known.of(`edge.example/${name}`), "harmless", name);
  }
  assertEquals(known.of("edge.example/lb-sizes"), "unknown");
  assertEquals(known.suggest("edge.example/lb-sizes"), ' (did you mean "edge.example/lb-size"?)');
  assertEquals(known.of("edge.exampel/colours"), undefined);
  assertEquals(known.of("eedge.example/colours"), "unknown");
  assertEquals(known.of("inner.edge.example/colours"), "unknown");
});
