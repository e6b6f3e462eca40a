/**
 * fix-permissions: gives volumes and files to the users that containers run as.
 *
 * Docker makes the folder of a bind mount as root, and the root of a fresh named volume is root's too,
 * whereas Kubernetes hands out volumes that the pod can write, and files of Secrets that it alone can read. One
 * service, `fix-permissions`, sets that right each time that the project starts, and the services concerned wait for
 * it.
 *
 * @module
 */

import {
  type ComposeProject,
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  IMAGE,
  type IngressEntry,
  readSettings,
  type Settings,
  Transform,
} from "@dekube/engine/pacts";
import { ClosedFiles, type Opened } from "./closed_files.ts";
import { fixService } from "./fix_service.ts";
import { findNeeds, Needs } from "./needs.ts";

const SETTINGS = {
  image: {
    type: IMAGE,
    default: "busybox:1.37",
    description:
      "Image of the service: anything with sh, chown, chgrp, chmod, find, head and mkdir.",
  },
} satisfies Settings;

const TURNED_OFF: Opened = {
  reason: "fix-permissions is turned off, which gives such files to whom a container runs as",
  remedy: "To have them closed, take extensions.fix-permissions.enabled out of dekube.yaml",
};

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "fix-permissions",
  settings: SETTINGS,
  whenOff(services, ctx) {
    const files = new ClosedFiles(ctx);
    for (const [name, service] of Object.entries(services)) files.give(name, service, undefined);
    files.sayOpened(TURNED_OFF);
  },
};

/** Adds the `fix-permissions` service where a container needs it. */
export class FixPermissions extends Transform {
  /** `fix-permissions`. */
  readonly name = "fix-permissions";
  /** After the transforms that change images, users and mounts. */
  override readonly priority = 8000;
  /** It names the volumes that are opened here. */
  override readonly after = ["emptydir"];

  #files?: ClosedFiles;

  /** Adds the service, and makes the services that it serves wait for it. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    const { image } = readSettings("fix-permissions", SETTINGS, ctx);
    const needs = new Needs(ctx);
    for (const workload of ctx.workloads) findNeeds(workload, services, needs, ctx);
    needs.files.sayOpened();
    this.#files = needs.files;
    if (needs.served.size === 0) return;

    const name = ctx.names.reserve("fix-permissions");
    for (const service of needs.served) {
      service.depends_on = {
        ...service.depends_on,
        [name]: { condition: "service_completed_successfully" },
      };
    }
    services[name] = fixService(needs, image, ctx);
  }

  /** Takes back files that nothing mounts any more, when the user has had the last word. */
  override preWrite(compose: ComposeProject): void {
    this.#files?.dropUnmounted(compose);
  }
}
