/**
 * Says what of a MongoDBCommunity has no counterpart on one host.
 *
 * @module
 */

import { type ControllerContext, list, mapping, mappings, text } from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import type { Community } from "./cluster.ts";

/** Says it. */
export function sayLeftOut(community: Community, ctx: ControllerContext): void {
  const { cr, spec } = community;
  const report = (path: string) => ctx.report(cr, path);
  const members = wholeNumber(spec.members) ?? 1;
  const arbiters = wholeNumber(spec.arbiters) ?? 0;
  if (members > 1) {
    report("spec.members").info(
      "one-replica",
      `${members} members${
        arbiters > 0 ? ` and ${arbiters} of arbiters` : ""
      } become a replica set of one: the host is the only one that could fail`,
    );
  }
  if (spec.prometheus) {
    report("spec.prometheus").warn(
      "no-metrics",
      "the operator's agent tells Prometheus of the server, and there is none here. Run an exporter of MongoDB's as a Deployment, with the connectionString.standard of a user with the role clusterMonitor",
    );
  }
  if (list(spec.replicaSetHorizons).length > 0) {
    report("spec.replicaSetHorizons").warn(
      "no-horizons",
      `clients outside find the server under ${community.host} alone. Publish the port, and connect with directConnection=true`,
    );
  }
  const off = mappings(mapping(spec.automationConfig).processes)
    .find(({ name, disabled }) => disabled === true && text(name) === `${cr.metadata.name}-0`);
  if (off) {
    report("spec.automationConfig.processes").warn(
      "no-off-switch",
      `the process "${
        text(off.name)
      }" is turned off, and it is the only one here, so it runs. Take the resource out, if it shall not`,
    );
  }
}
