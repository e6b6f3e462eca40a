/**
 * What is declared in each server: databases, users, grants.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  isOn,
  type Manifest,
  type Mapping,
  mapping,
  mayBeOn,
  namespaceOf,
  type ObjectIndex,
  text,
  texts,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { kindsOf } from "./kinds.ts";
import { type SecretKey, secretKeyOf, type Secrets } from "./secrets.ts";
import type { Server } from "./server.ts";
import type { ServerIndex } from "./server_index.ts";
import { isName, sqlPrivilege } from "./sql.ts";

/** A database of a server. */
export interface DeclaredDatabase {
  /** Its name. */
  name: string;
  /** The character set of its tables. */
  characterSet: string;
  /** How its texts are ordered. */
  collate: string;
}

/** By what a user shows who it is. */
export type Credential =
  | { by: "password" | "hash"; secret: SecretKey }
  | { by: "plugin"; plugin: SecretKey; argument?: SecretKey }
  | { by: "nothing" };

/** A user of a server. */
export interface DeclaredUser {
  /** Where its Secrets are. */
  namespace: string;
  /** Its name. */
  name: string;
  /** From where it may come. */
  host: string;
  /** How it logs in. */
  credential: Credential;
  /** What of TLS it has to show, as words of SQL and their texts. */
  require: readonly (readonly [words: string, text?: string])[];
  /** How many connections it may have; 0 is as many as it likes. */
  maxConnections: number;
}

/** Rights that a user has. */
export interface DeclaredGrant {
  /** The rights, as SQL. */
  privileges: readonly string[];
  /** The database, or `*`. */
  database: string;
  /** The table, or `*`. */
  table: string;
  /** The user's name. */
  user: string;
  /** From where it may come. */
  host: string;
  /** Whether it may grant them to others. */
  grantOption: boolean;
}

/** All that is declared in one server. */
export interface Declared {
  /** Databases. */
  databases: DeclaredDatabase[];
  /** Users. */
  users: DeclaredUser[];
  /** Their rights. */
  grants: DeclaredGrant[];
}

/** What resources are read with. */
export interface Reading {
  /** The servers by name. */
  index: ServerIndex;
  /** All objects. */
  objects: ObjectIndex;
  /** Passwords. */
  secrets: Secrets;
  /** What is made, by the resource that it is made of. */
  made: Map<Manifest, Manifest[]>;
  /** The conversion. */
  ctx: ControllerContext;
}

/** What the CRD says where a Database says nothing. */
const CHARACTERS = { characterSet: "utf8", collate: "utf8_general_ci" };

/** The initial user's connections, and the default of others. */
const INITIAL_CONNECTIONS = 20;
const CONNECTIONS = 10;

/** Where only the server's own container is. */
const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1"]);

/** Reads Databases, Users and Grants; those of no server that is here are said by the index. */
export function declaredIn(
  servers: readonly Server[],
  { index, objects, secrets, made, ctx }: Reading,
): Map<Server, Declared> {
  const declared = new Map(servers.map((server) => [server, initialOf(server, secrets, ctx)]));
  const find = (cr: Manifest) => {
    made.set(cr, []);
    const server = index.of(cr, ctx);
    return server && declared.get(server);
  };
  for (const cr of objects.of(...kindsOf("Database"))) {
    const found = find(cr);
    const spec = mapping(cr.spec);
    const name = text(spec.name) || cr.metadata.name;
    if (found && nameIsGood(cr, "spec.name", name, ctx)) {
      found.databases.push({
        name,
        characterSet: text(spec.characterSet) || CHARACTERS.characterSet,
        collate: text(spec.collate) || CHARACTERS.collate,
      });
    }
  }
  for (const cr of objects.of(...kindsOf("User"))) {
    const found = find(cr);
    const user = found && userOf(cr, secrets, ctx);
    if (!user) continue;
    found.users.push(user);
    if (user.credential.by !== "password") continue;
    made.set(
      cr,
      secrets.ensure(cr, user.namespace, user.credential.secret, {
        path: "spec.passwordSecretKeyRef",
        generates: false,
      }),
    );
  }
  for (const cr of objects.of(...kindsOf("Grant"))) {
    const found = find(cr);
    const grant = found && grantOf(cr, ctx);
    if (grant) found.grants.push(grant);
  }
  return declared;
}

/** The database and the user that a MariaDB names itself. */
function initialOf(server: Server, secrets: Secrets, ctx: ControllerContext): Declared {
  const { spec, namespace, cr } = server;
  const database = text(spec.database);
  const name = text(spec.username);
  const found: Declared = { databases: [], users: [], grants: [] };
  if (database === "" || !nameIsGood(cr, "spec.database", database, ctx)) return found;
  found.databases.push({ name: database, ...CHARACTERS });
  const credential = initialCredential(server);
  if (!credential || !nameIsGood(cr, "spec.username", name, ctx)) return found;
  if (!isThere(cr, namespace, credential, secrets, ctx)) return found;
  found.users.push({
    namespace,
    name,
    host: "%",
    credential,
    require: [],
    maxConnections: INITIAL_CONNECTIONS,
  });
  found.grants.push({
    privileges: ["ALL PRIVILEGES"],
    database,
    table: "*",
    user: name,
    host: "%",
    grantOption: false,
  });
  return found;
}

/** How the initial user logs in: by a password that is made up, where nothing says it. */
export function initialCredential({ spec, name }: Server): Credential | undefined {
  return text(spec.username) === "" ? undefined : credentialOf(spec) ??
    { by: "password", secret: { name: `${name}-password`, key: "password" } };
}

function credentialOf(spec: Mapping): Credential | undefined {
  const { pluginNameSecretKeyRef, pluginArgSecretKeyRef } = mapping(spec.passwordPlugin);
  const plugin = secretKeyOf(pluginNameSecretKeyRef);
  if (plugin) {
    const argument = secretKeyOf(pluginArgSecretKeyRef);
    return { by: "plugin", plugin, ...(argument ? { argument } : {}) };
  }
  const hash = secretKeyOf(spec.passwordHashSecretKeyRef);
  if (hash) return { by: "hash", secret: hash };
  const secret = secretKeyOf(spec.passwordSecretKeyRef);
  return secret && { by: "password", secret };
}

function userOf(
  cr: Manifest,
  secrets: Secrets,
  ctx: ControllerContext,
): DeclaredUser | undefined {
  const spec = mapping(cr.spec);
  const namespace = namespaceOf(cr);
  const name = text(spec.name) || cr.metadata.name;
  const host = text(spec.host) || "%";
  if (!nameIsGood(cr, "spec.name", name, ctx) || !nameIsGood(cr, "spec.host", host, ctx)) {
    return undefined;
  }
  if (host !== "%" && !LOOPBACK.has(host)) {
    ctx.report(cr, "spec.host").info(
      "other-addresses",
      `the user may come from "${host}" alone, and containers have addresses of Docker's network here. Set host to "%" if nobody else gets to the server, or name that network`,
    );
  }
  const credential = credentialOf(spec) ?? { by: "nothing" };
  if (!isThere(cr, namespace, credential, secrets, ctx)) return undefined;
  const require = requirementsOf(spec.require);
  if (!require) {
    ctx.report(cr, "spec.require").error(
      "bad-requirement",
      "it says no TLS requirement, or several that exclude each other, so the user is not made. Set one of ssl, x509, or issuer and subject",
    );
    return undefined;
  }
  return {
    namespace,
    name,
    host,
    credential,
    require,
    maxConnections: wholeNumber(spec.maxUserConnections) ?? CONNECTIONS,
  };
}

/** A hash or a plugin nobody can make up; a password is there in any case. */
function isThere(
  cr: Manifest,
  namespace: string,
  credential: Credential,
  secrets: Secrets,
  ctx: ControllerContext,
): boolean {
  const needed: (readonly [path: string, key: SecretKey])[] = credential.by === "hash"
    ? [["spec.passwordHashSecretKeyRef", credential.secret]]
    : credential.by === "plugin"
    ? [
      ["spec.passwordPlugin.pluginNameSecretKeyRef", credential.plugin],
      ...(credential.argument
        ? [["spec.passwordPlugin.pluginArgSecretKeyRef", credential.argument] as const]
        : []),
    ]
    : [];
  const missing = needed.find(([, key]) => !secrets.value(namespace, key));
  if (!missing) return true;
  const [path, { name, key }] = missing;
  ctx.report(cr, path).warn(
    "missing-credential",
    `the Secret "${name}" with the key "${key}" is missing or empty, so the user is not made. Add it to the manifests`,
  );
  return false;
}

/** What a user has to show; `undefined` where the operator would refuse it. */
function requirementsOf(value: unknown): DeclaredUser["require"] | undefined {
  if (value === undefined || value === null) return [];
  if (!isMapping(value)) return undefined;
  // One that can't be read is not to be passed over for another.
  if ([value.ssl, value.x509].some((way) => mayBeOn(way) && !isOn(way))) return undefined;
  const issuer = text(value.issuer);
  const subject = text(value.subject);
  const ways = [
    ...(isOn(value.ssl) ? [[["SSL"] as const]] : []),
    ...(isOn(value.x509) ? [[["X509"] as const]] : []),
    ...(issuer !== "" || subject !== ""
      ? [[
        ...(issuer === "" ? [] : [["ISSUER", issuer] as const]),
        ...(subject === "" ? [] : [["SUBJECT", subject] as const]),
      ]]
      : []),
  ];
  return ways.length === 1 ? ways[0] : undefined;
}

function grantOf(cr: Manifest, ctx: ControllerContext): DeclaredGrant | undefined {
  const spec = mapping(cr.spec);
  const privileges: string[] = [];
  for (const [index, privilege] of texts(spec.privileges).entries()) {
    const good = sqlPrivilege(privilege);
    if (good !== undefined) privileges.push(good);
    else {
      ctx.report(cr, `spec.privileges[${index}]`).warn(
        "bad-privilege",
        "it is no privilege of MariaDB's, so it is not granted. Write it like SELECT, or UPDATE (column)",
      );
    }
  }
  if (privileges.length === 0) {
    ctx.report(cr, "spec.privileges").warn(
      "no-privileges",
      "no privilege is left, so nothing is granted. Name one",
    );
    return undefined;
  }
  const grant = {
    privileges,
    // An empty name is none that a server has: only what is not said is all of them.
    database: text(spec.database ?? "*"),
    table: text(spec.table ?? "*"),
    user: text(spec.username),
    host: text(spec.host) || "%",
    grantOption: spec.grantOption === true,
  };
  const isGood = (["database", "table", "host"] as const).every((field) =>
    nameIsGood(cr, `spec.${field}`, grant[field], ctx)
  );
  return isGood && nameIsGood(cr, "spec.username", grant.user, ctx) ? grant : undefined;
}

function nameIsGood(
  cr: Manifest,
  path: string,
  name: string,
  { report }: ControllerContext,
): boolean {
  if (isName(name)) return true;
  report(cr, path).warn(
    "bad-name",
    "it is empty or has control characters, which no server takes, so it is left out. Rename it",
  );
  return false;
}
