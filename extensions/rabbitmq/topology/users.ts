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

/** A user of a broker. */
export interface BrokerUser {
  /** The User. */
  manifest: Manifest;
  /** The name that it has in the broker. */
  name: Value;
  /** That name, where it is known by now. */
  known?: string;
  /** What the definitions say of it. */
  definition: Value;
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
  if (imported === "" && !found) {
    const value = (key: string) => ctx.generated.value(manifest, key, () => randomWord(32));
    known = value("username");
    secrets.push(secretBeside(manifest, own, { username: known, password: value("password") }));
  } else if (imported !== "" && found && !objects.get("Secret", namespace, own)) {
    // Earlier versions of the operator copy what they import, and clients refer to the copy.
    const { data, stringData } = found as Mapping;
    secrets.push(
      objectBeside(manifest, "Secret", own, {
        ...(data ? { data } : {}),
        ...(stringData ? { stringData } : {}),
      }),
    );
  }
  const isHashed = found !== undefined && hasSecretKey(found, "passwordHash");
  const key = (of: string) => variables.fromSecret(manifest, source, of);
  const name = key("username");
  const limits = mapping(spec.limits);
  return {
    manifest,
    name,
    ...(known === undefined ? {} : { known }),
    definition: {
      name,
      ...(isHashed
        ? {
          password_hash: key("passwordHash"),
          hashing_algorithm: "rabbit_password_hashing_sha512",
        }
        : { password: key("password") }),
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
  others: readonly { known?: string; name: Value }[],
  { report }: ControllerContext,
): Value | undefined {
  const spec = mapping(permission.spec);
  const reference = text(mapping(spec.userReference).name);
  const name = text(spec.user);
  const found = reference === ""
    ? [...users, ...others].find(({ known }) => known === name)
    : users.find(({ manifest }) =>
      manifest.metadata.name === reference && namespaceOf(manifest) === namespaceOf(permission)
    );
  if (found && (reference !== "" || name !== "")) return found.name;
  report(permission, reference === "" ? "spec.user" : "spec.userReference").warn(
    "missing-user",
    `there is no User "${
      reference || name
    }" of the broker, so nothing is permitted to it. Add the User to the manifests`,
  );
  return undefined;
}
