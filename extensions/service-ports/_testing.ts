/**
 * Services with ports that change, to test with.
 *
 * @module
 */

import type { ComposeService, Manifest, ServiceKeys } from "@dekube/engine/pacts";
import { said, testContext } from "@dekube/engine/testing";
import { ServicePorts } from "./mod.ts";

/** A Service in the namespace `shop` that selects `app: <name>`. */
export function service(name: string, ports: unknown, spec: object = {}): Manifest {
  return {
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { selector: { app: name }, ports, ...spec },
  };
}

/** A Deployment in the namespace `shop` whose pod is labelled `app: <app>`. */
export function deployment(name: string, container: object = {}, app = name): Manifest {
  return {
    kind: "Deployment",
    metadata: { name, namespace: "shop" },
    spec: {
      template: {
        metadata: { labels: { app } },
        spec: { containers: [{ name, image: `example/${name}`, ...container }] },
      },
    },
  };
}

/** A Compose service of the namespace `shop`. */
export function shop(more: ComposeService = {}): ComposeService {
  return {
    owner: { kind: "Deployment", namespace: "shop", name: "x" },
    restart: "always",
    ...more,
  };
}

/** What is left of services and said, after the transform. */
export function transformed(
  manifests: readonly Manifest[],
  services: Record<string, ComposeService>,
  settings: Record<string, unknown> = {},
  files: Record<string, string | Uint8Array> = {},
) {
  const ctx = testContext(manifests, { settings });
  for (const [path, content] of Object.entries(files)) ctx.files.write(path, content);
  new ServicePorts().transform(services, [], ctx);
  return { services, codes: said(ctx), forwards: forwardsIn(services) };
}

/** What each forwarder listens on and where it leads. */
export function forwardsIn(services: Record<string, ServiceKeys>): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [name, { command }] of Object.entries(services)) {
    const lines = String(command?.[0]).matchAll(
      /(TCP|UDP)4-LISTEN:(\d+),.* \w+4:127\.0\.0\.1:(\d+)/g,
    );
    const forwards = [...lines].map(([, protocol, port, target]) =>
      `${protocol} ${port} > ${target}`
    );
    if (forwards.length > 0) found[name] = forwards;
  }
  return found;
}
