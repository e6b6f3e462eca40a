/**
 * Ingresses of Traefik.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 * @module
 */

import {
  type ConvertContext,
  idOf,
  type Ingress,
  type IngressEntry,
  list,
} from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  Annotations,
  denyUnkept,
  type IngressPath,
  type IngressRoute,
  ingressRoutes,
  literalPath,
  lonelyRestrictions,
  type ReadPath,
} from "@dekube/engine/pacts/ingress";
import { readBackend } from "./backend.ts";
import { TRAEFIK } from "./controller.ts";
import {
  type EntryPointGuards,
  entryPointGuards,
  entryPointTls,
  matchesStrictly,
} from "./entry_point_guards.ts";
import { entryPointNames, type EntryPoints, ingressEntryPoints } from "./entry_points.ts";
import { forwardedHeaders } from "./forwarded_headers.ts";
import { middlewareRestrictions } from "./guards.ts";
import { protocolsOf, readGuarded, servedAtAll, type ServedFields } from "./https.ts";
import { httpsHosts } from "./https_hosts.ts";
import { applySteps, limitSteps, resolveMiddlewares, type Step, stepsOf } from "./middlewares.ts";
import { TraefikObjects } from "./objects.ts";
import { oldSteps } from "./old_annotations.ts";
import { ingressRule, PRIORITY_ANNOTATIONS, priorityField } from "./priority.ts";
import { readPathMatch, routePath } from "./path_match.ts";
import { literalPathOf } from "./regex.ts";
import { hasRouterTls, reportResolver } from "./router_tls.ts";
import { reportInside } from "./settings.ts";
import { type ClientTls, clientTls } from "./tls_options.ts";
import { defaultTermination } from "./tls_store.ts";
import { COMPANIONS, reportUnkeptAnnotations } from "./without_counterpart.ts";

const RESOLVER = "router.tls.certresolver";
const MIDDLEWARES = "router.middlewares";
const SERVICE_MIDDLEWARES = "service.middlewares";
const TLS_OPTIONS = "router.tls.options";

/** What holds for all routes of an Ingress. */
interface Shared {
  annotations: Annotations;
  points: EntryPoints;
  steps: readonly Step[];
  tls: ClientTls;
}

/** Reads Ingresses, once all objects of the conversion are there. */
export class IngressReader {
  readonly #ctx: ConvertContext;
  readonly #objects: TraefikObjects;

  /** Reads Ingresses among the objects of a conversion. */
  constructor(ctx: ConvertContext) {
    this.#ctx = ctx;
    this.#objects = new TraefikObjects(ctx);
  }

  /** The routes of an Ingress. */
  routes(manifest: Ingress): IngressEntry[] {
    const annotations = new Annotations(TRAEFIK, manifest, this.#ctx);
    const points = ingressEntryPoints(annotations, this.#ctx);
    if (!points) {
      reportInside(annotations.report("router.entrypoints"), entryPointNames(annotations));
      return [];
    }
    const resolver = annotations.get(RESOLVER);
    const place = `metadata.annotations["${annotations.fullName(RESOLVER)}"]`;
    reportResolver(resolver, idOf(manifest), place, this.#ctx);
    const { middlewares } = this.#middlewares(annotations);
    const shared: Shared = {
      annotations,
      points,
      steps: [...this.#inFront(annotations).steps, ...stepsOf(middlewares, this.#ctx)],
      tls: this.#tls(annotations),
    };
    return ingressRoutes(manifest, this.#ctx, pathReader(annotations, this.#objects))
      .flatMap((route) => this.#readRoute(route, shared));
  }

  /** What an Ingress restricts: by its annotations, and by the objects that they name. */
  restrictions(manifest: Ingress): AccessRestriction[] {
    const annotations = new Annotations(TRAEFIK, manifest, this.#ctx);
    return [
      ...this.#inFront(annotations).restrictions,
      ...middlewareRestrictions(
        this.#middlewares(annotations),
        annotations.fullName(MIDDLEWARES),
      ),
      ...(this.#isPlain(annotations) ? [] : this.#tls(annotations).restrictions),
      ...lonelyRestrictions(COMPANIONS, annotations),
    ];
  }

  /** Of clients over plain HTTP no TLSOption asks for anything. */
  #isPlain(annotations: Annotations): boolean {
    const { http = false, https = false } = ingressEntryPoints(annotations, this.#ctx) ?? {};
    return http && !https && !hasRouterTls(annotations);
  }

  #middlewares(annotations: Annotations) {
    return resolveMiddlewares(annotations.list(MIDDLEWARES), this.#objects);
  }

  #inFront(annotations: Annotations): EntryPointGuards {
    return entryPointGuards(entryPointNames(annotations), this.#objects, annotations.manifest);
  }

  #tls(annotations: Annotations): ClientTls {
    const reference = annotations.get(TLS_OPTIONS);
    const { manifest } = annotations;
    const hasOwnTls = hasRouterTls(annotations) || list(manifest.spec?.tls).length > 0;
    const ofPoints = reference === ""
      ? entryPointTls(entryPointNames(annotations), hasOwnTls, this.#objects, manifest)
      : undefined;
    if (ofPoints) return ofPoints;
    return clientTls(reference, annotations.fullName(TLS_OPTIONS), this.#objects);
  }

  /**
   * What a route is served over. Certificates of `spec.tls` are there for whatever router has TLS: they give none to
   * one that is on entry points for HTTP alone.
   */
  #served({ tls: own }: IngressEntry, { annotations, points, tls }: Shared): ServedFields {
    const isPlain = points.http && !points.https;
    const fallback = {
      ...defaultTermination(annotations.get(RESOLVER), this.#objects),
      ...own,
      ...tls.versions,
    };
    const hasTls = hasRouterTls(annotations) || (own !== undefined && !isPlain);
    return readGuarded(points, hasTls ? fallback : undefined, fallback, tls);
  }

  #readRoute({ entry, service, port }: IngressRoute, shared: Shared): IngressEntry[] {
    const { annotations, steps, tls } = shared;
    // Traefik reads these on the Service; some write them on the Ingress.
    const own = new Annotations(TRAEFIK, annotations.manifest, this.#ctx, service);
    reportUnkeptAnnotations(own);
    const options = {
      scheme: own.get("service.serversscheme").toLowerCase(),
      serversTransport: own.get("service.serverstransport"),
      passHostHeader: own.get("service.passhostheader").toLowerCase() !== "false" &&
        own.get("preserve-host").toLowerCase() !== "false",
    };
    const about = own.report(
      options.scheme === "" ? "service.serverstransport" : "service.serversscheme",
    );
    const { address, timeouts } = readBackend(entry, port, options, about, this.#objects);
    const { tls: _, ...plain } = entry;
    const route: IngressEntry = {
      ...plain,
      ...this.#served(entry, shared),
      ...address,
      ...(timeouts ? { timeouts } : {}),
      ...forwardedHeaders(),
      ...(annotations.flag("router.observability.accesslogs", true) ? {} : { accessLog: false }),
      ...(entry.defaultBackend
        ? {}
        : priorityField(readPriority(annotations), ingressRule(asWritten(entry)), this.#objects)),
    };
    if (tls.clientCertificate && protocolsOf(route).includes("https")) {
      route.clientCertificate = tls.clientCertificate;
    }
    const inFront = resolveMiddlewares(own.list(SERVICE_MIDDLEWARES), this.#objects);
    const everything = [
      ...oldSteps(annotations, asWritten(entry).path),
      ...steps,
      ...stepsOf(inFront.middlewares, this.#ctx),
    ];
    limitSteps(1, everything, idOf(annotations.manifest), this.#ctx);
    const all = applySteps(route, everything);
    denyUnkept(all, middlewareRestrictions(inFront, own.fullName(SERVICE_MIDDLEWARES)), this.#ctx);
    for (const one of all) servedAtAll(one, shared.points, this.#objects.once(httpsHosts));
    return all;
  }
}

/** A route with the path of its Ingress, where that is no expression. */
function asWritten<T extends IngressPath>(entry: T): T {
  const path = literalPathOf(entry);
  return entry.pathType === "Regex" && path !== undefined
    ? { ...entry, path, pathType: "Prefix" }
    : entry;
}

function readPriority(annotations: Annotations): string {
  return PRIORITY_ANNOTATIONS.map((name) => annotations.get(name)).find(Boolean) ?? "";
}

/**
 * `router.pathmatcher` is about paths without a type of their own. A prefix is the beginning of a path, whatever follows,
 * unless the controller is told to take it by its segments.
 */
function pathReader(annotations: Annotations, objects: TraefikObjects): ReadPath {
  const matcher = annotations.get("router.pathmatcher").toLowerCase() ||
    annotations.get("rule-type").toLowerCase();
  return (path, pathType) => {
    if (pathType === "Exact") return literalPath(path, pathType);
    if (pathType !== "Prefix") {
      if (matcher === "pathregexp" && path !== "") {
        return {
          path: readPathMatch("pathregexp", path, { templates: false })!.text,
          pathType: "Regex",
        };
      }
      if (["path", "pathstrip"].includes(matcher)) return literalPath(path, "Exact");
    }
    const prefix = literalPath(path, "Prefix");
    return objects.once(matchesStrictly)
      ? prefix
      : routePath({ kind: "prefix", text: prefix.path });
  };
}
