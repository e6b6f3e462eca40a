/**
 * What a proxy's functions hand to their parts.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { Diagnostics } from "../diagnostics.ts";
import type { ProxyContext } from "../extensions.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { readSettings, type Settings, type SettingValues } from "../settings.ts";
import { type HttpsPolicy, httpsPolicy, type HttpsSettings } from "./https_policy.ts";
import type { ProxyProfile } from "./profile.ts";
import type { PROXY_SETTINGS } from "./proxy_settings.ts";
import { publishedRedirects } from "./published_redirects.ts";
import { type Sites, sitesOf } from "./sites.ts";

/** What a proxy may look at, what it serves, and what it has to say so far. */
export interface RenderContext extends ProxyContext, Pick<ConvertContext, "report"> {
  /** All that it serves. */
  readonly sites: Sites;
  /** What is its own. */
  readonly profile: ProxyProfile;
  /** What the user wants of HTTPS. */
  readonly https: HttpsPolicy;
  /** The routes that were written so that they answer 403: known once the config is written. */
  readonly closed: Set<IngressEntry>;
  /** What `report()` was told. */
  readonly diagnostics: Diagnostics;
}

/**
 * What one call of a proxy's function works with. What it has to say is collected anew, so that nothing of what it
 * was given changes. `settings` are those that the proxy has.
 *
 * @example
 * ```ts
 * import type { IngressEntry } from "@dekube/engine/pacts";
 * import { PROXY_SETTINGS, type ProxyProfile, renderContext } from "@dekube/engine/pacts/proxy";
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
 *   features: [],
 *   escape: (text) => text,
 *   regex: (source: string) => source,
 * };
 * const given = testContext([]);
 * const names = {
 *   folder: given.names.folder,
 *   service: (wanted: string) => wanted,
 *   dataFolder: (wanted: string) => `./data/${wanted}`,
 * };
 * const proxy = { ...given, names, streams: [] };
 * const entry: IngressEntry = { host: "a b", path: "/", upstream: "web:80", scheme: "http" };
 * const { sites, settings, https, diagnostics } = renderContext([entry], proxy, profile, PROXY_SETTINGS);
 * assertEquals([sites.size, settings.email, https], [0, "", "auto"]);
 * assertEquals([...diagnostics].map(({ code }) => code), ["bad-host"]);
 * assertEquals([...given.diagnostics], []);
 * ```
 */
export function renderContext<S extends typeof PROXY_SETTINGS & Settings>(
  entries: readonly IngressEntry[],
  ctx: ProxyContext,
  profile: ProxyProfile,
  settings: S,
): RenderContext & { readonly settings: SettingValues<S> } {
  const diagnostics = new Diagnostics();
  const report = diagnostics.report.bind(diagnostics);
  const values = readSettings(profile.extension, settings, {
    extensionConfig: ctx.extensionConfig,
    report,
  });
  const proxy = values as SettingValues<typeof PROXY_SETTINGS> & HttpsSettings;
  const https = httpsPolicy(proxy, ctx.config);
  return {
    ...ctx,
    profile,
    https,
    settings: values,
    closed: new Set(),
    diagnostics,
    report,
    sites: publishedRedirects(
      sitesOf(entries, diagnostics, https, ctx.streams),
      { http: proxy.http_port, https: proxy.https_port },
      ctx.streams,
    ),
  };
}
