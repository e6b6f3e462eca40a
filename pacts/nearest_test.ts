import { assertEquals } from "@std/assert";
import { isDomainMisspelt, nearest, nearestAnnotation } from "./nearest.ts";

const FLAGS = ["from-dir", "output-dir", "help"];

Deno.test("nearest() names the known word that is the least changes away", () => {
  assertEquals(nearest("form-dir", FLAGS), ' (did you mean "from-dir"?)');
  assertEquals(nearest("outputdir", FLAGS), ' (did you mean "output-dir"?)');
  assertEquals(nearest("hlep", FLAGS), ' (did you mean "help"?)');
});

Deno.test("nearest() names none when nothing is near", () => {
  assertEquals(nearest("frobnicate", FLAGS), "");
  assertEquals(nearest("x", []), "");
  assertEquals(nearest("", FLAGS), "");
  assertEquals(nearest("db", ["up", "web"]), "");
});

Deno.test("nearest() names the first when two are as near", () => {
  assertEquals(nearest("abx", ["aby", "abz"]), ' (did you mean "aby"?)');
});

const ANNOTATIONS = ["haproxy.org/allow-list", "cert-manager.io/issuer", "cert-manager.io/usages"];

Deno.test("nearestAnnotation() compares words of one domain, and domains that are nearly one", () => {
  const guess = (written: string) => nearestAnnotation(written, ANNOTATIONS);
  assertEquals(guess("cert-manager.io/isuer"), ' (did you mean "cert-manager.io/issuer"?)');
  assertEquals(guess("cert-manger.io/usages"), ' (did you mean "cert-manager.io/usages"?)');
  // What begins alike is not near for that.
  assertEquals(guess("cert-manager.io/colour"), "");
  assertEquals(guess("haproxy.com/allow-list"), "");
  assertEquals(guess("issuer"), "");
});

Deno.test("isDomainMisspelt() is true when the domain alone is nearly one that is known", () => {
  assertEquals(isDomainMisspelt("cert-manger.io/issuer", ANNOTATIONS), true);
  assertEquals(isDomainMisspelt("cert-manager.io/isuer", ANNOTATIONS), false);
  assertEquals(isDomainMisspelt("haproxy.com/allow-list", ANNOTATIONS), false);
  assertEquals(isDomainMisspelt("issuer", ANNOTATIONS), false);
});
