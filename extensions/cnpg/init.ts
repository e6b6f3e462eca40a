/**
 * What the first start runs, in the order in which the operator does.
 *
 * @module
 */

import { type ConvertContext, type Manifest, mapping, mappings } from "@dekube/engine/pacts";
import { configMapValue, decodeText, secretBytes } from "@dekube/engine/pacts/kubernetes";
import {
  createDatabase,
  createRole,
  createTablespace,
  isStorable,
  SetupSteps,
  sqlLiteral,
  sqlName,
} from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import { databaseSql } from "./databases.ts";
import { managedLibraries } from "./parameters.ts";
import { word, words } from "./read.ts";
import { managedRoles, type Role } from "./roles.ts";
import type { Tablespace } from "./tablespaces.ts";

/** Name of the script among the files. */
export const INIT_SCRIPT = "init.sh";

/** What the first start needs to know beside the Cluster. */
export interface InitInput {
  /** Password of the application's role. */
  ownerPassword: string;
  /** Its tablespaces. */
  tablespaces: readonly Tablespace[];
  /** Roles beside the owner. */
  roles: readonly Role[];
  /** Database objects that name the Cluster. */
  databases: readonly Manifest[];
  /** Folder of the files in the container. */
  folder: string;
}

/** The script of the first start, and the SQL that it runs, by name of the file. */
export function initFiles(
  cluster: Cluster,
  input: InitInput,
  ctx: ConvertContext,
): Record<string, string> {
  const steps = new SetupSteps();
  const add = steps.add.bind(steps);
  const { database, owner } = cluster;
  const initdb = mapping(mapping(cluster.spec.bootstrap).initdb);

  add(
    "owner",
    "postgres",
    [
      createRole(owner),
      `ALTER ROLE ${sqlName(owner)} WITH LOGIN PASSWORD ${sqlLiteral(input.ownerPassword)};`,
    ].join("\n"),
  );
  addUsers("postInitSQL", "postgres");
  addUsers("postInitTemplateSQL", "template1");
  const extensions = managedLibraries(cluster)
    .filter((library) => library === "pg_stat_statements" || !cluster.image.official)
    .filter((library) => library === "pg_stat_statements" || library === "pgaudit");
  for (const extension of extensions) {
    const sql = `CREATE EXTENSION IF NOT EXISTS ${sqlName(extension)};`;
    // What is made after this has what the template has.
    for (const into of ["postgres", "template1"]) add(extension, into, sql, true);
  }
  add("database", "postgres", createDatabase(database, owner, []));
  addUsers("postInitApplicationSQL", database);
  for (const sql of managedRoles(cluster, input.roles, ctx)) add("role", "postgres", sql, true);
  for (const { name, owner, location } of input.tablespaces) {
    add("tablespace", "postgres", createTablespace(name, owner || "postgres", location), true);
  }
  for (const manifest of input.databases) {
    const made = databaseSql(manifest, ctx);
    if (!made) continue;
    add("database", "postgres", made.create, true);
    if (made.fill !== "") add("database", made.name, made.fill, true);
  }
  return steps.files(INIT_SCRIPT, input.folder, "cnpg");

  /** What the Cluster says in place, then what it refers to. */
  function addUsers(field: string, into: string): void {
    const path = `spec.bootstrap.initdb.${field}`;
    for (const [index, sql] of words(initdb[field]).entries()) {
      addText(sql, `${path}[${index}]`);
    }
    const references = mapping(initdb[`${field}Refs`]);
    for (
      const [kind, list] of [["Secret", "secretRefs"], ["ConfigMap", "configMapRefs"]] as const
    ) {
      for (const reference of mappings(references[list])) {
        const sql = referredText(kind, word(reference.name), word(reference.key));
        if (sql !== undefined) {
          addText(sql, `${path}Refs.${list}`);
          continue;
        }
        ctx.report(cluster.id, `${path}Refs.${list}`).warn(
          "missing-sql",
          `the ${kind} "${word(reference.name)}" has no text "${
            word(reference.key)
          }", so its SQL is not run. Add it to the manifests`,
        );
      }
    }

    function addText(sql: string, at: string): void {
      if (isStorable(sql)) {
        add(field, into, sql);
        return;
      }
      ctx.report(cluster.id, at).warn("bad-sql", "the SQL has a NUL in it, so it is not run");
    }
  }

  function referredText(kind: "Secret" | "ConfigMap", name: string, key: string) {
    const found = kind === "Secret"
      ? ctx.secrets.get(cluster.namespace, name)
      : ctx.configMaps.get(cluster.namespace, name);
    if (!found) return undefined;
    const content = kind === "Secret" ? secretBytes(found, key) : configMapValue(found, key);
    return content instanceof Uint8Array ? decodeText(content) : content;
  }
}
