/**
 * What a conversion went through, for whoever shows it to people.
 *
 * @module
 */

import {
  Diagnostics,
  idOf,
  type IngressEntry,
  items,
  type Manifest,
  type ResourceId,
  type SecretValue,
} from "../../pacts/mod.ts";
import { sitesOf } from "../../pacts/proxy/mod.ts";
import { sourceOf } from "./manifests/source.ts";
import { infosOf, type Run } from "./run.ts";
import { confidentialValues } from "./secrets/confidential_fields.ts";
import { valuesOf } from "./secrets/values_of.ts";

/** An object, and the file that it came from, where it came from one. */
export interface DetailedManifest {
  /** The object, in its namespace. */
  manifest: Manifest;
  /** Its file, as the reader named it. */
  file?: string;
  /** The objects in whose place an extension made it, where it is none that came in. */
  origins?: ResourceId[];
}

/** Where requests or connections go. */
export interface DetailedRoute {
  /** Host name or pattern; empty for any. */
  host: string;
  /** Path, of requests. */
  path?: string;
  /** Port that clients know, of connections. */
  port?: number;
  /** Addresses that it leads to, as `host:port`; none where a proxy answers by itself. */
  upstreams: string[];
  /** The object that asks for it. */
  resource?: ResourceId;
}

/** What a conversion went through. */
export interface ConversionDetails {
  /** The objects that were converted, those that extensions added included. */
  manifests: DetailedManifest[];
  /** What the reverse proxy was told. */
  routes: DetailedRoute[];
  /** The extension that made each Compose service, by its name. */
  makers: Record<string, string>;
  /** What the Secrets hold, to keep it from being shown. */
  secrets: SecretValue[];
}

/** The details of a run that is done. */
export function detailsOf(run: Run): ConversionDetails {
  const { ctx, manifests, streams, makers } = run;
  const added = [...ctx.manifests.kinds()].flatMap((kind) => ctx.manifests.of(kind));
  const all = new Set([...manifests, ...run.replaced, ...added]);
  const origins = originsOf(run);
  return {
    manifests: [...all].map((manifest) => {
      const file = sourceOf(manifest)?.file;
      const own = origins.get(keyOf(idOf(manifest)));
      return { manifest, ...file === undefined ? {} : { file }, ...own ? { origins: own } : {} };
    }),
    routes: [
      ...servedEntries(run).map((
        { host, path, upstream, backends, redirect, answer, denied, resource },
      ) => ({
        host,
        path,
        upstreams: redirect || answer || denied ? [] : upstreamsOf(upstream, backends),
        ...(resource ? { resource } : {}),
      })),
      ...streams.flatMap(({ hosts, port, upstream, backends, resource }) => {
        const names = items(hosts);
        return (names.length > 0 ? names : [""]).map((host) => ({
          host,
          port,
          upstreams: upstreamsOf(upstream, backends),
          ...(resource ? { resource } : {}),
        }));
      }),
    ],
    makers: Object.fromEntries(makers),
    secrets: [...valuesOf(ctx.secrets.values()), ...confidentialValues(all, infosOf(run))],
  };
}

/** What came in, by what was made in its place under another name or kind. */
function originsOf({ successors }: Run): Map<string, ResourceId[]> {
  const asked = new Set([...successors.keys()].map((origin) => keyOf(idOf(origin))));
  const origins = new Map<string, ResourceId[]>();
  for (const [origin, objects] of successors) {
    for (const key of new Set(objects.map((object) => keyOf(idOf(object))))) {
      if (asked.has(key)) continue;
      const known = origins.get(key);
      if (known) known.push(idOf(origin));
      else origins.set(key, [idOf(origin)]);
    }
  }
  return origins;
}

function keyOf({ group, kind, namespace, name }: ResourceId): string {
  return JSON.stringify([group, kind, namespace, name]);
}

/** The routes of requests that are served: one whose host is none, or whose path another has, is left out. */
function servedEntries({ entries, keptStreams, config }: Run): IngressEntry[] {
  const sites = sitesOf(entries, new Diagnostics(), config.https, keptStreams);
  const routeOf = ({ host, path, upstream }: IngressEntry) =>
    JSON.stringify([host.toLowerCase(), path, upstream]);
  const served = new Set(sites.entries.map(routeOf));
  return entries.filter((entry) => served.has(routeOf(entry)));
}

function upstreamsOf(
  upstream: string,
  backends: readonly { upstream?: string }[] | undefined,
): string[] {
  const shared = items(backends).map((backend) => backend.upstream ?? "");
  return [...new Set([upstream, ...shared])].filter((address) => address !== "");
}
