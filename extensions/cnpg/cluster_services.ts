/**
 * The Services that the operator makes for a Cluster and for its Poolers.
 *
 * @see https://cloudnative-pg.io/documentation/current/service_management/
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  list,
  type Manifest,
  mapping,
  mappings,
  namespaceOf,
  type Service,
  textMap,
} from "@dekube/engine/pacts";
import { type Passage, withPassage } from "@dekube/engine/pacts/ingress";
import type { Cluster } from "./cluster.ts";
import { PORT } from "./connection.ts";
import { word, words } from "./read.ts";

/** Labels of the one pod, by which Services select it. */
export function podLabels({ name }: Pick<Cluster, "name">): Record<string, string> {
  return {
    "cnpg.io/cluster": name,
    "cnpg.io/instanceName": `${name}-1`,
    "cnpg.io/instanceRole": "primary",
    "cnpg.io/podRole": "instance",
    "role": "primary",
  };
}

/** The Services of a Cluster: `-rw`, `-r`, `-ro`, and `managed.services.additional`. */
export function clusterServices(cluster: Cluster, ctx: ConvertContext): Service[] {
  const { name } = cluster;
  const managed = mapping(mapping(cluster.spec.managed).services);
  const disabled = words(managed.disabledDefaultServices);
  const services = ["rw", "r", "ro"].filter((type) => !disabled.includes(type))
    .map((type) => service(cluster, `${name}-${type}`, {}));
  for (const [index, additional] of mappings(managed.additional).entries()) {
    const template = mapping(additional.serviceTemplate);
    const own = word(mapping(template.metadata).name);
    if (isServiceName(own)) {
      services.push(service(cluster, own, template));
      continue;
    }
    ctx.report(cluster.id, `spec.managed.services.additional[${index}]`).warn(
      "bad-name",
      `"${own}" is no name for a Service, so it is left out. Give "serviceTemplate.metadata.name" lower-case letters, digits and "-"`,
    );
  }
  return services;
}

/** The Service of a Pooler; it leads to the server itself. */
export function poolerService(pooler: Manifest, cluster: Cluster): Service {
  return service(cluster, pooler.metadata.name, mapping(mapping(pooler.spec).serviceTemplate));
}

/**
 * Adds a Service of the operator's; one that is declared under its name keeps what else it says. What it is reached by way of
 * does not run here.
 */
export function addService(service: Service, ctx: ConvertContext, passage?: Passage): void {
  const namespace = namespaceOf(service);
  const found = ctx.services.get(namespace, service.metadata.name);
  const declared = found && namespaceOf(found) === namespace ? found : undefined;
  const selector = service.spec?.selector;
  const added = declared ? { ...declared, spec: { ...declared.spec, selector } } : service;
  ctx.manifests.add(passage ? withPassage(added, passage) : added);
}

/** Whether the API server would take a name for a Service. */
export function isServiceName(name: string): boolean {
  return /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name);
}

/** Whatever a template says of where its ports lead, they lead to the server's one port. */
function service(
  cluster: Cluster,
  name: string,
  template: Record<string, unknown>,
): Service {
  const { namespace } = cluster;
  const spec = mapping(template.spec);
  const { labels, annotations } = mapping(template.metadata);
  const given = mappings(list(spec.ports));
  const ports = given.length > 0 ? given : [{ name: "postgres", port: PORT, protocol: "TCP" }];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name,
      ...(namespace === "" ? {} : { namespace }),
      ...(isMapping(labels) ? { labels: textMap(labels) } : {}),
      ...(isMapping(annotations) ? { annotations: textMap(annotations) } : {}),
    },
    spec: {
      ...spec,
      ports: ports.map((port) => ({ ...port, targetPort: PORT })),
      selector: { "cnpg.io/cluster": cluster.name, "cnpg.io/instanceRole": "primary" },
    },
  };
}
