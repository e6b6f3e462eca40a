/**
 * The administrator with whom a Keycloak server begins.
 *
 * @module
 */

import { type ConvertContext, type Secret, text } from "@dekube/engine/pacts";
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

  const value = (key: string, make?: () => string) =>
    ctx.generated.value({ kind: "Secret", namespace, name }, key, make);
  const secret: Secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, ...(namespace ? { namespace } : {}) },
    type: "kubernetes.io/basic-auth",
    stringData: { username: value("username", () => username), password: value("password") },
  };
  ctx.manifests.add(secret);
  // Where people look for it.
  const folder = `secrets/${ctx.names.folder({ kind: "Secret", namespace, name })}`;
  for (const [key, value] of Object.entries(secret.stringData ?? {})) {
    ctx.files.write(`${folder}/${key}`, text(value));
  }
  return name;
}
