/**
 * The server's environment: what the operator says, then `spec.env`, then the Secret of `spec.configuration`.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  type ObjectIndex,
  text,
  texts,
} from "@dekube/engine/pacts";
import { CREDENTIALS, credentialsOf } from "./credentials.ts";
import { fitParity } from "./parity.ts";
import { domainOf, endpointOf, owned, type Tenant } from "./tenant.ts";

/** The environment of the server, and of who sets it up. */
export interface Environment {
  /** The Secret that has most of it. */
  secret: Manifest;
  /** Variables that take their values from elsewhere. */
  env: Mapping[];
  /** Variables that have the root user's credentials. */
  credentials: Mapping[];
  /** Secrets that were made up. */
  made: Manifest[];
  /** Whether users are those of an LDAP server. */
  usesLdap: boolean;
}

/** Name of the Secret. It has an underscore, which no object of the user's has. */
export function environmentName({ name }: Tenant): string {
  return `${name}_environment`;
}

/** Reads a Tenant's environment together; its credentials are there in any case. */
export function environmentOf(
  tenant: Tenant,
  secrets: (name: string) => Manifest | undefined,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Environment {
  const { configured, made, own } = credentialsOf(tenant, secrets, objects, ctx);
  const values = new Map(operatorsVariables(tenant, ctx));
  const env: Mapping[] = [];
  for (const variable of mappings(tenant.spec.env)) {
    const given = text(variable.name);
    const name = CREDENTIALS.has(given) ? own.get(given) : given;
    if (!name || configured.has(name)) continue;
    values.delete(name);
    // What refers to other variables is for who starts the container to resolve.
    if (variable.valueFrom || text(variable.value).includes("$(")) env.push({ ...variable, name });
    else values.set(name, text(variable.value));
  }
  for (const [name, value] of configured) {
    // The operator's own: which drives there are is known from the pools.
    if (name !== "MINIO_ARGS" && name !== "MINIO_VOLUMES") values.set(name, value);
  }
  fitParity(values, tenant, ctx);
  const usesLdap = [...values.keys(), ...env.map(({ name }) => text(name))]
    .some((name) => name === "MINIO_IDENTITY_LDAP_SERVER_ADDR");
  const stringData = Object.fromEntries([...values].toSorted(([a], [b]) => a < b ? -1 : 1));
  const secret: Manifest = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: owned(tenant, environmentName(tenant)),
    stringData,
  };
  const credentials = [
    ...Object.keys(stringData).filter((name) => CREDENTIALS.has(name)).map((name) => ({
      name,
      valueFrom: { secretKeyRef: { name: environmentName(tenant), key: name } },
    })),
    ...env.filter(({ name }) => CREDENTIALS.has(text(name))),
  ];
  return { secret, env, credentials, made, usesLdap };
}

/** What the operator sets where nobody else does. */
function* operatorsVariables(
  tenant: Tenant,
  ctx: ControllerContext,
): Iterable<[name: string, value: string]> {
  const { spec, name, namespace, scheme } = tenant;
  const features = mapping(spec.features);
  const domains = mapping(features.domains);
  const [server, ...others] = texts(domains.minio);
  const console = text(domains.console);
  yield [
    "MINIO_PROMETHEUS_JOB_ID",
    spec.prometheusOperator ? `${name}-${namespace}-minio-job` : "minio-job",
  ];
  yield ["MINIO_SERVER_URL", server ? withScheme(server, scheme) : endpointOf(tenant)];
  if (console !== "") yield ["MINIO_BROWSER_REDIRECT_URL", withScheme(console, scheme)];
  const hosts = [
    ...(features.bucketDNS === true && namespace !== "" ? [domainOf(tenant)] : []),
    ...(server ? [server, ...others] : []).map(hostIn),
  ];
  if (hosts.length > 0) yield ["MINIO_DOMAIN", hosts.join(",")];
  if (spec.kes) yield ["MINIO_KMS_SECRET_KEY", encryptionKey(tenant, ctx)];
}

function withScheme(address: string, scheme: string): string {
  return /^https?:/.test(address) ? address : `${scheme}://${address}`;
}

function hostIn(address: string): string {
  return address.replace(/^https?:\/\//, "").replace(/[/:].*$/s, "");
}

/** The server can keep a key itself, where KES would ask a key service for it. */
function encryptionKey(tenant: Tenant, ctx: ControllerContext): string {
  const keyName = text(mapping(tenant.spec.kes).keyName) || "my-minio-key";
  const key = ctx.generated.value(
    tenant.manifest,
    "encryption-key",
    () => crypto.getRandomValues(new Uint8Array(32)).toBase64(),
  );
  ctx.report(tenant.manifest, "spec.kes").warn(
    "own-encryption-key",
    `there is no KES here, so the server encrypts with a key of its own that was made up, called "${keyName}": objects that a live cluster encrypted can't be read. To have another key, set MINIO_KMS_SECRET_KEY: NAME:BASE64 in the Secret of spec.configuration`,
  );
  return `${keyName}:${key}`;
}
