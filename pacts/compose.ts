/**
 * The parts of the Compose Specification that a conversion writes.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/spec.md
 * @module
 */

/** A mount in Compose's long syntax (`services.*.volumes[]`). */
export interface ComposeMount {
  /** Kind of mount. */
  type: "bind" | "volume" | "tmpfs";
  /** Host path or name of a volume. */
  source?: string;
  /** Path in the container. */
  target: string;
  /** Mounted read-only. */
  read_only?: boolean;
  /** Options of a bind mount. */
  bind?: { propagation?: string; create_host_path?: boolean };
  /** Options of a volume mount. */
  volume?: { nocopy?: boolean; subpath?: string };
  /** Options of a tmpfs mount; `size` in bytes. */
  tmpfs?: { size?: number | string; mode?: number };
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

/** `services.*.networks.*`. */
export interface ComposeServiceNetwork {
  /** Further names on that network. */
  aliases?: string[];
}

/** One Compose service. Keys that are not listed here are passed on as they are. */
export interface ComposeService {
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
  /** Mounts, in short or long syntax. */
  volumes?: (string | ComposeMount)[];
  /** Published ports: `[ip:]host:container[/protocol]`. */
  ports?: string[];
  /** Start order. */
  depends_on?: Record<string, ComposeDependency>;
  /** Networks by name. */
  networks?: Record<string, ComposeServiceNetwork | null>;
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
  /** Any other key of the Compose Specification. */
  [key: string]: unknown;
}

/** A top-level named volume; `null` for one with nothing to say. */
export type ComposeVolume = Record<string, unknown> | null;

/** A top-level network; `null` for one with nothing to say. */
export type ComposeNetwork = Record<string, unknown> | null;

/** What a whole `compose.yml` holds. */
export interface ComposeProject {
  /** Project name. */
  name: string;
  /** Services by name. */
  services: Record<string, ComposeService>;
  /** Named volumes by name. */
  volumes?: Record<string, ComposeVolume>;
  /** Networks by name. */
  networks?: Record<string, ComposeNetwork>;
  /** Any other top-level key, for instance an `x-` extension. */
  [key: string]: unknown;
}

/**
 * A mount in short syntax where that can say it, otherwise in long syntax
 * (a `:` in a path would be taken for the separator).
 *
 * @example
 * ```ts
 * import { mount } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mount("./data/db", "/var/lib/db", { readOnly: true }), "./data/db:/var/lib/db:ro");
 * ```
 */
export function mount(
  source: string,
  target: string,
  options: { readOnly?: boolean } = {},
): string | ComposeMount {
  const { readOnly = false } = options;
  if (!source.includes(":") && !target.includes(":")) {
    return `${source}:${target}${readOnly ? ":ro" : ""}`;
  }
  return {
    type: /^[./~]/.test(source) ? "bind" : "volume",
    source,
    target,
    ...(readOnly ? { read_only: true } : {}),
  };
}

/** A mount taken apart, whichever syntax it was in. */
export interface MountParts {
  /** Host path or volume name; empty for an anonymous volume. */
  source: string;
  /** Path in the container. */
  target: string;
  /** Mounted read-only. */
  readOnly: boolean;
}

/**
 * Takes a mount apart.
 *
 * @example
 * ```ts
 * import { mountParts } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mountParts("cache:/tmp:ro"), { source: "cache", target: "/tmp", readOnly: true });
 * assertEquals(mountParts("/tmp"), { source: "", target: "/tmp", readOnly: false });
 * ```
 */
export function mountParts(volume: string | ComposeMount): MountParts {
  if (typeof volume !== "string") {
    return {
      source: volume.source ?? "",
      target: volume.target,
      readOnly: volume.read_only ?? false,
    };
  }
  const parts = volume.split(":");
  if (parts.length === 1) {
    return { source: "", target: parts[0], readOnly: false };
  }
  const flags = parts[2]?.split(",") ?? [];
  return { source: parts[0], target: parts[1], readOnly: flags.includes("ro") };
}
