import { assertEquals } from "@std/assert";
import { type Workload, workloadOf } from "@dekube/engine/pacts/kubernetes";
import { releaseNames } from "./release_names.ts";
import { workload, type WorkloadOptions } from "./_testing.ts";

/** Names of the releases of some workloads, by the folders that those came from. */
function releasesOf(...all: [folder: string, options: WorkloadOptions][]): string[] {
  const folders = new Map<string, string>();
  const workloads = all.map(([folder, options], index): Workload => {
    const found = workloadOf(workload(`w${index}`, options))!;
    folders.set(found.id.name, folder);
    return found;
  });
  const nameOf = releaseNames({
    // deno-lint-ignore no-explicit-any -- a list is all that is asked for
    workloads: workloads as any,
    releases: { of: ({ name }) => folders.get(name)!, neededBy: () => [] },
  });
  return workloads.map(nameOf);
}

const helm = (instance: string) => ({
  labels: { "app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/instance": instance },
});
const chart = { labels: { "helm.sh/chart": "web-1.0.0" } };
const hook = { hook: "pre-install" };

Deno.test("releaseNames() takes what Helm wrote, then the folder, then the label", () => {
  const annotations = { "meta.helm.sh/release-name": "live" };
  assertEquals(releasesOf(["folder", { annotations }], ["folder", helm("a")], ["", helm("b")]), [
    "live",
    "folder",
    "b",
  ]);
});

Deno.test("releaseNames() knows the labels of older charts, and only those of Helm", () => {
  const old = { labels: { heritage: "Tiller", release: "old" } };
  const kustomized = { labels: { "app.kubernetes.io/instance": "not-helm" } };
  assertEquals(releasesOf(["", old], ["", kustomized]), ["old", ""]);
});

Deno.test("releaseNames() believes the label alone where Helm's own objects have the same", () => {
  const instance = (name: string, more: object = {}) => ({
    ...more,
    labels: { "app.kubernetes.io/instance": name },
  });
  const alone = instance("shop");
  assertEquals(releasesOf(["", alone], ["", helm("shop")], ["", instance("other")]), [
    "shop",
    "shop",
    "",
  ]);
  // A hook is Helm's own, and so is what names its chart.
  assertEquals(releasesOf(["", alone], ["", instance("shop", hook)]), ["shop", "shop"]);
  const ofChart = { labels: { ...chart.labels, ...alone.labels } };
  assertEquals(releasesOf(["", alone], ["", ofChart], ["", helm("b")]), ["shop", "shop", "b"]);
  const others = { labels: { ...alone.labels, "app.kubernetes.io/managed-by": "operator" } };
  assertEquals(releasesOf(["", others], ["", helm("shop")]), ["", "shop"]);
  assertEquals(releasesOf(["", { labels: { release: "shop" } }], ["", helm("shop")]), ["", "shop"]);
});

Deno.test("releaseNames() takes all of a chart for the one release that there is", () => {
  assertEquals(releasesOf(["", helm("a")], ["", chart], ["", hook], ["", {}]), ["a", "a", "a", ""]);
  assertEquals(releasesOf(["", helm("a")], ["", helm("b")], ["", chart]), ["a", "b", ""]);
  assertEquals(releasesOf(["", chart], ["", hook], ["", {}]), ["", "", ""]);
});
