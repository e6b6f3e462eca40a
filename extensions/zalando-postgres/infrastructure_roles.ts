/**
 * Roles that the operator makes in every cluster, of Secrets that its options name.
 *
 * @see https://postgres-operator.readthedocs.io/en/latest/user/#infrastructure-roles
 * @module
 */

import {
  append,
  type ControllerContext,
  entries,
  isMapping,
  list,
  type Mapping,
  mapping,
  namespaceOf,
  type ObjectIndex,
  parseInnerYaml,
  type Secret,
  secretValue,
  texts,
  word,
} from "@dekube/engine/pacts";
import { isParameter, isStorable } from "@dekube/engine/pacts/postgres";
import { isUserName } from "./cluster.ts";
import type { OperatorOptions } from "./operator_options.ts";

/** A role with its password. */
export interface InfrastructureRole {
  /** Its name. */
  name: string;
  /** Its password. */
  password: string;
  /** Roles that it is a member of. */
  memberOf: string[];
  /** Its flags. */
  flags: unknown;
  /** Settings of its sessions. */
  parameters: [name: string, value: string][];
}

/** More roles than anybody numbers in one Secret. */
const MOST = 1000;

/** The roles that every cluster gets. */
export function infrastructureRoles(
  options: OperatorOptions,
  objects: ObjectIndex,
  ctx: ControllerContext,
): InfrastructureRole[] {
  const found: (InfrastructureRole | undefined)[] = [];
  const detailed = new Set<Secret>();
  const addDetailed = (secret: Secret) => {
    // One may be named many times, and what it describes is the same each time.
    if (!detailed.has(secret)) append(found, detailedRoles(secret, objects, ctx));
    detailed.add(secret);
  };
  for (const definition of definitionsIn(options)) {
    const secret = secretOf(
      definition.secretname,
      "infrastructure_roles_secrets",
      options,
      objects,
      ctx,
    );
    if (!secret) continue;
    const value = (key: unknown) => secretValue(secret, word(key)) ?? "";
    found.push(
      role(
        value(definition.userkey) || word(definition.defaultuservalue),
        value(definition.passwordkey),
        [value(definition.rolekey) || word(definition.defaultrolevalue)],
      ),
    );
    addDetailed(secret);
  }
  const numbered = options.text("infrastructure_roles_secret_name");
  const secret = secretOf(numbered, "infrastructure_roles_secret_name", options, objects, ctx);
  for (let index = 1; secret && index <= MOST; index++) {
    const value = (key: string) => secretValue(secret, `${key}${index}`) ?? "";
    if (value("user") === "") break;
    found.push(role(value("user"), value("password"), [value("inrole")]));
  }
  if (secret) addDetailed(secret);
  return found.filter((one) => one !== undefined);
}

function role(
  name: string,
  password: string,
  groups: readonly string[],
  details: Mapping = {},
): InfrastructureRole | undefined {
  if (!isUserName(name) || password === "" || !isStorable(password)) return undefined;
  return {
    name,
    password,
    memberOf: groups.filter((group) => group !== "" && isStorable(group)),
    flags: details.user_flags,
    parameters: entries(mapping(details.db_parameters))
      .filter(([parameter, value]) => isParameter(parameter, value))
      .map(([parameter, value]) => [parameter, word(value)]),
  };
}

/** Roles that a ConfigMap of the Secret's name describes; the Secret has their passwords. */
function detailedRoles(
  secret: Secret,
  objects: ObjectIndex,
  ctx: ControllerContext,
): (InfrastructureRole | undefined)[] {
  const map = objects.get("ConfigMap", namespaceOf(secret), secret.metadata.name);
  return entries(mapping(map?.data)).map(([name, text]) => {
    const details = mapping(parsed(word(text), ctx));
    return role(name, secretValue(secret, name) ?? "", texts(details.inrole), details);
  });
}

function parsed(text: string, { limits }: ControllerContext): unknown {
  try {
    return parseInnerYaml(text, limits, "a role of the operator's ConfigMap");
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** A list, or the one that a ConfigMap has room for: `secretname:roles,userkey:user,…`. */
function definitionsIn(options: OperatorOptions): Mapping[] {
  const given = options.raw("infrastructure_roles_secrets");
  if (Array.isArray(given)) return list(given).map(mapping);
  return isMapping(given) || word(given) === ""
    ? []
    : [options.map("infrastructure_roles_secrets")];
}

/** The Secret that an option names. Who has no rights elsewhere gets none from elsewhere. */
function secretOf(
  given: unknown,
  option: string,
  { namespace: own, isTrusted }: OperatorOptions,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Secret | undefined {
  const reference = isMapping(given) ? `${word(given.namespace)}/${word(given.name)}` : word(given);
  if (reference === "" || reference === "/") return undefined;
  const at = reference.indexOf("/");
  const namespace = (at > 0 ? reference.slice(0, at) : "") || own || "default";
  const name = reference.slice(at + 1);
  const places = [namespace, ""].filter((place) => isTrusted(option) || place === own);
  if (places.length === 0) {
    ctx.report().warn(
      "foreign-secret",
      `"${option}" of the operator's options in the namespace "${own}" names the Secret "${name}" of the namespace "${namespace}", and nothing among the manifests lets an operator read it, so there are no roles of it. Add the operator's Deployment with its ClusterRole and ClusterRoleBinding, or write the option below extensions.zalando-postgres.options in dekube.yaml`,
    );
    return undefined;
  }
  const found = places.map((place) => objects.get("Secret", place, name)).find(Boolean);
  if (!found) {
    ctx.report().warn(
      "missing-secret",
      `there is no Secret "${name}" in the namespace "${namespace}", of which the operator would make roles in every PostgreSQL, so there are none of them. Add it to the manifests`,
    );
  }
  return found as Secret | undefined;
}
