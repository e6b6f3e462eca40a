import { assertEquals } from "@std/assert";
import { type ComposeService, mount } from "../../../pacts/mod.ts";
import { contextOf, said } from "../_testing.ts";
import { sayLinkedSubPaths } from "./linked_sub_paths.ts";

/** A service that mounts folders of a claim: `folder`, or `folder:ro`. */
function mounting(...folders: string[]): ComposeService {
  const volumes = folders.map((folder, index) => {
    const [subPath, mode] = folder.split(":");
    const source = subPath === "" ? "./data/c" : `./data/c/${subPath}`;
    return {
      ...mount(source, `/${index}`, { readOnly: mode === "ro" }),
      origin: { kind: "persistentVolumeClaim", volume: "v", subPath, claim: "c" },
    };
  });
  return { image: "x", volumes };
}

function saidOf(services: Record<string, ComposeService>): string[] {
  const ctx = contextOf();
  sayLinkedSubPaths(services, ctx);
  return said(ctx.diagnostics).map((text) => text.split(",")[0]);
}

Deno.test("sayLinkedSubPaths() says which folder of a claim somebody can put a link in the place of", () => {
  const ofDb = (folder: string) => [
    `warning link-in-claim: the service "db" mounts the folder "${folder}" of the claim "c"`,
  ];
  assertEquals(saidOf({ db: mounting("a"), prep: mounting("") }), ofDb("a"));
  assertEquals(saidOf({ db: mounting("a/b"), prep: mounting("a") }), ofDb("a/b"));
  assertEquals(saidOf({ db: mounting("a", "") }), ofDb("a"));
});

Deno.test("sayLinkedSubPaths() says nothing where nobody can", () => {
  assertEquals(saidOf({ db: mounting("a"), web: mounting("b"), log: mounting("a") }), []);
  assertEquals(saidOf({ db: mounting("ab"), prep: mounting("a") }), []);
  assertEquals(saidOf({ db: mounting("a"), prep: mounting(":ro") }), []);
  const named = mounting("", "a");
  const volumes = named.volumes!.map((mount) => ({ ...mount, type: "volume" as const }));
  assertEquals(saidOf({ db: { ...named, volumes } }), []);
});
