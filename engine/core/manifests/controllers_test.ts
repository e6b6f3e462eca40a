import { assertEquals } from "@std/assert";
import {
  type ControllerContext,
  Diagnostics,
  type ExtensionInfo,
  type Manifest,
} from "../../../pacts/mod.ts";
import { defaultConfig } from "../../../pacts/config.ts";
import { manifest, manifestsOf } from "../_testing.ts";
import { GeneratedValues } from "../secrets/generated_values.ts";
import { SuppliedValues } from "../secrets/supplied_values.ts";
import { runControllers } from "./controllers.ts";
import { sourceOf } from "./source.ts";

const none = {
  generated: new GeneratedValues({ read: () => undefined }),
  supplied: new SuppliedValues(),
};

const info: ExtensionInfo = {
  name: "sets",
  controller: (all: readonly Manifest[], ctx: ControllerContext) => {
    ctx.report().info("seen", String(ctx.extensionConfig.count));
    return new Map(
      all.filter(({ kind }) => kind === "Set").map((set) => [set, [
        manifest("Pod", "a"),
        manifest("Pod", "b"),
      ]]),
    );
  },
};

Deno.test("runControllers() puts what is made in the place of what it is made of, from the same file", async () => {
  const manifests = manifestsOf(
    "kind: A\nmetadata: {name: a}\n---\nkind: Set\nmetadata: {name: s}\n---\nkind: Z\nmetadata: {name: z}",
    "r/x.yaml",
  );
  const diagnostics = new Diagnostics();
  const config = { ...defaultConfig(), extensions: { sets: { count: 2 } } };
  const made = await runControllers(manifests, [{ name: "none" }, info], {
    ...none,
    config,
    diagnostics,
  });
  assertEquals(made.manifests.map(({ kind }) => kind), ["A", "Pod", "Pod", "Z"]);
  assertEquals(made.manifests.map((item) => sourceOf(item)?.file), Array(4).fill("r/x.yaml"));
  assertEquals(made.replaced, [manifests[1]]);
  assertEquals([...diagnostics].map(({ message }) => message), ["2"]);
});

Deno.test("runControllers() leaves out the controller of an extension that is turned off", async () => {
  const config = { ...defaultConfig(), extensions: { sets: { enabled: false } } };
  const manifests = [manifest("Set", "s")];
  const diagnostics = new Diagnostics();
  const made = await runControllers(manifests, [info], { ...none, config, diagnostics });
  assertEquals(made.manifests, manifests);
});

Deno.test("runControllers() has what others look for made first", async () => {
  const order: string[] = [];
  const named = (name: string, more: Partial<ExtensionInfo> = {}): ExtensionInfo => ({
    name,
    ...more,
    controller: () => {
      order.push(name);
      return new Map();
    },
  });
  const infos = [
    named("workload"),
    named("db", { depends: ["workload"] }),
    named("vault", { depends: ["secrets"], makes: ["Secret"] }),
    named("secrets"),
  ];
  const config = defaultConfig();
  await runControllers([], infos, { ...none, config, diagnostics: new Diagnostics() });
  assertEquals(order, ["vault", "db", "workload", "secrets"]);
});

Deno.test("runControllers() has what is called as something that is made give way to it", async () => {
  const manifests = [manifest("Pod", "a"), manifest("Set", "s"), manifest("Pod", "other")];
  const config = defaultConfig();
  const surroundings = { ...none, config, diagnostics: new Diagnostics() };
  const made = await runControllers(manifests, [info], surroundings);
  assertEquals(made.manifests.map(({ metadata }) => metadata.name), ["a", "b", "other"]);
  assertEquals(made.manifests.includes(manifests[0]), false);
  assertEquals(made.replaced, [manifests[1], manifests[0]]);
});
