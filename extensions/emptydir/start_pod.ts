/**
 * Has the service that stands for a pod empty the emptyDirs when the pod starts.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  mount,
  type RenderedService,
  type ResourceId,
  settingPath,
} from "@dekube/engine/pacts";
import {
  EMPTY_DIRS,
  ONCE,
  PREPARED,
  PREPARED_MOUNT,
  READY,
  SCRIPTS,
  SCRIPTS_MOUNT,
  START,
} from "./scripts.ts";

/** What an init container is started by that runs once a pod. */
const ONCE_PROGRAM = `${PREPARED_MOUNT}/once`;

/** Says which of the services that should run once have an entry point of the user's, which knows nothing of that. */
export function sayRunAgain(
  names: readonly string[],
  services: Readonly<Record<string, RenderedService>>,
  ctx: Pick<ConvertContext, "report">,
): void {
  for (const name of names) {
    if (!Object.hasOwn(services, name)) continue;
    const { entrypoint } = services[name];
    if ([entrypoint ?? []].flat()[0] === ONCE_PROGRAM) continue;
    ctx.report().info(
      "runs-again",
      `"${
        settingPath("overrides", name, "entrypoint")
      }" in dekube.yaml has it run again at each "docker compose up", over a running pod too. To have it run once a pod, begin it with: "${ONCE_PROGRAM}", "${name}"`,
    );
  }
}

/** Says which other services have an entry point of the user's that begins with what they do not mount. */
export function sayCannotRunOnce(
  names: readonly string[],
  services: Readonly<Record<string, RenderedService>>,
  ctx: Pick<ConvertContext, "report">,
): void {
  const once = new Set(names);
  for (const [name, service] of Object.entries(services)) {
    if ([service?.entrypoint ?? []].flat()[0] !== ONCE_PROGRAM || once.has(name)) continue;
    if (JSON.stringify(service.volumes ?? []).includes(PREPARED_MOUNT)) continue;
    ctx.report().warn(
      "cannot-start",
      `"${
        settingPath("overrides", name, "entrypoint")
      }" in dekube.yaml begins with ${ONCE_PROGRAM}, which is not there: this service does not run once a pod. Leave "${ONCE_PROGRAM}", "${name}" out`,
    );
  }
}

/** An init container that runs again, and fills then what is not emptied. */
export interface Refilling {
  /** Its workload. */
  id: ResourceId;
  /** Its field. */
  path: string;
  /** Its service. */
  service: string;
  /** The emptyDirs, as the pod calls them. */
  volumes: readonly string[];
  /** Whether its command is known. */
  isKnown: boolean;
}

/** Says which init containers run again over what they have filled, unless the user has them run once. */
export function sayRefilling(
  all: readonly Refilling[],
  services: Readonly<Record<string, RenderedService>>,
  ctx: Pick<ConvertContext, "report">,
): void {
  for (const { id, path, service: name, volumes, isKnown } of all) {
    if (!Object.hasOwn(services, name)) continue;
    const { entrypoint, profiles } = services[name];
    const isStarted = [profiles ?? []].flat().length === 0;
    if (!isStarted || [entrypoint ?? []].flat()[0] === ONCE_PROGRAM) continue;
    const dirs = volumes.map((volume) => JSON.stringify(volume)).join(", ");
    const place = settingPath("overrides", name, "entrypoint");
    const begin = `"${ONCE_PROGRAM}", "${name}"`;
    ctx.report(id, path).warn(
      "runs-again",
      `fills the emptyDir ${dirs}, which a native sidecar has already, and runs again at each "docker compose up", over a running pod too, where it finds what it made: ${
        isKnown
          ? `another init container, whose command only its image knows, may need what it makes besides. To have it run once a pod all the same, set "${place}" in dekube.yaml to ${begin} and its command`
          : `its command is not in the manifest, so nothing can be put before it. To have it run once a pod, set "${place}" in dekube.yaml to ${begin} and the entrypoint of its image (docker image inspect), with the image's command behind it where the manifest has no args`
      }`,
    );
  }
}

/** What has to be there before the first container of the pod starts. */
export interface PodStart {
  /** Named volumes that have to be empty. */
  emptyDirs: readonly string[];
  /** Paths that must be in them, that begin with the volume's name; folders end with a slash. */
  points?: readonly string[];
  /** Group that owns them (`spec.securityContext.fsGroup`). */
  fsGroup?: unknown;
  /** Volume with what init containers run by, where one may not run twice. */
  prepared?: string;
}

/** Has a service see to a pod's start; whoever waits for it has to wait until it is healthy. */
export function startPod(
  owner: ComposeService,
  { emptyDirs, points = [], fsGroup, prepared }: PodStart,
  ctx: Pick<ConvertContext, "files">,
): void {
  ctx.files.write(`${SCRIPTS}/start.sh`, START);
  if (prepared !== undefined) ctx.files.write(`${SCRIPTS}/once.sh`, ONCE);
  owner.user = "0";
  owner.entrypoint = ["sh"];
  owner.command = [`${SCRIPTS_MOUNT}/start.sh`, ...points];
  if (typeof fsGroup === "number") owner.environment = { FS_GROUP: String(fsGroup) };
  owner.volumes = [
    mount(`./${SCRIPTS}`, SCRIPTS_MOUNT, { readOnly: true }),
    ...items(owner.volumes),
    ...emptyDirs.map((name) => mount(name, `${EMPTY_DIRS}/${name}`)),
    ...(prepared === undefined ? [] : [mount(prepared, PREPARED)]),
  ];
  owner.healthcheck = {
    test: ["CMD-SHELL", READY],
    interval: "1s",
    timeout: "25h",
    retries: 3600,
  };
}

/**
 * Has an init container run once a pod: `docker compose up` starts a container again that has ended, over a running
 * project too, and many programs refuse to fill what is full (git clone).
 */
export function runOnce(service: ComposeService, name: string, prepared: string): void {
  service.entrypoint = [ONCE_PROGRAM, name, ...items(service.entrypoint)];
  mountOnce(service, prepared);
}

/** Gives an init container what it takes to run once a pod. */
export function mountOnce(service: ComposeService, prepared: string): void {
  service.volumes = [...items(service.volumes), mount(prepared, PREPARED_MOUNT)];
}
