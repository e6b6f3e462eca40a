/**
 * What canary Ingresses say for nothing: requests of a canary are treated as the main Ingress of their path says.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary
 * @module
 */

import { type ConvertContext, entries, type Ingress, text } from "@dekube/engine/pacts";
import { accessRestrictions, Annotations, ingressRoutes } from "@dekube/engine/pacts/ingress";
import { keyOf } from "./canary.ts";
import { NGINX } from "./controller.ts";
import type { Hosts } from "./hosts.ts";
import { readPath } from "./paths.ts";
import { UNDERSTOOD } from "./understood.ts";
import { reportMeaningless } from "./without_counterpart.ts";

/** What the controller reads on a canary, by its name without the prefix; certificates of clients are the host's. */
const READ =
  /^(?:canary|canary-.*|auth-tls-.*|affinity|affinity-.*|session-cookie-.*|load-balance|service-upstream|upstream-hash-by.*)$/;

/** Says which paths of a canary have no main Ingress, and what of its annotations nobody reads. */
export function reportCanary(
  manifest: Ingress,
  ctx: ConvertContext,
  { paths }: Pick<Hosts, "paths">,
): void {
  const keys = ingressRoutes(manifest, ctx, readPath).map(({ entry }) => keyOf(entry));
  for (const key of new Set(keys)) if (!paths.has(key)) reportWithoutMain(key, manifest, ctx);
  const annotations = new Annotations(NGINX, manifest, ctx);
  reportMeaningless(annotations, (name) => READ.test(name));
  reportUnread(annotations, new Set(keys.flatMap((key) => paths.get(key) ?? [])));
}

function reportWithoutMain(key: string, manifest: Ingress, ctx: ConvertContext): void {
  ctx.report(manifest).warn(
    "canary-without-main",
    `${
      key.replace(/^ /, "*").replace(" ", "")
    } has no route: a canary takes part of the requests of another Ingress, and none has that host and path`,
  );
}

/** What each main Ingress says alike holds for the canary, too. */
function reportUnread({ manifest, ctx }: Annotations, mains: ReadonlySet<Ingress>): void {
  const unread = entries(manifest.metadata.annotations).filter(([name, value]) =>
    UNDERSTOOD.includes(name) && !READ.test(name.slice(NGINX.prefix.length)) &&
    text(value) !== "" &&
    (mains.size === 0 ||
      [...mains].some(({ metadata }) => text(metadata.annotations?.[name]) !== text(value)))
  ).map(([name]) => name);
  if (unread.length === 0) return;
  const isGuard = accessRestrictions(manifest).some(({ annotation }) =>
    unread.includes(annotation)
  );
  ctx.report(manifest, "metadata.annotations").warn(
    "canary-annotation",
    `nobody reads ${unread.join(", ")} on a canary${
      isGuard ? ", so it keeps nobody out" : ""
    }: its requests are treated as the main Ingress of their host and path says. Set it there`,
  );
}
