import { assertEquals } from "@std/assert";
import { manifest, service, workloadWith } from "../_testing.ts";
import { isHeadless, portNumber, resolveNamedPort, selectorOf, targetPortOf } from "./services.ts";

Deno.test("selectorOf() is text, without what has no value", () => {
  assertEquals(selectorOf(service("a", { selector: { n: 1, b: true, none: null } as never })), {
    n: "1",
    b: "true",
  });
});

Deno.test("selectorOf() is empty when the Service selects nothing", () => {
  assertEquals(selectorOf(manifest("Service", "a")), {});
  assertEquals(selectorOf(manifest("Service", "a", { spec: null })), {});
  assertEquals(
    selectorOf(manifest("Service", "a", { spec: { type: "ExternalName", selector: { a: "b" } } })),
    {},
  );
});

Deno.test("isHeadless() is true when clusterIP is None", () => {
  assertEquals(isHeadless(service("a", { clusterIP: "None" })), true);
  assertEquals(isHeadless(service("a", { clusterIP: "10.0.0.1" })), false);
  assertEquals(isHeadless(service("a")), false);
});

Deno.test("portNumber() is undefined when there is no port of that number", () => {
  assertEquals(portNumber(1), 1);
  assertEquals(portNumber("65535"), 65535);
  for (const value of [0, -1, 65536, 1.5, "", "http", null, undefined, {}, [80], true]) {
    assertEquals(portNumber(value), undefined);
  }
});

const NAMED = workloadWith({
  initContainers: [
    { name: "i", ports: [{ name: "http", containerPort: 1 }, { name: "log", containerPort: 2 }] },
  ],
  containers: [
    { name: "a", ports: [null, { name: "broken", containerPort: null }, { containerPort: 3 }] },
    { name: "b", ports: [{ name: "http", containerPort: 8080 }] },
  ],
});

Deno.test("resolveNamedPort() looks in the containers first, then in init containers", () => {
  assertEquals(resolveNamedPort("http", NAMED), 8080);
  assertEquals(resolveNamedPort("log", NAMED), 2);
});

Deno.test("resolveNamedPort() is undefined when no container has a number for the name", () => {
  for (const name of ["none", "broken", "constructor"]) {
    assertEquals(resolveNamedPort(name, NAMED), undefined);
  }
});

Deno.test("targetPortOf() takes targetPort by number or by name, else port", () => {
  assertEquals(targetPortOf({ port: 80, targetPort: 8000 }, [NAMED]), 8000);
  assertEquals(targetPortOf({ port: 80, targetPort: "8000" }, [NAMED]), 8000);
  assertEquals(targetPortOf({ port: 80, targetPort: "http" }, [NAMED]), 8080);
  assertEquals(targetPortOf({ port: 80 }, [NAMED]), 80);
  assertEquals(targetPortOf({ port: 80, targetPort: null }, [NAMED]), 80);
  assertEquals(targetPortOf({ port: 80, targetPort: 0 }, [NAMED]), 80);
});

Deno.test("targetPortOf() falls back to well-known names, then to port", () => {
  assertEquals(targetPortOf({ port: 1, targetPort: "http" }, []), 80);
  assertEquals(targetPortOf({ port: 1, targetPort: "https" }, []), 443);
  assertEquals(targetPortOf({ port: 1, targetPort: "grpc" }, []), 50051);
  assertEquals(targetPortOf({ port: 1, targetPort: "other" }, []), 1);
  assertEquals(targetPortOf({ port: 1, targetPort: "constructor" }, []), 1);
});

Deno.test("targetPortOf() is NaN when there is no port", () => {
  assertEquals(targetPortOf({}, []), NaN);
  assertEquals(targetPortOf({ port: "x" as never, targetPort: "y" }, []), NaN);
});
