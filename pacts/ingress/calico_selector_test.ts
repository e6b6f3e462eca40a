import { assertEquals } from "@std/assert";
import { calicoSelector, requiredLabels } from "./calico_selector.ts";

const labels = { app: "web", "projectcalico.org/namespace": "shop" };

Deno.test("calicoSelector() reads what Calico's documentation has", () => {
  const expressions: [string, boolean][] = [
    ["", true],
    ["all()", true],
    ["app == 'web'", true],
    ['app=="web"', true],
    ["app != 'web'", false],
    ["tier != 'x'", true],
    ["has(app)", true],
    ["!has(app)", false],
    ["app in { 'api', 'web' }", true],
    ["app in{}", false],
    ["app not in {'api'}", true],
    ["tier not in {'api'}", true],
    ["app contains 'e'", true],
    ["app starts with 'w' && app ends with 'b'", true],
    ["app == 'db' || projectcalico.org/namespace == 'shop'", true],
    ["app == 'db' && (app == 'db' || has(app))", false],
    ["!(app == 'db')", true],
    ["app == 'a && b'", false],
  ];
  for (const [expression, isSelected] of expressions) {
    assertEquals(calicoSelector(expression)?.(labels), isSelected, expression);
  }
});

Deno.test("calicoSelector() reads nothing in what is none", () => {
  for (
    const one of ["app", "app ==", "app == web", "(app == 'x'", "app == 'x' &&", "has()", "a ~ 'b'"]
  ) {
    assertEquals(calicoSelector(one), undefined, one);
  }
  assertEquals(calicoSelector("(".repeat(1e5)), undefined);
});

Deno.test("requiredLabels() are those that all have who are selected", () => {
  assertEquals(requiredLabels("app == 'web' && tier == \"a\""), { app: "web", tier: "a" });
  assertEquals(requiredLabels("app == 'web' && tier in {'a'}"), { app: "web" });
  assertEquals(requiredLabels("app == 'web' || tier == 'a'"), {});
});
