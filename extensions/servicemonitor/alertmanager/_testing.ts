/**
 * Alertmanagers for tests, and amtool's word on what is written for them.
 *
 * @module
 */

import type { ComposeService, Manifest } from "@dekube/engine/pacts";
import { said, type TestContext, testContext } from "@dekube/engine/testing";
import { parse } from "@std/yaml";
import { inFolder } from "../../../tools/in_folder.ts";
import { runTestTool } from "../../../tools/needs_tool.ts";
import { object } from "../_testing.ts";
import { ServiceMonitorProvider } from "../mod.ts";

/** An Alertmanager of the version that Debian's amtool has, so that it takes all that is written for it. */
export function alertmanager(spec: object = {}, name = "main"): Manifest {
  return object("Alertmanager", name, { version: "v0.25.0", ...spec });
}

/** An AlertmanagerConfig. */
export function config(name: string, spec: object, namespace = "shop", labels = {}): Manifest {
  const manifest = object("AlertmanagerConfig", name, spec, labels);
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}

/** What came of a conversion. */
export interface Made {
  ctx: TestContext;
  /** Compose services by name. */
  services: Record<string, ComposeService>;
  /** `alertmanager.yaml`, read. */
  // deno-lint-ignore no-explicit-any -- tests reach into it at will
  config: any;
  /** Diagnostics as `code path`. */
  said: string[];
}

/** Where the configuration is in the output. */
export const CONFIG = "secrets/.alertmanager/alertmanager.yaml";

/** Converts manifests with this extension alone. */
export function make(manifests: readonly Manifest[]): Made {
  const ctx = testContext(manifests);
  const provider = new ServiceMonitorProvider();
  const own = new Map(provider.kinds.map((kind) => [kind, ctx.manifests.of(kind)]));
  const { services } = provider.convertAll(own, ctx);
  const content = ctx.files.get(CONFIG)?.content;
  return {
    ctx,
    services,
    config: content === undefined ? undefined : parse(String(content)),
    said: said(ctx),
  };
}

/** Lays the files out as the container has them, and hands a function the config's path. */
export async function inContainer<T>(
  { ctx }: Pick<Made, "ctx">,
  use: (config: string) => Promise<T>,
): Promise<T> {
  const files = [...ctx.files.entries()];
  return await inFolder(
    (folder) =>
      files.map(([path, { content }]) => [
        path,
        path === CONFIG
          ? String(content).replaceAll(
            "/etc/alertmanager/config/",
            `${folder}/secrets/.alertmanager/`,
          ).replaceAll("/etc/alertmanager/files/", `${folder}/configmaps/.alertmanager/`)
          : content,
      ]),
    (folder) => use(`${folder}/${CONFIG}`),
  );
}

/** What amtool says of the configuration. */
export function amtool(made: Pick<Made, "ctx">): Promise<{ success: boolean; said: string }> {
  return inContainer(made, (config) => runTestTool("amtool", ["check-config", config]));
}
