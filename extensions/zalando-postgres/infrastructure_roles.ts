/**
 * Roles that the operator makes in every cluster, of Secrets that its options name.
 *
 * @see https://postgres-operator.readthedocs.io/en/latest/user/#infrastructure-roles
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  list,
  type Mapping,
  mapping,
  type ObjectIndex,
  type Secret,
  secretValue,
  word,
} from "@dekube/engine/pacts";
import { isStorable } from "@dekube/engine/pacts/postgres";
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
  for (const definition of definitionsIn(options)) {
    const secret = secretOf(definition.secretname, options, objects, ctx);
    if (!secret) continue;
    const value = (key: unknown) => secretValue(secret, word(key)) ?? "";
    found.push(role(
      value(definition.userkey) || word(definition.defaultuservalue),
      value(definition.passwordkey),
      value(definition.rolekey) || word(definition.defaultrolevalue),
    ));
  }
  const numbered = options.text("infrastructure_roles_secret_name");
  const secret = numbered === "" ? undefined : secretOf(numbered, options, objects, ctx);
  for (let index = 1; secret && index <= MOST; index++) {
    const value = (key: string) => secretValue(secret, `${key}${index}`) ?? "";
    if (value("user") === "") break;
    found.push(role(value("user"), value("password"), value("inrole")));
  }
  return found.filter((one) => one !== undefined);
}

function role(name: string, password: string, group: string): InfrastructureRole | undefined {
  if (!isUserName(name) || password === "" || !isStorable(password + group)) return undefined;
  return { name, password, memberOf: group === "" ? [] : [group] };
}

/** A list, or the one that a ConfigMap has room for: `secretname:roles,userkey:user,…`. */
function definitionsIn(options: OperatorOptions): Mapping[] {
  const given = options.raw("infrastructure_roles_secrets");
  if (Array.isArray(given)) return list(given).map(mapping);
  return isMapping(given) || word(given) === ""
    ? []
    : [options.map("infrastructure_roles_secrets")];
}

function secretOf(
  given: unknown,
  { namespace: own }: OperatorOptions,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Secret | undefined {
  const reference = isMapping(given) ? `${word(given.namespace)}/${word(given.name)}` : word(given);
  if (reference === "" || reference === "/") return undefined;
  const at = reference.indexOf("/");
  const namespace = (at > 0 ? reference.slice(0, at) : "") || own || "default";
  const name = reference.slice(at + 1);
  const found = objects.get("Secret", namespace, name) ?? objects.get("Secret", "", name);
  if (!found) {
    ctx.report().warn(
      "missing-secret",
      `there is no Secret "${name}" in the namespace "${namespace}", of which the operator would make roles in every PostgreSQL, so there are none of them. Add it to the manifests`,
    );
  }
  return found as Secret | undefined;
}
