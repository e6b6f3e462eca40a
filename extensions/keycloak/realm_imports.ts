/**
 * KeycloakRealmImports, with the clients of their realms, as files that a server reads when it starts.
 *
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  type Manifest,
  type Mount,
  mount,
  namespaceOf,
  secretValue,
} from "@dekube/engine/pacts";
import type { Env } from "@dekube/engine/pacts/kubernetes";
import { withClients } from "./client.ts";
import { KEYCLOAK, OIDC_CLIENT, REALM_IMPORT, SAML_CLIENT } from "./kinds.ts";
import { type Placeholders, type Realm, realmOf, UnwritableRealm } from "./realm.ts";
import { Spec } from "./spec.ts";

/** Where a server looks for realms. */
const IMPORT_FOLDER = "/opt/keycloak/data/import";

/** What a server imports. */
export interface Imports {
  /** KeycloakRealmImports. */
  realms: readonly Manifest[];
  /** Clients that are made in one of their realms. */
  clients: readonly Manifest[];
}

/** Imports and clients by the Keycloak that they are for. One that is for none gets a diagnostic. */
export function importsByKeycloak(ctx: ConvertContext): (keycloak: Manifest) => Imports {
  const realms = byKeycloak(ctx.manifests.of(REALM_IMPORT), "import", ctx);
  const clients = byKeycloak(
    [OIDC_CLIENT, SAML_CLIENT].flatMap((kind) => ctx.manifests.of(kind)),
    "client",
    ctx,
  );
  return (keycloak) => ({
    realms: realms.get(keycloak) ?? [],
    clients: clients.get(keycloak) ?? [],
  });
}

function byKeycloak(
  manifests: readonly Manifest[],
  what: string,
  ctx: ConvertContext,
): Map<Manifest, Manifest[]> {
  const result = new Map<Manifest, Manifest[]>();
  for (const manifest of manifests) {
    const spec = new Spec(manifest, ctx);
    const name = spec.text("keycloakCRName");
    const keycloak = name === ""
      ? undefined
      : ctx.manifests.get(KEYCLOAK, namespaceOf(manifest), name);
    if (!keycloak) {
      spec.warn(
        "missing-keycloak",
        name === ""
          ? `the ${what} names no Keycloak, so it is left out. Set spec.keycloakCRName`
          : `there is no Keycloak "${name}" in the namespace of the ${what}, so it is left out. Add it to the manifests`,
        "keycloakCRName",
      );
      continue;
    }
    const found = result.get(keycloak);
    if (found) found.push(manifest);
    else result.set(keycloak, [manifest]);
  }
  return result;
}

/** Writes the files of a server's imports and returns their mounts. `env` is the server's own environment. */
export function realmMounts(
  { realms, clients }: Imports,
  env: Env,
  ctx: ConvertContext,
): Mount[] {
  const mounts = new Map<string, Mount>();
  const byRealm = Map.groupBy(clients, (client) => new Spec(client, ctx).text("realm"));
  for (const manifest of realms) {
    const spec = new Spec(manifest, ctx);
    const name = spec.text("realm.realm");
    const realm = readRealm(spec, byRealm.get(name) ?? [], env, ctx);
    if (!realm) continue;
    const target = `${IMPORT_FOLDER}/${realm.name}-realm.json`;
    if (mounts.has(target)) {
      spec.warn(
        "realm-twice",
        `another import brings the realm "${realm.name}" to the same Keycloak, so this one is left out`,
        "realm.realm",
      );
      continue;
    }
    byRealm.delete(name);
    mounts.set(target, mount(`./${write(realm, manifest, ctx)}`, target, { readOnly: true }));
  }
  for (const [realm, left] of byRealm) {
    for (const client of left) {
      new Spec(client, ctx).warn(
        "missing-realm",
        `no KeycloakRealmImport brings the realm "${realm}" to its Keycloak, so the client is not made. Add one to the manifests, or make the client by hand`,
        "realm",
      );
    }
  }
  return [...mounts.values()];
}

/** The operator keeps the realm in a Secret of this name. */
function write(realm: Realm, manifest: Manifest, ctx: ConvertContext): string {
  const [parent, kind] = realm.isSecret ? ["secrets", "Secret"] : ["configmaps", "ConfigMap"];
  const name = `keycloak-${manifest.metadata.name}-realm`;
  const namespace = namespaceOf(manifest);
  const folder = ctx.names.folder({ kind, namespace, name });
  const path = `${parent}/${folder}/${realm.name}-realm.json`;
  ctx.files.write(path, realm.json, { rewrite: { addressesIn: namespace, json: true } });
  return path;
}

function readRealm(
  spec: Spec,
  clients: readonly Manifest[],
  env: Env,
  ctx: ConvertContext,
): Realm | undefined {
  const representation = spec.group("realm");
  if (Object.keys(representation).length === 0) {
    spec.warn("no-realm", "the import brings no realm. Set spec.realm", "realm");
    return undefined;
  }
  const realm = convertRealm(withClients(representation, clients, ctx), spec, ctx);
  if (!realm) return undefined;
  if (realm.name === "master") {
    spec.info(
      "master-realm",
      "the realm master is left alone: Keycloak makes it itself, and imports none over it",
      "realm.realm",
    );
    return undefined;
  }
  if (!isFileName(realm.name)) {
    spec.warn(
      "unsafe-name",
      `"${realm.name}" can't be the name of a realm's file, so the import is left out. Use letters, digits, ".", "_" and "-"`,
      "realm.realm",
    );
    return undefined;
  }
  // The server fills what its own environment has.
  for (const name of realm.unresolved.filter((name) => !Object.hasOwn(env, name))) {
    spec.warn(
      "unresolved-placeholder",
      `the realm says \${${name}}, for which there is no value; it stays as it is. Add the Secret and its key to the manifests, and name them in spec.placeholders.${name}`,
      `placeholders.${name}`,
    );
  }
  return realm;
}

function convertRealm(
  representation: Record<string, unknown>,
  spec: Spec,
  ctx: ConvertContext,
): Realm | undefined {
  try {
    return realmOf(representation, placeholders(spec, ctx));
  } catch (error) {
    if (!(error instanceof UnwritableRealm)) throw error;
    spec.warn("realm-too-large", "the realm is too large or too deep, so it is left out", "realm");
    return undefined;
  }
}

/** Values of `spec.placeholders` (`{secret: {name, key}}`). */
function placeholders(spec: Spec, ctx: ConvertContext): Placeholders {
  return new Map(
    Object.entries(spec.group("placeholders")).map(([name, placeholder]) => {
      const source = isMapping(placeholder) ? ["secret"] : [];
      const ref = spec.secretKey(["placeholders", name, ...source]);
      const secret = ref && ctx.secrets.get(spec.resource.namespace, ref.name);
      return [name, secret && secretValue(secret, ref.key)];
    }),
  );
}

/** Letters of any script: a realm is called what its people call it. */
function isFileName(name: string): boolean {
  return name.length <= 100 && !name.includes("..") &&
    /^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u.test(name);
}
