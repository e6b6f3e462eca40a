/**
 * Ingresses to rewrite, and what comes out of them.
 *
 * @module
 */

import type { Config, Ingress, IngressEntry, Manifest, Service } from "@dekube/engine/pacts";
import { Annotations } from "@dekube/engine/pacts/ingress";
import { type TestContext, testContext } from "@dekube/engine/testing";
import { HAPROXY } from "./controller.ts";
import { HaproxyRewriter } from "./mod.ts";

/** A Service in the namespace `shop`; its annotations by their names without the prefix. */
export function service(name: string, short: Record<string, string> = {}, spec?: object): Service {
  return { kind: "Service", metadata: { name, namespace: "shop", annotations: long(short) }, spec };
}

/** An Ingress in the namespace `shop`; its annotations by their whole names. */
export function ingress(
  spec: unknown,
  annotations?: Record<string, string | null> | null,
): Ingress {
  return {
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop", annotations },
    spec: spec as Ingress["spec"],
  };
}

/** The controller's annotations, by their names without the prefix. */
export function long(short: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(short).map(([name, value]) => [HAPROXY.prefix + name, value]),
  );
}

/** The backend of a path: port 80 of a Service. */
export function backend(name: string): unknown {
  return { service: { name, port: { number: 80 } } };
}

/** What an Ingress becomes, and the context in which something was said. */
export function rewrite(
  manifest: Ingress,
  others: readonly Manifest[] = [service("web")],
  config: Partial<Config> = {},
): { entries: IngressEntry[]; ctx: TestContext } {
  const ctx = testContext([manifest, ...others], { config });
  return { entries: new HaproxyRewriter().rewrite(manifest, ctx), ctx };
}

/** Annotations to read one group of, and the context in which something is said. */
export function annotationsOf(short: Record<string, string>): Annotations & { ctx: TestContext } {
  const manifest = ingress({}, long(short));
  const ctx = testContext([manifest]);
  return Object.assign(new Annotations(HAPROXY, manifest, ctx), { ctx });
}
