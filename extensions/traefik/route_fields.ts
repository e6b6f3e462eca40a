/**
 * Fields that all of Traefik's routes have, and that mean little here.
 *
 * @module
 */

import { idOf, type Manifest, mapping, text } from "@dekube/engine/pacts";
import type { TraefikObjects } from "./objects.ts";
import { reportResolver } from "./router_tls.ts";
import { reportUnkept } from "./unkept_fields.ts";

const MEANINGLESS_TLS = {
  domains: "the certificate is for the host of each route",
  store: "Traefik heeds the TLSStore called default alone",
};

/** `spec.ingressClassName`: Traefik might be told to read those of one class alone. */
export function reportClass(manifest: Manifest, { ctx }: TraefikObjects): void {
  const name = text(mapping(manifest.spec).ingressClassName);
  const { ingressTypes } = ctx.config;
  if (
    name === "" || (Object.hasOwn(ingressTypes, name) ? ingressTypes[name] : name) === "traefik"
  ) {
    return;
  }
  ctx.report(manifest, "spec.ingressClassName").info(
    "ingress-class",
    `its class is ${JSON.stringify(name)}, and it is converted like those of any other`,
  );
}

/** What is not kept of `spec.tls`. */
export function reportTls(manifest: Manifest, { ctx }: TraefikObjects): void {
  const tls = mapping(mapping(manifest.spec).tls);
  reportUnkept(tls, ctx.report(manifest, "spec.tls"), {}, MEANINGLESS_TLS);
  reportResolver(text(tls.certResolver), idOf(manifest), "spec.tls.certResolver", ctx);
}
