/**
 * `spec.preparedDatabases`: databases with roles that own, read and write them, and schemas that have such roles, too.
 *
 * @see https://postgres-operator.readthedocs.io/en/latest/user/#prepared-databases-with-roles-and-default-privileges
 * @module
 */

import {
  type ControllerContext,
  entries,
  isMapping,
  type Mapping,
  mapping,
  word,
} from "@dekube/engine/pacts";
import { hasExtension, isStorable, sqlName } from "@dekube/engine/pacts/postgres";
import { type Cluster, isNamespace } from "./cluster.ts";
import type { Role } from "./role.ts";

/** A database that is prepared. */
export interface PreparedDatabase {
  /** Its name. */
  name: string;
  /** Whether it has users that log in. */
  hasUsers: boolean;
  /** Its schemas. */
  schemas: readonly PreparedSchema[];
  /** Its extensions, with the schema of each. */
  extensions: readonly (readonly [name: string, schema: string])[];
  /** Namespace of its Secrets; empty where it is the cluster's. */
  secretNamespace: string;
}

/** A schema of such a database. */
export interface PreparedSchema {
  /** Its name. */
  name: string;
  /** Whether it has roles of its own. */
  hasRoles: boolean;
  /** Whether it has users that log in. */
  hasUsers: boolean;
}

/** The operator's rule for names of databases and schemas. */
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const FIELDS: ReadonlySet<string> = new Set([
  "defaultUsers",
  "extensions",
  "schemas",
  "secretNamespace",
]);

/** Whether the operator takes a name for a database, or a schema. */
export function isDatabaseName(name: string): boolean {
  return NAME.test(name);
}

/** Reads them. An empty mapping is one database that is called as the cluster is. */
export function preparedDatabases(
  { manifest, spec, name }: Pick<Cluster, "manifest" | "spec" | "name">,
  ctx: ControllerContext,
): PreparedDatabase[] {
  if (!isMapping(spec.preparedDatabases)) return [];
  const given = Object.entries(spec.preparedDatabases);
  const databases = given.length > 0 ? given : [[name.replaceAll("-", "_"), {}] as const];
  return databases.flatMap(([name, value]) => {
    const path = `spec.preparedDatabases[${JSON.stringify(name)}]`;
    if (!isUsable(name, path, "database", ctx) || /^(postgres|template[01])$/.test(name)) return [];
    const fields = mapping(value);
    for (const field of Object.keys(fields).filter((field) => !FIELDS.has(field))) {
      ctx.report(manifest, `${path}[${JSON.stringify(field)}]`).warn(
        "unsupported-field",
        `the operator knows no "${field}" of a prepared database, so it has no effect. Its fields are ${
          [...FIELDS].join(", ")
        }`,
      );
    }
    const secretNamespace = word(fields.secretNamespace);
    const isPlace = secretNamespace === "" || isNamespace(secretNamespace);
    if (!isPlace) {
      ctx.report(manifest, `${path}.secretNamespace`).warn(
        "bad-secret-name",
        `"${secretNamespace}" is no name of a namespace, so the Secrets are in the cluster's own. Correct it`,
      );
    }
    return [{
      name,
      hasUsers: fields.defaultUsers === true,
      schemas: schemasOf(fields, path),
      extensions: entries(mapping(fields.extensions)).map(([extension, schema]) =>
        [extension, word(schema)] as const
      ).filter(([extension, schema]) => isStorable(extension + schema)),
      secretNamespace: isPlace ? secretNamespace : "",
    }];
  });

  function schemasOf(fields: Mapping, path: string): PreparedSchema[] {
    // A template that was empty leaves a schema without anything.
    const schemas = isMapping(fields.schemas) ? Object.entries(fields.schemas) : [];
    if (schemas.length === 0) return [{ name: "data", hasRoles: true, hasUsers: false }];
    return schemas.flatMap(([name, value]) => {
      if (!isUsable(name, `${path}.schemas`, "schema", ctx)) return [];
      const { defaultRoles, defaultUsers } = mapping(value);
      const hasRoles = defaultRoles !== false;
      return [{ name, hasRoles, hasUsers: hasRoles && defaultUsers === true }];
    });
  }

  function isUsable(name: string, path: string, what: string, ctx: ControllerContext): boolean {
    if (isDatabaseName(name)) return true;
    ctx.report(manifest, path).warn(
      "bad-database",
      `"${name}" is no name that the operator takes for a ${what} (letters, digits and "_"), so it is left out. Rename it`,
    );
    return false;
  }
}

/** The roles of a prepared database, those before others that these are members of. */
export function preparedRoles(database: PreparedDatabase, cluster: Cluster): Role[] {
  const { name, schemas, hasUsers } = database;
  const namespaces = secretNamespaces(database, cluster);
  const owner = `${name}_owner`;
  const paths = ["$user", ...schemas.map(({ name }) => name)];
  return [
    ...group(name, "admin", paths),
    ...(hasUsers ? users(name, "admin", paths) : []),
    ...schemas.filter(({ hasRoles }) => hasRoles).flatMap((schema) => {
      const prefix = `${name}_${schema.name}`;
      const path = ["$user", schema.name];
      return [
        ...group(prefix, owner, path),
        ...(schema.hasUsers ? users(prefix, owner, path) : []),
      ];
    }),
  ];

  function group(prefix: string, admin: string, searchPath: readonly string[]): Role[] {
    const own = `${prefix}_owner`;
    const role = (name: string, admin: string, ...memberOf: string[]): Role => ({
      name,
      attributes: ["INHERIT"],
      memberOf,
      admin,
      searchPath,
      namespaces: [],
    });
    return [
      role(own, admin),
      role(`${prefix}_reader`, own),
      role(`${prefix}_writer`, own, `${prefix}_reader`),
    ];
  }

  function users(prefix: string, admin: string, searchPath: readonly string[]): Role[] {
    return ["owner", "reader", "writer"].map((kind) => ({
      name: `${prefix}_${kind}_user`,
      attributes: ["LOGIN", "INHERIT"],
      memberOf: [`${prefix}_${kind}`],
      admin: kind === "owner" ? admin : `${prefix}_owner`,
      searchPath,
      namespaces,
    }));
  }
}

/** As with users, where nobody knows what the operator is told, a Secret is in both namespaces. */
function secretNamespaces(
  { secretNamespace }: PreparedDatabase,
  { options, namespace }: Cluster,
): string[] {
  if (secretNamespace === "") return [namespace];
  const isSaid = options.raw("enable_cross_namespace_secret") !== undefined;
  if (!isSaid && !options.isKnown) return [...new Set([namespace, secretNamespace])];
  return [
    options.flag("enable_cross_namespace_secret", false) ? secretNamespace : namespace,
  ];
}

/** What is run in a prepared database, once its roles are there: rights on all that is made later, and its schemas. */
export function preparationOf({ name, schemas, hasUsers }: PreparedDatabase): string {
  const owners = ownersOf(name, hasUsers);
  const statements = [
    ...owners.flatMap((owner) => defaultRights(owner, name, "")),
    ...schemas.flatMap((schema) => {
      const prefix = `${name}_${schema.name}`;
      const own = schema.hasRoles ? `${prefix}_owner` : `${name}_owner`;
      const withUsers = schema.hasRoles ? schema.hasUsers : hasUsers;
      return [
        `CREATE SCHEMA IF NOT EXISTS ${sqlName(schema.name)} AUTHORIZATION ${sqlName(own)};`,
        ...ownersOf(own.slice(0, -"_owner".length), withUsers)
          .flatMap((owner) => defaultRights(owner, name, schema.name)),
        ...schema.hasRoles
          ? [...owners, ...ownersOf(prefix, schema.hasUsers)]
            .flatMap((owner) => defaultRights(owner, prefix, schema.name))
          : [],
      ];
    }),
  ];
  return [...new Set(statements)].join("\n");
}

/** Extensions of a prepared database that the image has, each as a statement; what it lacks is said. */
export function extensionsOf(
  { name, extensions }: PreparedDatabase,
  { manifest, image, name: cluster }: Cluster,
  ctx: ControllerContext,
): string[] {
  return extensions.flatMap(([extension, schema]) => {
    if (image.official && !hasExtension(extension)) {
      ctx.report(manifest, `spec.preparedDatabases[${JSON.stringify(name)}].extensions`).warn(
        "missing-extension",
        `the image ${image.reference} has no extension "${extension}", which Spilo has, so the database "${name}" is without it. Set extensions.zalando-postgres.images.${cluster} in dekube.yaml to an image that builds on the official one and has it`,
      );
      return [];
    }
    const where = schema === "" ? "" : ` SCHEMA ${sqlName(schema)}`;
    return [`CREATE EXTENSION IF NOT EXISTS ${sqlName(extension)}${where};`];
  });
}

function ownersOf(prefix: string, withUser: boolean): string[] {
  return [`${prefix}_owner`, ...(withUser ? [`${prefix}_owner_user`] : [])];
}

/** Rights on what an owner will make, in a schema or, where that is empty, in all of them. */
function defaultRights(owner: string, prefix: string, schema: string): string[] {
  const [reader, writer] = [sqlName(`${prefix}_reader`), sqlName(`${prefix}_writer`)];
  const both = `${reader}, ${writer}`;
  const place = schema === "" ? "" : ` IN SCHEMA ${sqlName(schema)}`;
  const rights = [
    ...schema === "" ? [`USAGE ON SCHEMAS TO ${both}`] : [],
    `SELECT ON TABLES TO ${reader}`,
    `SELECT ON SEQUENCES TO ${reader}`,
    `INSERT, UPDATE, DELETE ON TABLES TO ${writer}`,
    `USAGE, UPDATE ON SEQUENCES TO ${writer}`,
    `EXECUTE ON FUNCTIONS TO ${both}`,
    `USAGE ON TYPES TO ${both}`,
  ];
  return [
    ...schema === "" ? [] : [`GRANT USAGE ON SCHEMA ${sqlName(schema)} TO ${both};`],
    ...rights.map((right) =>
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${sqlName(owner)}${place} GRANT ${right};`
    ),
  ];
}
