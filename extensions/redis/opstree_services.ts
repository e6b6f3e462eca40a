/**
 * The Services of OT-Container-Kit's operator.
 *
 * @module
 */

import { type MadePort, type Manifest, mapping, serviceBeside, text } from "@dekube/engine/pacts";
import { annotationsFor } from "./made.ts";
import { exporterOf, type ServerSpec } from "./opstree_spec.ts";

/**
 * The Services of one set of servers: its own, `-headless`, `-additional` and `-metrics`. `name` is what they are called
 * after, `selector` the labels of the pod that they lead to.
 */
export function servicesOf(
  server: ServerSpec,
  selector: Readonly<Record<string, string>>,
  name = server.name,
): Manifest[] {
  const { cr, kubernetes, port, role } = server;
  const { headless, additional, annotations, includeBusPort } = mapping(
    kubernetes.service,
  );
  const client: MadePort = {
    name: role === "sentinel" ? "sentinel-client" : "redis-client",
    port,
  };
  const bus = (wanted: unknown) =>
    role === "cluster" && wanted === true ? [{ name: "redis-bus", port: port + 10000 }] : [];
  const exporter = exporterOf(server);
  const metrics = exporter ? [{ name: "redis-exporter", port: exporter.port }] : [];
  const annotated = (own: unknown) => ({ annotations: annotationsFor(cr, own) });
  const isWanted = role === "replication" || role === "sentinel" ||
    mapping(additional).enabled !== false;
  return [
    serviceBeside(
      cr,
      `${name}-headless`,
      selector,
      [client, ...bus(mapping(headless).includeBusPort)],
      { headless: true, ...annotated(mapping(headless).additionalAnnotations) },
    ),
    serviceBeside(cr, name, selector, [client, ...metrics, ...bus(includeBusPort)], annotated({})),
    ...(isWanted
      ? [serviceBeside(
        cr,
        `${name}-additional`,
        selector,
        [client, ...bus(mapping(additional).includeBusPort)],
        { type: serviceTypeOf(server), ...annotated(annotations) },
      )]
      : []),
    ...(exporter ? [serviceBeside(cr, `${name}-metrics`, selector, metrics)] : []),
  ];
}

/** What the Service for clients outside is; the first version had it one level up. */
export function serviceTypeOf({ kubernetes }: ServerSpec): string {
  return text(mapping(kubernetes.service).serviceType) || text(kubernetes.serviceType);
}

/** A further Service of the servers. */
export function furtherService(
  { cr, port }: ServerSpec,
  name: string,
  selector: Readonly<Record<string, string>>,
  more: { type?: string; headless?: boolean; ports?: readonly MadePort[] } = {},
): Manifest {
  const { ports = [{ name: "redis-client", port }], ...rest } = more;
  return serviceBeside(cr, name, selector, ports, {
    ...rest,
    annotations: annotationsFor(cr, {}),
  });
}
