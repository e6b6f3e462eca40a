/**
 * Restrictions of who may come in.
 *
 * @module
 */

import { type IngressEntry, secretValue } from "@dekube/engine/pacts";
import {
  accessRestrictions,
  type Annotations,
  isNetwork,
  isUser,
} from "@dekube/engine/pacts/ingress";
import { secretKeys } from "@dekube/engine/pacts/kubernetes";
import { HAPROXY } from "./controller.ts";

/** Annotations that are kept as a whole by the fields below. */
const KEPT: readonly string[] = [
  ...["allow-list", "whitelist", "auth-type", "auth-secret", "auth-realm"],
].map((name) => HAPROXY.prefix + name);

/**
 * The restrictions that can be kept. Where something else asks for one of the same kind (a list of who is denied beside
 * one of who is allowed), it is not carried, or one would pass for both: the engine closes a route that lacks what its
 * annotations ask for.
 */
export function readGuards(
  annotations: Annotations,
): Pick<IngressEntry, "basicAuth" | "allowedSources"> {
  const unkept = new Set(
    accessRestrictions(annotations.manifest)
      .filter(({ annotation }) => !KEPT.includes(annotation))
      .map(({ guard }) => guard),
  );
  const basicAuth = unkept.has("basicAuth") ? undefined : readBasicAuth(annotations);
  const allowedSources = unkept.has("allowedSources") ? undefined : readSources(annotations);
  return {
    ...(basicAuth ? { basicAuth } : {}),
    ...(allowedSources ? { allowedSources } : {}),
  };
}

/** `undefined` where no network is named that can be understood: a file of patterns, for instance. */
function readSources(annotations: Annotations): string[] | undefined {
  const name = annotations.get("allow-list") === "" ? "whitelist" : "allow-list";
  const sources = annotations.list(name);
  const odd = sources.filter((source) => !isNetwork(source));
  annotations.invalidItems(name, odd, "is neither an IP address nor a network");
  const valid = sources.filter(isNetwork);
  return valid.length > 0 ? [...new Set(valid)] : undefined;
}

/** The Secret has a key for each user, which holds the hash. */
function readBasicAuth(annotations: Annotations): IngressEntry["basicAuth"] {
  const type = annotations.get("auth-type");
  if (type === "") return undefined;
  if (type !== "basic-auth") {
    annotations.unsupported("auth-type", `${JSON.stringify(type)} is not "basic-auth"`);
    return undefined;
  }
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
  const users = secretKeys(secret)
    .map((user): [string, string] => [user, (secretValue(secret, user) ?? "").trim()])
    .filter(([user, hash]) => isUser(user, hash));
  if (users.length === 0) {
    annotations.invalid(
      "auth-secret",
      `the Secret "${ref.name}" has no users: keys that are names, with hashes`,
    );
    return undefined;
  }
  const realm = annotations.get("auth-realm");
  return {
    ...(realm === "" ? {} : { realm }),
    users: Object.fromEntries(users),
    secret: { namespace: ref.namespace, name: ref.name },
  };
}
