/**
 * Ingresses to rewrite, and what comes out of them.
 *
 * @module
 */

import type { Ingress, IngressEntry, Manifest } from "@dekube/engine/pacts";
import { Annotations } from "@dekube/engine/pacts/ingress";
import { type TestContext, testContext } from "@dekube/engine/testing";
import { NGINX } from "./controller.ts";
import { NginxRewriter } from "./mod.ts";

/** Annotations of the controller, by their names without the prefix. */
export type Short = Record<string, unknown>;

/** Path and type, of the Service `web`. */
export type PathSpec = [path: string | null, pathType?: string];

/** An Ingress of class nginx in the namespace `shop`. */
export function ingress(
  short: Short = {},
  { name = "web", host = "shop.example", paths = [["/", "Prefix"]] as PathSpec[] } = {},
): Ingress {
  return {
    kind: "Ingress",
    metadata: {
      name,
      namespace: "shop",
      annotations: Object.fromEntries(
        Object.entries(short).map(([key, value]) => [NGINX.prefix + key, value]),
      ) as Record<string, string>,
    },
    spec: {
      ingressClassName: "nginx",
      rules: [{
        host,
        http: {
          paths: paths.map(([path, pathType]) => ({
            path,
            pathType,
            backend: { service: { name: "web", port: { number: 80 } } },
          })),
        },
      }],
    } as Ingress["spec"],
  };
}

/** The Service of all the routes. */
export const SERVICE: Manifest = {
  kind: "Service",
  metadata: { name: "web", namespace: "shop" },
  spec: { ports: [{ port: 80 }] },
};

/** A Secret in the namespace `shop`. */
export function secret(name: string, stringData: Record<string, string>): Manifest {
  return { kind: "Secret", metadata: { name, namespace: "shop" }, stringData };
}

/** What an Ingress becomes, and what is said, as `severity code`. */
export function rewrite(
  manifest: Ingress,
  others: readonly Manifest[] = [],
): { entries: IngressEntry[]; said: string[]; ctx: TestContext } {
  const ctx = testContext([SERVICE, manifest, ...others]);
  const entries = new NginxRewriter().rewrite(manifest, ctx);
  return { entries, ctx, said: saidBy(ctx) };
}

/** Diagnostics, as `severity code`. */
export function saidBy(ctx: Pick<TestContext, "diagnostics">): string[] {
  return [...ctx.diagnostics].map(({ severity, code }) => `${severity} ${code}`);
}

/** What one group of annotations is read as, and what is said. */
export function read<T>(
  reader: (annotations: Annotations, ctx: TestContext) => T,
  short: Short,
  others: readonly Manifest[] = [],
): [T, string[]] {
  const manifest = ingress(short);
  const ctx = testContext([SERVICE, manifest, ...others]);
  return [reader(new Annotations(NGINX, manifest, ctx), ctx), saidBy(ctx)];
}
