/**
 * Addresses of Services as addresses of the containers behind them, where Prometheus looks them up itself.
 *
 * @module
 */

import { type ConvertContext, namespaceOf, type Service } from "@dekube/engine/pacts";

/** A host with a port. */
const ADDRESS = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\.?:(\d{1,5})$/;

/** A name that asks for a port by its name: `_http._tcp.web.shop.svc.cluster.local`. */
const SRV = /^_([\w-]+)\._(?:tcp|udp)\.(.+?)\.?$/;

/** A name that a Service has everywhere. */
function hostOf(service: Service): string {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  return namespace === "" ? name : `${name}.${namespace}.svc.cluster.local`;
}

/** The Service that a name means to a pod in `namespace`, where a container is behind it. */
function serviceAt(host: string, namespace: string, ctx: ConvertContext): Service | undefined {
  const service = ctx.services.find(host, namespace);
  return service && ctx.services.composeNames(service).length > 0 ? service : undefined;
}

/** An address, with the container's port where it is a Service's. Others stay as they are. */
export function containerAddress(address: string, namespace: string, ctx: ConvertContext): string {
  const [, host, port] = ADDRESS.exec(address) ?? [];
  const service = host === undefined ? undefined : serviceAt(host, namespace, ctx);
  if (!service) return address;
  return `${hostOf(service)}:${ctx.services.targetPort(service, Number(port)) ?? port}`;
}

/** A URL, with the container's port where it is a Service's. Others stay as they are. */
export function containerUrl(url: string, namespace: string, ctx: ConvertContext): string {
  const [, scheme, authority, rest] = /^(https?):\/\/([^/?#@]+)([^]*)$/i.exec(url) ?? [];
  if (authority === undefined) return url;
  const usual = scheme.toLowerCase() === "https" ? "443" : "80";
  const written = authority.includes(":") ? authority : `${authority}:${usual}`;
  const address = containerAddress(written, namespace, ctx);
  return address === written ? url : `${scheme}://${address}${rest}`;
}

/** What a name is looked up as. */
export interface DnsLookup {
  name: string;
  type: string;
  port?: number;
}

/** A look-up in the cluster's DNS as one in Docker's, which knows addresses and no ports. */
export function containerLookup(
  { name, type, port }: DnsLookup,
  namespace: string,
  ctx: ConvertContext,
): DnsLookup {
  const [, portName, srvHost] = type === "SRV" ? SRV.exec(name) ?? [] : [];
  const service = serviceAt(srvHost ?? name.replace(/\.$/, ""), namespace, ctx);
  if (!service) return { name, type, ...port === undefined ? {} : { port } };
  const target = ctx.services.targetPort(service, portName ?? port ?? "") ?? port;
  return {
    name: hostOf(service),
    type: type === "SRV" ? "A" : type,
    ...target === undefined ? {} : { port: target },
  };
}
