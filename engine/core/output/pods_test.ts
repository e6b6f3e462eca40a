import { assertEquals, assertNotEquals } from "@std/assert";
import type { ComposeProject, RenderedService } from "../../../pacts/mod.ts";
import { markPods } from "./pods.ts";

const POD = { "web-pod": { holdsPod: true } };

/** The label of the service that stands for a pod of some services. */
function label(services: Record<string, RenderedService>, made: typeof POD = POD): unknown {
  const project: ComposeProject = { name: "demo", services: { "web-pod": {}, ...services } };
  markPods(project, made);
  return project.services["web-pod"].labels?.["dekube.io/pod"];
}

const web = { network_mode: "service:web-pod", image: "web:1" };
const log = { network_mode: "service:web-pod", image: "log:1" };

Deno.test("markPods() gives another label when anything of the pod changes", () => {
  const before = label({ web, log });
  const others: Record<string, RenderedService>[] = [
    { web: { ...web, image: "web:2" }, log },
    { web, log: { ...log, labels: { "dekube.io/files": "a" } } },
    { web },
    { web, sidecar: log },
    { web, log: { ...log, environment: { A: "1" } } },
  ];
  for (const changed of others) assertNotEquals(label(changed), before);
});

Deno.test("markPods() gives the same label when the order is another, or something outside changes", () => {
  const before = label({ web, log });
  assertEquals(label({ log, web: { image: "web:1", network_mode: "service:web-pod" } }), before);
  assertEquals(label({ web, log, db: { image: "db:1" } }), before);
});

Deno.test("markPods() leaves services alone that only lend their network, or are gone", () => {
  const project = {
    name: "demo",
    services: { vpn: {}, web: { network_mode: "service:vpn", image: "web:1" } },
  };
  const before = structuredClone(project);
  markPods(project, { vpn: {}, "web-pod": { holdsPod: true } });
  assertEquals(project, before);
});

Deno.test("markPods() keeps the labels that a service has", () => {
  const project = { name: "demo", services: { "web-pod": { labels: { mine: "1" } }, web } };
  markPods(project, POD);
  assertEquals(Object.keys(project.services["web-pod"].labels!), ["mine", "dekube.io/pod"]);
});
