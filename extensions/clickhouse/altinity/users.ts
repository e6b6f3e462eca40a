/**
 * Users of servers: how they sign in, and from where.
 *
 * @see https://github.com/Altinity/clickhouse-operator/blob/master/docs/security_hardening.md
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  type ObjectIndex,
  randomWord,
  type Secret,
  secretValue,
} from "@dekube/engine/pacts";
import { isPasswordHash } from "../password_hash.ts";
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

type PasswordKind = typeof PASSWORDS[number];

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
    await withoutBadPasswords(
      name,
      new Map([...user].filter(([path]) => !path.startsWith("k8s_secret_"))),
      installation,
      parts,
      ctx,
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

/**
 * Passwords and hashes that let nobody in who should not: an empty one, or what is no hash, makes place for one that nobody
 * knows. A password that a variable can't tell the server is written as its hash.
 */
async function withoutBadPasswords(
  name: string,
  options: Options,
  { cr, namespace }: Installation,
  { objects }: UserParts,
  ctx: ControllerContext,
): Promise<Options> {
  const checked = new Map(options);
  for (const kind of PASSWORDS) {
    const option = options.get(kind);
    if (option === undefined) continue;
    const known = option.kind === "secret"
      ? knownValue({ ...option, namespace }, namespace, objects)
      : textOf(option);
    if (known === undefined) continue;
    // The operator has a usual one in the place of one that is written as an empty text.
    if (kind === "password" && option.kind !== "secret" && known === "") continue;
    const problem = problemOf(kind, known);
    if (problem) {
      sayLocked(cr, { name, field: kind }, problem, ctx);
      checked.set(kind, await lockedPassword(cr, name, kind, ctx));
    } else if (kind !== "password" && known !== known.trim()) {
      checked.set(kind, value(known.trim()));
    } else if (kind === "password" && option.kind === "secret" && !isPlain(known)) {
      checked.delete(kind);
      checked.set("password_sha256_hex", value(await sha256(known)));
    }
  }
  return checked;
}

/** The text of a password; an empty one where it is none. */
function textOf(option: Option): string {
  const values = valuesOf(option);
  return values.length === 1 ? values[0] : "";
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
      if (!user.has(field)) continue;
      const reference = referenceOf(user.get(field), namespace);
      const isForeign = reference && !isOwn(reference, namespace, objects);
      const known = !reference || isForeign ? undefined : knownValue(reference, namespace, objects);
      const problem = isForeign
        ? "foreign-password"
        : known === undefined
        ? undefined
        : problemOf(password, known);
      if (!reference || problem) {
        sayLocked(cr, { name, field }, problem ?? "missing-password", ctx);
        options.delete("password");
        const kind = password === "password" ? "password_sha256_hex" : password;
        options.set(kind, await lockedPassword(cr, name, kind, ctx));
      } else if (known !== undefined && !(way === "k8s_secret_env_" && isPlain(known))) {
        options.delete("password");
        if (password === "password") options.set("password_sha256_hex", value(await sha256(known)));
        else options.set(password, value(known.trim()));
      } else {
        const variable = variables.variable(`${PREFIX}_${name}`, password, reference);
        options.set(password, { kind: "variable", variable });
      }
    }
  }
}

/** Why nobody signs in by a password. */
type PasswordProblem = "foreign-password" | "missing-password" | "bad-password-hash";

/** What is wrong with a password, or with the hash of one. */
function problemOf(kind: PasswordKind, known: string): PasswordProblem | undefined {
  if (known.trim() === "") return "missing-password";
  return kind === "password" || isPasswordHash(kind, known.trim())
    ? undefined
    : "bad-password-hash";
}

function sayLocked(
  cr: Manifest,
  { name, field }: { name: string; field: string },
  problem: PasswordProblem,
  { report }: ControllerContext,
): void {
  const say = report(cr, `spec.configuration.users.${name}/${field}`);
  const locked = `so "${name}" has a password that nobody knows`;
  if (problem === "foreign-password") {
    say.error(
      "foreign-password",
      `it names a Secret of another namespace, whose values are none of this one's, ${locked}. Put the password into a Secret of the installation's own namespace, and write name/key`,
    );
  } else if (problem === "missing-password") {
    say.warn(
      "missing-password",
      `it brings no password, or an empty one, by which everybody could sign in, ${locked}. Put one there; a Secret's is named as name/key`,
    );
  } else {
    say.warn(
      "bad-password-hash",
      `it is no hash of a password: ${
        field.endsWith("sha1_hex") ? 40 : 64
      } hexadecimal digits are expected. It is left out, ${locked}. Write the hash, or use the field for a plain password`,
    );
  }
}

/** A password that nobody knows, which is the same each time. */
async function lockedPassword(
  cr: Manifest,
  name: string,
  kind: PasswordKind,
  { generated }: ControllerContext,
): Promise<Option> {
  const word = generated.value(cr, `locked-${name}`, () => randomWord(32));
  if (kind === "password") return value(word);
  const hash = await sha256(word);
  return value(kind === "password_sha256_hex" ? hash : hash.slice(0, 40));
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
  // A namespace that nothing says may well be the one that is named.
  const near = own === "" ? objects.get("Secret", "", reference.name) : undefined;
  const secret = (near ?? objects.get("Secret", reference.namespace, reference.name)) as
    | Secret
    | undefined;
  return secret && secretValue(secret, reference.key);
}

/** Whether a Secret is one of the installation's own namespace. */
function isOwn(
  reference: { namespace: string; name: string },
  own: string,
  objects: ObjectIndex,
): boolean {
  return reference.namespace === own || (own === "" &&
    (reference.namespace === "default" || objects.get("Secret", "", reference.name) !== undefined));
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
