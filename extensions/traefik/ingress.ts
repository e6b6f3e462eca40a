/**
 * Ingresses of Traefik.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 * @module
 */

import {
  type AccessRestriction,
  accessRestrictions,
  type ConvertContext,
  denyUnkept,
  idOf,
  type Ingress,
  type IngressEntry,
  type IngressPath,
  type IngressRoute,
  ingressRoutes,
  items,
  literalPath,
  middlewareGuards,
  namespaceOf,
  type Service,
  servicePortKey,
  text,
} from "@dekube/engine/pacts";
import { annotationOf, commaList, findAnnotation } from "./annotations.ts";
import { backendFields } from "./backend.ts";
import { ingressPublicity } from "./entry_points.ts";
import { hasHttpsTwin } from "./https_twins.ts";
import { applySteps, resolveMiddlewares, type Step, stepsOf } from "./middlewares.ts";
import { PREFIX } from "./names.ts";
import { Notes } from "./notes.ts";
import { oldSteps } from "./old_annotations.ts";
import { readPathMatch } from "./path_match.ts";
import { type ClientTls, clientTls } from "./tls_options.ts";

/** The routes of an Ingress. */
export function entriesOf(manifest: Ingress, ctx: ConvertContext): IngressEntry[] {
  const publicity = ingressPublicity(manifest, ctx);
  const place = new Notes(manifest, `metadata.annotations["${PREFIX}router.entrypoints"]`, ctx);
  if (publicity === "inside") {
    place.warn(
      "inside-route",
      "its entry points are none of web and websecure, so it is left out: it must not be published. Name one that is public in dekube.yaml: extensions.traefik.entry_points",
    );
    return [];
  }
  const references = commaList(annotationOf(manifest, "router.middlewares"));
  const { middlewares, unkept } = resolveMiddlewares(references, ctx);
  const steps = stepsOf(middlewares, ctx);
  const options = annotationOf(manifest, "router.tls.options");
  const tls = clientTls(options, `${PREFIX}router.tls.options`, ctx);
  const result = ingressRoutes(manifest, ctx, pathReader(manifest)).flatMap((route) => {
    if (publicity === "http" && hasHttpsTwin(route, ctx)) {
      place.info(
        "http-route",
        "another Ingress has the same over HTTPS, which HTTP is sent on to, so this one is left out",
      );
      return [];
    }
    return readRoute(manifest, route, steps, tls, ctx);
  });
  denyUnkept(result, restrictionsOf(manifest, unkept, tls, ctx), ctx);
  return result;
}

/** `router.pathmatcher` is about paths without a type of their own. */
function pathReader(manifest: Ingress): (path: string, pathType: string) => IngressPath {
  const matcher = annotationOf(manifest, "router.pathmatcher").toLowerCase() ||
    annotationOf(manifest, "rule-type").toLowerCase();
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

function readRoute(
  manifest: Ingress,
  { service, ...route }: IngressRoute,
  steps: readonly Step[],
  tls: ClientTls,
  ctx: ConvertContext,
): IngressEntry[] {
  // Traefik reads these on the Service; some write them on the Ingress.
  const get = (name: string) => annotationOf(service, name) || annotationOf(manifest, name);
  const isOwn = annotationOf(service, "service.serversscheme") !== "" ||
    annotationOf(service, "service.serverstransport") !== "";
  const notes = new Notes(
    isOwn ? service ?? manifest : manifest,
    `metadata.annotations["${PREFIX}service.serversscheme"]`,
    ctx,
  );
  const options = {
    scheme: get("service.serversscheme").toLowerCase(),
    serversTransport: get("service.serverstransport"),
    passHostHeader: get("service.passhostheader").toLowerCase() !== "false" &&
      get("preserve-host").toLowerCase() !== "false",
  };
  const entry: IngressEntry = {
    ...route,
    ...backendFields(route, portBehind(route, service, ctx), options, notes),
    resource: idOf(manifest),
    ...(tls.clientCertificate ? { clientCertificate: tls.clientCertificate } : {}),
  };
  return applySteps(entry, [...oldSteps(manifest, route.path, ctx), ...steps]);
}

/** The Service's port that leads to a route's upstream. */
function portBehind(
  { upstream }: IngressRoute,
  service: Service | undefined,
  ctx: ConvertContext,
): { number: string; name: string } {
  const target = upstream.slice(upstream.lastIndexOf(":") + 1);
  if (!service) return { number: target, name: "" };
  const { metadata: { name } } = service;
  const found = items(service.spec?.ports).find((port) =>
    String(ctx.servicePortMap.get(servicePortKey(namespaceOf(service), name, text(port.port)))) ===
      target
  );
  return { number: text(found?.port) || target, name: text(found?.name) };
}

/** Restrictions that the engine does not see in the annotations by itself. */
function restrictionsOf(
  manifest: Ingress,
  unkept: readonly AccessRestriction[],
  tls: ClientTls,
  ctx: ConvertContext,
): AccessRestriction[] {
  const isClosed = accessRestrictions(manifest, ctx).some(({ guard }) => guard === "other");
  const written = findAnnotation(manifest, "router.middlewares");
  const options = findAnnotation(manifest, "router.tls.options");
  return [
    ...(isClosed ? [] : unkept),
    ...(written && written.name !== `${PREFIX}router.middlewares`
      ? middlewareGuards(written.value, ctx).map((guard) => ({ guard, annotation: written.name }))
      : []),
    ...(options && options.name === `${PREFIX}router.tls.options` && isClosed
      ? []
      : tls.restrictions),
  ];
}
