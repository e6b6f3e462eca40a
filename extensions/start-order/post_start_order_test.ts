import { assertEquals } from "@std/assert";
import { converted, orderOf, PROBE, service, workload } from "./_testing.ts";

const hook = (...command: string[]) => ({ lifecycle: { postStart: { exec: { command } } } });

Deno.test("postStartOrder() has a service wait for those that its hook talks to", async () => {
  assertEquals(
    await orderOf(
      workload("web", { container: PROBE }),
      service("web"),
      workload("db"),
      service("db"),
      workload("probed", {
        container: hook("sh", "-c", "wget -qO- http://web.shop.svc && nc -z db 80 </dev/null"),
      }),
    ),
    { probed: ["web healthy", "db started"] },
  );
});

Deno.test("postStartOrder() reads the variables that a hook mentions, and no others", async () => {
  const env = [{ name: "API", value: "http://web/" }, { name: "OTHER", value: "http://db/" }];
  assertEquals(
    await orderOf(
      workload("web"),
      service("web"),
      workload("db"),
      service("db"),
      workload("probed", { container: { env, ...hook("sh", "-c", 'wget -qO- "$API"') } }),
    ),
    { probed: ["web started"] },
  );
});

Deno.test("postStartOrder() lets a service be when its hook names itself, nobody, or another's health does", async () => {
  assertEquals(
    await orderOf(
      workload("web", { container: hook("wget", "-qO-", "http://web/", "http://elsewhere/") }),
      service("web"),
      workload("other", { container: { args: ["http://web/"] } }),
    ),
    {},
  );
});

Deno.test("postStartOrder() says who does not wait when two would wait for each other", async () => {
  const { diagnostics, project } = await converted([
    workload("a", { container: hook("wget", "http://b/") }),
    service("a"),
    workload("b", { container: hook("wget", "http://a/") }),
    service("b"),
  ]);
  assertEquals(diagnostics.map(({ code }) => code), ["start-order-circle"]);
  assertEquals([project.services.a.depends_on, project.services.b.depends_on], [
    { b: { condition: "service_started" } },
    undefined,
  ]);
});
