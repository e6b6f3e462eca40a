import { assertEquals } from "@std/assert";
import { takesPath } from "../../pacts/ingress/route_path.ts";
import { locationOf, readPath } from "./paths.ts";

const NONE = { regex: new Set<string>(), exact: new Map() };
const REGEX = {
  regex: new Set(["a.example"]),
  exact: new Map([["a.example", new Set(["/both"])]]),
};

function location(path: string, pathType: string, hosts = NONE, isOwn = false) {
  const found = locationOf({ host: "A.example", ...readPath(path, pathType) }, hosts, isOwn);
  return `${found.pathType} ${found.path}`;
}

Deno.test("locationOf() keeps Prefix and Exact when no Ingress of the host uses expressions", () => {
  assertEquals(location("/app", "Prefix"), "Prefix /app");
  assertEquals(location("/a(b)", "Prefix"), "Prefix /a(b)");
  assertEquals(location("/app", "Exact"), "Exact /app");
  assertEquals(location("", ""), "Prefix /");
});

Deno.test("locationOf() reads ImplementationSpecific as the beginning of a path", () => {
  assertEquals(location("/", "ImplementationSpecific"), "Prefix /");
  assertEquals(location("/app/", "ImplementationSpecific"), "Prefix /app/");
  assertEquals(location("/app", "ImplementationSpecific"), "Regex /app");
  assertEquals(location("/a.b/(.*)", ""), "Regex /a\\.b/\\(\\.\\*\\)");
  const found = locationOf({ host: "", ...readPath("/v1.0", "") }, NONE, false);
  assertEquals(
    ["/v1.0", "/v1.0x", "/v1.0/y", "/v100", "/V1.0", "/x/v1.0"].map((path) =>
      takesPath(found, path)
    ),
    [true, true, true, false, false, false],
  );
});

Deno.test("locationOf() makes all paths expressions when the host uses some", () => {
  assertEquals(location("/media/(.*)", "ImplementationSpecific", REGEX), "Regex (?i)/media/(.*)");
  assertEquals(location("/media", "Prefix", REGEX), "Regex (?i)/media");
  assertEquals(location("/media/", "Prefix", REGEX), "Regex (?i)/media/");
  assertEquals(location("/v1.0", "Exact", REGEX), "Regex (?i)/v1.0");
  assertEquals(location("/", "Prefix", REGEX), "Prefix /");
  assertEquals(location("/", "Exact", REGEX), "Prefix /");
});

Deno.test("locationOf() leaves a prefix what lies below an exact path of the same name", () => {
  assertEquals(location("/both", "Exact", REGEX), "Regex (?i)/both");
  assertEquals(location("/both", "Prefix", REGEX), "Regex (?i)/both/");
  assertEquals(location("/both", "Prefix", REGEX, true), "Regex (?i)/both");
});

Deno.test("locationOf() leaves the default backend alone", () => {
  assertEquals(
    locationOf(
      { host: "a.example", path: "/", pathType: "Prefix", defaultBackend: true },
      REGEX,
      true,
    ),
    { path: "/", pathType: "Prefix" },
  );
});
