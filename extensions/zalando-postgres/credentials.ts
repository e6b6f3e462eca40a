/**
 * The Secrets with users' passwords: those of the manifests, else made once and kept.
 *
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
  word,
} from "@dekube/engine/pacts";
import { isStorable } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import { GROUP } from "./kinds.ts";
import { ACROSS } from "./operator_options.ts";
import type { Role } from "./role.ts";

/** Passwords, and the Secrets that say them. */
export interface Credentials {
  /** Passwords by users. */
  passwords: ReadonlyMap<string, string>;
  /** Secrets that are to be made. */
  made: Manifest[];
}

const SECRET_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const TEMPLATE = "{username}.{cluster}.credentials.{tprkind}.{tprgroup}";

/** The passwords of the superuser and of all roles that log in. */
export function credentialsOf(
  cluster: Cluster,
  roles: readonly Role[],
  objects: ObjectIndex,
  ctx: ControllerContext,
): Credentials {
  const { superuser, namespace, options } = cluster;
  const passwords = new Map<string, string>();
  const made: Manifest[] = [];
  const users = new Map<string, string>();
  provide({ name: superuser, namespaces: [namespace] });
  for (const role of roles) if (role.namespaces.length > 0) provide(role);
  return { passwords, made };

  function provide(role: Pick<Role, "name" | "namespaces" | "password">): void {
    const { name } = role;
    const secretName = secretNameOf(name, cluster);
    const report = ctx.report(cluster.manifest, "spec.users");
    const namespaces = role.namespaces.filter((place) => {
      // Whoever names another namespace neither learns nor changes what is there, unless the operator is told to.
      const isForeign = place !== namespace && !options.isTrusted(ACROSS) &&
        objects.get("Secret", place, secretName) !== undefined;
      if (isForeign) {
        report.warn(
          "foreign-secret",
          `the Secret "${secretName}" of the namespace "${place}" stays as it is, and "${name}" gets a password of its own, since nothing says that the operator may take Secrets of other namespaces. If it may, set extensions.zalando-postgres.options.${ACROSS} in dekube.yaml to "true"`,
        );
      }
      return !isForeign;
    });
    const found = namespaces.map((namespace) =>
      objects.get("Secret", namespace, secretName) as Secret | undefined
    );
    const known = found.map((secret) => secret && secretValue(secret, "password"))
      .find((password) => password && isStorable(password));
    const password = role.password ?? known ??
      ctx.generated.value(cluster.manifest, `password-${name}`, () => randomWord(64), isStorable);
    passwords.set(name, password);
    const other = users.get(secretName);
    users.set(secretName, other ?? name);
    if (!SECRET_NAME.test(secretName) || secretName.length > 253) {
      report.warn(
        "bad-secret-name",
        `the user "${name}" gets no Secret, because "${secretName}" is no name for one. Rename the user, or put secret_name_template of the operator right`,
      );
      return;
    }
    if (other !== undefined) {
      report.warn(
        "secret-taken",
        `the users "${other}" and "${name}" would have one Secret, "${secretName}", which is for "${other}", so nothing has the password of "${name}". Rename one of them`,
      );
      return;
    }
    for (const [index, namespace] of namespaces.entries()) {
      const secret = found[index];
      if (secret && secretValue(secret, "password") === password) {
        const said = secretValue(secret, "username");
        if (said !== undefined && said !== name) {
          report.warn(
            "other-owner",
            `the Secret "${secretName}" is for "${said}", but the role is called "${name}", and gets its password. Give both one name`,
          );
        }
        continue;
      }
      if (secret && known === undefined) {
        report.warn(
          "missing-key",
          `the Secret "${secretName}" has no password, so one was made up for "${name}". Give it the keys "username" and "password"`,
        );
      }
      const given = secret
        ? { ...secret, stringData: { username: name, ...mapping(secret.stringData), password } }
        : undefined;
      made.push(given as Manifest | undefined ?? secretFor(secretName, namespace, name, password));
    }
  }

  function secretFor(
    name: string,
    namespace: string,
    username: string,
    password: string,
  ): Manifest {
    return {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name,
        ...(namespace === "" ? {} : { namespace }),
        labels: { ...cluster.labels },
      },
      type: "Opaque",
      stringData: { username, password },
    };
  }
}

/** The name of a user's Secret, by the operator's template. */
export function secretNameOf(user: string, { name, options }: Cluster): string {
  const values = new Map([
    ["username", user.replaceAll("_", "-")],
    ["cluster", name],
    ["tprkind", "postgresql"],
    ["tprgroup", GROUP],
  ]);
  return options.text("secret_name_template", TEMPLATE)
    .replace(/\{(\w+)\}/g, (whole, key) => values.get(word(key)) ?? whole);
}
