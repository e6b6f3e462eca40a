/**
 * Whom a container runs as.
 *
 * @module
 */

import { type ComposeService, text } from "@dekube/engine/pacts";
import type { Container, PodSpec } from "@dekube/engine/pacts/kubernetes";

/** Whom a container runs as, as far as that is known. */
export interface Identity {
  /** User, 0 for root; `undefined` where only the image knows. */
  uid?: number;
  /** Primary group, where one is set. */
  gid?: number;
  /** Group that owns the pod's volumes (`fsGroup`). */
  fsGroup?: number;
  /** Whether it is certainly not root. */
  nonRoot: boolean;
}

/**
 * Whom a container runs as. The user of dekube.yaml's overrides wins over the service's, and that over the
 * manifest's, where the container goes before the pod.
 */
export function identityOf(
  container: Container,
  pod: PodSpec,
  service: ComposeService,
  override?: Record<string, unknown> | null,
): Identity {
  const fsGroup = number(pod.securityContext?.fsGroup);
  const setting = (name: "runAsUser" | "runAsGroup" | "runAsNonRoot") =>
    container.securityContext?.[name] ?? pod.securityContext?.[name];

  const user = userOf(service, override);
  if (user !== "") {
    const [name, group] = user.split(":");
    const uid = name === "root" ? 0 : number(name);
    return { uid, gid: number(group), fsGroup, nonRoot: uid !== 0 };
  }
  const uid = number(setting("runAsUser"));
  return {
    uid,
    gid: number(setting("runAsGroup")),
    fsGroup,
    nonRoot: uid === undefined ? setting("runAsNonRoot") === true : uid !== 0,
  };
}

/** Whom a service runs as whatever its image is; empty where the image says it. */
export function userOf(service: ComposeService, override?: Record<string, unknown> | null): string {
  return text(override && Object.hasOwn(override, "user") ? override.user : service.user);
}

function number(value: unknown): number | undefined {
  const digits = text(value);
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}
