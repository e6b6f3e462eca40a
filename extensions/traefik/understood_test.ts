import { assert, assertEquals, assertFalse } from "@std/assert";
import { ingress, rewrite, SERVICE, service, USERS } from "./_testing.ts";
import { TRAEFIK } from "./controller.ts";
import { ON_SERVICES, UNDERSTOOD } from "./understood.ts";

Deno.test("UNDERSTOOD holds full names, each once, and none that Traefik does not have", () => {
  assertEquals(new Set(UNDERSTOOD).size, UNDERSTOOD.length);
  assert(
    UNDERSTOOD.every((name) => /^traefik\.ingress\.kubernetes\.io\/[a-z0-9.-]+$/.test(name)),
  );
  assertFalse(UNDERSTOOD.includes(`${TRAEFIK.prefix}service.strategy`));
  assert(UNDERSTOOD.includes(`${TRAEFIK.prefix}service.middlewares`));
});

Deno.test("UNDERSTOOD names every annotation that a source reads", async () => {
  const folder = new URL(".", import.meta.url);
  const read = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (!/^[a-z]\w*(?<!_test)\.ts$/.test(name)) continue;
    const source = await Deno.readTextFile(new URL(name, folder));
    for (const [, found] of source.matchAll(/\b(?:get|list|flag)\("([a-z-]+[a-z.-]*)"/g)) {
      read.add(TRAEFIK.prefix + found);
    }
  }
  assert(read.size > 15);
  assertEquals([...read].filter((name) => !UNDERSTOOD.includes(name)), []);
});

/** Values that ask for something, where `true` does not. */
const VALUES: Record<string, string> = {
  "auth-type": "basic",
  "preserve-host": "false",
  "redirect-entry-point": "https",
  "redirect-regex": "^https?://shop.example/(.*)",
  "redirect-replacement": "https://a.example/$1",
  "rule-type": "PathStrip",
  "rewrite-target": "/x",
  "whitelist-source-range": "10.0.0.0/8",
  "frontend-entry-points": "https",
  priority: "7",
  "router.entrypoints": "websecure",
  "router.observability.accesslogs": "false",
  "router.pathmatcher": "Path",
  "router.priority": "7",
  "service.passhostheader": "false",
  "service.serversscheme": "h2c",
};

Deno.test("UNDERSTOOD holds nothing that is neither kept nor said when it is set alone", () => {
  const given = (own: Record<string, string>, ofService?: Record<string, string>) => {
    const paths: [string, string?][] = [["/api"]];
    const web = ofService
      ? service("web", [{ name: "http", port: 80, targetPort: 8080 }], ofService)
      : SERVICE;
    const { entries, said } = rewrite(ingress(own, { paths }), [web, USERS]);
    return JSON.stringify([entries, said]);
  };
  const plain = given({});
  for (const name of UNDERSTOOD.map((full) => full.slice(TRAEFIK.prefix.length))) {
    const short = { [name]: VALUES[name.toLowerCase()] ?? "true" };
    const isOfService = name.startsWith("service.");
    assertEquals(isOfService, ON_SERVICES.includes(TRAEFIK.prefix + name), name);
    assertFalse((isOfService ? given({}, short) : given(short)) === plain, name);
    if (!isOfService) assertEquals(given({}, short), plain, name);
  }
});
