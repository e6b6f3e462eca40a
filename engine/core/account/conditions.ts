/**
 * When the rules of Kubernetes' own fields hold.
 *
 * @module
 */

import { above, type FieldCondition, type FieldPlace } from "../../../pacts/account.ts";
import {
  idOf,
  isMapping,
  kindOf,
  list,
  type Manifest,
  type Mapping,
  mapping,
  ownValue,
  type Secret,
  secretValue,
  type Service,
  text,
} from "../../../pacts/mod.ts";
import { decodePem, selectorOf, workloadOf } from "../../../pacts/kubernetes/mod.ts";
import { askedIn, objectKey, type RuleContext } from "./asked.ts";

/** The field holds one of some values. */
export function is(...values: readonly unknown[]): FieldCondition {
  return ({ value }) => values.includes(value);
}

/** Something else stands beside the field, some levels above it. */
export function beside(name: string, levels = 1): FieldCondition {
  return (place) => {
    const found = mapping(above(place, levels))[name];
    return found !== null && found !== undefined;
  };
}

/** A condition does not hold. */
export function not(condition: FieldCondition): FieldCondition {
  return (place, ctx) => !condition(place, ctx);
}

/** One of several conditions holds. */
export function either(...conditions: readonly FieldCondition[]): FieldCondition {
  return (place, ctx) => conditions.some((condition) => condition(place, ctx));
}

/** The field is the only item of its list. */
export const isAlone: FieldCondition = (place) => list(above(place, 1)).length < 2;

/** The field is of the first container of a pod; what a custom resource adds to its pods stands behind that. */
export const isFirstContainer: FieldCondition = ({ keys }) =>
  keys.at(-2) === 0 && keys.at(-3) === "containers";

/** Name at a path of an object above the field. */
function nameIn(holder: unknown, key: string): string {
  return text(mapping(holder)[key]);
}

/** The volume that a mount of a container names is of one of some kinds. */
export function mountOf(...kinds: readonly string[]): FieldCondition {
  return (place) => {
    const name = nameIn(above(place, 1), "name");
    const pod = podAbove(place);
    return list(pod?.volumes).map(mapping).some((volume) =>
      nameIn(volume, "name") === name && kinds.some((kind) => isMapping(volume[kind]))
    );
  };
}

/** The mount is the only one of its volume in the pod. */
export const isOnlyMount: FieldCondition = (place) => {
  const name = nameIn(above(place, 1), "name");
  const { containers, initContainers } = mapping(podAbove(place));
  const mounts = [...list(containers), ...list(initContainers)]
    .flatMap((container) => list(mapping(container).volumeMounts));
  return mounts.filter((mount) => nameIn(mount, "name") === name).length === 1;
};

/** The pod asks for no user or group of its own, for whom volumes would be opened. */
export const runsAsRootAlone: FieldCondition = (place) => {
  const pod = mapping(podAbove(place));
  const holders = [pod, ...list(pod.containers), ...list(pod.initContainers)].map(mapping);
  return holders.map(({ securityContext }) => mapping(securityContext))
    .every(({ runAsUser, fsGroup }) => (fsGroup ?? 0) === 0 && (runAsUser ?? 0) === 0);
};

/** All of several conditions hold. */
export function all(...conditions: readonly FieldCondition[]): FieldCondition {
  return (place, ctx) => conditions.every((condition) => condition(place, ctx));
}

/** What holds the containers of which one has the field. */
function podAbove({ manifest, keys }: FieldPlace): Record<string, unknown> | undefined {
  let here: unknown = manifest;
  for (const key of keys) {
    if (isMapping(here) && (Array.isArray(here.containers))) return here;
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return undefined;
}

/** A label that objects of the kind are selected by. */
export const isSelected: FieldCondition = ({ keys, value }, ctx) => {
  const { labels } = askedIn(ctx);
  return labels.has(`${keys.at(-1)}=${text(value)}`) || labels.has(String(keys.at(-1)));
};

/** A label that Services or others select pods by, or that a pod is told. */
export const isPodSelected: FieldCondition = (place, ctx) => {
  if (isSelected(place, ctx)) return true;
  const { manifest, keys, value } = place;
  const workload = ctx.workloads.of(manifest);
  const services = workload ? ctx.services.selecting(workload) : [];
  return services.some((service) =>
    ownValue(selectorOf(service), String(keys.at(-1))) === text(value)
  );
};

/** A key that something of the project names. */
export const isNamed: FieldCondition = ({ manifest, keys }, ctx) => {
  const { kind, namespace, name } = idOf(manifest);
  const asked = askedIn(ctx).keys.get(objectKey(kind, namespace, name));
  return asked !== undefined && (asked.has("*") || asked.has(String(keys.at(-1))));
};

/** A key of a certificate that holds none. */
export const isBrokenPem: FieldCondition = ({ manifest, keys }) => {
  const secret = manifest as Secret;
  const held = secretValue(secret, String(keys.at(-1))) ?? "";
  return secret.type === "kubernetes.io/tls" && decodePem(held).every(({ der }) => !der);
};

/** A port of a Service through which somebody goes. */
export const isMeantPort: FieldCondition = (place, ctx) =>
  isMeant(place.manifest, mapping(above(place, 1)), ctx);

function isMeant(service: Manifest, { name, port }: Mapping, ctx: RuleContext): boolean {
  return isNamedPort(service, name, ctx) || isNamedPort(service, port, ctx);
}

/** Nobody means the port by its number, but for texts that mean what the container listens on itself. */
export const isIdleNumber: FieldCondition = (place, ctx) => {
  const { port } = mapping(above(place, 1));
  const service = place.manifest as Service;
  if (isNamedPort(service, port, ctx, askedIn(ctx).portsOfObjects)) return false;
  return !isNamedPort(service, port, ctx) ||
    ctx.services.targetPort(service, Number(port)) === port;
};

function isNamedPort(
  service: Manifest,
  port: unknown,
  ctx: RuleContext,
  ports: ReadonlySet<string> = askedIn(ctx).ports,
): boolean {
  if (port === undefined) return false;
  if (ports.has(`${idOf(service).name}:${text(port)}`)) return true;
  // Who names no Service selects those that lead somewhere.
  return ports.has(`*:${text(port)}`) && ctx.services.composeNames(service as Service).length > 0;
}

/** A port of a Service that somebody means by its name. */
export const isMeantByName: FieldCondition = ({ manifest, value }, ctx) =>
  isNamedPort(manifest, value, ctx);

/** Somebody goes to the Service of the object's name. */
export const isMeantService: FieldCondition = ({ manifest }, ctx) => {
  const service = text(mapping(manifest.metadata.labels)["kubernetes.io/service-name"]) ||
    idOf(manifest).name;
  for (const port of askedIn(ctx).ports) if (port.startsWith(`${service}:`)) return true;
  return false;
};

/** The Service selects nothing that is converted, with the label or without it. */
export const selectsNothing: FieldCondition = ({ manifest, keys }, ctx) => {
  const { [String(keys.at(-1))]: _, ...others } = selectorOf(manifest as Service);
  const without = { ...manifest, spec: { ...mapping(manifest.spec), selector: others } } as Service;
  return [manifest as Service, without].every((one) => ctx.services.selected(one).length === 0);
};

/** A volume that no container mounts. Of those that a custom resource adds to its pods that is for its own rules to say. */
export const isUnmounted: FieldCondition = (place) => {
  const pod = podAbove(place);
  if (!pod) return false;
  const at = place.keys.indexOf("volumes");
  const { name } = mapping(above(place, place.keys.length - at - 2));
  return ![...list(pod.containers), ...list(pod.initContainers)].map(mapping).some((container) =>
    [...list(container.volumeMounts), ...list(container.volumeDevices)].map(mapping)
      .some((mount) => text(mount.name) === text(name))
  );
};

/** What variables are taken from is optional, and not there. */
export const isOptionalAndAbsent: FieldCondition = (place, ctx) => {
  const at = place.keys.findIndex((key) => key === "env" || key === "envFrom");
  const item = mapping(above(place, place.keys.length - at - 2));
  const { configMapRef, secretRef, configMapKeyRef, secretKeyRef } = {
    ...item,
    ...mapping(item.valueFrom),
  } as Mapping;
  const ofSecret = secretRef ?? secretKeyRef;
  const { name, optional } = mapping(ofSecret ?? configMapRef ?? configMapKeyRef);
  const look = ofSecret ? ctx.secrets : ctx.configMaps;
  return optional === true && !look.get(idOf(place.manifest).namespace, text(name));
};

/** The Secret of a name is there. */
export const isPresentSecret: FieldCondition = ({ manifest, value }, ctx) =>
  ctx.secrets.get(idOf(manifest).namespace, text(value)) !== undefined;

/** The Ingress has annotations that some controller reads. */
export const hasControllerAnnotations: FieldCondition = ({ manifest }) =>
  Object.keys(mapping(manifest.metadata.annotations)).some((name) => CONTROLLER.test(name));

/** The Ingress asks for TLS: what becomes of other requests is its controller's to say. */
export const hasTls: FieldCondition = ({ manifest }) => list(mapping(manifest.spec).tls).length > 0;

/** The annotations of the Ingress are of the controller that its class names. */
export const isToldByAnnotations: FieldCondition = ({ manifest, value }) =>
  Object.keys(mapping(manifest.metadata.annotations))
    .some((name) => CONTROLLER.test(name) && name.includes(text(value)));

const CONTROLLER =
  /^(?:[\w.-]*ingress\.kubernetes\.io|haproxy(?:-ingress)?\.[\w.]+|traefik\.[\w.]+|nginx\.org)\//;

/** The field has the same value as another beside it. */
export function sameAs(name: string): FieldCondition {
  return (place) => text(place.value) === text(mapping(above(place, 1))[name]);
}

/** A port of a container that a Service or a check means by its name. */
export const isReferred: FieldCondition = (place, ctx) => {
  const name = text(mapping(above(place, 1)).name);
  return name !== "" && referredIn(place.manifest, ctx).has(name);
};

const referred = new WeakMap<Manifest, ReadonlySet<string>>();

/** Names of ports that are meant, of the pods of an object. */
function referredIn(manifest: Manifest, ctx: RuleContext): ReadonlySet<string> {
  let names = referred.get(manifest);
  if (names) return names;
  const own = new Set<string>();
  const workload = ctx.workloads.of(manifest);
  for (const service of workload ? ctx.services.selecting(workload) : []) {
    for (const port of list(mapping(service.spec).ports).map(mapping)) {
      if (isLetIn(service) || isMeant(service, port, ctx)) own.add(text(port.targetPort));
    }
  }
  const pod = workload?.pod ?? workloadOf(manifest)?.pod;
  for (const container of list(pod?.containers).map(mapping)) {
    for (const probe of ["readinessProbe", "livenessProbe", "startupProbe"]) {
      const { httpGet, tcpSocket } = mapping(container[probe]);
      for (const { port } of [httpGet, tcpSocket].map(mapping)) own.add(text(port));
    }
  }
  referred.set(manifest, names = own);
  return names;
}

/**
 * The container has its health check of this probe: of a native sidecar it is what the other containers wait for, of any
 * other what says that it is ready.
 */
export const isChecked: FieldCondition = (place) => {
  const at = place.keys.findIndex((key) => typeof key === "string" && key.endsWith("Probe"));
  const container = mapping(above(place, place.keys.length - at));
  const isSidecar = text(container.restartPolicy) === "Always";
  const names = [...isSidecar ? ["startupProbe"] : [], "readinessProbe", "livenessProbe"];
  return names.find((name) => isMapping(container[name])) === place.keys[at];
};

/** The object is of one of some kinds. */
export function ofKind(...kinds: readonly string[]): FieldCondition {
  return ({ manifest }) => kinds.includes(kindOf(manifest));
}

/** The Service is another name of one that is here. */
export const leadsToOther: FieldCondition = ({ manifest }, ctx) => {
  const found = ctx.services.resolve(manifest as Service)?.service;
  return found !== undefined && found !== manifest;
};

/** The Service has its ports published: a cluster lets people in by them. */
export const isPublished: FieldCondition = ({ manifest }) => isLetIn(manifest);

/** The Service has the port published under the number of its `port`. */
export const isPublishedAsPort: FieldCondition = (place) => {
  const { type, externalIPs } = mapping(place.manifest.spec);
  const { nodePort } = mapping(above(place, 1));
  return isLetIn(place.manifest) &&
    !(type === "NodePort" && list(externalIPs).length === 0 && Number(nodePort) > 0);
};

/** A cluster lets people in by the ports of a Service. */
export function isLetIn({ spec }: Manifest): boolean {
  const { type, externalIPs } = mapping(spec);
  return ["NodePort", "LoadBalancer"].includes(text(type)) || list(externalIPs).length > 0;
}
