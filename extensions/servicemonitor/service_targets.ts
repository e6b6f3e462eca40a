/**
 * Targets of a ServiceMonitor: its Services, and the containers behind them.
 *
 * @module
 */

import {
  append,
  type ConvertContext,
  items,
  kindOf,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  type Service,
  text,
  texts,
} from "@dekube/engine/pacts";
import {
  labelsOf,
  portNumber,
  resolveNamedPort,
  type ServicePort,
  targetPortOf,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { addressesOf, addressTargets } from "./address_targets.ts";
import { type Site, siteOf } from "./read.ts";
import { readSelector, selectedNamespaces, type SelectorIndex } from "./selector.ts";
import {
  containerLabel,
  copyLabels,
  counted,
  isHost,
  isTcp,
  nameOfPod,
  oneForEachService,
  podMeta,
  podPort,
  serviceMeta,
  type Target,
} from "./target.ts";
import { type Program, PROGRAMS } from "./program.ts";

/** A Service of a monitor with what stands behind it. */
export interface MonitoredService {
  service: Service;
  /** The workloads that it selects, one for each Compose service. */
  workloads: readonly Workload[];
}

/** What finding Services needs. */
export interface ServiceSearch {
  /** All Services. */
  index: SelectorIndex<Service>;
  /** Whether `namespaceSelector` is ignored, as the CR may ask for. */
  ignoreNamespaces: boolean;
  ctx: ConvertContext;
}

/** Labels that charts put their application's name into. */
const NAME_LABELS = ["app.kubernetes.io/name", "app", "k8s-app"];

/**
 * The Services of a monitor that lead to a container: by labels, else by name. Diagnostics say which
 * of them lead nowhere, and where there are none.
 */
export function findServices(
  monitor: Manifest,
  { index, ignoreNamespaces, ctx }: ServiceSearch,
): MonitoredService[] {
  const spec = mapping(monitor.spec);
  const site = siteOf(monitor, ctx);
  const own = namespaceOf(monitor);
  const namespaces = selectedNamespaces(ignoreNamespaces ? {} : spec.namespaceSelector, own);
  const selector = readSelector(spec.selector, site.at("selector"));
  const byLabels = selector ? index.select(selector, namespaces) : [];
  const selected = byLabels.filter((service) => text(service.spec?.type) !== "ExternalName");
  const { leading = [], idle = [] } = Object.groupBy(
    selected,
    (service) => leadsSomewhere(service, ctx) ? "leading" : "idle",
  );
  if (idle.length > 0) {
    site.at("selector").warn(
      "no-container",
      `no container stands behind ${
        idle.map((service) => `"${service.metadata.name}"`).join(", ")
      }, and no Endpoints have addresses for it, so there is nothing to scrape there`,
    );
  }
  if (selected.length > 0) return withWorkloads(leading, ctx);

  const named = servicesByName(monitor, namespaces, ctx);
  if (named.length > 0) {
    site.at("selector").info(
      "service-by-name",
      `no Service has these labels; "${
        named[0].metadata.name
      }" is scraped in their place, for its name`,
    );
    return withWorkloads(named, ctx);
  }
  return site.at("selector").warn(
    "no-service",
    `no Service ${selector ? "has these labels" : "is selected"}${
      namespaces ? ` in ${namespaces.join(", ")}` : ""
    }, so nothing is scraped. A part of Kubernetes itself is not here; else add the Service to the manifests`,
  ) ?? [];
}

function withWorkloads(services: readonly Service[], ctx: ConvertContext): MonitoredService[] {
  return services.map((service) => ({
    service,
    workloads: oneForEachService(ctx.services.selected(service), ctx),
  }));
}

function leadsSomewhere(service: Service, ctx: ConvertContext): boolean {
  return ctx.services.selected(service).length > 0 || addressesOf(service, ctx).length > 0;
}

/** The first Service that is called as the monitor is, or as its application. */
function servicesByName(
  monitor: Manifest,
  namespaces: readonly string[] | undefined,
  ctx: ConvertContext,
): Service[] {
  const selected = labelsOf(mapping(mapping(monitor.spec).selector).matchLabels);
  const own = labelsOf(monitor.metadata.labels);
  const names = [
    monitor.metadata.name,
    ...[selected, own].flatMap((labels) => NAME_LABELS.map((label) => labels[label] ?? "")),
  ].filter((name) => name !== "");
  // No namespace stands for the one Service of that name that there is.
  const places = namespaces ?? [namespaceOf(monitor), ""];
  for (const name of new Set(names)) {
    for (const namespace of places) {
      const service = ctx.services.get(namespace, name);
      if (service && leadsSomewhere(service, ctx)) return [service];
    }
  }
  return [];
}

/** What an endpoint of a ServiceMonitor is, beside its fields. */
export interface EndpointOf {
  monitor: Manifest;
  services: readonly MonitoredService[];
  /** The CR's own `podTargetLabels`. */
  podTargetLabels: readonly string[];
  site: Site;
  ctx: ConvertContext;
}

/** Targets of an endpoint: its port at each Service. */
export function serviceTargets(endpoint: Mapping, of: EndpointOf): Target[] {
  return of.services.flatMap((monitored) => targetsAt(monitored, endpoint, of));
}

/** A port of a Service, and the container's behind it. */
interface Found {
  number: number;
  port?: ServicePort;
}

function targetsAt(
  { service, workloads }: MonitoredService,
  endpoint: Mapping,
  of: EndpointOf,
): Target[] {
  const { ctx, site } = of;
  const { name } = service.metadata;
  const namespace = namespaceOf(service);
  const host = namespace === "" ? name : `${name}.${namespace}.svc.cluster.local`;
  if (!isHost(host)) {
    return site.warn(
      "bad-host",
      `"${host}" is no host name; the target is left out`,
    ) ?? [];
  }
  // A name that leads to several containers leads to any of them: each is asked by its own.
  const hostOf = ({ id }: Workload) => workloads.length > 1 ? ctx.names.service(id) : host;
  const addresses = workloads.length > 0 ? [] : addressesOf(service, ctx);
  const targets = addressTargets(service, addresses, endpoint, of.monitor, ctx);
  append(
    targets,
    workloads.flatMap((workload) => {
      const ports = findPorts(service, workload, endpoint, of);
      return ports.filter((port) => isHere(workload, port)).map((port) =>
        counted(targetOf(service, workload, port, hostOf(workload), endpoint, of), of.monitor, ctx)
      );
    }),
  );
  if (targets.length === 0) {
    const program = workloads.map(programOf).find((one) => one);
    if (program) {
      return site.info(
        "no-config-reloader",
        `"${name}" leads to ${program.kind} itself, and the operator's config reloader is not here: its ${
          portWords(endpoint)
        } is left out`,
      ) ?? [];
    }
    site.warn(
      "missing-port",
      `${whyNoPort(service, workloads, endpoint)}. The target is left out`,
    );
  }
  return targets;
}

/** Ports have names of their own in a Service and in its containers: says in which of them one is missing. */
function whyNoPort(service: Service, workloads: readonly Workload[], endpoint: Mapping): string {
  const { name } = service.metadata;
  const ports = items(service.spec?.ports);
  const target = text(endpoint.port) === "" ? text(endpoint.targetPort) : "";
  const list = (ports: readonly string[]) => [...new Set(ports)].join(", ") || "none";
  if (target === "") {
    return `Service "${name}" has no ${portWords(endpoint)}; it has ${
      list(ports.map((port) => text(port.name) || text(port.port)))
    }`;
  }
  const there = workloads.flatMap(({ pod }) => items(pod.containers))
    .flatMap((container) => items(container.ports))
    .map((port) => text(port.name) || text(port.containerPort));
  return `no container behind Service "${name}" has a port "${target}"; they have ${list(there)}`;
}

function portWords({ port, targetPort }: Mapping): string {
  if (text(port) !== "") return `port "${text(port)}"`;
  return text(targetPort) !== "" ? `target port "${text(targetPort)}"` : "TCP port";
}

function findPorts(
  service: Service,
  workload: Workload,
  endpoint: Mapping,
  { site }: EndpointOf,
): Found[] {
  const ports = items(service.spec?.ports);
  const wanted = text(endpoint.port);
  if (wanted !== "") {
    const named = ports.find((port) => text(port.name) === wanted);
    const numbered = named ? undefined : ports.find((port) => text(port.port) === wanted);
    if (numbered) {
      site.at("port").info(
        "port-by-number",
        `"port" is the name of a Service's port, and "${wanted}" is the number of one; that one is scraped`,
      );
    }
    return behind(named ?? numbered);
  }
  const target = text(endpoint.targetPort);
  if (target !== "") {
    const number = portNumber(target) ?? resolveNamedPort(target, workload);
    const port = ports.find((port) => text(port.targetPort) === target);
    if (number === undefined) return behind(port);
    return [{ number, port: port ?? ports.find(({ port }) => text(port) === text(number)) }];
  }
  return ports.filter(({ protocol }) => isTcp(protocol)).flatMap(behind);

  function behind(port: ServicePort | undefined): Found[] {
    if (!port) return [];
    const number = targetPortOf(port, [workload]);
    return Number.isNaN(number) ? [] : [{ number, port }];
  }
}

/** The program whose pod it is, where the operator runs it. */
function programOf({ manifest }: Workload): Program | undefined {
  return PROGRAMS.get(kindOf(manifest));
}

/** Whether something listens on a port: of the operator's pods only the programs themselves are here. */
function isHere(workload: Workload, { number }: Found): boolean {
  return [undefined, number].includes(programOf(workload)?.webPort);
}

function targetOf(
  service: Service,
  workload: Workload,
  { number, port }: Found,
  host: string,
  endpoint: Mapping,
  { monitor, podTargetLabels }: EndpointOf,
): Target {
  const address = `${host}:${number}`;
  const spec = mapping(monitor.spec);
  const labels = labelsOf(service.metadata.labels);
  const listens = podPort(workload, number);
  const pod = nameOfPod(workload);
  const jobLabel = text(spec.jobLabel);
  const job = Object.hasOwn(labels, jobLabel) ? labels[jobLabel] : "";
  return {
    address,
    labels: [
      ["job", job || service.metadata.name],
      ["namespace", namespaceOf(service)],
      ["service", service.metadata.name],
      ["pod", pod],
      containerLabel(workload, listens),
      ["endpoint", text(endpoint.port) || text(endpoint.targetPort)],
      ...copyLabels(texts(spec.targetLabels), labels),
      ...copyLabels(
        [...texts(spec.podTargetLabels), ...podTargetLabels],
        workload.labels,
      ),
    ],
    meta: [
      ...serviceMeta(service, port, pod),
      ...podMeta(workload, listens, address).slice(1),
    ],
  };
}
