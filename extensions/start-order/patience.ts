/**
 * What others wait for is given the time that it has in Kubernetes, where a pod that is not ready yet is waited for, and a
 * Deployment has failed only after its `progressDeadlineSeconds`. Compose gives up on all of it as soon as a health check
 * has failed `retries` times after its `start_period` ("dependency failed to start").
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  mapping,
  type ResourceId,
} from "@dekube/engine/pacts";
import { parseDuration, secondsText, wholeNumber } from "@dekube/engine/pacts/kubernetes";

type Services = Readonly<Record<string, ComposeService>>;

/** Kubernetes' own for a Deployment that does not say; other kinds are waited for without an end. */
const PROGRESS_DEADLINE_SECONDS = 600;

/** Lengthens the `start_period` of services whose health others wait for; a check that has passed ends it. */
export function grantTime(
  services: Services,
  { manifests, account }: Pick<ConvertContext, "manifests" | "account">,
): void {
  const awaited = new Set(
    Object.values(services).flatMap(({ depends_on }) =>
      Object.entries(depends_on ?? {}).filter(([, { condition }]) =>
        condition === "service_healthy"
      ).map(([name]) => name)
    ),
  );
  for (const name of awaited) {
    const { owner, healthcheck, holdsPod } = services[name] ?? {};
    // What stands for a pod has a check that is no probe, and its own time.
    if (!owner || !healthcheck || holdsPod) continue;
    const seconds = deadline(owner, manifests);
    const given = parseDuration(healthcheck.start_period ?? "0") ?? Infinity;
    if (given >= seconds * 1000) continue;
    account?.superseded(
      services[name],
      ["healthcheck.start_period"],
      "others wait for it, as long as they would in a cluster, and that is longer",
    );
    services[name].healthcheck = { ...healthcheck, start_period: secondsText(seconds) };
  }
}

function deadline(
  { kind, namespace, name }: ResourceId,
  manifests: ConvertContext["manifests"],
): number {
  const { progressDeadlineSeconds } = mapping(manifests.get(kind, namespace, name)?.spec);
  return wholeNumber(progressDeadlineSeconds) || PROGRESS_DEADLINE_SECONDS;
}
