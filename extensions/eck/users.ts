/**
 * Who may sign in to an Elasticsearch: files of its file realm, which the operator writes too.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  mayBeOn,
  objectBeside,
  type ObjectIndex,
  parseInnerYaml,
  randomWord,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import { hashPassword, isSalt, newSalt } from "./password_hash.ts";
import type { Resource } from "./resource.ts";
import { rolesOf } from "./roles.ts";

/** A user of the file realm. */
export interface FileUser {
  /** What it signs in with. */
  name: string;
  /** Its password. */
  password: string;
  /** Its roles. */
  roles: readonly string[];
}

/** The Secret with the files. */
export function realmName({ name }: Resource): string {
  return `${name}-es-xpack-file-realm`;
}

/** The Secret of the user `elastic`, where it is not among the manifests, and that user; none where it is turned off. */
export function elasticUser(
  resource: Resource,
  objects: ObjectIndex,
  ctx: ControllerContext,
): { user?: FileUser; secrets: Manifest[] } {
  const { manifest, name, namespace, spec } = resource;
  if (mayBeOn(mapping(spec.auth).disableElasticUser)) return { secrets: [] };
  const { password, secrets } = keptPassword(
    manifest,
    { namespace, name: `${name}-es-elastic-user`, key: "elastic" },
    objects,
    ctx,
  );
  return { user: { name: "elastic", password, roles: ["superuser"] }, secrets };
}

/** A password in a Secret: that of the manifests, else one that is made up and kept. */
export function keptPassword(
  owner: Manifest,
  { namespace, name, key }: { namespace: string; name: string; key: string },
  objects: ObjectIndex,
  ctx: ControllerContext,
): { password: string; secrets: Manifest[] } {
  const given = objects.get("Secret", namespace, name);
  const known = given && secretValue(given, key);
  if (known) return { password: known, secrets: [] };
  const password = ctx.generated.value(owner, `${name}.${key}`, () => randomWord(24));
  if (given) {
    ctx.report(given, `data.${key}`).warn(
      "missing-key",
      `the Secret "${name}" has no "${key}", so a password was made up in its place. Add the key, or leave the Secret out`,
    );
  }
  return {
    password,
    secrets: [{
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        ...given?.metadata,
        name,
        ...(namespace === "" ? {} : { namespace }),
      },
      ...(given ? { data: given.data } : {}),
      stringData: { ...mapping(given?.stringData), [key]: password },
    }],
  };
}

/** The Secret with users, their roles, and what the roles may. `beats` are the types of Beats that have users. */
export async function fileRealm(
  resource: Resource,
  own: readonly FileUser[],
  beats: Iterable<string>,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Promise<Manifest> {
  const { manifest, namespace, spec, version } = resource;
  const auth = mapping(spec.auth);
  const hashes = new Map<string, string>();
  const members = new Map<string, Set<string>>();
  const grant = (role: string, user: string) => {
    if (role !== "") members.set(role, (members.get(role) ?? new Set()).add(user));
  };
  const add = async ({ name, password, roles }: FileUser) => {
    const salt = ctx.generated.value(manifest, `${saltKey(name)}.salt`, newSalt, isSalt);
    hashes.set(name, await hashPassword(password, salt));
    for (const role of roles) grant(role, name);
  };
  for (const user of own) await add(user);
  for (const secret of sources("fileRealm")) {
    const [name, password] = ["username", "password"].map((key) => secretValue(secret, key));
    if (name && password) {
      const roles = (secretValue(secret, "roles") ?? "").split(",").map((role) => role.trim());
      if ([name, ...roles].every((word) => word === "" || IN_A_LINE.test(word))) {
        await add({ name, password, roles });
      } else sayUnwritable(secret, ctx);
    }
    for (const [user, hash] of pairs(secretValue(secret, "users"))) hashes.set(user, hash);
    for (const [role, users] of pairs(secretValue(secret, "users_roles"))) {
      for (const user of users.split(",")) grant(role, user.trim());
    }
  }
  const roles: Mapping = Object.fromEntries(
    Object.entries(rolesOf(version, beats)).filter(([role]) => members.has(role)),
  );
  for (const secret of sources("roles")) Object.assign(roles, rolesIn(secret, ctx));
  return objectBeside(manifest, "Secret", realmName(resource), {
    stringData: {
      users: lines(hashes),
      users_roles: lines(
        [...members].map(([role, users]) => [role, [...users].join(",")] as const),
      ),
      "roles.yml": [...Object.entries(roles)].map(([name, role]) =>
        `${JSON.stringify(name)}: ${JSON.stringify(role)}\n`
      ).join(""),
      service_tokens: "",
    },
  });

  function sources(field: "fileRealm" | "roles"): Manifest[] {
    return mappings(auth[field]).flatMap(({ secretName }, index) => {
      const name = text(secretName);
      const secret = objects.get("Secret", namespace, name);
      if (secret) return [secret];
      ctx.report(manifest, `spec.auth.${field}[${index}].secretName`).warn(
        "missing-secret",
        `there is no Secret "${name}", so Elasticsearch has none of its ${
          field === "roles" ? "roles" : "users"
        }. Add it to the manifests`,
      );
      return [];
    });
  }
}

/** What can stand in a line of the files, whose names end at a colon or a comma. */
const IN_A_LINE = /^(?!#)[!-+\--9;-~](?:[ -+\--9;-~]{0,505}[!-+\--9;-~])?$/;

function sayUnwritable(secret: Manifest, ctx: ControllerContext): void {
  ctx.report(secret, "data").warn(
    "unwritable-user",
    `the Secret "${secret.metadata.name}" has a user or a role with a colon, a comma, a line break or another letter that Elasticsearch's files of users can't hold, so it has no user of it. Call it otherwise`,
  );
}

/** Values are kept under keys of letters and digits; users are called as they like. */
function saltKey(name: string): string {
  return /^[A-Za-z0-9_.-]+$/.test(name)
    ? name
    : new TextEncoder().encode(name).toHex().slice(0, 120);
}

function lines(values: Iterable<readonly [string, string]>): string {
  return [...values].map(([name, value]) => `${name}:${value}\n`).join("");
}

/** Lines `name:value`; those with a `#` before them are remarks. */
function pairs(content: string | undefined): [string, string][] {
  return (content ?? "").split("\n").flatMap((line) => {
    const place = line.indexOf(":");
    return place < 1 || line.trim().startsWith("#")
      ? []
      : [[line.slice(0, place).trim(), line.slice(place + 1).trim()]];
  });
}

function rolesIn(secret: Manifest, ctx: ControllerContext): Mapping {
  const content = secretValue(secret, "roles.yml");
  if (content === undefined) {
    ctx.report(secret, "data").warn(
      "missing-key",
      `the Secret "${secret.metadata.name}" has no "roles.yml", so Elasticsearch has no roles of it. Add the key`,
    );
    return {};
  }
  try {
    const roles = parseInnerYaml(content, ctx.limits, "roles.yml");
    if (isMapping(roles)) return roles;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  ctx.report(secret, "data.roles.yml").warn(
    "bad-roles",
    "the file is no YAML with roles by their names, so Elasticsearch has none of them. Correct it",
  );
  return {};
}
