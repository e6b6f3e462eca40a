import { assertEquals } from "@std/assert";
import type { ComposeProject } from "../../../pacts/mod.ts";
import { renderCompose } from "./render.ts";
import { serviceChanges } from "./service_changes.ts";

const compose = (services: object): string =>
  renderCompose({ name: "shop", services, volumes: { data: null } } as ComposeProject);

Deno.test("serviceChanges() tells what is new, changed, gone and the same", () => {
  const script = "#!/bin/sh\nif true; then\n  web:\nfi\n\nservices:\n";
  const before = compose({
    "a.b": { image: "a" },
    db: { image: "db", command: [script] },
    web: { image: "web", environment: { TEXT: "services:\n  no: 1" } },
    yes: { image: "y" },
  });
  const after = compose({
    "a.b": { image: "a" },
    db: { image: "db", command: [`${script}exit`] },
    new: { image: "n" },
    web: { image: "web", environment: { TEXT: "services:\n  no: 1" } },
  });
  assertEquals(serviceChanges(before, after), {
    added: ["new"],
    changed: ["db"],
    removed: ["yes"],
    unchanged: ["a.b", "web"],
  });
});

Deno.test("serviceChanges() has all for new when there was nothing", () => {
  const { added, removed } = serviceChanges(undefined, compose({ web: { image: "web" } }));
  assertEquals([added, removed], [["web"], []]);
});

Deno.test("serviceChanges() knows that the last service is as it was, when another follows it now", () => {
  const before = "services:\n  web:\n    image: web\n";
  const after = `${before}  zoo:\n    image: zoo\n`;
  assertEquals(serviceChanges(before, after).unchanged, ["web"]);
  assertEquals(serviceChanges(after, before), {
    added: [],
    changed: [],
    removed: ["zoo"],
    unchanged: ["web"],
  });
});
