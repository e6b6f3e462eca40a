/**
 * Whom a container runs as.
 *
 * @module
 */

import { type ComposeService, text } from "@dekube/engine/pacts";
import type { Container, PodSpec } from "@dekube/engine/pacts/kubernetes";

/** Whom a container runs as, as far as that is known. */
export interface Identity {
  /** User; `undefined` where only the image knows. */
  uid?: number;
  /** Primary group, where one is set. */
  gid?: number;
  /** Group that owns the pod's volumes (`fsGroup`). */
  fsGroup?: number;
}

/**
 * Whom a container runs as; `undefined` for root, who can write anyway. The user of dekube.yaml's
 * overrides wins over the service's, and that over the manifest's, where the container goes before
 * the pod.
 */
export function identityOf(
  container: Container,
  pod: PodSpec,
  service: ComposeService,
  override?: Record<string, unknown> | null,
): Identity | undefined {
  const fsGroup = number(pod.securityContext?.fsGroup);
  const setting = (name: "runAsUser" | "runAsGroup") =>
    container.securityContext?.[name] ?? pod.securityContext?.[name];

  const user = text(override && Object.hasOwn(override, "user") ? override.user : service.user);
  if (user !== "") {
    const [name, group] = user.split(":");
    const uid = number(name);
    if (uid === 0 || name === "root") return undefined;
    return { uid, gid: number(group), fsGroup };
  }
  const uid = number(setting("runAsUser"));
  if (uid === 0) return undefined;
  return {
    uid,
    gid: number(setting("runAsGroup")),
    fsGroup,
  };
}

function number(value: unknown): number | undefined {
  const digits = text(value);
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}
