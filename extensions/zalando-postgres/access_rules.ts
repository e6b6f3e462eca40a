/**
 * Who may connect, and how: pg_hba.conf.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  list,
  type Reporter,
  texts,
} from "@dekube/engine/pacts";
import { ipAddress } from "@dekube/engine/pacts/kubernetes";
import {
  fieldsOf,
  keptAccessRules,
  type ServerTls,
  shownRule,
} from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";

/**
 * Content of pg_hba.conf: `spec.patroni.pg_hba`, else what Spilo has. The superuser's way in by the socket stands before
 * both, as the start needs it. Whoever no rule is about is turned away.
 *
 * @param tls The server's certificate, if it is to have one.
 */
export function accessRules(
  cluster: Cluster,
  tls: ServerTls | undefined,
  ctx: ControllerContext,
): string {
  const { manifest, spec, image, superuser } = cluster;
  const report = ctx.report(manifest, "spec.patroni.pg_hba");
  const given = givenRules(spec.patroni, report);
  const rules = given.length === 0
    ? spilosRules(cluster, tls !== undefined)
    : tls && tls.authority === ""
    ? keptAccessRules(given, image.major, report).map((line) => withoutCertificate(line, report))
    : keptAccessRules(given, image.major, report);
  return [
    "# Written by dekube from spec.patroni.pg_hba.",
    `local all ${quoted(superuser)} trust`,
    ...rules,
    "",
  ].join("\n");
}

/**
 * The lines that are given; none where the cluster leaves its rules to Spilo. A text was meant as lines. What can't be
 * rules was to guard something, too, so it turns all away.
 */
function givenRules(patroni: unknown, report: Reporter): string[] {
  const given = isMapping(patroni) ? patroni.pg_hba ?? "" : patroni ?? "";
  if (given === "" || Array.isArray(given) && given.length === 0) return [];
  const lines = typeof given === "string" ? given.split("\n") : list(given);
  const isList = isMapping(patroni) && !lines.some((line) => typeof line === "object");
  const rules = isList ? texts(lines).filter((line) => line.trim() !== "") : [];
  if (rules.length > 0) return rules;
  report.error(
    "bad-access-rule",
    "the access rules are no list of lines, so all clients are turned away. Write them as a list of texts",
  );
  return ["host all all all reject", "host replication all all reject"];
}

/**
 * With an encrypted server that knows no authority, PostgreSQL takes no rule that asks clients for a certificate. Nobody
 * has one that it could hold against anything, so whom such a rule is about is turned away.
 */
function withoutCertificate(line: string, report: Reporter): string {
  const [type, databases, users, address, ...rest] = fieldsOf(line);
  const words = rest.flatMap((field) => field.words.map(({ text }) => text));
  const asks = words.some((word) => word === "cert" || /^clientcert=(?!0$)/.test(word));
  if (type?.source !== "hostssl" || !asks) return line;
  const hasMask = rest.length > 1 && ipAddress(rest[0].words[0].text) !== undefined;
  const instead = [
    ...[type, databases, users, address, ...(hasMask ? [rest[0]] : [])].map(({ source }) => source),
    "reject",
  ].join(" ");
  report.error(
    "bad-access-rule",
    `"${
      shownRule(line)
    }" asks for certificates of clients, and there is no authority to hold them against, so that "${instead}" stands in its place. Name one in "spec.tls.caFile"`,
  );
  return instead;
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
