/**
 * Roles' credentials: from the Secrets of the manifests, else made once and kept.
 *
 * @module
 */

import { type ConvertContext, mapping, type Secret, secretValue } from "@dekube/engine/pacts";
import { isStorable } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import { connectionKeys } from "./connection.ts";
import { word } from "./read.ts";

/** What the server is set up with. */
export interface Credentials {
  /** Name of the Secret that has the superuser's password. */
  superuserSecret: string;
  /** Password of the application's role. */
  ownerPassword: string;
}

interface Role {
  /** Name of the Secret that the Cluster names; empty where it names none. */
  named: string;
  /** Where it is named. */
  path: string;
  /** Name of the Secret that the operator makes. */
  own: string;
  username: string;
  database: string;
  /** What a password is kept by that was made. */
  file: string;
}

/** Adds the Secrets of a Cluster, `<cluster>-app` and `<cluster>-superuser`. */
export function credentialsOf(cluster: Cluster, ctx: ConvertContext): Credentials {
  const superuser: Role = {
    named: word(mapping(cluster.spec.superuserSecret).name),
    path: "spec.superuserSecret",
    own: `${cluster.name}-superuser`,
    username: "postgres",
    database: "*",
    file: "superuser",
  };
  provide(superuser, cluster, ctx);
  const ownerPassword = provide(
    {
      named: word(mapping(cluster.bootstrap.secret).name),
      path: "spec.bootstrap.initdb.secret",
      own: `${cluster.name}-app`,
      username: cluster.owner,
      database: cluster.database,
      file: "app",
    },
    cluster,
    ctx,
  );
  return { superuserSecret: superuser.named || superuser.own, ownerPassword };
}

/** The password of a role. Its Secrets are there afterwards, each with a password. */
function provide(role: Role, cluster: Cluster, ctx: ConvertContext): string {
  const { name, namespace } = cluster;
  const report = ctx.report(cluster.id, role.path);
  const source = role.named || role.own;
  const found = ctx.secrets.get(namespace, source);
  const known = found && secretValue(found, "password");
  const usable = known !== undefined && known !== "" && isStorable(known);
  const password = usable
    ? known
    : ctx.generated.value(cluster.id, role.file, newPassword, isStorable);
  const keys = connectionKeys({
    host: `${name}-rw`,
    namespace,
    database: role.database,
    username: role.username,
    password,
  });
  if (!found) {
    if (role.named !== "") {
      report.warn(
        "missing-secret",
        `there is no Secret "${source}", so a password was made up for "${role.username}". Add the Secret to the manifests if it must be a certain one`,
      );
    }
    ctx.manifests.add(secret(source, keys));
  } else if (!usable) {
    report.warn(
      "missing-key",
      `the Secret "${source}" has no password, so one was made up for "${role.username}". Give it the keys "username" and "password"`,
    );
    ctx.manifests.add({
      ...found,
      stringData: { ...mapping(found.stringData) as Record<string, string>, password },
    });
  } else {
    const username = secretValue(found, "username");
    if (username !== undefined && username !== role.username) {
      report.warn(
        "other-owner",
        `the Secret "${source}" is for "${username}", but the role is called "${role.username}", and gets its password. Give both one name`,
      );
    }
  }
  if (!ctx.secrets.get(namespace, role.own)) ctx.manifests.add(secret(role.own, keys));
  return password;

  function secret(name: string, stringData: Record<string, string>): Secret {
    return {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      type: "kubernetes.io/basic-auth",
      stringData,
    };
  }
}

function newPassword(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}
