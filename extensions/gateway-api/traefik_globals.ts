/**
 * Traefik's TLSOption `default`, which holds for all routes over HTTPS of the Gateways that Traefik's controller has.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/tls/tlsoption/
 * @module
 */

import { type ConvertContext, type Manifest, mapping, text } from "@dekube/engine/pacts";
import { GROUP } from "./group.ts";

const CONTROLLER = "traefik.io/gateway-controller";
const KINDS = ["traefik.io/TLSOption", "traefik.containo.us/TLSOption"];

/** Whether Traefik's controller has a Gateway. */
export function isTraefiks(
  gateway: Manifest,
  { manifests }: Pick<ConvertContext, "manifests">,
): boolean {
  const name = text(mapping(gateway.spec).gatewayClassName);
  const gatewayClass = manifests.of(`${GROUP}/GatewayClass`)
    .find(({ metadata }) => metadata.name === name);
  // A class that is not among the manifests is called after its controller.
  return gatewayClass
    ? text(mapping(gatewayClass.spec).controllerName) === CONTROLLER
    : name === "traefik";
}

/** The TLSOption that asks clients of a Gateway for a certificate, as messages name it. */
export function traefikDefault(
  gateway: Manifest,
  ctx: Pick<ConvertContext, "manifests">,
): string | undefined {
  return isTraefiks(gateway, ctx) &&
      KINDS.flatMap((kind) => ctx.manifests.of(kind)).some(asksForCertificate)
    ? 'the TLSOption "default" asks clients for a certificate'
    : undefined;
}

function asksForCertificate({ metadata, spec }: Manifest): boolean {
  const { clientAuthType } = mapping(mapping(spec).clientAuth);
  return metadata.name === "default" && text(clientAuthType).startsWith("Require");
}
