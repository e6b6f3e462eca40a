/**
 * What objects ask for of each other: labels that are selected by, keys that are named, ports that are meant.
 *
 * @module
 */

import type { FieldCondition } from "../../../pacts/account.ts";
import {
  append,
  idOf,
  isMapping,
  list,
  type Manifest,
  mapping,
  secretValue,
  text,
} from "../../../pacts/mod.ts";
import { WORKLOAD_KINDS } from "../../../pacts/kubernetes/mod.ts";

/** What a condition may look at. */
export type RuleContext = Parameters<FieldCondition>[1];

/** What objects ask for. */
export interface Asked {
  /** Labels that objects other than Services select by, as `key=value`, and those that pods are told, by name alone. */
  labels: Set<string>;
  /** Annotations that pods are told. */
  annotations: Set<string>;
  /** Keys of ConfigMaps and Secrets that somebody names; `*` for all of them. */
  keys: Map<string, Set<string>>;
  /** Ports that routes and the like name, as `service:port`; `*:port` where no Service is named beside. */
  ports: Set<string>;
  /** Those of them that objects name, and not texts alone. */
  portsOfObjects: Set<string>;
}

const known = new WeakMap<object, Asked>();

/** What objects of a project ask for: worked out once for a conversion. */
export function askedIn(ctx: RuleContext): Asked {
  let asked = known.get(ctx.manifests);
  if (!asked) known.set(ctx.manifests, asked = collect(ctx));
  return asked;
}

/** A key of {@linkcode Asked.keys}. */
export function objectKey(kind: string, namespace: string, name: unknown): string {
  return `${kind} ${namespace} ${text(name)}`;
}

function collect(ctx: RuleContext): Asked {
  const asked: Asked = {
    labels: new Set(),
    annotations: new Set(),
    keys: new Map(),
    ports: new Set(),
    portsOfObjects: new Set(),
  };
  for (const workload of ctx.workloads) {
    for (const path of fieldPaths(workload.pod)) {
      const [, kind, name] = /^metadata\.(labels|annotations)\[["']?(.+?)["']?\]$/.exec(path) ?? [];
      if (kind === "labels") asked.labels.add(name);
      if (kind === "annotations") asked.annotations.add(name);
    }
    keysOfPod(workload.pod, workload.id.namespace, asked);
    portsInTexts(workload.pod, asked.ports);
  }
  for (const { data } of ctx.configMaps.values()) portsInTexts(data, asked.ports);
  for (const kind of ctx.manifests.kinds()) {
    if (PLAIN.has(kind) || !ctx.manifests.isConverted(kind)) continue;
    for (const manifest of ctx.manifests.of(kind)) {
      namesIn(manifest, asked);
      if (kind === "Ingress") namesInAnnotations(manifest, asked, ctx);
    }
  }
  for (const port of asked.portsOfObjects) asked.ports.add(port);
  return asked;
}

/** Kinds that name ports and keys in ways of their own, or not at all. */
const PLAIN: ReadonlySet<string> = new Set([
  ...WORKLOAD_KINDS,
  "ConfigMap",
  "CronJob",
  "NetworkPolicy",
  "PersistentVolumeClaim",
  "Secret",
  "Service",
]);

function keysOfPod(pod: object, namespace: string, { keys }: Asked): void {
  const { volumes, imagePullSecrets, containers, initContainers } = mapping(pod);
  const ask = (kind: string, name: unknown, key: string) => {
    const id = objectKey(kind, namespace, name);
    keys.set(id, (keys.get(id) ?? new Set()).add(key));
  };
  const files = (kind: string, source: Record<string, unknown>, name: unknown) => {
    const items = list(source.items).map(mapping);
    if (items.length === 0) ask(kind, name, "*");
    for (const { key } of items) ask(kind, name, text(key));
  };
  const mounted = new Set(
    [...list(containers), ...list(initContainers)].map(mapping)
      .flatMap(({ volumeMounts }) => list(volumeMounts).map((mount) => text(mapping(mount).name))),
  );
  for (const volume of list(volumes).map(mapping)) {
    if (!mounted.has(text(volume.name))) continue;
    const sources = [volume, ...list(mapping(volume.projected).sources).map(mapping)];
    for (const { configMap, secret } of sources) {
      if (isMapping(configMap)) files("ConfigMap", configMap, configMap.name);
      if (isMapping(secret)) files("Secret", secret, secret.secretName ?? secret.name);
    }
  }
  for (const { name } of list(imagePullSecrets).map(mapping)) ask("Secret", name, "*");
  for (const container of [...list(containers), ...list(initContainers)].map(mapping)) {
    for (const { configMapRef, secretRef } of list(container.envFrom).map(mapping)) {
      if (isMapping(configMapRef)) ask("ConfigMap", configMapRef.name, "*");
      if (isMapping(secretRef)) ask("Secret", secretRef.name, "*");
    }
    for (const { valueFrom } of list(container.env).map(mapping)) {
      const { configMapKeyRef, secretKeyRef } = mapping(valueFrom);
      for (
        const [kind, ref] of [["ConfigMap", configMapKeyRef], ["Secret", secretKeyRef]] as const
      ) {
        if (isMapping(ref)) ask(kind, ref.name, text(ref.key));
      }
    }
  }
}

/** Fields of itself that a pod is told. */
function fieldPaths(pod: object): string[] {
  const { containers, initContainers, volumes } = mapping(pod);
  const told = [...list(containers), ...list(initContainers)].map(mapping)
    .flatMap(({ env }) => list(env).map((one) => mapping(mapping(one).valueFrom).fieldRef));
  for (const { downwardAPI, projected } of list(volumes).map(mapping)) {
    const sources = list(mapping(projected).sources).map((source) => mapping(source).downwardAPI);
    for (const source of [downwardAPI, ...sources].map(mapping)) {
      append(told, list(source.items).map((item) => mapping(item).fieldRef));
    }
  }
  return told.map((ref) => text(mapping(ref).fieldPath)).filter(Boolean);
}

/** What an object of another kind names, wherever it does: `{name: web, port: 80}`, `secretName: tls`. */
function namesIn(manifest: Manifest, { keys, labels, portsOfObjects }: Asked): void {
  const { namespace } = idOf(manifest);
  // What is below `service` is the name of a Service.
  const open: { here: unknown; isService?: boolean }[] = [{ here: manifest.spec }];
  while (open.length > 0) {
    const { here, isService = false } = open.pop()!;
    if (typeof here !== "object" || here === null) continue;
    for (const [key, value] of Object.entries(here)) {
      open.push({ here: value, isService: key === "service" });
    }
    if (Array.isArray(here)) continue;
    for (const [key, value] of Object.entries({ ...mapping(here).matchLabels as object })) {
      labels.add(`${key}=${text(value)}`);
    }
    const { name, serviceName, port, servicePort, secretName, key } = mapping(here);
    const written = [port, servicePort, mapping(port).name, mapping(port).number]
      .filter((one) => typeof one !== "object" && one !== undefined);
    for (const one of written) {
      portsOfObjects.add(`${text(name ?? serviceName) || "*"}:${text(one)}`);
    }
    const isPort = port !== undefined || servicePort !== undefined;
    const named = isService || isPort ? [secretName] : [secretName, name];
    for (const one of named.map(text).filter(Boolean)) {
      for (const kind of ["ConfigMap", "Secret"]) {
        const id = objectKey(kind, namespace, one);
        keys.set(id, (keys.get(id) ?? new Set()).add(key === undefined ? "*" : text(key)));
      }
    }
  }
}

/** Objects that annotations of a route name: `shop/ca`, or `ca` of its own namespace. Of one with an authority it is that. */
function namesInAnnotations(manifest: Manifest, { keys }: Asked, { secrets }: RuleContext): void {
  const own = idOf(manifest).namespace;
  for (const value of Object.values(mapping(manifest.metadata.annotations))) {
    const [, namespace = own, name] = /^(?:([\w.-]+)\/)?([\w.-]+)$/.exec(text(value)) ?? [];
    if (name === undefined) continue;
    const secret = secrets.get(namespace, name);
    const isAuthority = secret !== undefined && secretValue(secret, AUTHORITY) !== undefined;
    for (const kind of ["ConfigMap", "Secret"]) {
      const id = objectKey(kind, namespace, name);
      keys.set(id, (keys.get(id) ?? new Set()).add(isAuthority ? AUTHORITY : "*"));
    }
  }
}

const AUTHORITY = "ca.crt";

/** A host, what is before it and behind it, and a port: `http://web:8080/`, `db.shop.svc:5432`, `web.$(SPACE).svc`. */
const HOST = /\b(https?:\/\/)?([a-z0-9-]+)([\w.$()-]{0,200})(?::(\d{1,5}))?/g;

/** Ports that texts mean, be it by what is usual where none is written. */
function portsInTexts(value: unknown, ports: Set<string>): void {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const here = open.pop();
    if (typeof here === "string") {
      for (const [, scheme, host, domain, written] of here.matchAll(HOST)) {
        const port = written ?? (scheme === "https://" ? "443" : "80");
        if (written || scheme || domain.includes(".svc")) ports.add(`${host}:${port}`);
      }
    } else if (typeof here === "object" && here !== null) {
      for (const item of Object.values(here)) open.push(item);
    }
  }
}
