/**
 * Objects that nothing refers to.
 *
 * @module
 */

import {
  append,
  entries,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  namespaceOf,
  ownValue,
  text,
} from "@dekube/engine/pacts";
import { TRAEFIK } from "./controller.ts";
import { entryPointReferences } from "./entry_point_guards.ts";
import { referenceOf, referencesIn, type TraefikObjects } from "./objects.ts";

const NAMED_BY_ANNOTATIONS: Readonly<Record<string, string>> = {
  "router.middlewares": "Middleware",
  "service.middlewares": "Middleware",
  "router.tls.options": "TLSOption",
  "service.serverstransport": "ServersTransport",
};

const WHAT: Readonly<Record<string, string>> = {
  Middleware:
    "If Traefik's own configuration applies it to all routes of an entry point, name it in each of them",
  MiddlewareTCP: "It has no effect",
  ServersTransport: "It has no effect",
  ServersTransportTCP: "It has no effect",
  TLSOption: "It has no effect",
  TraefikService: "It has no effect",
};

/** Says which of some objects no other object names. */
export function reportUnused(manifests: ReadonlySet<Manifest>, objects: TraefikObjects): void {
  const used = references(objects);
  for (const [kind, what] of Object.entries(WHAT)) {
    for (const manifest of objects.of(kind)) {
      const { name } = manifest.metadata;
      const key = keyOf(kind, referenceOf({ name }, namespaceOf(manifest)));
      // One TLSOption holds without being named.
      if (
        !manifests.has(manifest) || used.has(key) ||
        key.startsWith("TLSOption ") && name === "default"
      ) {
        continue;
      }
      objects.ctx.report(manifest).info(
        "unused-object",
        `no Ingress, and none of Traefik's routes, names the ${kind}. ${what}`,
      );
    }
  }
}

function keyOf(kind: string, reference: string): string {
  return `${kind} ${reference.includes("@") ? reference : `${reference}@kubernetescrd`}`;
}

/** Kind and name of all that is named anywhere. */
function references(objects: TraefikObjects): ReadonlySet<string> {
  const { manifests } = objects.ctx;
  const used = new Set<string>();
  for (const manifest of [...manifests.of("Ingress"), ...manifests.of("Service")]) {
    for (const [name, value] of entries(manifest.metadata.annotations)) {
      const kind = ownValue(NAMED_BY_ANNOTATIONS, name.toLowerCase().slice(TRAEFIK.prefix.length));
      if (kind === undefined || !name.toLowerCase().startsWith(TRAEFIK.prefix)) continue;
      for (const part of text(value).split(",")) used.add(keyOf(kind, part.trim()));
    }
  }
  for (const kind of ["IngressRoute", "IngressRouteTCP", "Middleware", "TraefikService"]) {
    const suffix = kind.endsWith("TCP") ? "TCP" : "";
    for (const { spec, ...manifest } of objects.of(kind)) {
      if (isMapping(spec)) collect(spec, namespaceOf(manifest), suffix, used);
    }
  }
  for (const kind of GATEWAY_ROUTES) {
    for (const manifest of manifests.of(`gateway.networking.k8s.io/${kind}`)) {
      collectByGroup(manifest, used);
    }
  }
  for (const { kind, reference } of entryPointReferences(objects)) used.add(keyOf(kind, reference));
  return used;
}

/** The standard's routes, whose filters and backends may be objects of Traefik's. */
const GATEWAY_ROUTES: readonly string[] = ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"];

/** Collects what names its group itself: `{ group: traefik.io, kind: Middleware, name: auth }`. */
function collectByGroup(manifest: Manifest, used: Set<string>): void {
  for (const item of mappingsIn(manifest.spec)) {
    if (text(item.group) !== "traefik.io") continue;
    used.add(keyOf(text(item.kind), referenceOf(item, namespaceOf(manifest))));
  }
}

/** All mappings in a value, at whatever depth. */
function* mappingsIn(value: unknown): Generator<Mapping> {
  // A list of what is still to be read: objects may be nested as deeply as they like.
  const waiting: unknown[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (Array.isArray(next)) {
      append(waiting, list(next));
    } else if (isMapping(next)) {
      yield next;
      append(waiting, Object.values(next).filter((value) => typeof value === "object" && value));
    }
  }
}

/** Collects what an object names, at whatever depth: lists of Middlewares, services, and TLSOptions. */
function collect(spec: Mapping, namespace: string, suffix: string, used: Set<string>): void {
  for (const next of mappingsIn(spec)) {
    const home = text(next.namespace) || namespace;
    if (text(next.kind) === "TraefikService") {
      used.add(keyOf("TraefikService", referenceOf(next, namespace)));
    }
    for (const from of [namespace, home]) {
      for (const name of referencesIn(next.middlewares, from)) {
        used.add(keyOf(`Middleware${suffix}`, name));
      }
    }
    if (isMapping(next.options)) used.add(keyOf("TLSOption", referenceOf(next.options, namespace)));
    const transport = text(next.serversTransport);
    if (transport !== "") {
      used.add(keyOf(`ServersTransport${suffix}`, referenceOf({ name: transport }, home)));
    }
  }
}
