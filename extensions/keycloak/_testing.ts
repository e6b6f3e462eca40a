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
import { type TestContext, testContext, type TestContextOptions } from "@dekube/engine/testing";
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
  ctx: TestContext;
}

/** Converts manifests with this extension alone. */
export function convertAll(
  manifests: readonly Manifest[],
  options: TestContextOptions = {},
): Converted {
  const ctx = testContext(manifests, options);
  const provider = new KeycloakProvider();
  const own = new Map(provider.kinds.map((kind) => [kind, ctx.manifests.of(kind)]));
  const { services, ingressEntries: entries = [] } = provider.convertAll(own, ctx);
  return { services, entries, ctx };
}

/** Mounts of a service, as text. */
export function mountsOf({ volumes = [] }: ComposeService): string[] {
  return volumes.map(({ source, target, read_only }) =>
    [source, target, read_only && "ro"].filter(Boolean).join(":")
  );
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
): { service: ComposeService; env: Record<string, string>; ctx: TestContext } {
  const { services, ctx } = convertAll([keycloak({ ...QUIET, ...spec }), ...others]);
  const service = services.sso;
  return { service, env: service.environment ?? {}, ctx };
}

/** A spec to read fields of. */
export function specOf(spec: unknown, ctx: ConvertContext = testContext([])): Spec {
  return new Spec(keycloak(spec), ctx);
}

/** An object for which `adding()` adds another. */
export const TRIGGER: Manifest = object("Trigger", "trigger", { apiVersion: "example.com/v1" });

/** An extension that adds an object when all others have had their turn. */
export function adding(manifest: Manifest): object {
  return {
    name: "adding",
    kinds: ["example.com/Trigger"],
    priority: 5000,
    convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext) {
      ctx.manifests.add(manifest);
      return {};
    },
  };
}
