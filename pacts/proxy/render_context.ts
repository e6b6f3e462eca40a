/**
 * What a proxy's functions hand to their parts.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { Diagnostics } from "../diagnostics.ts";
import type { ProxyContext } from "../extensions.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import type { ProxyProfile } from "./profile.ts";
import { type Sites, sitesOf } from "./sites.ts";

/** What a proxy may look at, what it serves, and what it has to say so far. */
export interface RenderContext extends ProxyContext, Pick<ConvertContext, "report"> {
  /** All that it serves. */
  readonly sites: Sites;
  /** What is its own. */
  readonly profile: ProxyProfile;
  /** What `report()` was told. */
  readonly diagnostics: Diagnostics;
}

/**
 * What one call of a proxy's function works with. What it has to say is collected anew, so that nothing of what it
 * was given changes.
 *
 * @example
 * ```ts
 * import type { IngressEntry } from "@dekube/engine/pacts";
 * import { type ProxyProfile, renderContext } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const profile: ProxyProfile = {
 *   extension: "plain",
 *   program: "Plain",
 *   config: "plain.conf",
 *   refusesPath: "Plain can't match",
 *   publicCas: "the public CAs",
 *   guards: [],
 *   escape: (text) => text,
 *   regex: () => undefined,
 * };
 * const given = testContext([]);
 * const proxy = { ...given, names: { folder: given.names.folder, service: (wanted: string) => wanted } };
 * const entry: IngressEntry = { host: "a b", path: "/", upstream: "web:80", scheme: "http" };
 * const { sites, diagnostics } = renderContext([entry], proxy, profile);
 * assertEquals(sites.size, 0);
 * assertEquals([...diagnostics].map(({ code }) => code), ["bad-host"]);
 * assertEquals([...given.diagnostics], []);
 * ```
 */
export function renderContext(
  entries: readonly IngressEntry[],
  ctx: ProxyContext,
  profile: ProxyProfile,
): RenderContext {
  const diagnostics = new Diagnostics();
  return {
    ...ctx,
    profile,
    diagnostics,
    report: diagnostics.report.bind(diagnostics),
    sites: sitesOf(entries, diagnostics),
  };
}
