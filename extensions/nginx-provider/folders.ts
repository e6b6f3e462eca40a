/**
 * Where nginx has what its config names of the project. In an nginx of the user's own several projects may meet, so
 * there the folders bear the project's name.
 *
 * @module
 */

import type { Config } from "@dekube/engine/pacts";
import { configPath } from "@dekube/engine/pacts/proxy";

/** What says how the folders are called. */
type Project = Pick<Config, "name" | "disableIngress">;

/** Certificates that Ingresses name, a folder a Secret. */
export function secretsFolder(project: Project): string {
  return configPath("/etc/nginx/tls", "", project);
}

/** Authorities that backends are checked against, a folder each. */
export function authoritiesFolder(project: Project): string {
  return configPath("/etc/nginx/certs", "", project);
}

/** Users, a file for each route that asks for a password. */
export function usersFolder(project: Project): string {
  return configPath("/etc/nginx/users", "", project);
}
