/**
 * Users of servers: how they sign in, and from where.
 *
 * @see https://github.com/Altinity/clickhouse-operator/blob/master/docs/security_hardening.md
 * @module
 */

import {
  type ControllerContext,
  mapping,
  type ObjectIndex,
  randomWord,
  type Secret,
  secretValue,
} from "@dekube/engine/pacts";
import { sha256 } from "../sha256.ts";
import { bool } from "./bool.ts";
import type { Installation } from "./installation.ts";
import { expanded } from "./names.ts";
import { type Networks, networksOf } from "./client_networks.ts";
import type { OperatorSetup } from "./operator.ts";
import {
  type Option,
  type Options,
  readOptions,
  sayBadPath,
  sayUnread,
  type SecretVariables,
  value,
  valuesOf,
} from "./options.ts";
import { isElementName } from "./xml.ts";

/** The user that there is in any case. */
const DEFAULT = "default";

const PASSWORDS = ["password_double_sha1_hex", "password_sha256_hex", "password"] as const;

/** What the variables of users' Secrets begin with. */
const PREFIX = "CONFIGURATION_USERS";

/** What users are made with. */
export interface UserParts {
  /** How the operator is set up. */
  setup: OperatorSetup;
  /** Variables of the container. */
  variables: SecretVariables;
  /** All objects. */
  objects: ObjectIndex;
}

/** The settings of all users. */
export async function userOptions(
  installation: Installation,
  parts: UserParts,
  ctx: ControllerContext,
): Promise<Options> {
  const { cr, spec } = installation;
  const { setup } = parts;
  const path = "spec.configuration.users";
  const given = readOptions(mapping(spec.configuration).users, sayUnread(cr, path, ctx));
  const isExpanded = bool(
    mapping(mapping(mapping(mapping(spec.reconcile ?? spec.reconciling).macros).sections).users)
      .enabled,
  );
  const macros = {
    ...(isExpanded ? installation.macros : {}),
    clickhouseOperatorUser: setup.username,
  };
  const users = new Map<string, Options>([[DEFAULT, new Map()], [setup.username, new Map()]]);
  for (const [written, option] of given) {
    const [name, ...rest] = expanded(written, macros).split("/");
    if (!isElementName(name) || rest.length === 0) {
      sayBadPath(cr, path, ctx)(written);
      continue;
    }
    let user = users.get(name);
    if (!user) users.set(name, user = new Map());
    user.set(rest.join("/"), isExpanded ? expandedOption(option, macros) : option);
  }
  const all: Options = new Map();
  for (const [name, user] of users) {
    if (!isElementName(name)) continue;
    const options = await completed(name, user, installation, parts, ctx);
    for (const [path, option] of options) all.set(`${name}/${path}`, option);
  }
  return all;
}

function expandedOption(option: Option, macros: Readonly<Record<string, string>>): Option {
  return option.kind === "values"
    ? { kind: "values", values: option.values.map((one) => expanded(one, macros)) }
    : option;
}

async function completed(
  name: string,
  user: Options,
  installation: Installation,
  parts: UserParts,
  ctx: ControllerContext,
): Promise<Options> {
  const { setup, variables } = parts;
  const options = variables.resolve(
    await withoutOddPassword(
      new Map([...user].filter(([path]) => !path.startsWith("k8s_secret_"))),
      installation,
      parts,
    ),
    `${PREFIX}_${name}`,
  );
  await secretPasswords(name, user, options, installation, parts, ctx);
  await onePassword(name, options, installation, setup, ctx);
  const isOperator = name === setup.username;
  const set = (path: string, text: string) => {
    if (text !== "" && !options.has(path)) options.set(path, value(text));
  };
  set("profile", isOperator ? "clickhouse_operator" : setup.user.profile);
  set("quota", setup.user.quota);
  const networks: Networks = networksOf(
    { name, isOperator, isDefault: name === DEFAULT },
    { own: valuesOf(options.get("networks/ip")), pattern: options.get("networks/host_regexp") },
    installation,
    parts,
    ctx,
  );
  for (const [path, texts] of Object.entries(networks)) {
    const own = valuesOf(options.get(`networks/${path}`));
    const given = path === "ip" ? [...texts, ...own] : [...own, ...texts];
    const unique = [...new Set(given)];
    if (unique.length > 0) options.set(`networks/${path}`, { kind: "values", values: unique });
  }
  return options;
}

/** A password that a variable can't tell the server is written as its hash. */
async function withoutOddPassword(
  options: Options,
  { namespace }: Installation,
  { objects }: UserParts,
): Promise<Options> {
  const option = options.get("password");
  if (option?.kind !== "secret") return options;
  const known = knownValue({ ...option, namespace }, namespace, objects);
  if (known === undefined || isPlain(known)) return options;
  const { password: _, ...rest } = Object.fromEntries(options);
  return new Map(Object.entries({ ...rest, password_sha256_hex: value(await sha256(known)) }));
}

/** Passwords of Secrets that are named in texts, or by fields of their own; the latter count more. */
async function secretPasswords(
  name: string,
  user: Options,
  options: Options,
  { cr, namespace }: Installation,
  { variables, objects }: UserParts,
  ctx: ControllerContext,
): Promise<void> {
  for (const way of ["k8s_secret_", "k8s_secret_env_"]) {
    for (const password of PASSWORDS) {
      const field = `${way}${password}`;
      const reference = referenceOf(user.get(field), namespace);
      if (!reference) continue;
      const isVariable = way === "k8s_secret_env_";
      // No variable of a container has a value of another namespace's.
      if (isVariable) reference.namespace = namespace;
      const known = knownValue(reference, namespace, objects);
      if (known !== undefined && !(isVariable && isPlain(known))) {
        options.delete("password");
        if (password === "password") options.set("password_sha256_hex", value(await sha256(known)));
        else options.set(password, value(known));
      } else if (reference.namespace === namespace) {
        const variable = variables.variable(`${PREFIX}_${name}`, password, reference);
        options.set(password, { kind: "variable", variable });
      } else {
        ctx.report(cr, `spec.configuration.users.${name}/${field}`).warn(
          "missing-password",
          `there is no Secret "${reference.name}" with the key "${reference.key}" in the namespace "${reference.namespace}" among the manifests, so nobody can sign in as "${name}". Convert it along with the resource`,
        );
        const locked = ctx.generated.value(cr, `locked-${name}`, () => randomWord(32));
        options.set("password_sha256_hex", value(await sha256(locked)));
      }
    }
  }
}

/** The server reads values of variables as XML. */
function isPlain(text: string): boolean {
  return !/[<&\r]|\]\]>/.test(text);
}

function knownValue(
  reference: { namespace: string; name: string; key: string },
  own: string,
  objects: ObjectIndex,
): string | undefined {
  const secret = (objects.get("Secret", reference.namespace, reference.name) ??
    // A namespace that nothing says may well be the one that is named.
    (own === "" ? objects.get("Secret", "", reference.name) : undefined)) as Secret | undefined;
  return secret && secretValue(secret, reference.key);
}

function referenceOf(
  option: Option | undefined,
  namespace: string,
): { namespace: string; name: string; key: string } | undefined {
  if (option?.kind === "secret") return { namespace, name: option.name, key: option.key };
  const parts = (valuesOf(option)[0] ?? "").split("/");
  if (parts.length < 2 || parts.length > 3 || parts.includes("")) return undefined;
  const [key, name, other = namespace] = parts.toReversed();
  return { namespace: other, name, key };
}

/** Of several passwords one counts, and a plain one is written as its hash. */
async function onePassword(
  name: string,
  options: Options,
  { cr }: Installation,
  { user, username, password }: OperatorSetup,
  ctx: ControllerContext,
): Promise<void> {
  const counted = PASSWORDS.find((one) => one !== "password" && options.has(one));
  if (counted !== undefined) {
    for (const other of PASSWORDS) if (other !== counted) options.delete(other);
  } else if (options.get("password")?.kind !== "variable") {
    // Nobody but the operator needs its own, so one that nobody knows does as well.
    const usual = new Map([
      [DEFAULT, () => ""],
      [
        username,
        () => password ?? ctx.generated.value(cr, "operator-password", () => randomWord(32)),
      ],
    ]).get(name) ?? (() => user.password);
    const plain = valuesOf(options.get("password"))[0] || usual();
    if (plain === "" || options.has("ssl_certificates/common_name")) return;
    options.delete("password");
    options.set("password_sha256_hex", value(await sha256(plain)));
  }
  // The image's own users have a plain password for this one, which is empty.
  if (name === DEFAULT && !options.has("password")) options.set("password", { kind: "removed" });
}
