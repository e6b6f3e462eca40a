/**
 * The administrator with whom a Keycloak server begins.
 *
 * @module
 */

import { type ConvertContext, type Secret, text } from "@dekube/engine/pacts";
import { decodeText } from "@dekube/engine/pacts/kubernetes";
import { fromSecret, type Variable } from "./options.ts";
import type { Spec } from "./spec.ts";

/** Up to this version the administrator's variables had no `KC_`. */
const LAST_OLD_VERSION = 25;

/**
 * Variables of the bootstrap administrator: from `spec.bootstrapAdmin`, else from the Secret
 * `<name>-initial-admin`, which is made where the manifests have none.
 */
export function adminVariables(spec: Spec, major: number, ctx: ConvertContext): Variable[] {
  const isOld = major <= LAST_OLD_VERSION;
  const own = spec.text("bootstrapAdmin.user.secret");
  const service = spec.text("bootstrapAdmin.service.secret");
  const user = own === "" ? initialAdmin(spec, isOld ? "admin" : "temp-admin", ctx) : own;
  const [username, password] = isOld
    ? ["KEYCLOAK_ADMIN", "KEYCLOAK_ADMIN_PASSWORD"]
    : ["KC_BOOTSTRAP_ADMIN_USERNAME", "KC_BOOTSTRAP_ADMIN_PASSWORD"];
  return [
    fromSecret(username, user, "username"),
    fromSecret(password, user, "password"),
    ...(service === "" ? [] : [
      fromSecret("KC_BOOTSTRAP_ADMIN_CLIENT_ID", service, "client-id"),
      fromSecret("KC_BOOTSTRAP_ADMIN_CLIENT_SECRET", service, "client-secret"),
    ]),
  ];
}

/** Name of the Secret. Its content is the last run's where there was one: the server keeps the first that it sees. */
function initialAdmin(spec: Spec, username: string, ctx: ConvertContext): string {
  const { namespace, name: owner } = spec.resource;
  const name = `${owner}-initial-admin`;
  // Among the manifests of a live cluster it is what the operator made.
  if (ctx.secrets.get(namespace, name)) return name;

  const own = ctx.names.folder({ kind: "Secret", namespace, name });
  const folder = `secrets/${own}`;
  // No object can be called so: by it what the last run made is told from a Secret of that name that it was given.
  const sign = `secrets/.keycloak/${own}`;
  const isOwn = ctx.previous.read(sign) !== undefined;
  const secret: Secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, ...(namespace ? { namespace } : {}) },
    type: "kubernetes.io/basic-auth",
    stringData: {
      username: (isOwn ? kept(`${folder}/username`, ctx) : undefined) ?? username,
      password: (isOwn ? kept(`${folder}/password`, ctx) : undefined) ?? randomPassword(),
    },
  };
  ctx.manifests.add(secret);
  for (const [key, value] of Object.entries(secret.stringData ?? {})) {
    ctx.files.write(`${folder}/${key}`, text(value));
  }
  ctx.files.write(sign, "What lies beside in the folder of this name was made up by dekube.\n");
  return name;
}

/** What the last run wrote; an emptied file is one that the user wants anew. */
function kept(path: string, ctx: ConvertContext): string | undefined {
  const bytes = ctx.previous.read(path);
  const value = bytes && decodeText(bytes);
  return value !== undefined && value !== "" && !value.includes("\0") ? value : undefined;
}

/** 128 random bits. */
function randomPassword(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}
