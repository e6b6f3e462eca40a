import { assertEquals } from "@std/assert";
import { annotationOf, commaList, findAnnotation, UNDERSTOOD } from "./annotations.ts";
import { ingress } from "./_testing.ts";

Deno.test("annotationOf() reads names in any case", () => {
  const manifest = ingress({ "router.pathMatcher": " Path ", "router.priority": 4 });
  assertEquals(annotationOf(manifest, "router.pathmatcher"), "Path");
  assertEquals(annotationOf(manifest, "router.priority"), "4");
  assertEquals(annotationOf(undefined, "router.priority"), "");
  assertEquals(
    findAnnotation(manifest, "router.pathmatcher")?.name.split("/")[1],
    "router.pathMatcher",
  );
});

Deno.test("commaList() leaves out what is empty", () => {
  assertEquals(commaList(" a, ,b,"), ["a", "b"]);
});

Deno.test("UNDERSTOOD names each annotation once, with the prefix", () => {
  assertEquals(new Set(UNDERSTOOD).size, UNDERSTOOD.length);
  assertEquals(UNDERSTOOD.filter((name) => !name.startsWith("traefik.ingress.kubernetes.io/")), []);
});
