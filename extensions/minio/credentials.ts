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
  /** Which of a Tenant's own variables say the credentials, and what they are called here. */
  own: ReadonlyMap<string, string>;
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
  for (const variable of CREDENTIALS) {
    // MinIO takes what is empty for what is not there, and then its own default, which everybody knows.
    if (configured.get(variable) === "") configured.delete(variable);
  }
  const own = credentialsAmong(mappings(spec.env), tenant, objects);
  const names = namesOf(new Set([...configured.keys(), ...own]));
  for (const [variable, name] of names) {
    const value = configured.get(variable);
    configured.delete(variable);
    if (value !== undefined && name !== undefined) configured.set(name, value);
  }
  const known = new Set([...names.values()]);
  const lacksUser = !USER.some((variable) => known.has(variable));
  const lacksPassword = !PASSWORD.some((variable) => known.has(variable));
  if (lacksUser) configured.set(USER[0], "minio");
  if (lacksPassword) configured.set(PASSWORD[0], ctx.generated.value(manifest, "root-password"));
  const result = {
    configured,
    own: new Map(
      [...names].filter((entry): entry is [string, string] =>
        own.has(entry[0]) && entry[1] !== undefined
      ),
    ),
  };
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
    return { ...result, made: [path === "spec.credsSecret" ? creds() : config()] };
  }
  if (lacksUser || lacksPassword) {
    report.warn(
      "missing-key",
      `the Secret "${wanted}" has no credentials of the root user, and MinIO's own default is known to everybody, so a password was made up. Give it MINIO_ROOT_USER and MINIO_ROOT_PASSWORD in "config.env"`,
    );
  }
  return { ...result, made: [] };

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

/** Which of the variables that say credentials have a value, as far as that is known here. */
function credentialsAmong(
  env: readonly Mapping[],
  { namespace }: Tenant,
  objects: ObjectIndex,
): Set<string> {
  const has = new Map<string, boolean>();
  for (const { name, value, valueFrom } of env) {
    has.set(text(name), referenceHasValue(mapping(valueFrom)) ?? textHasValue(text(value)));
  }
  return new Set([...CREDENTIALS].filter((name) => has.get(name)));

  function referenceHasValue({ secretKeyRef, configMapKeyRef }: Mapping): boolean | undefined {
    const find = (kind: string, reference: Mapping) =>
      objects.get(kind, namespace, text(reference.name));
    if (isMapping(secretKeyRef)) {
      const secret = find("Secret", secretKeyRef);
      return secret !== undefined && !!secretValue(secret, text(secretKeyRef.key));
    }
    if (!isMapping(configMapKeyRef)) return undefined;
    const map = find("ConfigMap", configMapKeyRef) as ConfigMap | undefined;
    return map !== undefined && !!configMapValue(map, text(configMapKeyRef.key));
  }

  /** Variables before it that it refers to may be empty; of another name nothing but the reference is there. */
  function textHasValue(value: string): boolean {
    const isLeft = value.replace(/\$\(([\w.-]*)\)/g, "") !== "";
    return isLeft ||
      [...value.matchAll(/\$\(([\w.-]*)\)/g)].some(([, name]) => has.get(name) ?? true);
  }
}

/**
 * What the variables with credentials are called here, and `undefined` for those that do not count: MinIO wants both of one
 * generation, and the newer ones go first.
 */
function namesOf(known: ReadonlySet<string>): Map<string, string | undefined> {
  const isOld = known.has(USER[1]) && known.has(PASSWORD[1]) &&
    !known.has(USER[0]) && !known.has(PASSWORD[0]);
  return new Map([USER, PASSWORD].flatMap(([name, old]) => {
    const names: [string, string | undefined][] = [];
    if (known.has(name)) names.push([name, name]);
    if (known.has(old)) names.push([old, isOld ? old : known.has(name) ? undefined : name]);
    return names;
  }));
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
