/**
 * Alertmanagers (`spec.alerting`) as Prometheus' `alerting`.
 *
 * @module
 */

import {
  append,
  type ConvertContext,
  items,
  list,
  type Mapping,
  mapping,
  text,
} from "@dekube/engine/pacts";
import type { ServicePort } from "@dekube/engine/pacts/kubernetes";
import { readAdditional } from "./additional.ts";
import { readDuration } from "./duration.ts";
import { HTTP_CLIENT_FIELDS, httpClient } from "./http_client.ts";
import type { Instance } from "./instance.ts";
import { reportUnread, type Site } from "./read.ts";
import { convertRelabelings } from "./relabel.ts";
import type { Assets } from "./assets.ts";
import { isHost } from "./target.ts";

const FIELDS = new Set([
  ...HTTP_CLIENT_FIELDS,
  ...["namespace", "name", "port", "scheme", "pathPrefix", "apiVersion", "timeout", "relabelings"],
]);

/** The Alertmanagers that are here, and the label that tells replicas apart taken off. */
export function alertingConfig(instance: Instance, assets: Assets, ctx: ConvertContext): Mapping {
  const { spec, site, namespace, replicaLabel } = instance;
  const managers = list(mapping(spec.alerting).alertmanagers).map(mapping).flatMap((
    fields,
    index,
  ) =>
    alertmanager(fields, site.at(`alerting.alertmanagers[${index}]`), instance, assets, ctx) ?? []
  );
  const more = (field: string) =>
    readAdditional(spec[field], { namespace, assets, site: site.at(field) });
  append(managers, more("additionalAlertManagerConfigs"));
  const relabelings = more("additionalAlertRelabelConfigs");
  if (managers.length === 0) return {};
  const rules = [
    ...(replicaLabel === "" ? [] : [{ action: "labeldrop", regex: replicaLabel }]),
    ...relabelings,
  ];
  return {
    alerting: {
      ...(rules.length > 0 ? { alert_relabel_configs: rules } : {}),
      alertmanagers: managers,
    },
  };
}

function alertmanager(
  fields: Mapping,
  site: Site,
  instance: Instance,
  assets: Assets,
  ctx: ConvertContext,
): Mapping | undefined {
  const name = text(fields.name);
  const namespace = text(fields.namespace) || instance.namespace;
  const service = ctx.services.get(namespace, name);
  const host = namespace === "" ? name : `${name}.${namespace}.svc.cluster.local`;
  if (!service || ctx.services.composeNames(service).length === 0 || !isHost(host)) {
    return site.info(
      "no-alertmanager",
      `no container stands behind the Alertmanager "${name}", so alerts are not sent to it`,
    );
  }
  reportUnread(fields, FIELDS, site);
  const port = portOf(text(fields.port), items(service.spec?.ports));
  const number = port && ctx.services.targetPort(service, text(port.name) || text(port.port));
  if (!number) {
    return site.at("port").warn(
      "missing-port",
      `Service "${name}" has no port "${text(fields.port)}"; no alerts are sent to it`,
    );
  }
  const rules = convertRelabelings(fields.relabelings, site.at("relabelings"), instance.version);
  if (!rules) return undefined;
  const timeout = readDuration(fields.timeout, site.at("timeout"));
  const scheme = text(fields.scheme).toLowerCase();
  const prefix = text(fields.pathPrefix);
  return {
    ...(scheme === "https" ? { scheme } : {}),
    ...(prefix === "" || prefix === "/" ? {} : { path_prefix: prefix }),
    ...(timeout === undefined ? {} : { timeout }),
    ...httpClient(fields, {
      namespace: instance.namespace,
      assets,
      version: instance.version,
      site,
    }),
    static_configs: [{ targets: [`${host}:${number}`] }],
    ...(rules.length > 0 ? { relabel_configs: rules } : {}),
  };
}

function portOf(wanted: string, ports: readonly ServicePort[]): ServicePort | undefined {
  return ports.find((port) => text(port.name) === wanted) ??
    ports.find((port) => text(port.port) === wanted) ??
    (wanted === "" ? ports[0] : undefined);
}
