/**
 * The Services that the operator makes for a Keycloak.
 *
 * @module
 */

import {
  type ConvertContext,
  namespaceOf,
  type Service,
  text,
  textMap,
} from "@dekube/engine/pacts";
import type { ServicePort } from "@dekube/engine/pacts/kubernetes";
import type { Listeners } from "./listeners.ts";
import { operatorLabels } from "./pod_template.ts";
import type { Spec } from "./spec.ts";

/** What has to be known of a server to lead to it. */
export interface Reachable {
  /** Its custom resource. */
  spec: Spec;
  /** Its ports. */
  listeners: Listeners;
}

/** Name of a server's Service. */
export function serviceNameOf(spec: Spec): string {
  const own = spec.text("http.serviceName");
  if (/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(own)) return own;
  if (own !== "") {
    spec.warn(
      "bad-name",
      `"${own}" can't be the name of a Service; it is ignored. Use small letters, digits and "-"`,
      "http.serviceName",
    );
  }
  return `${spec.resource.name}-service`;
}

/** Adds `<name>-service`, `<name>-discovery` and, where nobody else has that name, `<name>`. */
export function addServices({ spec, listeners }: Reachable, ctx: ConvertContext): void {
  const { name, namespace } = spec.resource;
  const ports = portsOf(spec, listeners);
  const selector = operatorLabels(name);
  const labels = { ...selector, ...textMap(spec.group("http.labels")) };
  add(serviceNameOf(spec), { ports });
  add(`${name}-discovery`, { clusterIP: "None", ports: [{ name: "tcp", port: 7800 }] });
  if (isFree(namespace, name, ctx)) add(name, { ports });

  /** One that is declared keeps what else it says. */
  function add(name: string, rest: NonNullable<Service["spec"]>): void {
    const found = ctx.services.get(namespace, name);
    const declared = found && namespaceOf(found) === namespace ? found : undefined;
    ctx.manifests.add({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, ...(namespace ? { namespace } : {}), labels },
      ...declared,
      spec: { ...(declared?.spec ?? rest), selector },
    });
  }
}

function portsOf(spec: Spec, { http, https, management }: Listeners): ServicePort[] {
  return [
    ...(http === undefined ? [] : [{
      name: "http",
      port: spec.port("http.serviceHttpPort") ?? http,
      targetPort: http,
    }]),
    ...(https === undefined ? [] : [{
      name: "https",
      port: spec.port("http.serviceHttpsPort") ?? https,
      targetPort: https,
    }]),
    { name: "management", port: management, targetPort: management },
  ];
}

/** A Service of the server's own name may lead elsewhere, to a proxy before it for instance. */
function isFree(namespace: string, name: string, { services }: ConvertContext): boolean {
  const declared = services.get(namespace, name);
  return !declared ||
    services.composeNames(declared).length === 0 && text(declared.spec?.type) !== "ExternalName";
}
