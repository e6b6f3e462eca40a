/**
 * The user that a broker begins with, and the cookie of its nodes.
 *
 * @see https://www.rabbitmq.com/kubernetes/operator/using-operator
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  objectBeside,
  type ObjectIndex,
  randomWord,
  type Secret,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import { type Cluster, labelsOf } from "./cluster.ts";
import { portKeys } from "./listeners.ts";

/** Secrets of a broker. */
export interface OwnSecrets {
  /** The name of the one with the default user. */
  user: string;
  /** The user's name, where it is known by now. */
  username?: string;
  /** Those that are to be made. */
  made: Manifest[];
  /** Whether the broker's config can't hold the password, so that definitions have to. */
  isOdd?: boolean;
}

/** `<name>-default-user` and `<name>-erlang-cookie`; those that are among the manifests are taken as they are. */
export function ownSecrets(
  cluster: Cluster,
  objects: ObjectIndex,
  ctx: ControllerContext,
): OwnSecrets {
  const { cr, spec, name, namespace } = cluster;
  const labels = labelsOf(cluster);
  const { vault, externalSecret } = mapping(spec.secretBackend);
  if (vault) {
    ctx.report(cr, "spec.secretBackend.vault").warn(
      "no-vault",
      `nothing is read from Vault, so the default user's password is made up, and there are no certificates of Vault's. Add the Secret "${name}-default-user" to the manifests for a certain one, and set spec.tls.secretName for certificates`,
    );
  }
  const made: Manifest[] = [];
  let isOdd = false;
  const cookie = `${name}-erlang-cookie`;
  if (!objects.get("Secret", namespace, cookie)) {
    made.push(objectBeside(cr, "Secret", cookie, {
      type: "Opaque",
      stringData: {
        ".erlang.cookie": ctx.generated.value(cr, "erlang-cookie", () => randomWord(32)),
      },
    }, { labels }));
  }
  const external = text(mapping(externalSecret).name);
  const user = external || `${name}-default-user`;
  const found = objects.get("Secret", namespace, user) as Secret | undefined;
  if (found) {
    const known = secretValue(found, "username");
    const file = secretValue(found, "default_user.conf");
    const password = secretValue(found, "password");
    if (file === undefined && known !== undefined && password !== undefined) {
      isOdd = ![known, password].every((word) => PLAIN.test(word));
      made.push({
        ...found,
        stringData: {
          ...mapping(found.stringData) as Record<string, string>,
          "default_user.conf": isOdd ? "" : userFile(known, password),
        },
      });
    }
    return { user, made, isOdd, ...(known === undefined ? {} : { username: known }) };
  }
  if (external !== "") return { user, made };
  const username = cluster.settings.get("default_user") ||
    ctx.generated.value(cr, "default-username", () => `default_user_${randomWord(19)}`);
  const password = cluster.settings.get("default_pass") ||
    ctx.generated.value(cr, "default-password", () => randomWord(32));
  made.push(objectBeside(cr, "Secret", user, {
    type: "Opaque",
    stringData: userKeys(cluster, username, password),
  }, { labels }));
  return { user, username, made };
}

function userKeys(cluster: Cluster, username: string, password: string): Record<string, string> {
  const { host, tls } = cluster;
  const ports = portKeys(cluster);
  return {
    username,
    password,
    "default_user.conf": userFile(username, password),
    provider: "rabbitmq",
    type: "rabbitmq",
    host,
    ...ports,
    connection_string: `${tls ? "amqps" : "amqp"}://${encodeURIComponent(username)}:${
      encodeURIComponent(password)
    }@${host}:${ports.port}/`,
  };
}

/** What a line of the config holds as it is: "$(…)" is another setting there, and "#" ends it. */
const PLAIN = /^[\w.,:;@%+=/!?~^&*-]+$/;

function userFile(username: string, password: string): string {
  return `default_user = ${username}\ndefault_pass = ${password}\n`;
}
