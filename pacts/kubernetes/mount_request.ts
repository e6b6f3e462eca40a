/**
 * What `volumeMounts` of a container ask for. Not one of the contracts.
 *
 * @module
 */

import { isLongPath, PATH_LIMIT, shownPath } from "../long_path.ts";
import type { ConvertContext } from "../context.ts";
import type { Remedy } from "../diagnostics.ts";
import { mayBeOn, text } from "../read.ts";
import { type Env, expand } from "./env.ts";
import type { Container, Volume, VolumeMount } from "./types.ts";
import type { Workload } from "./workloads.ts";

/** One mount of a container, taken apart. */
export interface MountRequest {
  workload: Workload;
  volume: Volume;
  /** `mountPath`. */
  target: string;
  /** `subPath`, or `subPathExpr` resolved, without empty parts; empty for the whole volume. */
  subPath: string;
  readOnly: boolean;
  propagation: string;
  /** Paths in the volume at which the container mounts something else. */
  mountPoints: readonly MountPoint[];
  /** Whether another mount of its container says which part of the machine the container gets. */
  isSaid?: boolean;
  /** Where it stands, for diagnostics. */
  path: string;
  ctx: ConvertContext;
}

/** A path in a volume at which something else is mounted, so that there must be something. */
export interface MountPoint {
  /** The path, without empty parts and `.`. */
  path: string;
  /** Whether it must be a file; else it must be a folder. */
  isFile: boolean;
}

const GONE = "the mount is left out";

/** Takes a mount apart; `undefined`, and that is said, where it can't be one. */
export function mountRequest(
  volumeMount: VolumeMount,
  container: Container,
  workload: Workload,
  env: Env,
  ctx: ConvertContext,
): MountRequest | undefined {
  const path = `containers[${text(container.name)}].volumeMounts[${text(volumeMount.name)}]`;
  const mountPath = text(volumeMount.mountPath);
  // A relative path begins at the container's root, as kubelet has it.
  const target = mountPath.startsWith("/") ? mountPath : `/${mountPath}`;
  const written = text(volumeMount.subPath) || expand(
    text(volumeMount.subPathExpr),
    env,
    (bytes) =>
      ctx.limits.checkExpanded(bytes, { object: workload.id, path: `${path}.subPathExpr` }),
  );
  // Whoever walks one folder by folder would take for ever.
  const long = [target, written].find(isLongPath);
  if (long !== undefined) {
    ctx.report(workload.id, path).error(
      "long-path",
      `the path "${
        shownPath(long)
      }" is longer than a container's can be (${PATH_LIMIT}); its mount is left out. Shorten it`,
    );
    return undefined;
  }
  const parts = written.split("/").filter((part) => part !== "" && part !== ".");
  const subPath = parts.join("/");
  const request: MountRequest = {
    workload,
    volume: {},
    target,
    subPath,
    readOnly: mayBeOn(volumeMount.readOnly),
    propagation: text(volumeMount.mountPropagation),
    mountPoints: [],
    path,
    ctx,
  };
  if (written.includes("\0")) {
    warn(
      request,
      "bad-mount-path",
      `subPath "${written}" has a NUL in it, as no path has; ${GONE}`,
    );
    return undefined;
  }
  if (/^\/*$/.test(target) || target.includes("\0")) {
    warn(
      request,
      "bad-mount-path",
      `"${mountPath}" is no mountPath below the container's root; ${GONE}`,
    );
    return undefined;
  }
  const unknown = text(volumeMount.subPath) ? [] : unknownNames(text(volumeMount.subPathExpr), env);
  if (unknown.length > 0) {
    warn(
      request,
      "unknown-variable",
      `subPathExpr needs ${
        unknown.join(", ")
      }, which the environment does not have; the folder is called "${subPath}"`,
    );
  }
  if (written.startsWith("/") || parts.includes("..")) {
    warn(
      request,
      "unsafe-path",
      `subPath "${written}" leaves its volume; the mount is left out`,
    );
    return undefined;
  }
  return request;
}

/** Names in an expression that have no value: with such a path kubelet starts no container. */
function unknownNames(expression: string, env: Env): string[] {
  if (!expression.includes("$(")) return [];
  const plain = expression.replaceAll("$$", "");
  // Behind the last `)` no name can end.
  return [...plain.slice(0, plain.lastIndexOf(")") + 1).matchAll(/\$\(([^)]*)\)/g)]
    .map(([, name]) => name)
    .filter((name) => !Object.hasOwn(env, name) || env[name] === "");
}

/** Says something of a mount. */
export function warn(
  { workload, path, ctx }: MountRequest,
  code: string,
  message: string,
  remedy?: Remedy,
): void {
  ctx.report(workload.id, path).warn(code, message, remedy);
}
