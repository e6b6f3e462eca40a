/**
 * The services that this extension looks at.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  kindOf,
  ownValue,
  settingPath,
  text,
} from "@dekube/engine/pacts";
import {
  type Container,
  type ContainerRole,
  iterNamedContainers,
  type Workload,
  WORKLOAD_KINDS,
} from "@dekube/engine/pacts/kubernetes";
import type { BitnamiImage } from "./image.ts";

/** The container that a service came from. */
export interface Origin {
  /** Its workload. */
  workload: Workload;
  /** The container as it is. */
  container: Container;
  /** What it is to its pod. */
  role: ContainerRole;
}

/** A service with an image of Bitnami's. */
export interface Subject {
  /** Its name. */
  name: string;
  /** The service. */
  service: ComposeService;
  /** Its image. */
  image: BitnamiImage;
  /** The container that it came from; `undefined` for one that an operator's extension made. */
  origin?: Origin;
}

/** The container of each service that came from a workload of Kubernetes' own. */
export function originsOf(ctx: ConvertContext): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const workload of ctx.workloads) {
    if (!WORKLOAD_KINDS.includes(kindOf(workload.manifest))) continue;
    const containers = iterNamedContainers(workload, ctx.names.service(workload.id));
    for (const { serviceName, container, role } of containers) {
      origins.set(serviceName, { workload, container, role });
    }
  }
  return origins;
}

/** Whether a service lasts, as opposed to a Job or an init container that uses the image's tools. */
export function runsServer({ origin }: Subject): boolean {
  return origin === undefined || (origin.role !== "init" && origin.workload.id.kind !== "Job");
}

/** What a service has that is another with another image, or with Bitnami's folders gone. */
const IMAGE_KEYS = [
  "build",
  "command",
  "configs",
  "entrypoint",
  "env_file",
  "environment",
  "healthcheck",
  "image",
  "secrets",
  "tmpfs",
  "user",
  "volumes",
  "working_dir",
];

/** Where dekube.yaml overrides such a thing, so that the rest has to stay with it; published ports and the like don't. */
export function settledByUser(
  name: string,
  { config }: Pick<ConvertContext, "config">,
): string | undefined {
  if (!Object.hasOwn(config.overrides, name)) return undefined;
  const override = ownValue(config.overrides, name) ?? {};
  const key = IMAGE_KEYS.find((key) => Object.hasOwn(override, key));
  return key && settingPath("overrides", name, key);
}

/** Entrypoint and command as one list of words. */
export function wordsOf({ service }: Subject): string[] {
  return [...items(service.entrypoint), ...items(service.command)].map(text);
}

/**
 * Whether a service runs what the image or the chart starts: nothing of its own, or Bitnami's start scripts.
 * A client may use other scripts of the image.
 */
export function startsAsBitnami(subject: Subject): boolean {
  const words = wordsOf(subject);
  const scripts = ["start-scripts", subject.image.name].map((name) =>
    `/opt/bitnami/scripts/${name}/`
  );
  return words.length === 0 ||
    words.some((word) => word === "/run.sh" || scripts.some((script) => word.includes(script)));
}

/** How to undo a change, for the end of what is said about it. */
export function howToKeep({ name }: Subject): string {
  return `To keep what the manifest has, set extensions.bitnami.enabled: false in dekube.yaml, or its image as "${
    settingPath("overrides", name, "image")
  }"`;
}
