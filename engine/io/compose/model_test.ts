import { assertEquals } from "@std/assert";
import { parseModel } from "./model.ts";

Deno.test("parseModel() tells what ends, what is checked, and what is not started", () => {
  const model = parseModel(JSON.stringify({
    services: {
      web: {
        depends_on: { "web-init": { condition: "service_completed_successfully" } },
        healthcheck: { test: ["CMD", "true"] },
      },
      "web-init": {},
      job: { labels: { "dekube.io/kind": "Job" } },
      off: { healthcheck: { disable: true, test: ["NONE"] } },
      none: { deploy: { replicas: 0 } },
      scaled: { scale: 0 },
    },
  }));

  const told = [...model].map(([name, { ends, isChecked }]) => [name, ends, isChecked]);
  assertEquals(told, [
    ["web", false, true],
    ["web-init", true, false],
    ["job", true, false],
    ["off", false, false],
  ]);
});
