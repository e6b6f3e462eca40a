import { assertEquals } from "@std/assert";
import { type ComposeService, type Mount, mount } from "../../../pacts/mod.ts";
import { contextOf, said } from "../_testing.ts";
import { guardSubPaths } from "./sub_path_guards.ts";

/** A mount of a folder of a claim: `folder`, or `folder:ro`. */
function mountOf(folder: string, target: string): Mount {
  const [subPath, mode] = folder.split(":");
  const source = subPath === "" ? "./data/c" : `./data/c/${subPath}`;
  return {
    ...mount(source, target, { readOnly: mode === "ro" }),
    origin: { kind: "persistentVolumeClaim", volume: "v", subPath, claim: "c" },
  };
}

/** A service that mounts folders of a claim, at `/0`, `/1` and so on. */
function mounting(...folders: string[]): ComposeService {
  return { image: "x", volumes: folders.map((folder, index) => mountOf(folder, `/${index}`)) };
}

/** What the services mount beside what they did, as Compose writes it. */
function guards(services: Record<string, ComposeService>): Record<string, string[]> {
  const before = new Map(Object.entries(services).map(([name, { volumes }]) => [name, volumes!]));
  guardSubPaths(services, contextOf());
  return Object.fromEntries(
    Object.entries(services).map(([name, { volumes }]) => [
      name,
      volumes!.slice(before.get(name)!.length).map(({ source, target }) => `${source}:${target}`),
    ]),
  );
}

Deno.test("guardSubPaths() has each part of a path be a mount where somebody can write above it", () => {
  assertEquals(guards({ db: mounting("a"), prep: mounting("") }), {
    db: [],
    prep: ["./data/c/a:/0/a"],
  });
  assertEquals(guards({ db: mounting("a/b/c"), prep: mounting(""), log: mounting("a/b") }), {
    db: [],
    prep: ["./data/c/a:/0/a", "./data/c/a/b:/0/a/b", "./data/c/a/b/c:/0/a/b/c"],
    log: ["./data/c/a/b/c:/0/c"],
  });
  assertEquals(guards({ db: mounting("a", "") }), { db: ["./data/c/a:/1/a"] });
});

Deno.test("guardSubPaths() adds nothing where nobody can write above, or there is a mount", () => {
  const none = (services: Record<string, ComposeService>) =>
    assertEquals(Object.values(guards(services)).flat(), []);
  none({ db: mounting("a"), web: mounting("b"), log: mounting("a") });
  none({ db: mounting("ab"), prep: mounting("a") });
  none({ db: mounting("a"), prep: mounting(":ro") });
  none({ db: mounting("a"), prep: { volumes: [mountOf("", "/v"), mount("./data/d", "/v//a/")] } });
  const { volumes } = mounting("", "a");
  none({ db: { volumes: volumes!.map((mount) => ({ ...mount, type: "volume" as const })) } });
});

Deno.test("guardSubPaths() says who can't remove what, and for whom", () => {
  const ctx = contextOf();
  guardSubPaths({ db: mounting("a"), prep: mounting("") }, ctx);
  assertEquals(said(ctx.diagnostics).map((text) => text.split(", so that")[0]), [
    'info folder-kept-in-place: the service "prep" mounts the folder "a" of the claim "c" in its place',
  ]);
});
