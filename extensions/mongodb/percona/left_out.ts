/**
 * Says what of a PerconaServerMongoDB has no counterpart on one host.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  list,
  mapping,
  mappings,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { allSets, type Percona } from "./cluster.ts";

/** How many members the operator makes where nothing is said. */
const SIZE = 3;

/** Says it. */
export function sayLeftOut(cluster: Percona, ctx: ControllerContext): void {
  const { cr, spec, sharding } = cluster;
  const report = (path: string) => ctx.report(cr, path);
  const parts = [
    ...allSets(cluster).map(({ spec }) => spec),
    ...(sharding ? [sharding.mongos.spec] : []),
  ];
  const isMore = parts.some((part) =>
    (wholeNumber(part.size) ?? SIZE) > 1 ||
    ["arbiter", "hidden", "nonvoting"].some((field) => mapping(part[field]).enabled === true)
  );
  if (isMore) {
    report("spec.replsets").info(
      "one-replica",
      "each replica set becomes one of one member, without arbiters and hidden or nonvoting members: the host is the only one that could fail",
    );
  }
  for (const { spec: set, path } of allSets(cluster)) {
    if (list(set.externalNodes).length > 0) {
      report(`${path}.externalNodes`).warn(
        "no-outside",
        "members elsewhere don't reach this one, so the replica set is without them. Copy their data by mongodump and mongorestore",
      );
    }
    if (isMapping(set.search) && Object.keys(set.search).length > 0) {
      report(`${path}.search`).warn(
        "no-search",
        "there is no mongot, so the server answers no search of text or vectors. Take what asks for one out, or run it yourself",
      );
    }
  }
  const backup = mapping(spec.backup);
  const isBackedUp = backup.enabled === true &&
    (mappings(backup.tasks).length > 0 || mapping(backup.pitr).enabled === true);
  if (isBackedUp) {
    report("spec.backup").info(
      "no-backup",
      "backups are left out. Copy the volumes while the servers are stopped, or run mongodump",
    );
  }
  if (mapping(spec.pmm).enabled === true) {
    report("spec.pmm").warn(
      "no-metrics",
      "the client of Percona's monitoring is left out. Run an exporter of MongoDB's as a Deployment, with the user MONGODB_CLUSTER_MONITOR_USER",
    );
  }
  if (spec.unmanaged === true) {
    report("spec.unmanaged").warn(
      "no-outside",
      "the cluster is meant to join another, which does not reach it, so it is one of its own. Copy the other's data by mongodump and mongorestore",
    );
  }
  if (text(mapping(spec.secrets).ldapSecret) !== "") {
    report("spec.secrets.ldapSecret").warn(
      "no-directory",
      "the servers don't trust an authority for LDAP beside those of their image. Mount one by overrides in dekube.yaml",
    );
  }
  if (text(mapping(spec.vault).endpointURL) !== "") {
    report("spec.vault").warn(
      "no-vault",
      `nothing is read from Vault, so the users' passwords are those of the Secret "${cluster.secrets.users}". Add it to the manifests for certain ones`,
    );
  }
}
