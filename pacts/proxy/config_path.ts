/**
 * Where a proxy's config is written.
 *
 * @module
 */

import type { Config } from "../config.ts";
import type { RenderContext } from "./render_context.ts";

/**
 * Path of a proxy's config below the output folder: its own name, or one that bears the project's where the user runs
 * the proxy (`disable_ingress`), since that one may serve several projects.
 *
 * @example
 * ```ts
 * import { configPath } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(configPath("nginx", ".conf", { name: "shop", disableIngress: false }), "nginx.conf");
 * assertEquals(configPath("nginx", ".conf", { name: "my shop", disableIngress: true }), "nginx-my-shop.conf");
 * ```
 */
export function configPath(
  stem: string,
  ending: string,
  { name, disableIngress }: Pick<Config, "name" | "disableIngress">,
): string {
  const project = disableIngress && name !== "" ? `-${name.replace(/[^\w.-]+/g, "-")}` : "";
  return `${stem}${project}${ending}`;
}

/** Says that a config for the user's own proxy bears no project's name, so that another project's would be called alike. */
export function reportUnnamed(
  path: string,
  { config, report }: Pick<RenderContext, "config" | "report">,
): void {
  if (!config.disableIngress || config.name !== "") return;
  report().info(
    "unnamed-project",
    `${path}, and what it names, bears no project's name, so a proxy that serves several can't tell theirs apart. Set "name" in dekube.yaml`,
  );
}
