/**
 * The credentials of a Tenant's root user: from the Secret of the manifests, else made once and kept.
 *
 * @module
 */

import {
  type ConfigMap,
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  type ObjectIndex,
  secretValue,
  text,
  withoutEnd,
} from "@dekube/engine/pacts";
import { configMapValue } from "@dekube/engine/pacts/kubernetes";
import { owned, type Tenant } from "./tenant.ts";

/** What a Tenant's Secrets say. */
export interface Credentials {
  /** Variables of the server; the root user's name and password are among them, or in `spec.env`. */
  configured: Map<string, string>;
  /** Secrets that were made up. */
  made: Manifest[];
}

const USER = ["MINIO_ROOT_USER", "MINIO_ACCESS_KEY"];
const PASSWORD = ["MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY"];

/** Variables that name the root user, and say the password. */
export const CREDENTIALS: ReadonlySet<string> = new Set([...USER, ...PASSWORD]);

/** Reads the Secrets of `spec.configuration` and, from before there was that, `spec.credsSecret`. */
export function credentialsOf(
  tenant: Tenant,
  secrets: (name: string) => Manifest | undefined,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Credentials {
  const { spec, manifest, name } = tenant;
  const configuration = text(mapping(spec.configuration).name);
  const legacy = text(mapping(spec.credsSecret).name);
  const wanted = configuration || legacy || `${name}-configuration`;
  const path = configuration === "" && legacy !== "" ? "spec.credsSecret" : "spec.configuration";
  const old = legacy === "" ? undefined : secrets(legacy);
  const given = path === "spec.credsSecret" ? old : secrets(wanted);
  const configured = new Map([
    ...old ? legacyVariables(old) : [],
    ...given && path === "spec.configuration" ? variablesIn(given) : [],
  ]);
  const known = new Set([
    ...configured.keys(),
    ...mappings(spec.env).filter((variable) => hasValue(variable, tenant, objects))
      .map((variable) => text(variable.name)),
  ]);
  const lacksUser = !USER.some((variable) => known.has(variable));
  const lacksPassword = !PASSWORD.some((variable) => known.has(variable));
  if (lacksUser) configured.set(USER[0], "minio");
  if (lacksPassword) configured.set(PASSWORD[0], ctx.generated.value(manifest, "root-password"));
  const report = ctx.report(manifest, path);
  if (!given) {
    const why = configuration === "" && legacy === ""
      ? "the Tenant names no Secret with its root user's credentials"
      : `there is no Secret "${wanted}"`;
    if (lacksUser || lacksPassword || configuration !== "") {
      report.warn(
        "missing-secret",
        `${why}, so a password was made up for its root user. Add the Secret to the manifests, with MINIO_ROOT_USER and MINIO_ROOT_PASSWORD in "config.env", if they must be certain ones`,
      );
    }
    return { configured, made: [path === "spec.credsSecret" ? creds() : config()] };
  }
  if (lacksUser || lacksPassword) {
    report.warn(
      "missing-key",
      `the Secret "${wanted}" has no credentials of the root user, and MinIO's own default is known to everybody, so a password was made up. Give it MINIO_ROOT_USER and MINIO_ROOT_PASSWORD in "config.env"`,
    );
  }
  return { configured, made: [] };

  function config(): Manifest {
    const lines = [...USER, ...PASSWORD].flatMap((variable) =>
      configured.has(variable) ? `export ${variable}="${configured.get(variable)}"` : []
    );
    return secret({ "config.env": lines.join("\n") });
  }

  function creds(): Manifest {
    return secret({
      accesskey: configured.get(USER[0]) ?? "",
      secretkey: configured.get(PASSWORD[0]) ?? "",
    });
  }

  function secret(stringData: Record<string, string>): Manifest {
    return { apiVersion: "v1", kind: "Secret", metadata: owned(tenant, wanted), stringData };
  }
}

/** Whether a variable has a value here: without one MinIO would take its own default, which everybody knows. */
function hasValue(
  { value, valueFrom }: Mapping,
  { namespace }: Tenant,
  objects: ObjectIndex,
): boolean {
  const { secretKeyRef, configMapKeyRef } = mapping(valueFrom);
  const find = (kind: string, reference: Mapping) =>
    objects.get(kind, namespace, text(reference.name));
  if (isMapping(secretKeyRef)) {
    const secret = find("Secret", secretKeyRef);
    return secret !== undefined && !!secretValue(secret, text(secretKeyRef.key));
  }
  if (isMapping(configMapKeyRef)) {
    const map = find("ConfigMap", configMapKeyRef) as ConfigMap | undefined;
    return map !== undefined && !!configMapValue(map, text(configMapKeyRef.key));
  }
  return text(value) !== "";
}

/** Variables of `config.env`, read as the operator reads them: lines that export something. */
function variablesIn(secret: Manifest): [string, string][] {
  return (secretValue(secret, "config.env") ?? "").split("\n").flatMap((line) => {
    const found = /^\s*export ([^=]+)=(.*)$/.exec(line);
    if (!found) return [];
    const value = withoutEnd(found[2].trim().replace(/^"+/, ""), '"');
    return [[found[1].trim(), value] satisfies [string, string]];
  });
}

function legacyVariables(secret: Manifest): [string, string][] {
  const pairs = [["accesskey", USER[0]], ["secretkey", PASSWORD[0]]];
  return pairs.flatMap(([key, variable]) => {
    const value = secretValue(secret, key);
    return value === undefined ? [] : [[variable, value] satisfies [string, string]];
  });
}
