/**
 * The port at which the database's container listens.
 *
 * @module
 */

import { type ConvertContext, rewriteServiceUrls } from "@dekube/engine/pacts";
import { plain, type Variable } from "./options.ts";
import type { Spec } from "./spec.ts";

const DEFAULT_PORTS: Record<string, string> = {
  postgres: "5432",
  tidb: "4000",
  mysql: "3306",
  mariadb: "3306",
  mssql: "1433",
  oracle: "1521",
};

/**
 * `KC_DB_URL_PORT` where host and port are given apart and lead to a Service whose port is another
 * than its container's. An address in one piece is rewritten with all others.
 */
export function databasePort(
  spec: Spec,
  variables: readonly Variable[],
  ctx: Pick<ConvertContext, "services" | "servicePortMap">,
): Variable[] {
  const value = (name: string) =>
    String(variables.find((variable) => variable.name === name)?.value ?? "");
  const host = value("KC_DB_URL_HOST");
  const vendor = value("KC_DB");
  const port = value("KC_DB_URL_PORT") ||
    (Object.hasOwn(DEFAULT_PORTS, vendor) ? DEFAULT_PORTS[vendor] : "");
  if (host === "" || port === "" || value("KC_DB_URL") !== "") return [];
  const address = `tcp://${host}:${port}`;
  const rewritten = rewriteServiceUrls(address, spec.resource.namespace, ctx);
  const target = /:(\d+)$/.exec(rewritten)?.[1];
  return target === undefined || target === port ? [] : [plain("KC_DB_URL_PORT", target)];
}
