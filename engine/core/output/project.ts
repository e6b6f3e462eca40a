/**
 * Puts the Compose project together.
 *
 * @module
 */

import {
  type ComposeProject,
  type ComposeService,
  composeVariables,
  extraHosts,
  isMapping,
  items,
  type Mount,
  readExtraHosts,
  type RenderedService,
  type ResourceId,
} from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { withLimitsBelow } from "./limits_below.ts";
import { isTmpfsEntry, mountsOf, renderMount, tmpfsEntry } from "./mounts.ts";
import { withMountPoints } from "./mount_points.ts";

type Services = Record<string, RenderedService>;

/** Services as compose.yml has them: mounts in its syntax, owners as labels, every `$` doubled. */
export function renderServices(services: Record<string, ComposeService>): Services {
  return Object.fromEntries(
    Object.entries(services).map(([name, { owner, holdsPod: _data, volumes, ...service }]) => {
      const labels = { ...(owner ? ownerLabels(owner) : {}), ...service.labels };
      const rendered = {
        ...service,
        ...renderHosts(service.extra_hosts),
        ...renderMounts(mountsOf({ volumes }), service.tmpfs),
        ...(Object.keys(labels).length > 0 ? { labels } : {}),
      };
      return [name, escapeDollars(rendered)];
    }),
  );
}

/** As a mapping, whatever an extension has written, so that the user's merge into it. */
function renderHosts(hosts: unknown): Partial<RenderedService> {
  return Array.isArray(hosts) ? { extra_hosts: extraHosts(readExtraHosts(hosts)) } : {};
}

function renderMounts(mounts: readonly Mount[], entries: unknown): Partial<RenderedService> {
  const known = withMountPoints(mounts);
  const volumes = known.filter((mount) => !isTmpfsEntry(mount)).map(renderMount);
  const tmpfs = [
    ...(typeof entries === "string" ? [entries] : items(entries as unknown[])),
    ...known.filter(isTmpfsEntry).map(tmpfsEntry),
  ];
  return {
    ...(volumes.length > 0 ? { volumes } : {}),
    ...(tmpfs.length > 0 ? { tmpfs } : {}),
  };
}

function ownerLabels({ kind, namespace, name }: ResourceId): Record<string, string> {
  return {
    "dekube.io/kind": kind,
    ...(namespace ? { "dekube.io/namespace": namespace } : {}),
    "dekube.io/name": name,
  };
}

/** Doubles every `$` in generated values, so that Compose takes them as they are; what it is to fill in stays. */
export function escapeDollars<T>(value: T): T {
  if (typeof value === "string") {
    const escaped = value.includes("$") ? value.replaceAll("$", "$$$$") : value;
    return composeVariables(escaped) as T;
  }
  if (Array.isArray(value)) return value.map(escapeDollars) as T;
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, escapeDollars(item)]),
  ) as T;
}

/** The project of some services, with the volumes and networks that they use. */
export function assembleProject(services: Services, ctx: EngineContext): ComposeProject {
  const { volumes, networks, ...others } = ctx.composeExtras;
  const { name, network, subnet } = ctx.config;
  if (network !== "" && subnet !== "") {
    ctx.report().warn(
      "idle-setting",
      `"subnet" in dekube.yaml has no effect, because the network "${network}" is not the project's own. Take one of "network" and "subnet" out`,
    );
  }
  const allVolumes = { ...escapeDollars(volumes), ...userVolumes(services, volumes, ctx) };
  const allNetworks = {
    ...(network ? { default: { name: network, external: true } } : {}),
    ...escapeDollars(networks),
  };
  Object.assign(allNetworks, userNetworks(services, allNetworks, ctx));
  return {
    name,
    services: Object.fromEntries(
      Object.entries(services).map(([name, service]) => [
        name,
        withLimitsBelow(
          Object.hasOwn(ctx.config.services, name) ? service : withHostLines(service),
        ),
      ]),
    ),
    ...(Object.keys(allVolumes).length > 0 ? { volumes: allVolumes } : {}),
    ...(Object.keys(allNetworks).length > 0 ? { networks: allNetworks } : {}),
    ...escapeDollars(others),
  };
}

/**
 * A service with its hosts as a list, in which every Compose takes several addresses of one name. Until then they are a
 * mapping where possible, so that the user's merge into them.
 */
function withHostLines(service: RenderedService): RenderedService {
  if (!isMapping(service) || !isMapping(service.extra_hosts)) return service;
  const lines = readExtraHosts(service.extra_hosts).map((host) => host.join(":"));
  const { extra_hosts: _hosts, ...others } = service;
  return lines.length > 0 ? { ...others, extra_hosts: lines } : others;
}

/**
 * Named volumes that only the user's own services and overrides mount: Compose wants each declared.
 */
function userVolumes(
  services: Services,
  declared: Record<string, unknown>,
  ctx: EngineContext,
): Record<string, Record<string, unknown> | null> {
  const found: Record<string, Record<string, unknown> | null> = {};
  for (const service of Object.values(services)) {
    for (const { type, source = "" } of mountsOf(service)) {
      const isNamed = type === "volume" && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(source);
      if (!isNamed || Object.hasOwn(declared, source)) continue;
      const { host_path: _hostPath, ...options } = Object.hasOwn(ctx.config.volumes, source)
        ? ctx.config.volumes[source]
        : {};
      found[source] = Object.keys(options).length > 0 ? options : null;
    }
  }
  return found;
}

/** Networks that only the user's own services and overrides join: Compose wants each declared. */
function userNetworks(
  services: Services,
  declared: Record<string, unknown>,
  ctx: EngineContext,
): Record<string, null> {
  const found: Record<string, null> = {};
  for (const [name, service] of Object.entries(services)) {
    for (const network of namesIn(service.networks)) {
      if (
        network === "default" || Object.hasOwn(declared, network) || Object.hasOwn(found, network)
      ) {
        continue;
      }
      found[network] = null;
      ctx.report().info(
        "new-network",
        `the network "${network}", which the service "${name}" joins, is declared as one of the project's own`,
      );
    }
  }
  return found;
}

/** Names that are a mapping's keys, or a list: Compose takes both. */
function namesIn(value: unknown): string[] {
  return isMapping(value) ? Object.keys(value) : items(value as string[] | undefined);
}
