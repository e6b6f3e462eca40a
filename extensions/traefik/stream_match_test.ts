import { assertEquals } from "@std/assert";
import { readStreamRule } from "./stream_match.ts";

/** Each alternative as its names and networks, with what is lost behind `-`. */
function read(rule: string): string[] {
  const found = readStreamRule(rule);
  if ("problem" in found) return [found.problem];
  const shown = found.matches.map(({ hosts, sources = [] }) =>
    [hosts.join(",") || "*", ...sources].join(" ")
  );
  return [...shown, ...found.lost.map((lost) => `- ${lost}`)];
}

Deno.test("readStreamRule() reads names and clients", () => {
  assertEquals(read("HostSNI(`*`)"), ["*"]);
  assertEquals(read("HostSNI(`A.example.`)"), ["a.example"]);
  assertEquals(read("HostSNI(`a.x`, `b.x`) || HostSNI(`c.x`)"), ["a.x,b.x,c.x"]);
  assertEquals(read("HostSNI(`a.x`) || HostSNI(`*`)"), ["*"]);
  assertEquals(read("HostSNIRegexp(`^.+\\.x\\.y$`)"), ["*.x.y"]);
  assertEquals(read("HostSNIRegexp(`{sub:[a-z]+}.x.y`)"), ["*.x.y"]);
  assertEquals(read("HostSNI(`a.x`) && ClientIP(`10.0.0.0/8`)"), ["a.x 10.0.0.0/8"]);
  assertEquals(read("ClientIP(`::1`)"), ["* ::1"]);
  assertEquals(read("HostSNI(`a.x`) && ClientIP(`::1`) || HostSNI(`b.x`)"), ["a.x ::1", "b.x"]);
  assertEquals(read("HostSNI(`a.x`) && HostSNI(`b.x`)"), []);
});

Deno.test("readStreamRule() names what can't be kept", () => {
  assertEquals(read("HostSNI(`a.x`) || !HostSNI(`b.x`)"), ["a.x", "- !hostsni(b.x)"]);
  assertEquals(read("HostSNI(`*`) && ALPN(`h2`)"), ["- alpn(h2)"]);
  assertEquals(read("ClientIP(`all`)"), ["- clientip(all)"]);
  assertEquals(read("HostSNIRegexp(`a.*b`)"), ["- hostsniregexp(a.*b)"]);
  assertEquals(read("HostSNI(`a b`)"), ["- hostsni(a b)"]);
  assertEquals(read("HostSNI("), ["a matcher needs a value in backticks"]);
});
