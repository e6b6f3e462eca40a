/**
 * The settings files of a Redis of Bitnami's.
 *
 * @module
 */

import type { ConvertContext } from "@dekube/engine/pacts";
import { isOfSecret, mountedText } from "./mounts.ts";
import type { Subject } from "./subject.ts";

/** Where Bitnami's image has settings mounted. */
export const FOLDERS: readonly string[] = [
  "/opt/bitnami/redis/mounted-etc",
  "/opt/bitnami/redis/etc",
];

/** Access rules, which a settings file names (`aclfile`). */
const RULES = "users.acl";

/** Lines that name files which may say who comes in. */
const GUARDING = /^\s*(?:include|aclfile|tls-\S+)\s/i;

/** Settings files as the stock image gets them. */
export interface RedisConfig {
  /** Content by name. */
  files: Map<string, string>;
  /** Names of those that the server includes, in that order. */
  included: string[];
  /** Lines that were left out. */
  left: string[];
  /** Lines by which others say who may come in, in a file that the stock image would not have. */
  guards: string[];
  /** Whether some of it comes from a Secret, so that it stays with those. */
  isSecret: boolean;
}

/**
 * The settings files that are mounted into a service and say something: those of every server, and those
 * of its role (`master.conf`, `replica.conf`). Paths of Bitnami's image become those of the stock one; a
 * line with another such path is left out.
 */
export function redisConfig(
  { service }: Subject,
  role: string,
  folder: string,
  ctx: ConvertContext,
): RedisConfig {
  const config: RedisConfig = {
    files: new Map(),
    included: [],
    left: [],
    guards: [],
    isSecret: false,
  };
  for (const name of ["redis.conf", "overrides.conf", role]) {
    const content = find(name);
    if (content === undefined || directives(content).length === 0) continue;
    config.files.set(name, adapted(content));
    config.included.push(name);
  }
  const rules = find(RULES);
  const named = [...config.files.values()].some((content) =>
    content.includes(`${folder}/${RULES}`)
  );
  if (named && rules === undefined) config.guards.push(`aclfile ${RULES}`);
  if (named && rules !== undefined) config.files.set(RULES, rules);
  return config;

  function find(name: string): string | undefined {
    for (const at of FOLDERS) {
      const content = mountedText(`${at}/${name}`, service, ctx);
      if (content === undefined) continue;
      config.isSecret ||= isOfSecret(`${at}/${name}`, service);
      return content;
    }
    return undefined;
  }

  function adapted(content: string): string {
    const lines = content.split("\n").flatMap((line) => {
      const changed = line
        .replaceAll(/\/opt\/bitnami\/redis\/(?:mounted-)?etc\/users\.acl\b/g, `${folder}/${RULES}`)
        .replaceAll(/\/bitnami\/redis\/data\b/g, "/data");
      if (!changed.includes("/bitnami/") || directives(changed).length === 0) return [changed];
      (GUARDING.test(changed) ? config.guards : config.left).push(`"${changed.trim()}"`);
      return [];
    });
    return lines.join("\n").replace(/(?<!\n)$/, "\n");
  }
}

/** Lines that are neither empty nor a comment. */
function directives(content: string): string[] {
  return content.split("\n").map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
