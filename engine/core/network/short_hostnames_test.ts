import { assertEquals } from "@std/assert";
import { type ComposeService, Diagnostics } from "../../../pacts/mod.ts";
import { said } from "../_testing.ts";
import { shortenHostnames } from "./short_hostnames.ts";

function shorten(services: Record<string, ComposeService>) {
  const diagnostics = new Diagnostics();
  shortenHostnames(services, diagnostics);
  return {
    hostnames: Object.values(services).map(({ hostname }) => hostname),
    said: said(diagnostics),
  };
}

Deno.test("shortenHostnames() leaves a name of 63 characters, and cuts one of 64", () => {
  assertEquals(shorten({ ["a".repeat(63)]: {}, ["b".repeat(64)]: {} }), {
    hostnames: [undefined, "b".repeat(63)],
    said: [],
  });
});

Deno.test("shortenHostnames() leaves no `-` or `.` at the end when it cuts there", () => {
  const { hostnames } = shorten({
    [`${"a".repeat(62)}-b`]: {},
    [`${"b".repeat(60)}-.-c`]: {},
  });
  assertEquals(hostnames, ["a".repeat(62), "b".repeat(60)]);
});

Deno.test("shortenHostnames() warns when two services get one host name", () => {
  const [one, two] = [`${"a".repeat(63)}1`, `${"a".repeat(63)}2`];
  const { hostnames, said } = shorten({ [one]: {}, [two]: {} });
  assertEquals(hostnames, ["a".repeat(63), "a".repeat(63)]);
  assertEquals(said, [
    `warning hostname-collision: the services "${one}" and "${two}" both get the host name "${
      "a".repeat(63)
    }". Set "overrides.${two}.hostname" in dekube.yaml if a program reads it`,
  ]);
});

Deno.test("shortenHostnames() warns when another service bears the shortened name already", () => {
  const long = `${"a".repeat(63)}1`;
  assertEquals(shorten({ [long]: {}, ["a".repeat(63)]: {} }).said.length, 1);
  assertEquals(shorten({ x: { hostname: "a".repeat(63) }, [long]: {} }).said.length, 1);
});

Deno.test("shortenHostnames() leaves a service alone when it is in another's network, or has a host name", () => {
  const long = "a".repeat(70);
  assertEquals(shorten({ [long]: { network_mode: "service:web" } }).hostnames, [undefined]);
  assertEquals(shorten({ [long]: { hostname: "mine" } }).hostnames, ["mine"]);
});
