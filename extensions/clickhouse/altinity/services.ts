/**
 * Services of an installation: of all servers, of clusters and shards where templates ask for them, and one of each server.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  objectBeside,
  serviceBeside,
  textMap,
} from "@dekube/engine/pacts";
import {
  type Cluster,
  type Installation,
  namedTemplate,
  nameOf,
  type Place,
  rootServiceTemplates,
} from "./installation.ts";
import { clusterSelector, labelsOf, ready, selectorOf, serverSelector } from "./labels.ts";
import { expanded, type Macros, objectName } from "./names.ts";

/** All Services; of several that are called alike the first counts. */
export function servicesOf(installation: Installation, ctx: ControllerContext): Manifest[] {
  const { program, clusters, macros } = installation;
  const root = rootServiceTemplates(installation)
    .flatMap((name) => {
      const template = namedTemplate(installation, "serviceTemplates", name);
      return template.name === undefined ? [] : [template];
    });
  const all = { ...selectorOf(installation), ...ready(installation) };
  const services = root.map((template) =>
    fromTemplate(
      template,
      nameOf(String(template.generateName ?? ""), program.service, macros, installation, ctx),
      all,
      labelsOf(installation),
      macros,
      installation,
    )
  );
  if (services.length === 0) services.push(usualService(installation, all));
  for (const cluster of clusters) {
    for (const service of clusterServices(cluster, installation, ctx)) services.push(service);
  }
  const byName = new Map(services.toReversed().map((one) => [one.metadata.name, one]));
  return [...byName.values()].toReversed();
}

function usualService(installation: Installation, selector: Record<string, string>): Manifest {
  const { cr, program, macros } = installation;
  const port = (name: string, number: number) => ({
    name,
    protocol: "TCP",
    port: number,
    targetPort: name,
  });
  return objectBeside(cr, "Service", objectName(expanded(program.service, macros)), {
    spec: {
      clusterIP: "None",
      selector,
      ports: program.prefix === "chi"
        ? [port("http", 8123), port("tcp", 9000)]
        : [port("zk", 2181), port("raft", 9444)],
    },
  }, { labels: { ...labelsOf(installation), [`${program.group}/Service`]: program.prefix } });
}

function clusterServices(
  cluster: Cluster,
  installation: Installation,
  ctx: ControllerContext,
): Manifest[] {
  const { server, others } = cluster;
  const group = installation.program.group;
  const template = (purpose: string) =>
    namedTemplate(installation, "serviceTemplates", server.templates[purpose]);
  const made: Manifest[] = [];
  const selector = serverSelector(installation, cluster);
  const named = (purpose: string, usual: string, macros: Macros, of: Record<string, string>) => {
    const found = template(purpose);
    if (found.name === undefined) return;
    const name = nameOf(String(found.generateName ?? ""), usual, macros, installation, ctx);
    made.push(fromTemplate(
      found,
      name,
      { ...of, ...ready(installation) },
      labelsOf(installation, cluster),
      macros,
      installation,
    ));
  };
  const whole = clusterSelector(installation, cluster);
  const own = `{${installation.program.prefix}}`;
  named("clusterServiceTemplate", `cluster-${own}-{cluster}`, cluster.macros, whole);
  const shards = new Map([server, ...others].toReversed().map((place) => [place.shard, place]));
  for (const { macros } of [...shards.values()].toReversed()) {
    named("shardServiceTemplate", `shard-${own}-{cluster}-{shard}`, macros, selector);
  }
  for (const place of [server, ...others]) {
    made.push(
      place.serviceTemplate.name === undefined
        ? serverService(place, cluster, installation, selector, group)
        : fromTemplate(
          place.serviceTemplate,
          place.service,
          selector,
          labelsOf(installation, cluster),
          place.macros,
          installation,
        ),
    );
  }
  return made;
}

function serverService(
  { service }: Place,
  cluster: Cluster,
  installation: Installation,
  selector: Record<string, string>,
  group: string,
): Manifest {
  const ports = [...cluster.server.ports].map(([name, port]) => ({ name, port }));
  return serviceBeside(installation.cr, service, selector, ports, {
    headless: true,
    labels: { ...labelsOf(installation, cluster), [`${group}/Service`]: "host" },
  });
}

function fromTemplate(
  template: Mapping,
  name: string,
  selector: Record<string, string>,
  labels: Record<string, string>,
  macros: Macros,
  { cr }: Installation,
): Manifest {
  const metadata = mapping(template.metadata);
  const spec = mapping(template.spec);
  const filled = (map: unknown) =>
    Object.fromEntries(
      Object.entries(textMap(map)).map(([key, value]) => [key, expanded(value, macros)]),
    );
  return objectBeside(cr, "Service", name, {
    spec: {
      ...spec,
      // Null is what a chart writes for what a cluster is to choose.
      ports: mappings(spec.ports).map((port) =>
        Object.fromEntries(Object.entries(port).filter(([, value]) => value !== null))
      ),
      selector: { ...(isMapping(spec.selector) ? textMap(spec.selector) : {}), ...selector },
    },
  }, {
    labels: { ...filled(metadata.labels), ...labels },
    annotations: filled(metadata.annotations),
  });
}
