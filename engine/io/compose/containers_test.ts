import { assertEquals } from "@std/assert";
import { parseContainers } from "./containers.ts";

const LINE = { Service: "web", Name: "shop-web-1", State: "running", Health: "healthy" };

Deno.test("parseContainers() reads an object a line, and the list of older Composes", () => {
  const web = { service: "web", name: "shop-web-1", state: "running", health: "healthy" };
  const line = JSON.stringify(LINE);
  assertEquals(parseContainers(`${line}\n${line}\n`), Array(2).fill({ ...web, exitCode: 0 }));
  assertEquals(parseContainers(`[${line}]`), [{ ...web, exitCode: 0 }]);
  assertEquals(parseContainers(""), []);
});

Deno.test("parseContainers() takes the exit code from the words where it is nowhere else", () => {
  const text = JSON.stringify({ ...LINE, State: "exited", ExitCode: 7, Status: "Exited (7) now" });
  assertEquals(parseContainers(text)[0].exitCode, 7);
  const again = JSON.stringify({ ...LINE, ExitCode: 0, Status: "Restarting (137) now" });
  assertEquals(parseContainers(again)[0].exitCode, 137);
  const healthy = JSON.stringify({ ...LINE, ExitCode: 0, Status: "Up 2 seconds (healthy)" });
  assertEquals(parseContainers(healthy)[0].exitCode, 0);
});

Deno.test("parseContainers() takes no value of another sort, however deep it is", () => {
  const odd = { toString: 1, valueOf: 1 };
  const fields = Object.keys({ ...LINE, ExitCode: 0, Status: "" });
  const text = JSON.stringify(Object.fromEntries(fields.map((field) => [field, odd])));
  const deep = `{"Service":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const nothing = { service: "", name: "", state: "", health: "", exitCode: 0 };
  assertEquals(parseContainers(`${text}\n${deep}`), [nothing, nothing]);
});
