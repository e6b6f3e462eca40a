/**
 * Ingresses of Traefik.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 * @module
 */

import type { ConvertContext, Ingress, IngressEntry } from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  Annotations,
  type IngressRoute,
  ingressRoutes,
  literalPath,
  type ReadPath,
} from "@dekube/engine/pacts/ingress";
import { backendFields } from "./backend.ts";
import { TRAEFIK } from "./controller.ts";
import { ingressPublicity } from "./entry_points.ts";
import { middlewareRestrictions } from "./guards.ts";
import { HttpsRoutes } from "./https_routes.ts";
import { applySteps, resolveMiddlewares, type Step, stepsOf } from "./middlewares.ts";
import { TraefikObjects } from "./objects.ts";
import { oldSteps } from "./old_annotations.ts";
import { readPathMatch } from "./path_match.ts";
import { type ClientTls, clientTls } from "./tls_options.ts";

const MIDDLEWARES = "router.middlewares";
const TLS_OPTIONS = "router.tls.options";

/** Reads Ingresses, once all objects of the conversion are there. */
export class IngressReader {
  readonly #ctx: ConvertContext;
  readonly #objects: TraefikObjects;
  #https?: HttpsRoutes;

  /** Reads Ingresses among the objects of a conversion. */
  constructor(ctx: ConvertContext) {
    this.#ctx = ctx;
    this.#objects = new TraefikObjects(ctx);
  }

  /** The routes of an Ingress. */
  routes(manifest: Ingress): IngressEntry[] {
    const annotations = new Annotations(TRAEFIK, manifest, this.#ctx);
    const publicity = ingressPublicity(annotations);
    const about = annotations.report("router.entrypoints");
    if (publicity === "inside") {
      about.warn(
        "inside-route",
        "its entry points are none of web and websecure, so it is left out: it must not be published. Name one that is public in dekube.yaml: extensions.traefik.entry_points",
      );
      return [];
    }
    const { middlewares } = this.#middlewares(annotations);
    const steps = stepsOf(middlewares, this.#ctx);
    const tls = this.#tls(annotations);
    return ingressRoutes(manifest, this.#ctx, pathReader(annotations)).flatMap((route) => {
      if (publicity !== "http" || !this.#isOverHttps(route.entry)) {
        return this.#readRoute(annotations, route, steps, tls);
      }
      about.info(
        "http-route",
        "another Ingress has the same over HTTPS, which HTTP is sent on to, so this one is left out",
      );
      return [];
    });
  }

  /** What an Ingress restricts: by its annotations, and by the objects that they name. */
  restrictions(manifest: Ingress): AccessRestriction[] {
    const annotations = new Annotations(TRAEFIK, manifest, this.#ctx);
    return [
      ...middlewareRestrictions(
        this.#middlewares(annotations),
        annotations.fullName(MIDDLEWARES),
      ),
      ...this.#tls(annotations).restrictions,
    ];
  }

  #middlewares(annotations: Annotations) {
    return resolveMiddlewares(annotations.list(MIDDLEWARES), this.#objects);
  }

  #tls(annotations: Annotations): ClientTls {
    const reference = annotations.get(TLS_OPTIONS);
    return clientTls(reference, annotations.fullName(TLS_OPTIONS), this.#objects);
  }

  /** Read once, where something is for HTTP alone. */
  #isOverHttps(entry: IngressEntry): boolean {
    this.#https ??= new HttpsRoutes(this.#ctx);
    return this.#https.has(entry);
  }

  #readRoute(
    annotations: Annotations,
    { entry, service, port }: IngressRoute,
    steps: readonly Step[],
    tls: ClientTls,
  ): IngressEntry[] {
    // Traefik reads these on the Service; some write them on the Ingress.
    const own = new Annotations(TRAEFIK, annotations.manifest, this.#ctx, service);
    const options = {
      scheme: own.get("service.serversscheme").toLowerCase(),
      serversTransport: own.get("service.serverstransport"),
      passHostHeader: own.get("service.passhostheader").toLowerCase() !== "false" &&
        own.get("preserve-host").toLowerCase() !== "false",
    };
    const about = own.report(
      options.scheme === "" ? "service.serverstransport" : "service.serversscheme",
    );
    const route: IngressEntry = {
      ...entry,
      ...backendFields(entry, port, options, about, this.#objects),
      ...(tls.clientCertificate ? { clientCertificate: tls.clientCertificate } : {}),
    };
    return applySteps(route, [...oldSteps(annotations, route.path), ...steps]);
  }
}

/** `router.pathmatcher` is about paths without a type of their own. */
function pathReader(annotations: Annotations): ReadPath {
  const matcher = annotations.get("router.pathmatcher").toLowerCase() ||
    annotations.get("rule-type").toLowerCase();
  return (path, pathType) => {
    if (pathType === "Exact" || pathType === "Prefix") return literalPath(path, pathType);
    if (matcher === "pathregexp" && path !== "") {
      return {
        path: readPathMatch("pathregexp", path, { templates: false })!.text,
        pathType: "Regex",
      };
    }
    return literalPath(path, ["path", "pathstrip"].includes(matcher) ? "Exact" : "Prefix");
  };
}
