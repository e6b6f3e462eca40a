import { assertEquals } from "@std/assert";
import { defaultConfig } from "../../../pacts/config.ts";
import { Diagnostics } from "../../../pacts/mod.ts";
import { manifest, said, workload } from "../_testing.ts";
import { parseConfig } from "./config.ts";
import { completeConfig, projectName, renderConfig } from "./first_run.ts";

const PATTERNS = ["*cert-manager*", "*ingress*", "*reflector*"];

Deno.test("completeConfig() names the project after where the manifests came from", () => {
  const name = (source: string, config = {}) =>
    completeConfig({ ...defaultConfig(), ...config }, [], [], source, new Diagnostics()).name;
  assertEquals(name("My Shop"), "my-shop");
  assertEquals(name("shop", { name: "mine" }), "mine");
  assertEquals(name(""), "dekube");
});

Deno.test("completeConfig() excludes what only makes sense in a cluster, and says so", () => {
  const diagnostics = new Diagnostics();
  const manifests = [
    workload("a/web"),
    workload("b/my-reflector"),
    workload("b/ingress-nginx-controller", {}, "DaemonSet"),
    workload("b/ingress-nginx-controller"),
    manifest("CronJob", "b/cert-manager-check"),
    manifest("Service", "b/ingress"),
  ];
  const { exclude } = completeConfig(defaultConfig(), manifests, PATTERNS, "x", diagnostics);
  assertEquals(exclude, ["cert-manager-check", "ingress-nginx-controller", "my-reflector"]);
  assertEquals(said(diagnostics), [
    'info auto-excluded: left out, since they only make sense in a cluster: cert-manager-check, ingress-nginx-controller, my-reflector. Take them off "exclude" in dekube.yaml if you want them',
  ]);
});

Deno.test("completeConfig() is silent when there is nothing to exclude, or it is excluded already", () => {
  const diagnostics = new Diagnostics();
  const config = { ...defaultConfig(), exclude: ["reflector"] };
  const { exclude } = completeConfig(config, [workload("a/reflector")], PATTERNS, "x", diagnostics);
  assertEquals(exclude, ["reflector"]);
  assertEquals(said(diagnostics), []);
});

Deno.test("completeConfig() excludes nothing when no extension says what only makes sense in a cluster", () => {
  const { exclude } = completeConfig(
    defaultConfig(),
    [workload("a/ingress-nginx")],
    [],
    "x",
    new Diagnostics(),
  );
  assertEquals(exclude, []);
});

Deno.test("completeConfig() excludes no object of another group's kind", () => {
  const job = { ...workload("a/ingress", {}, "Job"), apiVersion: "batch.volcano.sh/v1alpha1" };
  const { exclude } = completeConfig(defaultConfig(), [job], PATTERNS, "x", new Diagnostics());
  assertEquals(exclude, []);
});

Deno.test("projectName() is one that Compose takes, whatever the folder is called", () => {
  const names = {
    shop: "shop",
    "My Shop!": "my-shop",
    "_-x-": "x",
    "a.b/c": "a-b-c",
    "2024": "2024",
    "über uns": "ber-uns",
    "日本": "dekube",
    "": "dekube",
    "--": "dekube",
  };
  for (const [folder, name] of Object.entries(names)) {
    assertEquals(projectName(folder), name);
    assertEquals(/^[a-z0-9][a-z0-9_-]*$/.test(name), true, name);
  }
});

Deno.test("renderConfig() writes what the next run reads as the same", () => {
  const config = {
    ...defaultConfig(),
    name: "012",
    volumes: { db: { host_path: "db" }, "1e3": { host_path: "1e3" } },
    exclude: ["reflector", "yes"],
  };
  const written = ["name", "volume_root", "volumes", "exclude"];
  assertEquals(parseConfig(renderConfig(config), "dekube.yaml"), { ...config, written });
});

Deno.test("renderConfig() leaves empty settings out", () => {
  const text = renderConfig({ ...defaultConfig(), name: "shop" });
  assertEquals(text.replace(/^#.*\n/gm, ""), "name: shop\nvolume_root: ./data\n");
});
