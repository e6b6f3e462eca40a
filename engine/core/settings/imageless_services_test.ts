import { assertEquals } from "@std/assert";
import { Diagnostics, type RenderedService } from "../../../pacts/mod.ts";
import { dropImagelessServices } from "./imageless_services.ts";

function dropped(overrides: Record<string, Record<string, unknown>> = {}, known = false) {
  const owner = { kind: "Deployment", namespace: "shop", name: "web" };
  const services: Record<string, RenderedService> = {
    web: { command: ["a"] },
    "web-sidecar": { image: "b", network_mode: "service:web" },
    db: { image: "c", depends_on: { web: { condition: "service_started" } } },
    built: { build: "." },
    mine: {},
  };
  const diagnostics = new Diagnostics();
  if (known) diagnostics.report(owner).warn("no-image", "has none");
  const config = { overrides, services: { mine: {} } };
  dropImagelessServices(services, { web: { owner } }, config, diagnostics);
  return { names: Object.keys(services), db: services.db };
}

Deno.test("dropImagelessServices() leaves out what can't run, what has its network, and waits for it", () => {
  assertEquals(dropped({}, true), { names: ["db", "built", "mine"], db: { image: "c" } });
});

Deno.test("dropImagelessServices() leaves what nobody has said anything of", () => {
  assertEquals(dropped().names.includes("web"), true);
});

Deno.test("dropImagelessServices() leaves what the user took the image from", () => {
  assertEquals(dropped({ web: { image: null } }, true).names.includes("web"), true);
});
