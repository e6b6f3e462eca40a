/**
 * The users of a PerconaServerMongoDB: the operator's own, and those that the resource declares.
 *
 * @see https://docs.percona.com/percona-operator-for-mongodb/users.html
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  objectBeside,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import { addressPart, connectionString } from "../connection.ts";
import { grantedRoles } from "../grants.ts";
import type { Passwords } from "../passwords.ts";
import type { GrantedRole, PlannedRole, PlannedUser } from "../setup.ts";
import { allSets, clusterLabels, type Percona } from "./cluster.ts";

/** The operator's own users. */
export interface SystemUsers {
  /** Who makes the others. */
  userAdmin: PlannedUser;
  /** Who looks after the replica sets and shards. */
  clusterAdmin: PlannedUser;
  /** All but the first. */
  others: PlannedUser[];
  /** What the users may be called by nobody else. */
  names: ReadonlySet<string>;
  /** Secrets beside that of the users. */
  secrets: Manifest[];
}

const admin = (...roles: string[]): GrantedRole[] => roles.map((role) => ({ role, db: "admin" }));
const DIRECT = admin("directShardOperations");

/** The keys of their names and passwords begin with that. */
const SYSTEM: readonly {
  key: string;
  name: string;
  roles: readonly GrantedRole[];
  newerRoles?: readonly GrantedRole[];
}[] = [
  { key: "USER_ADMIN", name: "userAdmin", roles: admin("userAdminAnyDatabase") },
  {
    key: "CLUSTER_ADMIN",
    name: "clusterAdmin",
    roles: admin("clusterAdmin"),
    newerRoles: DIRECT,
  },
  {
    key: "CLUSTER_MONITOR",
    name: "clusterMonitor",
    roles: [...admin("explainRole", "clusterMonitor"), { role: "read", db: "local" }],
    newerRoles: DIRECT,
  },
  {
    key: "BACKUP",
    name: "backup",
    roles: admin("readWrite", "clusterMonitor", "restore", "pbmAnyAction", "backup"),
  },
  {
    key: "DATABASE_ADMIN",
    name: "databaseAdmin",
    roles: admin(
      "readWriteAnyDatabase",
      "readAnyDatabase",
      "restore",
      "backup",
      "dbAdminAnyDatabase",
      "clusterMonitor",
    ),
  },
];

/** Roles that the operator makes for its users. */
export const SYSTEM_ROLES: readonly PlannedRole[] = [
  {
    name: "explainRole",
    database: "admin",
    privileges: [
      {
        resource: { db: "", collection: "" },
        actions: ["listIndexes", "listCollections", "dbStats", "dbHash", "collStats", "find"],
      },
      {
        resource: { db: "", collection: "system.profile" },
        actions: ["indexStats", "dbStats", "collStats"],
      },
      { resource: { db: "admin", collection: "system.version" }, actions: ["find"] },
    ],
    roles: [],
  },
  {
    name: "pbmAnyAction",
    database: "admin",
    privileges: [{ resource: { anyResource: true }, actions: ["anyAction"] }],
    roles: [],
  },
];

/** The users of `spec.secrets.users`; what its Secret lacks is made up. */
export function systemUsers(cluster: Percona, tlsMode: string, passwords: Passwords): SystemUsers {
  const { cr, name, secrets: { users: secretName } } = cluster;
  const found = passwords.secret(secretName);
  const all = SYSTEM.map(({ key, name: usual, roles, newerRoles }) => {
    const userKey = `MONGODB_${key}_USER`;
    const passwordKey = `MONGODB_${key}_PASSWORD`;
    const own = found && secretValue(found, userKey);
    if (!own) passwords.put(secretName, userKey, usual);
    const { value, file } = passwords.of(secretName, passwordKey)!;
    const user: PlannedUser = {
      name: own || usual,
      database: "admin",
      password: file,
      roles,
      ...(newerRoles ? { newerRoles } : {}),
    };
    return { user, value, userKey, passwordKey };
  });
  const [userAdmin, clusterAdmin] = all.map(({ user }) => user);
  const plain = new Map(
    Object.keys({ ...found?.data, ...found?.stringData }).map((key) =>
      [key, (found && secretValue(found, key)) ?? ""] satisfies [string, string]
    ),
  );
  for (const { user, value, userKey, passwordKey } of all) {
    plain.set(userKey, user.name).set(passwordKey, value);
  }
  const labels = clusterLabels(cluster);
  const { user, value } = all[4];
  return {
    userAdmin,
    clusterAdmin,
    others: all.slice(1).map(({ user }) => user),
    names: new Set(all.map(({ user }) => user.name)),
    secrets: [
      objectBeside(cr, "Secret", `internal-${name}-users`, {
        type: "Opaque",
        stringData: Object.fromEntries(
          [...plain].flatMap(([key, text]) => [[key, text], [`${key}_ESCAPED`, addressPart(text)]]),
        ),
      }, { labels }),
      objectBeside(cr, "Secret", `${name}-databaseadmin-conn-str`.toLowerCase(), {
        type: "Opaque",
        stringData: addresses(cluster, tlsMode, "databaseAdmin", {
          name: user.name,
          password: value,
          source: "admin",
        }, true),
      }, { labels }),
    ],
  };
}

/** The users of `spec.users`, with the Secrets by which applications find the cluster. */
export function declaredUsers(
  cluster: Percona,
  tlsMode: string,
  taken: ReadonlySet<string>,
  passwords: Passwords,
  ctx: ControllerContext,
): { users: PlannedUser[]; secrets: Manifest[] } {
  const { cr, spec, name: clusterName, sharding } = cluster;
  const users: PlannedUser[] = [];
  const known = new Set(taken);
  const strings = new Map<string, Record<string, string>>();
  for (const [place, declared] of mappings(spec.users).entries()) {
    const name = text(declared.name);
    const path = `spec.users[${place}]`;
    if (name === "") continue;
    if (known.has(name)) {
      ctx.report(cr, `${path}.name`).error(
        "taken-name",
        `another user is called "${name}" already, so this one is not made. Call it something else`,
      );
      continue;
    }
    known.add(name);
    const database = text(declared.db) || "admin";
    const roles = grantedRoles(declared.roles, database);
    if (roles.length === 0) {
      ctx.report(cr, `${path}.roles`).error(
        "no-role",
        "the user has no role, so the operator makes none, and neither is there one here. Give it one",
      );
      continue;
    }
    if (database === "$external") {
      users.push({ name, database, roles });
      continue;
    }
    const password = passwordOf(declared, name, path);
    if (!password) continue;
    users.push({ name, database, password: password.file, roles });
    const own = strings.get(password.secret) ?? {};
    strings.set(
      password.secret,
      Object.assign(
        own,
        addresses(
          cluster,
          tlsMode,
          name,
          { name, password: password.value, source: database },
          !sharding,
        ),
      ),
    );
  }
  return {
    users,
    secrets: [...strings].map(([secret, stringData]) =>
      objectBeside(cr, "Secret", `${secret}-conn-str`, { type: "Opaque", stringData }, {
        labels: clusterLabels(cluster),
      })
    ),
  };

  function passwordOf(declared: Mapping, name: string, path: string) {
    const reference = mapping(declared.passwordSecretRef);
    const isNamed = text(reference.name) !== "";
    const secret = isNamed ? text(reference.name) : `${clusterName}-custom-user-secret`;
    const key = isNamed ? text(reference.key) || "password" : name;
    if (!/^[-._A-Za-z0-9]+$/.test(key)) {
      ctx.report(cr, isNamed ? `${path}.passwordSecretRef.key` : `${path}.name`).error(
        "bad-name",
        "no Secret has such a key, so the user is not made. Name a Secret and a key in passwordSecretRef",
      );
      return undefined;
    }
    const password = passwords.of(
      secret,
      key,
      isNamed ? `${path}.passwordSecretRef` : undefined,
    );
    return password && { ...password, secret };
  }
}

/** Addresses of the cluster for a user, by the keys that the operator gives them. */
function addresses(
  cluster: Percona,
  tlsMode: string,
  prefix: string,
  { name, password, source }: { name: string; password: string; source: string },
  includesSets: boolean,
): Record<string, string> {
  const { name: clusterName, domain, sharding } = cluster;
  const own = prefix.replace(/[^a-zA-Z0-9._-]/g, "_");
  const tls: [string, string][] = tlsMode === "disabled" ? [] : [["tls", "true"]];
  const authSource: [string, string] = ["authSource", addressPart(source)];
  const strings: Record<string, string> = {};
  for (const { name: set, set: replicaSet, host } of includesSets ? allSets(cluster) : []) {
    const address = connectionString(host, { name, password }, [
      authSource,
      ["replicaSet", replicaSet],
      ...tls,
    ]);
    strings[`${own}_${set}_connectionString`] = address;
    // Docker's DNS has no SRV records, so it is the same.
    strings[`${own}_${set}_connectionStringSrv`] = address;
  }
  if (sharding) {
    const pod = mapping(sharding.mongos.spec.expose).servicePerPod === true ? "-0" : "";
    const host = `${clusterName}-mongos${pod}${domain}:${sharding.mongos.port}`;
    strings[`${own}_mongos_connectionString`] = connectionString(host, { name, password }, [
      authSource,
      ...tls,
    ]);
  }
  return strings;
}
