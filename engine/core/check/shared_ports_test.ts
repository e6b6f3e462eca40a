import { assertEquals } from "@std/assert";
import { type ComposeProject, Diagnostics } from "../../../pacts/mod.ts";
import { warnSharedPorts } from "./shared_ports.ts";

function said(services: Record<string, object>): string[] {
  const diagnostics = new Diagnostics();
  warnSharedPorts({ services: services as ComposeProject["services"] }, diagnostics);
  return [...diagnostics].map(({ message }) => /^the services (.*) of this/.exec(message)![1]);
}

Deno.test("warnSharedPorts() names two services, when they publish one port", () => {
  assertEquals(said({ caddy: { ports: ["80:80"] }, adm: { ports: ["127.0.0.1:80:8080"] } }), [
    '"caddy" and "adm" both publish port 80/tcp',
  ]);
  assertEquals(
    said({ a: { ports: ["80-82:80-82"] }, b: { ports: [{ published: 81, target: 1 }] } }),
    [
      '"a" and "b" both publish port 81/tcp',
    ],
  );
});

Deno.test("warnSharedPorts() leaves alone what can run at one time", () => {
  assertEquals(
    said({
      a: { ports: ["127.0.0.1:80:80", "53:53/udp"] },
      b: { ports: ["127.0.0.2:80:80", "53:53"] },
      c: { ports: ["80"] },
      d: { ports: ["127.0.0.1:80:80"], profiles: ["tools"] },
    }),
    [],
  );
});
