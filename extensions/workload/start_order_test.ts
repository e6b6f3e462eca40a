import { assertEquals } from "@std/assert";
import type { ComposeService } from "@dekube/engine/pacts";
import type { ContainerRole } from "@dekube/engine/pacts/kubernetes";
import { StartOrder } from "./start_order.ts";

/** What each waits for. One with `!` in its name has a startup probe, one with `?` no health check. */
function waits(...containers: [role: ContainerRole, name: string][]): Record<string, string> {
  const order = new StartOrder();
  return Object.fromEntries(containers.map(([role, serviceName]) => {
    const container = serviceName.includes("!") ? { name: "", startupProbe: {} } : { name: "" };
    const service: ComposeService = serviceName.includes("?") ? {} : { healthcheck: {} };
    const { depends_on = {} } = order.next({ serviceName, role, container }, service);
    const conditions = Object.entries(depends_on)
      .map(([name, { condition }]) => `${name} ${condition.replace("service_", "")}`);
    return [serviceName, conditions.join(", ")];
  }));
}

Deno.test("StartOrder.next() has nothing to wait for when there are no init containers", () => {
  assertEquals(waits(["main", "a"], ["sidecar", "b"]), { a: "", b: "" });
  const named = { serviceName: "a", role: "main" as const, container: { name: "" } };
  assertEquals(new StartOrder().next(named, {}), {});
});

Deno.test("StartOrder.next() chains init containers, and all others wait for the last", () => {
  assertEquals(waits(["init", "a"], ["init", "b"], ["main", "c"], ["sidecar", "d"]), {
    a: "",
    b: "a completed_successfully",
    c: "b completed_successfully",
    d: "b completed_successfully",
  });
});

Deno.test("StartOrder.next() has all behind a native sidecar wait until it has started", () => {
  assertEquals(
    waits(
      ["init", "a"],
      ["native-sidecar", "b"],
      ["native-sidecar", "c"],
      ["init", "d"],
      ["main", "e"],
    ),
    {
      a: "",
      b: "a completed_successfully",
      c: "b started, a completed_successfully",
      d: "b started, c started, a completed_successfully",
      e: "b started, c started, d completed_successfully",
    },
  );
});

Deno.test("StartOrder.next() waits for health when a native sidecar has a startup probe that became one", () => {
  assertEquals(
    waits(["native-sidecar", "a!"], ["native-sidecar", "b!?"], ["native-sidecar", "c"], [
      "main",
      "d",
    ]),
    {
      "a!": "",
      "b!?": "a! healthy",
      c: "a! healthy, b!? started",
      d: "a! healthy, b!? started, c started",
    },
  );
});
