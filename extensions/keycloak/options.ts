/**
 * The fields of a Keycloak resource that stand for options of the server, as environment variables.
 *
 * @see https://www.keycloak.org/server/all-config
 * @module
 */

import { entries, isMapping, text } from "@dekube/engine/pacts";
import type { Container } from "@dekube/engine/pacts/kubernetes";
import type { Spec } from "./spec.ts";

/** A variable of a container (`env[]`). */
export type Variable = NonNullable<NonNullable<Container["env"]>[number]>;

type OptionType = "text" | "flag" | "number" | "port" | "list" | "secret" | "attributes";

/** A field, the variable that it becomes, and what it holds. */
interface Option {
  field: string;
  variable: string;
  type: OptionType;
}

function option(field: string, name: string, type: OptionType = "text"): Option {
  return { field, variable: variableOf(name), type };
}

/** The fields that the operator turns into one option each. */
export const OPTIONS: readonly Option[] = [
  option("hostname.hostname", "hostname"),
  option("hostname.admin", "hostname-admin"),
  option("hostname.adminUrl", "hostname-admin-url"),
  option("hostname.strict", "hostname-strict", "flag"),
  option("hostname.strictBackchannel", "hostname-strict-backchannel", "flag"),
  option("hostname.backchannelDynamic", "hostname-backchannel-dynamic", "flag"),
  option("features.enabled", "features", "list"),
  option("features.disabled", "features-disabled", "list"),
  option("transaction.xaEnabled", "transaction-xa-enabled", "flag"),
  option("http.httpEnabled", "http-enabled", "flag"),
  option("http.httpPort", "http-port", "port"),
  option("http.httpsPort", "https-port", "port"),
  option("httpManagement.port", "http-management-port", "port"),
  option("proxy.headers", "proxy-headers"),
  option("db.vendor", "db"),
  option("db.usernameSecret", "db-username", "secret"),
  option("db.passwordSecret", "db-password", "secret"),
  option("db.database", "db-url-database"),
  option("db.host", "db-url-host"),
  option("db.port", "db-url-port", "port"),
  option("db.schema", "db-schema"),
  option("db.url", "db-url"),
  option("db.poolInitialSize", "db-pool-initial-size", "number"),
  option("db.poolMinSize", "db-pool-min-size", "number"),
  option("db.poolMaxSize", "db-pool-max-size", "number"),
  option("tracing.enabled", "tracing-enabled", "flag"),
  option("tracing.endpoint", "tracing-endpoint"),
  option("tracing.serviceName", "tracing-service-name"),
  option("tracing.protocol", "tracing-protocol"),
  option("tracing.samplerType", "tracing-sampler-type"),
  option("tracing.samplerRatio", "tracing-sampler-ratio", "number"),
  option("tracing.compression", "tracing-compression"),
  option("tracing.resourceAttributes", "tracing-resource-attributes", "attributes"),
  option("telemetry.endpoint", "telemetry-endpoint"),
  option("telemetry.serviceName", "telemetry-service-name"),
  option("telemetry.protocol", "telemetry-protocol"),
  option("telemetry.resourceAttributes", "telemetry-resource-attributes", "attributes"),
];

/** Variable of a server option: `db-url-host` is `KC_DB_URL_HOST`. */
export function variableOf(name: string): string {
  return `KC_${name.replace(/[^A-Za-z0-9]/g, "_").toUpperCase()}`;
}

/** A variable with a value. */
export function plain(name: string, value: string): Variable {
  return { name, value };
}

/** A variable whose value a Secret holds. */
export function fromSecret(name: string, secret: string, key: string): Variable {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

/** Variables of the fields in {@linkcode OPTIONS}. */
export function fieldVariables(spec: Spec): Variable[] {
  return OPTIONS.flatMap(({ field, variable, type }) => {
    if (type === "secret") {
      const ref = spec.secretKey(field);
      return ref ? [fromSecret(variable, ref.name, ref.key)] : [];
    }
    const value = valueOf(spec, field, type);
    return value === "" ? [] : [plain(variable, value)];
  });
}

function valueOf(spec: Spec, field: string, type: Exclude<OptionType, "secret">): string {
  switch (type) {
    case "flag":
      return text(spec.flag(field));
    case "number":
      return text(spec.number(field));
    case "port":
      return text(spec.port(field));
    case "list":
      return spec.list(field).map(text).filter(Boolean).join(",");
    case "attributes":
      return entries(spec.group(field)).map(([key, value]) => `${key}=${text(value)}`).join(",");
    case "text":
      return spec.text(field);
  }
}

/** Variables of `spec.additionalOptions`: any option of the server, by value or from a Secret. */
export function additionalVariables(spec: Spec): Variable[] {
  return namedValues(spec, "additionalOptions").flatMap(({ name, source }) => {
    const variable = variableOf(name);
    return [
      { name: variable, ...source },
      // The server reads a variable as dashes and small letters, unless it is told the option's own name.
      ...(/^[a-z0-9-]+$/.test(name) ? [] : [plain(variable.replace("KC_", "KCKEY_"), name)]),
    ];
  });
}

/** Variables of `spec.env`, under their own names. */
export function ownVariables(spec: Spec): Variable[] {
  return namedValues(spec, "env").flatMap(({ name, source, path }) => {
    if (isVariableName(name)) return [{ name, ...source }];
    spec.warn(
      "bad-variable",
      `"${name}" is no name for an environment variable; it is left out`,
      path,
    );
    return [];
  });
}

/** Whether a variable can have this name in Compose. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(name);
}

interface NamedValue {
  name: string;
  source: Omit<Variable, "name">;
  path: string;
}

/** Items `{name, value}` and `{name, secret: {name, key}}`. */
function namedValues(spec: Spec, list: string): NamedValue[] {
  return spec.items(list).flatMap(({ item, path }): NamedValue[] => {
    const name = isMapping(item) ? spec.text(`${path}.name`) : "";
    if (name === "") {
      spec.warn("bad-field", `an item of spec.${list} has no name; it is left out`, path);
      return [];
    }
    if (!isMapping(item) || !isMapping(item.secret)) {
      return [{ name, source: { value: spec.text(`${path}.value`) }, path }];
    }
    const ref = spec.secretKey(`${path}.secret`);
    if (!ref) return [];
    const optional = item.secret.optional === true ? { optional: true } : {};
    return [{ name, source: { valueFrom: { secretKeyRef: { ...ref, ...optional } } }, path }];
  });
}
