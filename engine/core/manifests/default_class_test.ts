import { assert, assertEquals } from "@std/assert";
import { Diagnostics, type Manifest, mapping } from "../../../pacts/mod.ts";
import { contextOf, said } from "../_testing.ts";
import { withDefaultClasses } from "./default_class.ts";

function ingressClass(name: string, isDefault = true, creationTimestamp?: string): Manifest {
  const annotations = { "ingressclass.kubernetes.io/is-default-class": String(isDefault) };
  return { kind: "IngressClass", metadata: { name, annotations, creationTimestamp } } as Manifest;
}

function ingress(spec: object | null = {}, annotation?: string | null): Manifest {
  const annotations = { "kubernetes.io/ingress.class": annotation };
  return {
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop", annotations },
    spec,
  } as never;
}

function classes(...manifests: Manifest[]): [unknown[], string[]] {
  const diagnostics = new Diagnostics();
  const made = withDefaultClasses(manifests, diagnostics)
    .filter(({ kind }) => kind === "Ingress")
    .map(({ spec }) => mapping(spec).ingressClassName);
  return [made, said(diagnostics)];
}

Deno.test("withDefaultClasses() gives an Ingress without a class the default", () => {
  const edge = ingressClass("edge");
  assertEquals(classes(ingress(), ingress(null), ingress({ ingressClassName: "" }, null), edge), [
    ["edge", "edge", "edge"],
    [],
  ]);
  assertEquals(
    classes(ingress({ ingressClassName: "own" }), ingress({}, "old"), ingress({}, ""), edge),
    [
      ["own", undefined, undefined],
      [],
    ],
  );
  assertEquals(classes(ingress(), ingressClass("edge", false)), [[undefined], []]);
});

Deno.test("withDefaultClasses() takes the newest of several defaults, else the first by name, and says so", () => {
  const [made, [message]] = classes(ingress(), ingressClass("b"), ingressClass("a"));
  assertEquals(made, ["a"]);
  assertEquals(
    message.startsWith('warning several-default-classes: "b" is the default class too'),
    true,
  );
  const newest = ingressClass("c", true, "2024-05-01T00:00:00Z");
  assertEquals(classes(ingress(), ingressClass("a"), newest)[0], ["c"]);
  assertEquals(classes(ingressClass("a"), ingressClass("b")), [[], []]);
});

Deno.test("an Ingress that is added later gets the default class", () => {
  const ctx = contextOf([ingressClass("edge")]);
  ctx.manifests.add(ingress());
  const [{ spec }] = ctx.manifests.of("Ingress");
  assertEquals(mapping(spec).ingressClassName, "edge");
});

Deno.test("withDefaultClasses() takes as long for each Ingress however many classes there are", () => {
  const timeOf = (count: number) => {
    const all = Array.from({ length: count }, (_, index) => ingressClass(`c${index}`));
    const ingresses = Array.from({ length: count }, () => ingress());
    const start = performance.now();
    classes(...all, ...ingresses);
    return performance.now() - start;
  };
  timeOf(500);
  const [few, many] = [timeOf(500), timeOf(8_000)];
  // Sixteen times as many took 256 times as long.
  assert(many < 80 * Math.max(few, 1), `${many} ms for 8000, ${few} ms for 500`);
});
