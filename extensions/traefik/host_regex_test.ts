import { assertEquals } from "@std/assert";
import { hostsOfRegex } from "./host_regex.ts";

Deno.test("hostsOfRegex() reads a first label that may be any", () => {
  const any = [
    ...["^.+\\.example\\.com$", "[^.]+\\.example\\.com", "^[a-z0-9-]+\\.example\\.com$"],
    ...["{sub:[a-z]+}.example.com", "{name}.example.com", "^([a-zA-Z0-9-]+)\\.example\\.com$"],
    ...["^\\w+\\.example\\.com$", "^(?P<sub>.+)\\.example\\.com$", ".*.example.com"],
  ];
  for (const source of any) assertEquals(hostsOfRegex(source), ["*.example.com"], source);
});

Deno.test("hostsOfRegex() reads any host", () => {
  for (const source of [".+", "^.*$", "{host:.+}", "{any:.*}", "^(.+)$"]) {
    assertEquals(hostsOfRegex(source), [""], source);
  }
});

Deno.test("hostsOfRegex() reads hosts that are listed", () => {
  assertEquals(hostsOfRegex("^(a|B)\\.x\\.y$"), ["a.x.y", "b.x.y"]);
  assertEquals(hostsOfRegex("{sub:(a|b)}.x.y"), undefined);
  assertEquals(hostsOfRegex("{sub:a|b}.x.y"), ["a.x.y", "b.x.y"]);
  assertEquals(hostsOfRegex("^www\\.x\\.y$"), ["www.x.y"]);
});

Deno.test("hostsOfRegex() leaves what is anything else", () => {
  const others = [
    ...["", "x", "^a.*\\.x\\.y$", "^[a-c]+\\.x\\.y$", "^[0-9]+\\.x\\.y$", "(a|b)\\.x\\.y"],
    ...["^(a|b*)\\.x\\.y$", "^.+\\.(x|y)\\.z$", "^.+\\.x\\.y|evil$", "()\\.x\\.y", "{a}{b}.x.y"],
    ...["^.+\\. x\\.y$", "{name}", "^(a|)\\.x\\.y$", `^${"(".repeat(2000)}`],
  ];
  for (const source of others) assertEquals(hostsOfRegex(source), undefined, source.slice(0, 40));
});
