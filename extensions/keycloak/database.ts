/**
 * The port at which the database's container listens.
 *
 * @module
 */

import type { ConvertContext } from "@dekube/engine/pacts";
import { isHeadless } from "@dekube/engine/pacts/kubernetes";
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
  { services }: Pick<ConvertContext, "services">,
): Variable[] {
  const value = (name: string) =>
    String(variables.find((variable) => variable.name === name)?.value ?? "");
  const host = value("KC_DB_URL_HOST");
  const vendor = value("KC_DB");
  const port = value("KC_DB_URL_PORT") ||
    (Object.hasOwn(DEFAULT_PORTS, vendor) ? DEFAULT_PORTS[vendor] : "");
  if (host === "" || port === "" || value("KC_DB_URL") !== "") return [];
  const service = services.find(host, spec.resource.namespace);
  const behind = service && services.resolve(service)?.service;
  // A headless Service's clients come to the pods themselves.
  if (!service || !behind || isHeadless(behind)) return [];
  const target = services.targetPort(service, port);
  return target === undefined || String(target) === port
    ? []
    : [plain("KC_DB_URL_PORT", String(target))];
}
