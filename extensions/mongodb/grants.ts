/**
 * Roles and users as resources declare them.
 *
 * @module
 */

import { type Mapping, mapping, mappings, text, texts } from "@dekube/engine/pacts";
import type { GrantedRole, PlannedRole } from "./setup.ts";

/** Roles that somebody is granted, whose names stand below `name` or `role`. */
export function grantedRoles(value: unknown, database: string): GrantedRole[] {
  return mappings(value).flatMap(({ name, role, db }) => {
    const known = text(name) || text(role);
    return known === "" ? [] : [{ role: known, db: text(db) || database }];
  });
}

/** A role of a resource; `undefined` where it has no name. */
export function plannedRole(declared: Mapping): PlannedRole | undefined {
  const name = text(declared.role);
  const database = text(declared.db) || "admin";
  if (name === "") return undefined;
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
