/**
 * The users of a MongoDBCommunity, and the Secrets by which applications find it.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  objectBeside,
  type ObjectIndex,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { connectionString } from "../connection.ts";
import { grantedRoles } from "../grants.ts";
import type { Passwords } from "../passwords.ts";
import type { PlannedUser } from "../setup.ts";
import type { Community } from "./cluster.ts";

/** The users, and their Secrets. */
export interface CommunityUsers {
  /** Who they are. */
  users: PlannedUser[];
  /** Where they find the server. */
  secrets: Manifest[];
}

/** What of an address the resource says, not its options. */
const PROTECTED = new Set(["replicaSet", "ssl", "tls"]);

/** Users that certificates prove. */
const EXTERNAL = "$external";

/** The users of `spec.users`; none is called as the operator's own. */
export function communityUsers(
  community: Community,
  taken: string,
  passwords: Passwords,
  ctx: ControllerContext,
): CommunityUsers {
  const users: PlannedUser[] = [];
  const secrets = new Map<string, Manifest>();
  for (const [place, declared] of mappings(community.spec.users).entries()) {
    const name = text(declared.name);
    if (name === "") continue;
    const path = `spec.users[${place}]`;
    const database = text(declared.db) || "admin";
    const isExternal = database === EXTERNAL;
    if (name === taken && database === "admin") {
      ctx.report(community.cr, `${path}.name`).error(
        "taken-name",
        `the operator's own user is called "${taken}", so this one is not made. Call it something else`,
      );
      continue;
    }
    const reference = mapping(declared.passwordSecretRef);
    if (!isExternal && text(reference.name) === "") {
      ctx.report(community.cr, `${path}.passwordSecretRef`).error(
        "missing-key",
        "the user has no Secret with a password, so the user is not made. Name one",
      );
      continue;
    }
    const password = isExternal ? undefined : passwords.of(
      text(reference.name),
      text(reference.key) || "password",
      `${path}.passwordSecretRef`,
    );
    if (!isExternal && !password) continue;
    users.push({
      name,
      database,
      ...(password ? { password: password.file } : {}),
      roles: grantedRoles(declared.roles, database),
    });
    const secret = connectionSecret(community, declared, {
      name,
      database,
      password: password?.value,
    });
    const { metadata } = secret;
    const id = `${namespaceOf(secret)}/${metadata.name}`;
    if (secrets.has(id)) {
      ctx.report(community.cr, path).error(
        "taken-name",
        `another user's Secret is called "${metadata.name}" already, so there is none with this one's address. Set connectionStringSecretName`,
      );
    } else if (isOthers(secret, community, passwords.objects)) {
      ctx.report(community.cr, path).error(
        "taken-secret",
        `there is a Secret "${metadata.name}" in "${
          namespaceOf(secret)
        }" already, which is not the operator's, so it stays as it is, and there is none with the user's address. Set another connectionStringSecretName`,
      );
    } else secrets.set(id, secret);
  }
  return { users, secrets: [...secrets.values()] };
}

/** Whether a Secret's name is that of one of the manifests that was not made of this resource before. */
function isOthers(secret: Manifest, { cr, name }: Community, objects: ObjectIndex): boolean {
  const namespace = namespaceOf(secret);
  const found = objects.get("Secret", namespace, secret.metadata.name);
  if (!found) return false;
  return namespace !== namespaceOf(cr) ||
    !mappings(found.metadata.ownerReferences)
      .some((owner) => text(owner.kind) === cr.kind && text(owner.name) === name);
}

function connectionSecret(
  community: Community,
  declared: Mapping,
  user: { name: string; database: string; password: string | undefined },
): Manifest {
  const { cr, name, set, host, tls, spec } = community;
  const own = mapping(declared.additionalConnectionStringConfig);
  const general = mapping(spec.additionalConnectionStringConfig);
  const options = [
    ["replicaSet", set],
    ["ssl", String(tls !== undefined)],
    ...Object.entries({ ...general, ...own })
      .filter(([option]) => !PROTECTED.has(option))
      .map(([option, value]) => [option, text(value)]),
  ] as [string, string][];
  const address = user.password === undefined
    ? `mongodb://${host}/${user.database}?${options.map((pair) => pair.join("=")).join("&")}`
    : connectionString(host, { ...user, password: user.password }, options);
  const secret = objectBeside(
    cr,
    "Secret",
    text(declared.connectionStringSecretName) ||
      objectName(`${name}-${user.database}-${user.name}`),
    {
      type: "Opaque",
      stringData: {
        "connectionString.standard": address,
        // Docker's DNS has no SRV records, so it is the same.
        "connectionString.standardSrv": address,
        username: user.name,
        password: user.password ?? "",
      },
    },
    { annotations: textMap(declared.connectionStringSecretAnnotations) },
  );
  const namespace = text(declared.connectionStringSecretNamespace);
  return namespace === "" ? secret : { ...secret, metadata: { ...secret.metadata, namespace } };
}

/** A name as Kubernetes takes it, as the operator makes one of it. */
export function objectName(name: string): string {
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name) && !/\.[.-]|-\./.test(name)) return name;
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 253);
}
