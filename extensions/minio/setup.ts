/**
 * A Job that makes the Tenant's users and buckets, each where it is not there.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mappings,
  mayBeOn,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import { clientContainer, clientIdentity, clientVolumes } from "./client.ts";
import type { Environment } from "./environment.ts";
import { owned, references, type Tenant } from "./tenant.ts";

/** Keys of a user's Secret. */
const USER = "CONSOLE_ACCESS_KEY";
const PASSWORD = "CONSOLE_SECRET_KEY";

/** The policy that the operator gives its users, once. */
const POLICY = "consoleAdmin";

/** The functions below take what they need as arguments, so that nothing in a name is the shell's. */
const FUNCTIONS = `word() { printf %s "$1" | tr -d '[:space:]'; }
user() {
  name=$(word "$1")
  if mc admin user info "$ALIAS" "$name" >/dev/null 2>&1; then
    mc admin user add "$ALIAS" "$name" "$(word "$2")" >/dev/null
  else
    mc admin user add "$ALIAS" "$name" "$(word "$2")" >/dev/null
    mc admin policy attach "$ALIAS" ${POLICY} --user "$name"
  fi
}
ldap_user() {
  said=$(mc idp ldap policy attach "$ALIAS" ${POLICY} --user "$1" 2>&1) || case "$said" in
    *"already in effect"*) ;;
    *) echo "$said" >&2; exit 1 ;;
  esac
}
bucket() { mc mb --ignore-existing "$@"; }
`;

/** The Job, where there is something to make, and the Secrets of users that were made up. */
export function setupOf(
  tenant: Tenant,
  environment: Environment,
  secrets: (name: string) => Manifest | undefined,
  ctx: ControllerContext,
): Manifest[] {
  const { spec } = tenant;
  const env: Mapping[] = [];
  const lines: string[] = [];
  const args: string[] = [];
  const made: Manifest[] = [];
  for (const [index, { name }] of references(spec.users).entries()) {
    const found = secrets(name);
    if (!found) made.push(newUser(tenant, name, index, ctx));
    else if (!hasKeys(found, tenant, index, ctx)) continue;
    const variable = (key: string) => {
      const own = `USER_${index}_${key}`;
      env.push({ name: own, valueFrom: { secretKeyRef: { name, key } } });
      return `"$${own}"`;
    };
    lines.push(
      environment.usesLdap
        ? `ldap_user ${variable(USER)}`
        : `user ${variable(USER)} ${variable(PASSWORD)}`,
    );
  }
  for (const bucket of mappings(spec.buckets)) {
    const name = text(bucket.name);
    if (name === "") continue;
    const position = (value: string) => `"\${${args.push(value)}}"`;
    const region = text(bucket.region);
    lines.push([
      "bucket",
      ...region === "" ? [] : ["--region", position(region)],
      ...mayBeOn(bucket.objectLock) ? ["--with-lock"] : [],
      `"$ALIAS"/${position(name)}`,
    ].join(" "));
  }
  if (lines.length === 0) return made;
  const container = clientContainer(tenant, environment, {
    name: "mc",
    alias: "tenant",
    script: FUNCTIONS + lines.join("\n"),
    args,
    env,
  });
  return [...made, {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: owned(tenant, `${tenant.name}-setup`),
    spec: {
      template: {
        spec: {
          restartPolicy: "OnFailure",
          securityContext: clientIdentity(tenant),
          containers: [container],
          volumes: clientVolumes(tenant),
        },
      },
    },
  }];
}

/** Whether a user's Secret has what the user is made of; what is missing is said. */
function hasKeys(
  secret: Manifest,
  { manifest }: Tenant,
  index: number,
  ctx: ControllerContext,
): boolean {
  const missing = [USER, PASSWORD].filter((key) => !secretValue(secret, key)?.trim());
  if (missing.length === 0) return true;
  ctx.report(manifest, `spec.users[${index}]`).error(
    "missing-key",
    `the Secret "${secret.metadata.name}" has no ${
      missing.join(" and ")
    }, so the user is not made. Give it both ${USER} and ${PASSWORD}`,
  );
  return false;
}

function newUser(
  tenant: Tenant,
  name: string,
  index: number,
  ctx: ControllerContext,
): Manifest {
  ctx.report(tenant.manifest, `spec.users[${index}]`).warn(
    "missing-secret",
    `there is no Secret "${name}", so a password was made up for a user of that name. Add the Secret to the manifests, with ${USER} and ${PASSWORD}, if they must be certain ones`,
  );
  const stringData = {
    [USER]: name,
    [PASSWORD]: ctx.generated.value(tenant.manifest, `user-${name}`),
  };
  return { apiVersion: "v1", kind: "Secret", metadata: owned(tenant, name), stringData };
}
