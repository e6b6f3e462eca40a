/**
 * What the operator makes of its objects.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  namespaceOf,
  ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import { certificateRequest, tlsSecretName } from "./certificates.ts";
import { type Environment, environmentOf } from "./environment.ts";
import { jobOf } from "./jobs.ts";
import { MINIO_JOB, POLICY_BINDING, TENANT } from "./kinds.ts";
import { sayLeftOut, sayNoSts } from "./left_out.ts";
import { serverOf } from "./server.ts";
import { servicesOf } from "./services.ts";
import { setupOf } from "./setup.ts";
import { owned, readTenant, type Tenant } from "./tenant.ts";

/** Objects in the place of Tenants, MinIOJobs and PolicyBindings. */
export function objectsOfTenants(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const made = new Map<Manifest, Manifest[]>();
  const objects = new ObjectIndex(manifests);
  const tenants = new Map<string, { tenant: Tenant; environment: Environment }>();
  for (const manifest of objects.of(TENANT)) {
    const tenant = readTenant(manifest, objects, ctx);
    if (!tenant) {
      made.set(manifest, []);
      continue;
    }
    const secrets = (name: string) => objects.get("Secret", tenant.namespace, name);
    const environment = environmentOf(tenant, secrets, objects, ctx);
    made.set(manifest, objectsOf(tenant, environment, objects, ctx));
    tenants.set(keyOf(tenant.namespace, tenant.name), { tenant, environment });
  }
  for (const manifest of objects.of(MINIO_JOB)) {
    const { name, namespace } = mapping(mapping(manifest.spec).tenant);
    const key = keyOf(text(namespace) || namespaceOf(manifest), text(name));
    made.set(manifest, jobOf(manifest, tenants.get(key), ctx));
  }
  for (const manifest of objects.of(POLICY_BINDING)) {
    sayNoSts(manifest, ctx);
    made.set(manifest, []);
  }
  return made;
}

function objectsOf(
  tenant: Tenant,
  environment: Environment,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Manifest[] {
  const { namespace, name, spec } = tenant;
  const has = (kind: string, own: string) => objects.get(kind, namespace, own) !== undefined;
  const secrets = (own: string) => objects.get("Secret", namespace, own);
  sayLeftOut(tenant, ctx);
  const account = text(spec.serviceAccountName) || `${name}-sa`;
  return [
    serverOf(tenant, environment),
    ...servicesOf(tenant, (own) => has("Service", own), ctx),
    environment.secret,
    ...environment.made,
    ...setupOf(tenant, environment, secrets, ctx),
    ...tenant.autoCert && !has("Secret", tlsSecretName(tenant)) ? certificateRequest(tenant) : [],
    ...has("ServiceAccount", account)
      ? []
      : [{ apiVersion: "v1", kind: "ServiceAccount", metadata: owned(tenant, account) }],
  ];
}

/** No name holds what JSON puts between. */
function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}
