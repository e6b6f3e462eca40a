/**
 * Mounts of a container as Compose mounts.
 *
 * @module
 */

import { withoutEnd } from "../ends.ts";
import type { Mount } from "../compose.ts";
import type { ConvertContext } from "../context.ts";
import { entries, isMapping, items, mapping, mayBeOn, text } from "../read.ts";
import { CLAIM, claimMount, claimTemplate, named, templateClaim } from "./claim_mounts.ts";
import { isDevicePath, isGivenAsDevice } from "./devices.ts";
import { emptyVolume } from "./empty_volume.ts";
import type { Env } from "./env.ts";
import { configMapMount, downwardMount, projectedMount, secretMount } from "./file_mounts.ts";
import { hostPathMount, hostPathOf, isHostFile, sayHostPath } from "./host_path_mounts.ts";
import { MountPoints } from "./mount_points.ts";
import { type MountRequest, mountRequest, warn } from "./mount_request.ts";
import { parseQuantity } from "./quantity.ts";
import type { Container, Volume } from "./types.ts";
import { volumeName } from "./volume_name.ts";
import type { Workload } from "./workloads.ts";

/** How each kind of volume becomes a mount, by its field in `spec.volumes[]`. */
const MOUNTS: Record<string, (request: MountRequest) => Mount | undefined> = {
  persistentVolumeClaim: (request) =>
    claimMount(
      text(request.volume.persistentVolumeClaim?.claimName),
      mayBeOn(request.volume.persistentVolumeClaim?.readOnly)
        ? { ...request, readOnly: true }
        : request,
    ),
  emptyDir: emptyDirMount,
  configMap: configMapMount,
  secret: secretMount,
  projected: projectedMount,
  downwardAPI: downwardMount,
  hostPath: hostPathMount,
  nfs: nfsMount,
  ephemeral: anonymous,
  image: imageMount,
};

/**
 * Mounts of a container, in the order of `volumeMounts`. Files of ConfigMaps and Secrets go into
 * `ctx.files`, named volumes into `ctx.composeExtras`; what can't be mounted is left out, with a diagnostic. Devices
 * of the machine are not among them: see {@linkcode devicesOf}.
 *
 * `env` resolves `subPathExpr`.
 */
export function convertVolumeMounts(
  container: Container,
  workload: Workload,
  env: Env,
  ctx: ConvertContext,
): Mount[] {
  const volumes = new Map(
    items(workload.pod.volumes).map((volume) => [text(volume.name), volume]),
  );
  const taken = new Map<string, string>();
  const requests = items(container.volumeMounts).flatMap((volumeMount) => {
    const request = mountRequest(volumeMount, container, workload, env, ctx);
    if (!request) return [];
    const name = text(volumeMount.name);
    const at = withoutEnd(request.target, "/");
    const other = taken.get(at);
    if (other !== undefined) {
      // Neither Kubernetes nor Compose takes two.
      warn(
        request,
        "bad-mount-path",
        `"${request.target}" is where "${other}" is mounted already; this mount is left out`,
      );
      return [];
    }
    taken.set(at, name);
    return [{ ...request, name, volume: volumes.get(name) ?? {} }];
  });
  const points = new MountPoints(requests);
  const mounts = new Map<MountRequest, Mount>();
  for (const request of points.inwardFirst(requests)) {
    const mountPoints = points.of(request, (inner) => isFile(inner, mounts.get(inner)));
    const converted = convertMount(
      { ...request, mountPoints, isSaid: spokesman(request) !== request },
    );
    if (!converted) continue;
    const { name, subPath } = request;
    const origin = { kind: CLAIM, subPath, ...converted.origin, volume: name };
    mounts.set(request, { ...converted, origin });
  }
  for (const device of items(container.volumeDevices)) {
    ctx.report(workload.id, `containers[${text(container.name)}].volumeDevices`).warn(
      "block-device",
      `the block device ${
        text(device.devicePath)
      } has no counterpart in Compose; it is left out. Name it as "overrides.<service>.devices" in dekube.yaml: ["/dev/…"]`,
      { override: "devices" },
    );
  }
  return requests.flatMap((request) => mounts.get(request) ?? []);

  /** The mount that says what there is to say of its volume: the first that can be written, else the first. */
  function spokesman({ name }: { name: string }): MountRequest | undefined {
    const all = requests.filter((request) => request.name === name);
    return all.find(({ readOnly }) => !readOnly) ?? all[0];
  }

  function convertMount(request: MountRequest & { name: string }): Mount | undefined {
    const { name, volume } = request;
    if (claimTemplate(workload, name)) {
      return claimMount(templateClaim(workload, name, ctx), request);
    }
    if (!volumes.has(name)) return missing(name, request);
    const path = isGivenAsDevice(volume, container) ? hostPathOf(volume) : undefined;
    if (path === undefined) return volumeMountOf(volume, request);
    if (isDevicePath(path) && isDevicePath(request.target)) {
      sayHostPath(request, path);
      return undefined;
    }
    warn(
      request,
      "bad-host-path",
      `a device's path can't have a ":" in it in Compose, as ${path} at ${request.target} would; it is left out`,
    );
    return undefined;
  }

  /** Whether a mount is one of a file; `undefined` where there is no mount. */
  function isFile(request: MountRequest, converted: Mount | undefined): boolean | undefined {
    return converted &&
      (isHostFile(request.volume) || ctx.files.has(converted.source?.replace(/^\.\//, "") ?? ""));
  }
}

function missing(name: string, request: MountRequest): undefined {
  warn(
    request,
    "missing-volume",
    `the pod has no volume "${name}"; its mount is left out. Add it to the pod's "volumes"`,
  );
}

function volumeMountOf(
  volume: Volume,
  request: MountRequest,
): Mount | undefined {
  const named = Object.keys(volume).find((key) => key !== "name");
  // A volume that names no source is an emptyDir, and `emptyDir:` with nothing behind it comes as null.
  const kind = Object.keys(MOUNTS).find((key) => isMapping(volume[key as keyof Volume])) ??
    (named === undefined || volume[named as keyof Volume] === null ? "emptyDir" : named);
  if (Object.hasOwn(MOUNTS, kind)) {
    const converted = MOUNTS[kind](request);
    const { subPath } = request;
    return converted &&
      { ...converted, origin: { kind, volume: text(volume.name), subPath, ...converted.origin } };
  }
  warn(
    request,
    "unsupported-volume",
    `the ${kind} volume "${text(volume.name)}"${
      detail(volume)
    } has no counterpart in Compose; the mount at ${request.target} is left out. Give the container a volume by "overrides.<service>.volumes" in dekube.yaml, beside those that compose.yml has for it: a list there takes the place of the whole`,
    { override: "volumes" },
  );
  return undefined;
}

/** What a volume is of, as kinds of volumes say it that Compose does not have. */
function detail(volume: Volume): string {
  const source = entries(volume).find(([key]) => key !== "name")?.[1];
  const { driver, repository, volumeID, pdName, diskName } = mapping(source);
  const word = [driver, repository, volumeID, pdName, diskName].map(text).find((it) => it !== "");
  return word === undefined ? "" : ` (${word})`;
}

function emptyDirMount(request: MountRequest): Mount {
  const { volume, target, readOnly } = request;
  if (text(volume.emptyDir?.medium) !== "Memory") return anonymous(request);
  const size = parseQuantity(volume.emptyDir?.sizeLimit) ?? 0;
  return {
    type: "tmpfs",
    target,
    ...(readOnly ? { read_only: true } : {}),
    ...(size > 0 ? { tmpfs: { size: Math.ceil(size) } } : {}),
    // Docker's own default forbids it; libraries that are unpacked there could not be loaded.
    options: ["exec"],
  };
}

/** An anonymous volume. */
function anonymous({ target, readOnly }: MountRequest): Mount {
  return emptyVolume(target, readOnly);
}

function nfsMount(request: MountRequest): Mount {
  const { volume, workload, ctx } = request;
  const { server, path, readOnly } = volume.nfs ?? {};
  const name = `${ctx.names.service(workload.id)}-${volumeName(volume)}`;
  ctx.composeExtras.volumes[name] = {
    driver_opts: {
      type: "nfs",
      o: `addr=${text(server)},${mayBeOn(readOnly) ? "ro" : "rw"}`,
      device: `:${text(path)}`,
    },
  };
  return named(
    name,
    readOnly === true ? { ...request, readOnly: true } : request,
  );
}

/** Part of an image, always read-only. */
function imageMount(request: MountRequest): Mount | undefined {
  // Newer than the Kubernetes types.
  const { image } = request.volume as { image?: { reference?: unknown } | null };
  const { target, subPath } = request;
  const source = text(image?.reference);
  if (source === "") {
    warn(
      request,
      "no-image",
      `the image volume names no image; the mount at ${target} is left out`,
    );
    return undefined;
  }
  return {
    type: "image",
    source,
    target,
    read_only: true,
    ...(subPath === "" ? {} : { image: { subpath: subPath } }),
  };
}
