/**
 * The operations of MinIOJobs, as arguments of `mc`.
 *
 * @module
 */

import { entries, type Mapping, text } from "@dekube/engine/pacts";

/** What the operator calls the Tenant in commands. */
export const ALIAS = "myminio";

/** Where a policy lies that stands in the job itself. */
export const POLICY_FILE = "/dev/shm/policy.json";

/** A command, or what is missing for one. */
export type Operation = { args: string[] } | { lacks: string };

/** Arguments of an operation that nobody knows are `undefined`. */
export function operation(name: string, given: Mapping): Operation | undefined {
  const known = OPERATIONS[name];
  if (!known) return undefined;
  const lacks = known.needs.find((key) => text(given[key]) === "");
  return lacks === undefined ? { args: known.args(given) } : { lacks };
}

/** The policy that an operation has to put into a file. */
export function policyIn(name: string, given: Mapping): string | undefined {
  const policy = text(given.policy).trim();
  return CREATE_POLICY.has(name) && policy.startsWith("{") ? policy : undefined;
}

const CREATE_POLICY = new Set(["admin/policy/add", "admin/policy/create"]);

interface KnownOperation {
  /** Arguments that it can't do without. */
  needs: readonly string[];
  args(given: Mapping): string[];
}

const MAKE_BUCKET: KnownOperation = {
  needs: ["name"],
  args: (given) => ["mb", ...flags(given), `${ALIAS}/${text(given.name)}`, "--ignore-existing"],
};

const MAKE_POLICY: KnownOperation = {
  needs: ["name", "policy"],
  args: (given) => [
    ...["admin", "policy", "create", ALIAS, text(given.name)],
    policyIn("admin/policy/create", given) === undefined ? text(given.policy) : POLICY_FILE,
  ],
};

const OPERATIONS: Readonly<Record<string, KnownOperation>> = Object.assign(
  Object.create(null),
  {
    "make-bucket": MAKE_BUCKET,
    mb: MAKE_BUCKET,
    "admin/policy/add": MAKE_POLICY,
    "admin/policy/create": MAKE_POLICY,
    "admin/user/add": {
      needs: ["user", "password"],
      args: ({ user, password }) => ["admin", "user", "add", ALIAS, text(user), text(password)],
    },
    "admin/policy/attach": {
      needs: ["policy"],
      args: ({ policy, user, group }) => [
        ...["admin", "policy", "attach", ALIAS, ...words(policy)],
        ...text(user) === "" ? ["--group", text(group)] : ["--user", text(user)],
      ],
    },
    "admin/config/set": {
      needs: ["webhookName"],
      args: ({ webhookName, ...others }) => [
        ...["admin", "config", "set", ALIAS, text(webhookName)],
        ...entries(others).map(([key, value]) => `${key}=${text(value)}`),
      ],
    },
  } satisfies Record<string, KnownOperation>,
);

function words(value: unknown): string[] {
  return text(value).split(",").map((word) => word.trim()).filter((word) => word !== "");
}

/** Arguments whose names are flags already. */
function flags(given: Mapping): string[] {
  return entries(given).filter(([name]) => name.startsWith("-"))
    .map(([name, value]) => text(value) === "" ? name : `${name}=${text(value)}`);
}
