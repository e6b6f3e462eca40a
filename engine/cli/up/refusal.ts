/**
 * What to do where Docker Compose refuses to start a project.
 *
 * @module
 */

/** What Compose or the engine says, and what to do then. */
const REMEDIES: readonly [said: RegExp, remedy: string][] = [
  [
    /(?:cannot|failed to) connect to the docker|daemon is running|docker daemon running|error during connect/i,
    "Docker does not answer: start Docker Desktop, or the service (sudo systemctl start docker)",
  ],
  [
    /permission denied.*docker.*sock/i,
    "You may not use Docker: add yourself to the group docker and log in again, or use rootless Docker",
  ],
  [
    /lookup \S+ on |no such host|i\/o timeout|connection refused.*\/v2\/|TLS handshake timeout/i,
    "A registry can't be reached: see to the network, or take the images along (images --script)",
  ],
  [
    /pull access denied|no such image|manifest unknown|not found: manifest|unauthorized|authentication required|denied: /i,
    "An image can't be had: log in where it is kept (docker login REGISTRY), or name another one under images in dekube.yaml",
  ],
  [
    /port is already allocated|address already in use|ports are not available/i,
    "A port is taken by another program or project: stop that, or choose another port (extensions.caddy.http_port or https_port for the proxy, overrides.NAME.ports else)",
  ],
  [
    /pool overlaps with other|invalid pool request/i,
    "The project's network overlaps with another one: choose a range with subnet in dekube.yaml",
  ],
  [
    /no space left on device/i,
    "The disk is full: make room, for instance with docker system prune",
  ],
  [
    /no matching manifest for/i,
    "An image is not made for this machine's processor: set overrides.NAME.platform, or name another one under images in dekube.yaml",
  ],
  [
    /bind source path does not exist|mounts denied|not shared from the host/i,
    "A folder that is mounted is not there, or Docker Desktop may not read it: make it, or share it in its settings",
  ],
];

/** What went wrong stands at the end. */
const LONGEST = 10_000;

/**
 * What to do about what Compose said; nothing where that is not known.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const said = "Bind for 0.0.0.0:80 failed: port is already allocated";
 * assertStringIncludes(remedyOf(said)!, "choose another port");
 * ```
 */
export function remedyOf(said: string): string | undefined {
  const last = said.slice(-LONGEST);
  return REMEDIES.find(([pattern]) => pattern.test(last))?.[1];
}
