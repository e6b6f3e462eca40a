/**
 * Who may connect, and how: pg_hba.conf.
 *
 * @module
 */

import { type ControllerContext, mapping, texts } from "@dekube/engine/pacts";
import { keptAccessRules } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";

/**
 * Content of pg_hba.conf: `spec.patroni.pg_hba`, else what Spilo has. The superuser's way in by the socket stands before
 * both, as the start needs it. Whoever no rule is about is turned away.
 *
 * @param isEncrypted Whether the server is to have a certificate.
 */
export function accessRules(
  cluster: Cluster,
  isEncrypted: boolean,
  ctx: ControllerContext,
): string {
  const { manifest, spec, image, superuser } = cluster;
  const given = texts(mapping(spec.patroni).pg_hba).filter((line) => line !== "");
  const rules = given.length > 0
    ? keptAccessRules(given, image.major, ctx.report(manifest, "spec.patroni.pg_hba"))
    : spilosRules(cluster, isEncrypted);
  return [
    "# Written by dekube from spec.patroni.pg_hba.",
    `local all ${quoted(superuser)} trust`,
    ...rules,
    "",
  ].join("\n");
}

/** Where no certificate can be had, none is asked for: nobody could connect. A password is, in any case. */
function spilosRules({ replicator }: Cluster, isEncrypted: boolean): string[] {
  const type = isEncrypted ? "hostssl" : "host";
  return [
    "local all all trust",
    "host all all 127.0.0.1/32 md5",
    "host all all ::1/128 md5",
    `local replication ${quoted(replicator)} trust`,
    `${type} replication ${quoted(replicator)} all md5`,
    ...(isEncrypted ? ["hostnossl all all all reject"] : []),
    `${type} all all all md5`,
  ];
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
