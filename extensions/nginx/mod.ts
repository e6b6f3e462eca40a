/**
 * nginx: turns Ingresses of ingress-nginx, the Kubernetes project's controller, into routes.
 *
 * One route comes out for each path of each rule and each other name of its host, and one for
 * `spec.defaultBackend`. Each group of annotations has a file of its own; `understood.ts` lists them.
 *
 * @module
 */

import {
  type ConvertContext,
  type ExtensionInfo,
  idOf,
  type Ingress,
  type IngressEntry,
  IngressRewriter,
  type StreamRoute,
} from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  accessRestrictions,
  Annotations,
  configuredStreams,
  type ControllerProgram,
  Controllers,
  ingressRoutes,
  isHostPattern,
  lonelyRestrictions,
  passthroughRoutes,
  ResponseHeaders,
} from "@dekube/engine/pacts/ingress";
import { ACCOUNT } from "./account.ts";
import { readBackend } from "./backend.ts";
import { Canaries } from "./canary.ts";
import { reportCanary } from "./canary_fields.ts";
import { askOnWholeHosts } from "./client_certificate.ts";
import { NGINX, NGINX_PROGRAM } from "./controller.ts";
import { type Configured, ControllerConfigs } from "./controller_config.ts";
import { readCors } from "./cors.ts";
import { readForwardedHeaders } from "./forwarded_headers.ts";
import { addGlobalHeaders, readHiddenHeaders, readHsts } from "./global_headers.ts";
import { readGuards } from "./guards.ts";
import { aliasesIn, type Hosts, readHosts } from "./hosts.ts";
import { readHttps } from "./https.ts";
import { isOwn, ownIngresses } from "./own_ingresses.ts";
import { locationOf, readPath } from "./paths.ts";
import { passingHosts } from "./passthrough.ts";
import { readLimits } from "./limits.ts";
import { readProxying } from "./proxying.ts";
import { readAppRoot, readRedirect } from "./redirects.ts";
import { addCustomHeaders, addSnippetHeaders } from "./response_headers.ts";
import { readRewriteTarget } from "./rewrite_target.ts";
import { closeWholeHosts } from "./server_snippet.ts";
import { UNDERSTOOD } from "./understood.ts";
import { COMPANIONS, reportLost } from "./without_counterpart.ts";
import { wwwRedirects } from "./www_redirect.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "nginx",
  leavesOut: ["canary-without-main"],
  settings: {},
  account: ACCOUNT,
};

/** Reads Ingresses of class `nginx`, or with `nginx.ingress.kubernetes.io/*` annotations. */
export class NginxRewriter extends IngressRewriter {
  /** `nginx`. */
  readonly name: string = NGINX.name;
  /** Before the rewriter that takes every Ingress without a class. */
  override readonly priority = 1000;
  /** The annotations that are read, and those that have nothing to act on here. */
  override readonly annotations: readonly string[] = UNDERSTOOD;
  /** Its own. */
  override readonly controllers: readonly ControllerProgram[] = [NGINX_PROGRAM];
  /** None. */
  override readonly serviceAnnotations: readonly string[] = [];
  /** Read once: rewriters run when all Ingresses are there. */
  #controllers?: Controllers;
  #own?: readonly Ingress[];
  #hosts?: Hosts;
  #configs?: ControllerConfigs;
  #canaries?: Canaries;
  /** What is made of each Ingress. */
  readonly #routes = new Map<Ingress, Routes>();

  /** Whether the class is the controller's, or an annotation is and the class not another controller's. */
  match(manifest: Ingress, ctx: ConvertContext): boolean {
    return isOwn(manifest, ctx, this.#controllers ??= new Controllers([NGINX_PROGRAM], ctx));
  }

  /** One entry a path and a name of its host, and one a host for the default backend. */
  rewrite(manifest: Ingress, ctx: ConvertContext): IngressEntry[] {
    return this.#read(manifest, ctx).entries;
  }

  /** Where TLS passes through to the backend: `ssl-passthrough`. */
  override streamRoutes(manifest: Ingress, ctx: ConvertContext): StreamRoute[] {
    const annotations = new Annotations(NGINX, manifest, ctx);
    const { passing } = this.#read(manifest, ctx);
    return passthroughRoutes(passing, annotations.report("ssl-passthrough"));
  }

  /** The ConfigMaps that `--tcp-services-configmap` and `--udp-services-configmap` name. */
  override controllerStreams(ctx: ConvertContext): StreamRoute[] {
    return configuredStreams([NGINX_PROGRAM], ctx);
  }

  /** What the controller's own ConfigMap restricts, beside what annotations do. */
  override restrictions(manifest: Ingress, ctx: ConvertContext): AccessRestriction[] {
    const configured = this.#configured(manifest, ctx);
    const own = accessRestrictions(configured.manifest).filter(({ guard, annotation }) =>
      guard === "other" && annotation in (manifest.metadata.annotations ?? {})
    );
    const annotations = new Annotations(NGINX, configured.manifest, ctx);
    return [...own, ...lonelyRestrictions(COMPANIONS, annotations), ...configured.restrictions];
  }

  #configured(manifest: Ingress, ctx: ConvertContext): Configured {
    this.#controllers ??= new Controllers([NGINX_PROGRAM], ctx);
    this.#configs ??= new ControllerConfigs(ctx, this.#controllers);
    return this.#configs.configured(manifest);
  }

  #read(given: Ingress, ctx: ConvertContext): Routes {
    const known = this.#routes.get(given);
    if (known) return known;
    const { manifest, origins } = this.#configured(given, ctx);
    const annotations = new Annotations(NGINX, manifest, ctx, undefined, origins);
    const controllers = this.#controllers ??= new Controllers([NGINX_PROGRAM], ctx);
    const own = this.#own ??= ownIngresses(ctx, controllers);
    const hosts = this.#hosts ??= readHosts(ctx, own);
    if (annotations.flag("canary")) {
      // What the main Ingress of a path says holds for its canary, too.
      reportCanary(manifest, ctx, hosts);
      return { entries: [], passing: [] };
    }
    const canaries = this.#canaries ??= new Canaries(ctx, own);
    const usesRegex = annotations.flag("use-regex");
    const changePath = readRewriteTarget(annotations);
    const fields = readFields(annotations);
    const hsts = readHsts(annotations);
    const appRoot = readAppRoot(annotations);
    reportLost(annotations);

    const declared = ingressRoutes(manifest, ctx, readPath, fields.redirect === undefined);
    const passes = passingHosts(annotations, declared.map(({ entry }) => entry));
    const entries = declared.flatMap(({ entry }) => {
      const { tls: _, ...route } = entry;
      const change = changePath(entry.path);
      const isOwn = usesRegex || Object.keys(change).length > 0;
      const host = entry.host.toLowerCase();
      const https = readHttps(
        annotations,
        hosts.tls.get(host) ?? (passes.has(host) ? {} : undefined),
        entry.path,
      );
      return canaries.applyTo({
        ...route,
        ...https,
        ...locationOf(entry, hosts, isOwn),
        ...change,
        ...fields,
        ...(https.tls ? withHeaders(fields, hsts) : {}),
        ...(passes.has(host) ? { scheme: "https" } : {}),
      }, entry);
    });
    askOnWholeHosts(entries, annotations, hosts.certificates);
    closeWholeHosts(entries, annotations, hosts.snippets);
    const all = appRoot ? withAppRoot(entries, appRoot) : entries;
    reportAliases(annotations, entries, hosts);
    const withAliases = (entry: IngressEntry) => {
      const aliases = hosts.aliases.get(entry.host.toLowerCase()) ?? [];
      // As many as names times paths: the engine counts them when they are there.
      const size = ROUTE_BYTES * aliases.length;
      ctx.limits.generate(size, { object: idOf(manifest), path: "server-alias" });
      return [entry, ...aliases.map((host) => ({ ...entry, host }))];
    };
    const routes = {
      entries: [...all.flatMap(withAliases), ...wwwRedirects(annotations, entries, hosts)],
      passing: all.filter(({ host }) => passes.has(host.toLowerCase())).flatMap(withAliases),
    };
    this.#routes.set(given, routes);
    return routes;
  }
}

/** What a route takes at least. */
const ROUTE_BYTES = 128;

/** What is made of an Ingress. */
interface Routes {
  /** Its routes. */
  entries: IngressEntry[];
  /** Those whose TLS passes through to the backend. */
  passing: IngressEntry[];
}

/** What holds for all routes of an Ingress. */
function readFields(
  annotations: Annotations,
): Pick<IngressEntry, "scheme"> & Partial<IngressEntry> {
  const headers = new ResponseHeaders();
  addGlobalHeaders(annotations, headers);
  addSnippetHeaders(annotations, headers);
  addCustomHeaders(annotations, headers);
  const redirect = readRedirect(annotations);
  return {
    ...readBackend(annotations),
    ...readForwardedHeaders(annotations),
    ...withHeaders(readHiddenHeaders(annotations), headers),
    ...readCors(annotations),
    ...(redirect ? { redirect } : {}),
    ...readGuards(annotations),
    ...readLimits(annotations),
    ...readProxying(annotations),
  };
}

/** The headers of answers, and others where those say nothing. */
function withHeaders(
  { responseHeaders }: Pick<IngressEntry, "responseHeaders">,
  others: ResponseHeaders,
): Pick<IngressEntry, "responseHeaders"> {
  const headers = new ResponseHeaders(others.field().responseHeaders);
  for (const [name, value] of Object.entries(responseHeaders?.set ?? {})) headers.set(name, value);
  const { responseHeaders: { set } = {} } = headers.field();
  if (!responseHeaders && !set) return {};
  return { responseHeaders: { ...responseHeaders, ...(set ? { set } : {}) } };
}

/** A redirect of `/` alone for each host, before any other route of it; restricted as they are. */
function withAppRoot(
  entries: readonly IngressEntry[],
  redirect: IngressEntry["redirect"],
): IngressEntry[] {
  const roots = new Map<string, IngressEntry>();
  for (const { defaultBackend: _, rewrite: __, ...entry } of entries) {
    if (!roots.has(entry.host)) {
      roots.set(entry.host, { ...entry, path: "/", pathType: "Exact", redirect });
    }
  }
  const others = entries.filter(({ path, pathType }) => path !== "/" || pathType !== "Exact");
  return [...roots.values(), ...others];
}

function reportAliases(
  annotations: Annotations,
  entries: readonly IngressEntry[],
  hosts: Hosts,
): void {
  const own = new Set(entries.map(({ host }) => host.toLowerCase()));
  const kept = new Set([...own].flatMap((host) => hosts.aliases.get(host) ?? []));
  for (const alias of aliasesIn(annotations)) {
    if (kept.has(alias)) continue;
    if (!isHostPattern(alias)) {
      annotations.invalid("server-alias", `${JSON.stringify(alias)} is not a host name`);
    } else {
      annotations.unsupported(
        "server-alias",
        `${alias} is left out: it is the host of another Ingress, or another name of another host, or another Ingress names others for this host`,
      );
    }
  }
}
