import { assertEquals } from "@std/assert";
import { type ComposeService, type Config, mount } from "../../pacts/mod.ts";
import { checkClaims, firstClaims, noteDeclaredClaims, noteMountedClaims } from "./claims.ts";
import { contextOf, manifest, said } from "./_testing.ts";

function check(
  claims: string[],
  config: Partial<Config>,
  services: Record<string, ComposeService> = {},
  firstRun = false,
): string[] {
  const ctx = contextOf([], config, { firstRun });
  for (const claim of claims) ctx.claimsInUse.add(claim);
  checkClaims(services, ctx);
  return said(ctx.diagnostics);
}

Deno.test("firstClaims() names in order what nobody said a place of, and no place elsewhere", () => {
  const ctx = contextOf([], { volumes: { set: {} } });
  for (const claim of ["web", "set", "db", "/etc", "../db", ".."]) ctx.claimsInUse.add(claim);
  assertEquals(firstClaims(ctx), ["db", "web"]);
});

Deno.test("checkClaims() warns when dekube.yaml does not map a claim", () => {
  assertEquals(check(["db"], { volumeRoot: "/srv" }), [
    'warning unmapped-claim: the claim "db" is not in "volumes" of dekube.yaml, so it is kept in /srv/db. Add it: volumes.db.host_path: db',
  ]);
});

Deno.test("checkClaims() warns when a mapping belongs to no claim", () => {
  assertEquals(check([], { volumes: { old: { host_path: "old" } } }), [
    `warning unused-volume: "volumes.old" in dekube.yaml belongs to no claim of the manifests. Remove it if you don't need it; its data stays where it is`,
  ]);
});

Deno.test("checkClaims() names the claim that may be meant when that is not mapped", () => {
  const [, said] = check(["db-data", "web"], { volumes: { "db-dat": {}, web: {} } });
  assertEquals(
    said,
    `warning unused-volume: "volumes.db-dat" in dekube.yaml belongs to no claim of the manifests (did you mean "db-data"?). Remove it if you don't need it; its data stays where it is`,
  );
});

Deno.test("checkClaims() is silent when claims and mappings agree", () => {
  assertEquals(check(["db", "web"], { volumes: { db: { host_path: "db" }, web: {} } }), []);
});

Deno.test("checkClaims() is silent on a first run", () => {
  assertEquals(check(["db"], {}, {}, true), []);
});

Deno.test("checkClaims() counts a mapping as used when a service mounts what it names", () => {
  const volumes = { cache: {}, data: { host_path: "data" }, old: { host_path: "./old" } };
  const services = { web: { volumes: [mount("cache", "/c"), mount("./data/data", "/d")] } };
  const own = { mine: { volumes: ["./old:/o", null as unknown as string] } };
  assertEquals(check([], { volumes, services: own }, services), []);
});

Deno.test("noteDeclaredClaims() notes the claims among the objects, when an extension makes them known", () => {
  const claims = [
    manifest("PersistentVolumeClaim", "a/db"),
    manifest("PersistentVolumeClaim", "b/db"),
  ];
  const ctx = contextOf(claims);
  noteDeclaredClaims(ctx);
  assertEquals([...ctx.claimsInUse], ["db-a", "db-b"]);
  const unknown = contextOf(claims, {}, { claimedKinds: [] });
  noteDeclaredClaims(unknown);
  assertEquals([...unknown.claimsInUse], []);
});

Deno.test("noteMountedClaims() notes the claims that mounts stand for", () => {
  const ctx = contextOf();
  const origin = { kind: "persistentVolumeClaim", volume: "data", subPath: "", claim: "db" };
  noteMountedClaims(
    [{ volumes: [{ ...mount("./data/db", "/d"), origin }, mount("x", "/x")] }, {}],
    ctx,
  );
  assertEquals([...ctx.claimsInUse], ["db"]);
});

Deno.test("checkClaims() says whose a mapping may be when several claims are called as it now", () => {
  const claim = (id: string) => manifest("PersistentVolumeClaim", id);
  const volumes = { data: { host_path: "data" } };
  const saidOf = (...ids: string[]) => {
    const ctx = contextOf(ids.map(claim), { volumes });
    noteDeclaredClaims(ctx);
    checkClaims({}, ctx);
    return said(ctx.diagnostics).filter((text) => !text.startsWith("warning unmapped-claim"));
  };
  assertEquals(saidOf("shop/data"), []);
  assertEquals(saidOf("shop/data", "zed/data"), [
    'warning claim-renamed: "volumes.data" in dekube.yaml belongs to no claim any more: several are called so, and those without an entry begin empty (data-shop, data-zed). Before you start anything, rename the entry to the one whose data is there, and leave its "host_path": volumes.data-shop',
  ]);
});
