/**
 * How TLS of clients ends at a listener.
 *
 * @module
 */

import {
  type ConvertContext,
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
import { guardingOption } from "./tls_options.ts";
import { traefikDefault } from "./traefik_globals.ts";

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

/** A listener as it is written, and where. */
interface WrittenListener {
  /** Its field in the owner. */
  field: string;
  /** What has it: the Gateway, or a ListenerSet of it. */
  owner: Manifest;
  /** The Gateway. */
  gateway: Manifest;
}

/** What clients must show, or why none may come in. */
export interface ClientDemand {
  /** Who signs the certificates that clients must show. */
  clientCertificate?: ObjectRef;
  /** Why nobody may come in. */
  closed?: string;
}

/** What clients of a listener must show. */
export function clientDemand(
  spec: Mapping,
  { field, owner, gateway }: WrittenListener,
  { ctx, grants }: ReadContext,
): ClientDemand {
  const tls = mapping(spec.tls);
  const about = ctx.report(owner, `${field}.tls.options`);
  const closed = guardingOption(mapping(tls.options), about);
  if (closed !== undefined) return { closed: `${field}.tls.options: ${closed}` };
  const general = traefikDefault(gateway, ctx);
  if (general !== undefined) return { closed: general };
  const asked = text(spec.protocol) === "HTTPS"
    ? askedOfHttps(tls, `${field}.tls`, owner, gateway, portNumber(spec.port) ?? 443)
    : ownDemand(tls, `${field}.tls`, owner);
  const demand = asked ? validated(asked, { ctx, grants }) : {};
  // Of connections that are no requests no proxy here asks for a certificate.
  return demand.clientCertificate && text(spec.protocol) !== "HTTPS"
    ? { closed: `${asked!.field} asks clients for a certificate` }
    : demand;
}

/** A field that says how certificates of clients are checked, and what has it. */
interface Asked {
  validation: Mapping;
  field: string;
  owner: Manifest;
}

/** The listener's own demand, as the experimental channel had it before the Gateway's. */
function ownDemand(
  { frontendValidation }: Mapping,
  field: string,
  owner: Manifest,
): Asked | undefined {
  return frontendValidation === undefined || frontendValidation === null ? undefined : {
    validation: mapping(frontendValidation),
    field: `${field}.frontendValidation`,
    owner,
  };
}

/** Its own demand, else what the Gateway asks for at its port (`spec.tls.frontend`): the standard has that for HTTPS alone. */
function askedOfHttps(
  tls: Mapping,
  listenerField: string,
  owner: Manifest,
  gateway: Manifest,
  port: number,
): Asked | undefined {
  const demand = ownDemand(tls, listenerField, owner);
  if (demand) return demand;
  const { frontend } = mapping(mapping(gateway.spec).tls);
  const { default: general, perPort } = mapping(frontend);
  const own = list(perPort).map(mapping).findIndex((item) => portNumber(item.port) === port);
  const field = own < 0
    ? "spec.tls.frontend.default.validation"
    : `spec.tls.frontend.perPort[${own}].tls.validation`;
  const { validation } = mapping(
    own < 0 ? general : mapping(list(perPort)[own]).tls,
  );
  // What can't be read may ask for a certificate, of an authority that nobody knows.
  const isUnclear =
    [frontend, own < 0 ? general : undefined].some((one) => !isMapping(one ?? {})) ||
    !Array.isArray(perPort ?? []);
  return isUnclear || validation !== undefined && validation !== null
    ? { validation: mapping(validation), field, owner: gateway }
    : undefined;
}

function validated(
  { validation, field, owner }: Asked,
  { ctx, grants }: ReadContext,
): ClientDemand {
  if (text(validation.mode) === "AllowInsecureFallback") {
    ctx.report(owner, `${field}.mode`).warn(
      "unchecked-clients",
      "clients need no certificate, and what they show is not checked",
    );
    return {};
  }
  const refs = list(validation.caCertificateRefs).map(mapping);
  const [ref] = refs;
  const about = ctx.report(owner, `${field}.caCertificateRefs`);
  if (refs.length > 1) {
    about.warn("one-ca", "clients are checked against the CA of one object, which is the first");
  }
  if (!ref) return { closed: `${field} names no CA` };
  const kind = text(ref.kind) || "ConfigMap";
  const named = { namespace: text(ref.namespace) || namespaceOf(owner), name: text(ref.name) };
  const from = { kind: owner.kind, namespace: namespaceOf(owner) };
  if (!["ConfigMap", "Secret"].includes(kind)) return { closed: `${field} names a ${kind}` };
  if (!grants.allow(from, { group: "", kind, ...named })) {
    return { closed: `no ReferenceGrant lets it have the ${kind} "${named.name}"` };
  }
  return { clientCertificate: named };
}
