import { assertEquals } from "@std/assert";
import { isFreePort, mayLookAtPorts } from "./free_ports.ts";

Deno.test("isFreePort() tells a port that somebody listens at from one that nobody does", async () => {
  for (const hostname of ["127.0.0.1", "localhost"]) {
    const listener = Deno.listen({ port: 0, hostname });
    const { port } = listener.addr as Deno.NetAddr;
    assertEquals(await isFreePort(port, "tcp"), false, hostname);
    listener.close();
    assertEquals(await isFreePort(port, "tcp"), true, hostname);
  }
});

Deno.test({
  name: "isFreePort() takes ports for free when it may not look",
  permissions: { net: false },
  fn: async () => {
    assertEquals(await isFreePort(80, "tcp"), true);
    assertEquals(mayLookAtPorts(), false);
  },
});

Deno.test({
  name: "mayLookAtPorts() is true when Deno may use this machine's own address",
  permissions: { net: ["127.0.0.1"] },
  fn: () => assertEquals(mayLookAtPorts(), true),
});
