/**
 * How TLS of clients ends at a listener.
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import type { ObjectRef, TlsTermination } from "@dekube/engine/pacts/ingress";
import { portNumber } from "@dekube/engine/pacts/kubernetes";
import { type Grants, grantToAdd, ungranted } from "./grants.ts";

/** What references of listeners are read with. */
interface ReadContext {
  /** The conversion. */
  ctx: ConvertContext;
  /** Who may refer to what. */
  grants: Grants;
}

/** The certificate of a listener. One that it may not have is not used: the proxy has one of its own. */
export function terminationOf(
  tls: Mapping,
  field: string,
  owner: Manifest,
  { ctx, grants }: ReadContext,
): TlsTermination {
  for (const [option] of entries(mapping(tls.options))) {
    ctx.report(owner, `${field}.options`).warn(
      "tls-option",
      `the option "${option}" is one Gateway controller's own, and left out`,
    );
  }
  const refs = list(tls.certificateRefs).map(mapping);
  if (refs.length > 1) {
    ctx.report(owner, `${field}.certificateRefs`).warn(
      "one-certificate",
      "a host has one certificate here, which is the first",
    );
  }
  const [ref] = refs;
  if (!ref) return {};
  const about = ctx.report(owner, `${field}.certificateRefs[0]`);
  const kind = text(ref.kind) || "Secret";
  const secret = { namespace: text(ref.namespace) || namespaceOf(owner), name: text(ref.name) };
  if (text(ref.group) !== "" || kind !== "Secret") {
    about.warn(
      "unsupported-certificate",
      `a certificate is taken from a Secret, not from a ${kind}; the proxy has one of its own`,
    );
    return {};
  }
  const from = { kind: owner.kind, namespace: namespaceOf(owner) };
  const to = { group: "", kind, ...secret };
  if (!grants.allow(from, to)) {
    about.error(
      "ungranted-certificate",
      `${ungranted(from, "have", to)}, so it is not used: the proxy has a certificate of its own. ${
        grantToAdd(from, to)
      }`,
    );
    return {};
  }
  return { secret };
}

/** What clients of a port must show (`spec.tls.frontend`). */
export function clientValidation(
  gateway: Manifest,
  port: number,
  { ctx, grants }: ReadContext,
): { clientCertificate?: ObjectRef; closed?: string } {
  const { frontend } = mapping(mapping(gateway.spec).tls);
  const { default: general, perPort } = mapping(frontend);
  const own = list(perPort).map(mapping).findIndex((item) => portNumber(item.port) === port);
  const field = own < 0
    ? "spec.tls.frontend.default.validation"
    : `spec.tls.frontend.perPort[${own}].tls.validation`;
  const { validation } = mapping(
    own < 0 ? general : mapping(list(perPort)[own]).tls,
  );
  if (!isMapping(validation)) return {};
  if (text(validation.mode) === "AllowInsecureFallback") {
    ctx.report(gateway, `${field}.mode`).warn(
      "unchecked-clients",
      "clients need no certificate, and what they show is not checked",
    );
    return {};
  }
  const refs = list(validation.caCertificateRefs).map(mapping);
  const [ref] = refs;
  const about = ctx.report(gateway, `${field}.caCertificateRefs`);
  if (refs.length > 1) {
    about.warn("one-ca", "clients are checked against the CA of one object, which is the first");
  }
  if (!ref) return { closed: `${field} names no CA` };
  const kind = text(ref.kind) || "ConfigMap";
  const named = { namespace: text(ref.namespace) || namespaceOf(gateway), name: text(ref.name) };
  const from = { kind: "Gateway", namespace: namespaceOf(gateway) };
  if (!["ConfigMap", "Secret"].includes(kind)) return { closed: `${field} names a ${kind}` };
  if (!grants.allow(from, { group: "", kind, ...named })) {
    return { closed: `no ReferenceGrant lets it have the ${kind} "${named.name}"` };
  }
  return { clientCertificate: named };
}
