/**
 * The operator's pods, made known so that Services lead to the Compose service that is run in their place.
 *
 * @module
 */

import {
  type ConvertContext,
  type Manifest,
  mapping,
  namespaceOf,
  readSettings,
  type Service,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { guardedBy, guardOfPods } from "@dekube/engine/pacts/ingress";
import { labelsOf, PublishedPorts, type Workload } from "@dekube/engine/pacts/kubernetes";
import { podSpec, webPort } from "./pod_spec.ts";
import { type Program, type Running, SETTINGS } from "./program.ts";

/** Makes the pod of each CR known, that of the one that is run first, and the operator's Services. */
export function addPods(
  running: Running,
  ctx: ConvertContext,
): [own: Workload, ...others: Workload[]] {
  const { program, all, manifest, service, image } = running;
  const [, ...others] = all;
  for (const cr of all) {
    const namespace = namespaceOf(cr);
    // Where the CR names a Service of its own, the operator makes none.
    if (text(mapping(cr.spec).serviceName) !== "") continue;
    const known = ctx.services.get(namespace, operatedName(program));
    if (!known || namespaceOf(known) !== namespace) ctx.manifests.add(operatedService(cr, program));
  }
  const labels = all.length > 0 ? podLabels(manifest, program) : {};
  const annotations = podAnnotations(manifest);
  return [
    ctx.workloads.add(manifest, { labels, annotations, spec: podSpec(running) }, service),
    ...others.map((other) => {
      const spec = {
        containers: [{ name: program.name, image, ports: [webPort(other, program)] }],
      };
      return ctx.workloads.add(other, {
        labels: podLabels(other, program),
        annotations: podAnnotations(other),
        spec,
      }, service);
    }),
  ];
}

/** Name of the Service that the operator makes beside each CR. */
function operatedName({ name }: Program): string {
  return `${name}-operated`;
}

/** Labels that the operator gives its pods, and that Services select by. */
function podLabels(manifest: Manifest, program: Program): Record<string, string> {
  const { name } = manifest.metadata;
  return {
    app: program.name,
    ...labelsOf(mapping(mapping(manifest.spec).podMetadata).labels),
    "app.kubernetes.io/name": program.name,
    "app.kubernetes.io/managed-by": "prometheus-operator",
    "app.kubernetes.io/instance": name,
    ...program.labels(name),
    [program.name]: name,
    "statefulset.kubernetes.io/pod-name": `${program.name}-${name}-0`,
    "apps.kubernetes.io/pod-index": "0",
  };
}

function podAnnotations(manifest: Manifest): Record<string, string> {
  const { podMetadata } = mapping(manifest.spec);
  return { ...textMap(mapping(podMetadata).annotations), ...guardedBy(webGuardOf(manifest)) };
}

/** What keeps somebody from the web interface, which is served without. */
function webGuardOf({ kind, metadata: { name }, spec }: Manifest): string | undefined {
  const { web, listenLocal } = mapping(spec);
  const guard = /^Require/.test(text(mapping(mapping(web).tlsConfig).clientAuthType))
    ? "web.tlsConfig.clientAuthType"
    : listenLocal === true
    ? "listenLocal"
    : undefined;
  return guard && `spec.${guard} of the ${kind} "${name}"`;
}

function operatedService(manifest: Manifest, program: Program): Service {
  const namespace = namespaceOf(manifest);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: operatedName(program),
      ...(namespace === "" ? {} : { namespace }),
      labels: { [`operated-${program.name}`]: "true" },
    },
    spec: {
      clusterIP: "None",
      ports: [{
        name: webPort(manifest, program).name,
        port: program.webPort,
        targetPort: program.webPort,
      }],
      selector: { "app.kubernetes.io/name": program.name },
    },
  };
}

/** What Services publish on the host of where the program listens; the config reloader is not here. */
export function publishedPorts(
  name: string,
  { webPort, portSetting }: Program,
  pods: readonly Workload[],
  ctx: ConvertContext,
): string[] {
  const ports = new PublishedPorts(name, ctx);
  const { [portSetting]: wanted } = readSettings("servicemonitor", SETTINGS, ctx);
  if (wanted > 0) ports.add({ host: wanted, target: webPort });
  const services = new Set(pods.flatMap((pod) => ctx.services.selecting(pod)));
  const guard = guardOfPods(pods, services, ctx);
  for (const service of services) {
    ports.addService(service, (port) => {
      const target = ctx.services.targetPort(service, text(port.name) || text(port.port));
      return target === webPort ? target : undefined;
    }, guard);
  }
  return ports.all();
}
