/**
 * Roles and users as resources declare them.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  text,
  texts,
} from "@dekube/engine/pacts";
import type { GrantedRole, PlannedRole } from "./setup.ts";

/** Roles that somebody is granted, whose names stand below `name` or `role`. */
export function grantedRoles(value: unknown, database: string): GrantedRole[] {
  return mappings(value).flatMap(({ name, role, db }) => {
    const known = text(name) || text(role);
    return known === "" ? [] : [{ role: known, db: text(db) || database }];
  });
}

/**
 * The roles of a resource's list at a path. One is left out, which is said, where nobody can tell what it is on or from
 * where it may be used: it would allow more than it is to.
 */
export function plannedRoles(
  cr: Manifest,
  value: unknown,
  path: string,
  ctx: ControllerContext,
): PlannedRole[] {
  return list(value).flatMap((item, place) => {
    const declared = mapping(item);
    const name = text(declared.role);
    if (name === "") return [];
    const { privileges, authenticationRestrictions } = declared;
    const own = `${path}[${place}]`;
    const unclear = [
      ...list(privileges).map((privilege, index) =>
        isClearResource(mapping(privilege).resource, cr)
          ? undefined
          : [`privileges[${index}].resource`, "a db with a collection, or cluster: true"]
      ),
      areClearRestrictions(authenticationRestrictions) ? undefined : [
        "authenticationRestrictions",
        "a list with clientSource and serverAddress, which are lists",
      ],
    ].find((found) => found !== undefined);
    if (!unclear) return [plannedRole(name, declared)];
    const [field, expected] = unclear;
    ctx.report(cr, `${own}.${field}`).error(
      "unclear-role",
      `it is not ${expected}, so the role "${name}" is not made. Correct it`,
    );
    return [];
  });
}

function plannedRole(name: string, declared: Mapping): PlannedRole {
  const database = text(declared.db) || "admin";
  const restrictions = mappings(declared.authenticationRestrictions).map((one) => {
    const { clientSource, serverAddress } = one;
    return {
      ...(texts(clientSource).length > 0 ? { clientSource: texts(clientSource) } : {}),
      ...(texts(serverAddress).length > 0 ? { serverAddress: texts(serverAddress) } : {}),
    };
  }).filter((one) => Object.keys(one).length > 0);
  return {
    name,
    database,
    privileges: mappings(declared.privileges).map(({ resource, actions }) => ({
      resource: resourceOf(mapping(resource)),
      actions: texts(actions),
    })),
    roles: grantedRoles(declared.roles, database),
    ...(restrictions.length > 0 ? { restrictions } : {}),
  };
}

/** Either of the cluster, or of anything, or of collections: an empty text stands for all of them. */
function resourceOf({ cluster, anyResource, db, collection }: Mapping): Mapping {
  if (anyResource === true) return { anyResource: true };
  if (cluster === true) return { cluster: true };
  return { db: text(db), collection: text(collection) };
}

/**
 * Whether a resource says what it is: without a database, or with one that is a list, it would be all of them. Percona's
 * operator takes one without a collection for all collections; MongoDB itself takes none.
 */
function isClearResource(resource: unknown, { kind }: Manifest): boolean {
  if (!isMapping(resource)) return false;
  const { cluster, anyResource, db, collection } = resource;
  const switches = [cluster, anyResource];
  if (!switches.every((value) => isNothing(value) || typeof value === "boolean")) return false;
  return switches.includes(true) ||
    !isNothing(db) && !(kind === "MongoDBCommunity" && isNothing(collection)) &&
      [db, collection].every((value) => isNothing(value) || typeof value !== "object");
}

/** Whether restrictions are of the kinds that they have to be: of others nothing would be left. */
function areClearRestrictions(value: unknown): boolean {
  if (isNothing(value)) return true;
  return Array.isArray(value) &&
    value.every((one) =>
      isMapping(one) &&
      Object.entries(one).every(([field, addresses]) =>
        RESTRICTIONS.has(field) && (isNothing(addresses) ||
          Array.isArray(addresses) &&
            addresses.every((address) => typeof address === "string" && address !== ""))
      )
    );
}

const RESTRICTIONS: ReadonlySet<string> = new Set(["clientSource", "serverAddress"]);

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
