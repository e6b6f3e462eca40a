/**
 * What somebody may want to open where nothing of a project can be.
 *
 * @module
 */

import {
  type ComposeProject,
  type Config,
  items,
  type Service,
  text,
  word,
} from "../../pacts/mod.ts";
import type { ServiceIndex } from "./cluster/service_index.ts";

/** A port of a Compose service that others in the project reach. */
export interface InnerPort {
  /** The service. */
  service: string;
  /** The port in its containers. */
  port: number;
}

/** What the choice is made from. */
export interface PortChoice {
  config: Pick<Config, "disableIngress" | "network">;
  ctx: { services: Pick<ServiceIndex, "values" | "composeNames" | "targetPort"> };
  /** The ways in that there are. */
  entryPoints: readonly unknown[];
  /** The finished project. */
  project: ComposeProject;
}

/** Ports of sites, and what they are called. */
const SITE_PORTS = new Set([80, 3000, 5000, 8000, 8080]);
const SITE_NAME = /http|web|ui/;

/**
 * The port of a Service that is worth publishing: one of a site, where there is one. Nothing where there is a way in
 * already, or where others see to that.
 */
export function portToPublish(
  { config, ctx: { services }, entryPoints, project }: PortChoice,
): InnerPort | undefined {
  if (entryPoints.length > 0 || config.disableIngress || config.network !== "") return undefined;
  const ports = [...services.values()].flatMap((service) => {
    const running = services.composeNames(service).find((name) =>
      Object.hasOwn(project.services, name) &&
      items(project.services[name].profiles as unknown[] | undefined).length === 0
    );
    return running === undefined ? [] : portsOf(service, services, running);
  });
  const { service, port } = ports.find(({ isSite }) => isSite) ?? ports[0] ?? {};
  return service === undefined || port === undefined ? undefined : { service, port };
}

function portsOf(
  service: Service,
  services: PortChoice["ctx"]["services"],
  running: string,
): (InnerPort & { isSite: boolean })[] {
  return items(service.spec?.ports).flatMap(({ name, port, protocol }) => {
    const target = services.targetPort(service, text(port));
    if (target === undefined || !["", "TCP"].includes(text(protocol))) return [];
    const isSite = SITE_NAME.test(text(name)) || SITE_PORTS.has(Number(word(port)));
    return [{ service: running, port: target, isSite }];
  });
}
