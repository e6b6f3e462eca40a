/**
 * The users of a broker, and their Secrets.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  objectBeside,
  type ObjectIndex,
  picked,
  randomWord,
  type Secret,
  secretValue,
  text,
  texts,
} from "@dekube/engine/pacts";
import { hasSecretKey } from "@dekube/engine/pacts/kubernetes";
import type { Value } from "../template.ts";
import type { Variables } from "./variables.ts";

/** A user of a broker, as permissions know it. */
export interface NamedUser {
  /** The name that it has in the broker. */
  name: Value;
  /** That name, where it is known by now. */
  known?: string;
  /** What the definitions say of it. */
  definition: Value;
}

/** A user of a broker that a User is. */
export interface BrokerUser extends NamedUser {
  /** The User. */
  manifest: Manifest;
  /** Secrets that are made for it. */
  secrets: Manifest[];
}

/** A User, with the Secret that its clients have their password from. */
export function userOf(
  manifest: Manifest,
  objects: ObjectIndex,
  variables: Variables,
  ctx: ControllerContext,
): BrokerUser {
  const spec = mapping(manifest.spec);
  const namespace = namespaceOf(manifest);
  const own = `${manifest.metadata.name}-user-credentials`;
  const imported = text(mapping(spec.importCredentialsSecret).name);
  const source = imported || own;
  const found = objects.get("Secret", namespace, source) as Secret | undefined;
  const secrets: Manifest[] = [];
  let known = found && secretValue(found, "username");
  const value = (key: string) => ctx.generated.value(manifest, key, () => randomWord(32));
  // Where the password is: earlier versions of the operator copy what they import, and clients refer to the copy.
  let passwords = source;
  if (imported === "" && !found) {
    known = value("username");
    secrets.push(secretBeside(manifest, own, { username: known, password: value("password") }));
  } else if (imported !== "" && found && !objects.get("Secret", namespace, own)) {
    const { data, stringData } = found as Mapping;
    const isComplete = ["password", "passwordHash"].some((key) => hasSecretKey(found, key));
    if (!isComplete) passwords = own;
    secrets.push(objectBeside(manifest, "Secret", own, {
      ...(data ? { data } : {}),
      stringData: {
        ...mapping(stringData),
        ...(isComplete ? {} : { password: value("password") }),
      },
    }));
  }
  const hash = found && hasSecretKey(found, "passwordHash")
    ? secretValue(found, "passwordHash")
    : undefined;
  const name = variables.fromSecret(manifest, source, "username");
  const limits = mapping(spec.limits);
  return {
    manifest,
    name,
    ...(known === undefined ? {} : { known }),
    definition: {
      name,
      ...(hash === undefined
        ? { password: variables.fromSecret(manifest, passwords, "password") }
        : {
          // An empty one is of a user who logs in without a password.
          password_hash: hash === "" ? "" : variables.fromSecret(manifest, source, "passwordHash"),
          hashing_algorithm: "rabbit_password_hashing_sha512",
        }),
      tags: texts(spec.tags).join(","),
      ...(Object.keys(picked(limits, "connections channels")).length > 0
        ? { limits: limitsOf(limits) }
        : {}),
    },
    secrets,
  };
}

function limitsOf(limits: Mapping): Value {
  const { connections, channels } = limits as Record<string, Value | undefined>;
  return {
    ...(connections === undefined || connections === null
      ? {}
      : { "max-connections": connections }),
    ...(channels === undefined || channels === null ? {} : { "max-channels": channels }),
  };
}

function secretBeside(
  manifest: Manifest,
  name: string,
  stringData: Record<string, string>,
): Manifest {
  return objectBeside(manifest, "Secret", name, { type: "Opaque", stringData });
}

/** The user that a permission names: by a User, or by its name in the broker. */
export function permittedUser(
  permission: Manifest,
  users: readonly BrokerUser[],
  others: readonly NamedUser[],
  { report }: ControllerContext,
): NamedUser | undefined {
  const spec = mapping(permission.spec);
  const reference = text(mapping(spec.userReference).name);
  const name = text(spec.user);
  const found = reference === ""
    ? [...users, ...others].find(({ known }) => known === name)
    : users.find(({ manifest }) =>
      manifest.metadata.name === reference && namespaceOf(manifest) === namespaceOf(permission)
    );
  if (found && (reference !== "" || name !== "")) return found;
  report(permission, reference === "" ? "spec.user" : "spec.userReference").warn(
    "missing-user",
    `there is no User "${
      reference || name
    }" of the broker, so nothing is permitted to it. Add the User to the manifests`,
  );
  return undefined;
}
