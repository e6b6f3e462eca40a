import { assertEquals } from "@std/assert";
import { caseTest, convertCase } from "./_case.ts";

caseTest("pid-ipc-namespaces", "a pod of the host's processes has them", async () => {
  const { services } = await convertCase("pid-ipc-namespaces");

  assertEquals(services.hp.pid, "host");
  assertEquals(services.hp.ipc, "host");
});
