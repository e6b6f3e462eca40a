/**
 * Files of users, one for each route that asks for a password.
 *
 * @module
 */

import { type Config, mount } from "@dekube/engine/pacts";
import { isUser } from "@dekube/engine/pacts/ingress";
import type { MountedFiles, Sites } from "@dekube/engine/pacts/proxy";
import { usersFolder } from "./folders.ts";
import { routeId } from "./route_id.ts";

/** Folder of the files below the output folder. */
const FOLDER = "secrets/.nginx-users";

/**
 * Whether nginx's image has what checks a hash: nginx its own kinds, the C library (musl) DES, MD5, bcrypt and the two of
 * SHA-2.
 */
export function isKnownHash(hash: string): boolean {
  return /^(?:\{(?:SHA|SSHA|PLAIN)\}|\$(?:apr1|1|2[abxy]|5|6)\$)|^[./\dA-Za-z]{13}$/.test(hash);
}

/** Users as nginx reads them, `name:hash` a line, where it can; it takes `#` for the beginning of a comment. */
export function usersOf(users: Readonly<Record<string, string>>): string {
  return Object.entries(users)
    .filter(([name, hash]) => isUser(name, hash) && !name.startsWith("#") && !hash.includes(":"))
    .map(([name, hash]) => `${name}:${hash}\n`)
    .join("");
}

/** The files of all routes that ask for a password. */
export function mountedUsers(sites: Sites, config: Config): MountedFiles {
  const files = [...sites].flatMap(({ entries }, site) =>
    entries.flatMap(({ basicAuth }, route) => {
      const content = usersOf(basicAuth?.users ?? {});
      return content === "" ? [] : [[`${FOLDER}/${routeId(site + 1, route + 1)}`, { content }]];
    })
  );
  return {
    files: Object.fromEntries(files),
    mounts: files.length === 0
      ? []
      : [mount(`./${FOLDER}`, usersFolder(config), { readOnly: true })],
  };
}
