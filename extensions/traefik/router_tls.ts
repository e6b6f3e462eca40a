/**
 * TLS of Ingresses, as annotations ask for it.
 *
 * @module
 */

import { type ConvertContext, entries, type IngressEntry } from "@dekube/engine/pacts";
import { type Annotations, parseFlag } from "@dekube/engine/pacts/ingress";
import { TRAEFIK } from "./controller.ts";

/** Whether annotations give the routers of an Ingress TLS: `router.tls`, or anything below it. */
export function hasRouterTls(annotations: Annotations): boolean {
  if (parseFlag(annotations.get("router.tls")) === true) return true;
  const prefix = `${TRAEFIK.prefix}router.tls.`;
  return entries(annotations.manifest.metadata.annotations)
    .some(([name, value]) => name.toLowerCase().startsWith(prefix) && !!value);
}

/** Says what becomes of a certificate that Traefik would get from a public authority. */
export function reportResolver(
  resolver: string,
  resource: IngressEntry["resource"],
  field: string,
  ctx: Pick<ConvertContext, "report" | "config">,
): void {
  if (resolver === "" || ctx.config.https === "public") return;
  ctx.report(resource, field).info(
    "public-certificate",
    `the certificate resolver ${
      JSON.stringify(resolver)
    } is one of Traefik's own configuration; the proxy here gets public certificates with "https: public" in dekube.yaml`,
  );
}
