/**
 * What Gateways and their classes say beside listeners.
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  isMapping,
  list,
  type ManifestsByKind,
  mapping,
  text,
} from "@dekube/engine/pacts";
import { GROUP } from "./group.ts";

/** Says what of Gateways and GatewayClasses has nothing to act on here. */
export function reportGateways(
  manifests: ManifestsByKind,
  ctx: Pick<ConvertContext, "report">,
): void {
  for (const gatewayClass of manifests.get(`${GROUP}/GatewayClass`) ?? []) {
    if (isMapping(mapping(gatewayClass.spec).parametersRef)) {
      ctx.report(gatewayClass, "spec.parametersRef").info(
        "gateway-parameters",
        "these are parameters of one Gateway controller; the proxy here is not it",
      );
    }
  }
  for (const gateway of manifests.get(`${GROUP}/Gateway`) ?? []) {
    const { addresses, infrastructure, tls } = mapping(gateway.spec);
    if (list(addresses).length > 0) {
      ctx.report(gateway, "spec.addresses").info(
        "gateway-address",
        "the proxy has the addresses of the host",
      );
    }
    for (const [name] of entries(mapping(infrastructure))) {
      ctx.report(gateway, `spec.infrastructure.${name}`).info(
        "gateway-infrastructure",
        "it is about what a Gateway controller would run, and there is one proxy for all Gateways here",
      );
    }
    const { clientCertificateRef } = mapping(mapping(tls).backend);
    if (isMapping(clientCertificateRef)) {
      ctx.report(gateway, "spec.tls.backend.clientCertificateRef").warn(
        "unsupported-client-certificate",
        `backends are not shown the certificate of the Secret "${
          text(clientCertificateRef.name)
        }", so one that asks for it answers 502`,
      );
    }
  }
}
