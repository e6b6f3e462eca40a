/**
 * The parts of the Compose Specification that a conversion writes.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/spec.md
 * @module
 */

import type { ResourceId } from "./manifest.ts";

/** Characters that no manifest has: for private use, in planes that nothing is assigned to. */
const [OPEN, CLOSE] = ["\u{f5c0e}", "\u{f5c0f}"];

/**
 * A text that Compose puts together when it reads the file, from its own environment: `NAME=1 docker compose run web`. It
 * stands wherever a value of a service does, and becomes `${NAME:-fallback}`.
 *
 * @example
 * ```ts
 * import { composeVariable, composeVariables } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const shard = `shard-${composeVariable("SHARD", "0")}`;
 * assertEquals(composeVariables(shard), "shard-${SHARD:-0}");
 * ```
 */
export function composeVariable(name: string, fallback: string): string {
  return `${OPEN}${name}:-${fallback}${CLOSE}`;
}

/**
 * Writes such texts as Compose reads them, whatever was done to `$` before.
 *
 * @example
 * ```ts
 * import { composeVariable, composeVariables } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(composeVariables(`$$5 ${composeVariable("TAG", "1")}`), "$$5 ${TAG:-1}");
 * ```
 */
export function composeVariables(text: string): string {
  return text.replaceAll(OPEN, () => "${").replaceAll(CLOSE, "}");
}

/**
 * A mount of a service. It stays data until compose.yml is written, in Compose's short syntax where that can
 * say it, so that extensions read what it is instead of taking text apart.
 */
export interface Mount {
  /** Kind of mount (`services.*.volumes[].type`). */
  type: "bind" | "volume" | "tmpfs" | "image";
  /** Host path, name of a volume, or reference of an image; absent for an anonymous volume and a tmpfs. */
  source?: string;
  /** Path in the container. */
  target: string;
  /** Mounted read-only. */
  read_only?: boolean;
  /** Options of a bind mount. */
  bind?: { propagation?: string; create_host_path?: boolean };
  /** Options of a volume mount. */
  volume?: { nocopy?: boolean; subpath?: string };
  /** Options of an image mount. */
  image?: { subpath?: string };
  /** Options of a tmpfs mount; `size` in bytes. */
  tmpfs?: { size?: number | string; mode?: number };
  /** Options that only the short syntax has: `["Z"]` in `./a:/b:Z`, `["exec"]` of a tmpfs. */
  options?: readonly string[];
  /** What of the pod it stands for; absent for a mount that no pod asked for. Not written to compose.yml. */
  origin?: MountOrigin;
}

/** The volume of a pod that a mount stands for. */
export interface MountOrigin {
  /** What the volume is: its field in `spec.volumes[]`, for instance `emptyDir` or `persistentVolumeClaim`. */
  kind: string;
  /** Name of the volume (`spec.volumes[].name`). */
  volume: string;
  /** Path in the volume that is mounted, without empty parts and `.`; empty for all of it. */
  subPath: string;
  /** Key of the claim under `volumes` in dekube.yaml, where it is one. */
  claim?: string;
}

/** `services.*.depends_on.*`. */
export interface ComposeDependency {
  /** When the dependency counts as met. */
  condition:
    | "service_started"
    | "service_healthy"
    | "service_completed_successfully";
  /** Restart when Compose restarts the dependency. */
  restart?: boolean;
  /** Whether its absence is an error. */
  required?: boolean;
}

/** `services.*.healthcheck`; durations as Compose writes them (`10s`). */
export interface ComposeHealthcheck {
  /** `["CMD", …]` or `["CMD-SHELL", "…"]`. */
  test?: string[] | string;
  /** Time between two checks. */
  interval?: string;
  /** Time that a check may take. */
  timeout?: string;
  /** Failures in a row that make the container unhealthy. */
  retries?: number;
  /** Time in which failures do not count. */
  start_period?: string;
}

/** Keys of a Compose service that are the same while the conversion runs and in compose.yml. */
export interface ServiceKeys {
  /** Image reference. */
  image?: string;
  /** Environment by name; values are plain text, `$` not doubled. */
  environment?: Record<string, string>;
  /** Replaces the image's ENTRYPOINT. */
  entrypoint?: string[];
  /** Replaces the image's CMD. */
  command?: string[];
  /** `no`, `always`, `on-failure`, `unless-stopped`. */
  restart?: string;
  /** Published ports: `[ip:]host:container[/protocol]`. */
  ports?: string[];
  /** Start order. */
  depends_on?: Record<string, ComposeDependency>;
  /** Networks by name; `aliases` are further names on one, `ipv4_address` is a fixed address. */
  networks?: Record<string, { aliases?: string[]; ipv4_address?: string } | null>;
  /** `service:<name>` or `host`; excludes `networks`. */
  network_mode?: string;
  /** `uid[:gid]`. */
  user?: string;
  /** Health check. */
  healthcheck?: ComposeHealthcheck;
  /** Labels by name. */
  labels?: Record<string, string>;
  /** Host name of the container. */
  hostname?: string;
  /** Any other key of the Compose Specification, passed on as it is. */
  [key: string]: unknown;
}

/** One Compose service while the conversion runs. */
export interface ComposeService extends ServiceKeys {
  /**
   * The object that it runs for: names and addresses mean to it what they mean in that object's namespace. Not
   * written to compose.yml, but for the labels that say it.
   */
  owner?: ResourceId;
  /**
   * It stands for a pod: it holds the network of the other services of its `owner`, and is made anew with any of them,
   * so that whatever changes starts a new pod. Not written to compose.yml, but for a label that changes with them.
   */
  holdsPod?: boolean;
  /** Mounts, as data. */
  volumes?: Mount[];
}

/** A service as compose.yml has it. */
export interface RenderedService extends ServiceKeys {
  /** Mounts, in short syntax where that can say it. */
  volumes?: (string | Mount)[];
}

/** A top-level named volume, or network; `null` for one with nothing to say. */
export type ComposeVolume = Record<string, unknown> | null;

/** What a whole `compose.yml` holds. */
export interface ComposeProject {
  /** Project name. */
  name: string;
  /** Services by name. */
  services: Record<string, RenderedService>;
  /** Named volumes by name. */
  volumes?: Record<string, ComposeVolume>;
  /** Networks by name. */
  networks?: Record<string, ComposeVolume>;
  /** Any other top-level key, for instance an `x-` extension. */
  [key: string]: unknown;
}

/**
 * A bind mount of a path, or a mount of a named volume.
 *
 * @example
 * ```ts
 * import { mount } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mount("./data/db", "/var/lib/db"), {
 *   type: "bind",
 *   source: "./data/db",
 *   target: "/var/lib/db",
 * });
 * assertEquals(mount("cache", "/tmp", { readOnly: true }), {
 *   type: "volume",
 *   source: "cache",
 *   target: "/tmp",
 *   read_only: true,
 * });
 * ```
 */
export function mount(
  source: string,
  target: string,
  options: { readOnly?: boolean } = {},
): Mount {
  return {
    type: /^([./~]|[A-Za-z]:[\\/])/.test(source) ? "bind" : "volume",
    source,
    target,
    ...(options.readOnly ? { read_only: true } : {}),
  };
}
