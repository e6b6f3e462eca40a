/**
 * `spec.tablespaces` as claims and folders.
 *
 * @see https://cloudnative-pg.io/documentation/current/tablespaces/
 * @module
 */

import { type ConvertContext, mapping, mappings } from "@dekube/engine/pacts";
import { isStorable } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import { word } from "./read.ts";

/** A tablespace with where it lies. */
export interface Tablespace {
  /** Its name in SQL. */
  name: string;
  /** Role that owns it; empty is the superuser. */
  owner: string;
  /** Whether temporary tables go there. */
  temporary: boolean;
  /** Its claim, as the operator calls it. */
  claim: string;
  /** Where the claim is mounted. */
  mountPath: string;
  /** Folder in it that is the server's. */
  location: string;
}

/** Tablespaces of a Cluster; one whose name can't be part of a path is left out, and that is said. */
export function tablespacesOf(cluster: Cluster, ctx: ConvertContext): Tablespace[] {
  const seen = new Set<string>();
  return mappings(cluster.spec.tablespaces).flatMap((tablespace, index) => {
    const name = word(tablespace.name);
    const owner = word(mapping(tablespace.owner).name);
    const claim = `${cluster.name}-1-tbs-${name.replaceAll("_", "-")}`;
    if (
      !/^[a-z][a-z0-9_]*$/i.test(name) || /^pg_/i.test(name) || seen.has(claim) ||
      !isStorable(owner)
    ) {
      ctx.report(cluster.id, `spec.tablespaces[${index}]`).warn(
        "bad-tablespace",
        `"${name}" is no name for a tablespace, or one that another has, so it is left out. Use letters, digits and "_"`,
      );
      return [];
    }
    seen.add(claim);
    const mountPath = `/tablespaces/${name}`;
    return [{
      name,
      owner,
      temporary: tablespace.temporary === true,
      claim,
      mountPath,
      location: `${mountPath}/data`,
    }];
  });
}
