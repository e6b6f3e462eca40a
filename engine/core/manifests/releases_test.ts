import { assertEquals } from "@std/assert";
import { idOf } from "../../../pacts/mod.ts";
import { manifest, manifestsOf } from "../_testing.ts";
import { releasesOf } from "./releases.ts";

const JOB = "kind: Job\nmetadata: {name: migrate, namespace: shop}\n";

Deno.test("releasesOf() knows the folder of each object, and helmfile's by the release's name", () => {
  const read = (file: string) => {
    const all = manifestsOf(JOB, file);
    return releasesOf(all).of(idOf(all[0]));
  };
  assertEquals(read("web/templates/job.yaml"), "web");
  assertEquals(read("helmfile.yaml-a03e40eb-web/web/templates/job.yaml"), "web");
  assertEquals(read("all.yaml"), "");
});

Deno.test("releasesOf() knows an object that an extension replaced, and none that one made", () => {
  const releases = releasesOf(manifestsOf(JOB, "web/job.yaml"));
  assertEquals(releases.of(idOf(manifest("Job", "shop/migrate"))), "web");
  assertEquals(releases.of(idOf(manifest("Job", "shop/other"))), "");
});

Deno.test("releasesOf() says what a release needs", () => {
  const releases = releasesOf([], new Map([["web", ["db"]]]));
  assertEquals([releases.neededBy("web"), releases.neededBy("db")], [["db"], []]);
});
