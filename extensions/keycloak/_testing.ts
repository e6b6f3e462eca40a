/**
 * Resources of the Keycloak operator, and what becomes of them.
 *
 * @module
 */

import type {
  ComposeService,
  ConvertContext,
  IngressEntry,
  Manifest,
  Secret,
} from "@dekube/engine/pacts";
import { testContext, type TestContextOptions } from "@dekube/engine/testing";
import { KeycloakProvider } from "./mod.ts";
import { Spec } from "./spec.ts";

/** A Keycloak `sso` in the namespace `iam`. */
export function keycloak(spec: unknown, metadata: object = {}): Manifest {
  return {
    apiVersion: "k8s.keycloak.org/v2alpha1",
    kind: "Keycloak",
    metadata: { name: "sso", namespace: "iam", ...metadata },
    spec,
  };
}

/** An import for the Keycloak `sso` in the namespace `iam`. */
export function realmImport(name: string, realm: unknown, spec: object = {}): Manifest {
  return {
    apiVersion: "k8s.keycloak.org/v2alpha1",
    kind: "KeycloakRealmImport",
    metadata: { name, namespace: "iam" },
    spec: { keycloakCRName: "sso", realm, ...spec },
  };
}

/** A Secret in the namespace `iam`. */
export function secret(name: string, stringData: Record<string, string>): Secret {
  return { kind: "Secret", metadata: { name, namespace: "iam" }, stringData };
}

/** Any other object in the namespace `iam`. */
export function object(kind: string, name: string, content: object = {}): Manifest {
  return { kind, metadata: { name, namespace: "iam" }, ...content };
}

/** What came of a conversion. */
export interface Converted {
  services: Record<string, ComposeService>;
  entries: IngressEntry[];
  ctx: ConvertContext;
}

/** Converts as the engine does: one kind after the other. */
export function convertAll(
  manifests: readonly Manifest[],
  options: TestContextOptions = {},
): Converted {
  const ctx = testContext(manifests, options);
  const provider = new KeycloakProvider();
  const services: Record<string, ComposeService> = {};
  const entries: IngressEntry[] = [];
  for (const kind of provider.kinds) {
    const found = ctx.manifests.get(kind) ?? [];
    if (found.length === 0) continue;
    const result = provider.convert(kind, found, ctx);
    Object.assign(services, result.services);
    entries.push(...result.ingressEntries ?? []);
  }
  return { services, entries, ctx };
}

/** Fields that spare a test what a server without them has to say. */
export const QUIET = {
  hostname: { hostname: "sso.example" },
  db: { vendor: "postgres", host: "db.example" },
};

/** The service of one Keycloak. */
export function serviceOf(
  spec: object,
  others: readonly Manifest[] = [],
): { service: ComposeService; env: Record<string, string>; ctx: ConvertContext } {
  const { services, ctx } = convertAll([keycloak({ ...QUIET, ...spec }), ...others]);
  const service = services.sso;
  return { service, env: service.environment ?? {}, ctx };
}

/** A spec to read fields of. */
export function specOf(spec: unknown, ctx: ConvertContext = testContext([])): Spec {
  return new Spec(keycloak(spec), ctx);
}
