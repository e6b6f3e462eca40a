/**
 * How a route's backend is reached, and what its certificate is checked against.
 *
 * @module
 */

import type { IngressEntry } from "../ingress/entry.ts";
import { isHost, parseUpstream } from "../ingress/hosts.ts";
import type { SecretContext } from "./named_secret.ts";
import type { ProxyProfile } from "./profile.ts";
import type { RenderContext } from "./render_context.ts";
import { findCa, type TrustedCa } from "./trusted_ca.ts";
import { Unwritable } from "./unwritable.ts";

/** A backend, in values that any proxy can write. */
export interface Backend {
  /** Its host. */
  host: string;
  /** Its port. */
  port: number;
  /** How its certificate is checked; absent where it is spoken to without one. */
  tls?: BackendTls;
}

/** How a backend's certificate is checked. */
export interface BackendTls {
  /** The name that it must bear, where that is not the host's. */
  name?: string;
  /** The authorities that must have signed it: one's own, those that the proxy trusts by itself, or nobody. */
  trusts: TrustedCa | "public" | "anybody";
}

/** What has to be known to find a backend's authority. */
export interface BackendContext extends SecretContext, Pick<RenderContext, "report"> {
  /** What is the proxy's own. */
  readonly profile: Pick<ProxyProfile, "program" | "publicCas">;
}

/**
 * The backend of a route. `isPublic` says that it is outside of the project, so that its certificate must be one that
 * the world trusts.
 *
 * @throws {Unwritable} where its address or its name is none.
 *
 * @example
 * ```ts
 * import { backendOf } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const profile = { program: "Plain", publicCas: "the public CAs" };
 * const ctx = { ...testContext([]), profile };
 * const entry = { host: "shop.example", path: "/", upstream: "web:8443", scheme: "https" } as const;
 * assertEquals(backendOf(entry, ctx), { host: "web", port: 8443, tls: { trusts: "anybody" } });
 * assertEquals([...ctx.diagnostics].map(({ code }) => code), ["unverified-backend"]);
 * ```
 */
export function backendOf(
  entry: IngressEntry,
  ctx: BackendContext,
  isPublic = false,
): Backend {
  const { upstream, scheme, serverSni } = entry;
  const address = parseUpstream(upstream);
  if (!address) throw new Unwritable(`"${upstream}" is not a host and a port`);
  if (scheme !== "https") return address;
  if (serverSni !== undefined && !isHost(serverSni)) {
    throw new Unwritable(`"${serverSni}" is not a host name`);
  }
  const name = serverSni === undefined ? {} : { name: serverSni };
  return { ...address, tls: { ...name, trusts: isPublic ? "public" : trustedBy(entry, ctx) } };
}

function trustedBy(
  { serverCaSecret, serverCaIsPublic, host, path, upstream, resource }: IngressEntry,
  ctx: BackendContext,
): BackendTls["trusts"] {
  if (!serverCaSecret && serverCaIsPublic) return "public";
  if (!serverCaSecret) {
    ctx.report(resource).info(
      "unverified-backend",
      `the certificate of ${upstream} is not checked, because no CA is named for it`,
    );
    return "anybody";
  }
  const ca = findCa(serverCaSecret, ctx);
  if (ca) return ca;
  const { program, publicCas } = ctx.profile;
  ctx.report(resource).error(
    "missing-ca",
    `the Secret "${serverCaSecret.name}" with the CA of the backend of ${host}${path} is missing or holds no certificate under ca.crt, so ${program} checks the backend against ${publicCas} and may refuse it (502). Add the Secret to the manifests`,
  );
  // A CA was asked for and is not there: unchecked would be open to whoever stands in between.
  return "public";
}
