/**
 * service-ports: makes ports of Services work that differ from the containers'.
 *
 * In Compose a Service's name leads straight to the container. Where host and port are apart (`HOST=web`,
 * `PORT=80`), the port can't be rewritten, so the container gets company: a forwarder in its network that
 * listens on the Service's port.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  type IngressEntry,
  Transform,
} from "@dekube/engine/pacts";
import { addForwarders } from "./add_forwarders.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "service-ports", settings: SETTINGS };

/** Adds forwarders. */
export class ServicePorts extends Transform {
  /** `service-ports`. */
  readonly name = "service-ports";
  /** After the transforms that change what runs in containers. */
  override readonly priority = 1800;

  /** Adds a service for each workload that needs it. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    addForwarders(services, ctx);
  }
}
