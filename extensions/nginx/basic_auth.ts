/**
 * `auth-type: basic`.
 *
 * @module
 */

import { type IngressEntry, type Secret, secretValue } from "@dekube/engine/pacts";
import { type Annotations, isUser, readHtpasswd } from "@dekube/engine/pacts/ingress";
import { secretKeys } from "@dekube/engine/pacts/kubernetes";

/**
 * Who may come in by a password; `undefined` where that is not asked for, or can't be found out:
 * then the engine closes the routes.
 */
export function readBasicAuth(annotations: Annotations): IngressEntry["basicAuth"] {
  const type = annotations.get("auth-type");
  if (type === "") return undefined;
  if (type !== "basic") {
    annotations.unsupported("auth-type", `${JSON.stringify(type)} can't be kept; only "basic" can`);
    return undefined;
  }
  const found = readUsers(annotations);
  if (!found) return undefined;
  const realm = readRealm(annotations);
  return { ...(realm === undefined ? {} : { realm }), ...found };
}

function readUsers(
  annotations: Annotations,
): Pick<NonNullable<IngressEntry["basicAuth"]>, "users" | "secret"> | undefined {
  const ref = annotations.ref("auth-secret");
  if (!ref) {
    if (annotations.get("auth-secret") === "") {
      annotations.invalid("auth-type", 'there is no "auth-secret" that names the users');
    }
    return undefined;
  }
  const secret = annotations.ctx.secrets.get(ref.namespace, ref.name);
  if (!secret) {
    annotations.invalid(
      "auth-secret",
      `there is no Secret "${ref.name}" in the namespace "${ref.namespace}" (add it to the manifests)`,
    );
    return undefined;
  }
  const type = annotations.get("auth-secret-type") || "auth-file";
  if (type !== "auth-file" && type !== "auth-map") {
    annotations.invalid(
      "auth-secret-type",
      `${JSON.stringify(type)} is neither "auth-file" nor "auth-map"`,
    );
    return undefined;
  }
  const users = type === "auth-file" ? usersOfFile(secret) : usersOfMap(secret);
  if (Object.keys(users).length > 0) return { users, secret: ref };
  annotations.invalid(
    "auth-secret",
    type === "auth-file"
      ? `the Secret "${ref.name}" has no users under "auth": lines of the form user:hash`
      : `the Secret "${ref.name}" has no users: keys that are names, with hashes`,
  );
  return undefined;
}

function usersOfFile(secret: Secret): Record<string, string> {
  return readHtpasswd(secretValue(secret, "auth") ?? "");
}

function usersOfMap(secret: Secret): Record<string, string> {
  const users = secretKeys(secret).map((user) => [user, (secretValue(secret, user) ?? "").trim()]);
  return Object.fromEntries(users.filter(([user, hash]) => isUser(user, hash)));
}

function readRealm(annotations: Annotations): string | undefined {
  const realm = annotations.get("auth-realm");
  if (realm === "" || /^[^\p{Cc}$"\\]+$/u.test(realm)) return realm || undefined;
  annotations.invalid("auth-realm", `${JSON.stringify(realm)} is not plain text on one line`);
  return undefined;
}
