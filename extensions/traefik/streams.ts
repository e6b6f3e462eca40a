/**
 * IngressRouteTCPs and IngressRouteUDPs.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/tcp/ingressroutetcp/
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/udp/ingressrouteudp/
 * @module
 */

import {
  idOf,
  isMapping,
  list,
  type Manifest,
  mapping,
  namespaceOf,
  type Reporter,
  type StreamRoute,
  text,
  texts,
} from "@dekube/engine/pacts";
import type { AccessRestriction } from "@dekube/engine/pacts/ingress";
import { entryPointTls } from "./entry_point_guards.ts";
import { optionsIn, type TraefikObjects } from "./objects.ts";
import { reportClass, reportTls } from "./route_fields.ts";
import { publicEntryPoints } from "./settings.ts";
import { type StreamBackend, streamBackend } from "./stream_backend.ts";
import { describeBadRule } from "./rule.ts";
import { readStreamRule } from "./stream_match.ts";
import { readStreamGuard } from "./stream_middlewares.ts";
import { clientTls } from "./tls_options.ts";
import { defaultTermination } from "./tls_store.ts";
import { reportUnkept } from "./unkept_fields.ts";

/** The ports of entry points that have a name of their own, if nobody says otherwise. */
const PORTS: ReadonlyMap<string, number> = new Map([
  ["web", 80],
  ["http", 80],
  ["websecure", 443],
  ["https", 443],
]);

/** The routes of an IngressRouteUDP. */
export function udpRoutes(manifest: Manifest, objects: TraefikObjects): StreamRoute[] {
  const spec = mapping(manifest.spec);
  reportClass(manifest, objects);
  return list(spec.routes).flatMap((route, index) => {
    const about = objects.ctx.report(manifest, `spec.routes[${index}].services`);
    const backend = streamBackend(mapping(route).services, namespaceOf(manifest), about, objects);
    if (!backend) return [];
    return portsOf(manifest, "udp", backend, objects).map((port) =>
      routeTo(backend, { protocol: "udp", port, resource: idOf(manifest) })
    );
  });
}

/** The routes of an IngressRouteTCP. */
export function tcpRoutes(manifest: Manifest, objects: TraefikObjects): StreamRoute[] {
  const spec = mapping(manifest.spec);
  reportClass(manifest, objects);
  reportTls(manifest, objects);
  const termination = readTermination(manifest, objects);
  return list(spec.routes).flatMap((item, index) => {
    const route = mapping(item);
    const field = `spec.routes[${index}]`;
    const about = objects.ctx.report(manifest, field);
    reportUnkept(route, about, {}, {
      priority: "a name is tried before a pattern, and that before any name",
      syntax: "rules of both syntaxes are read",
    });
    const matches = readMatches(text(route.match), objects.ctx.report(manifest, `${field}.match`));
    const backend = streamBackend(
      route.services,
      namespaceOf(manifest),
      objects.ctx.report(manifest, `${field}.services`),
      objects,
    );
    if (!backend || matches.length === 0) return [];
    return matches.flatMap(({ hosts, sources: own }) => {
      const name = hosts.join(", ") || "any name";
      if (hosts.length > 0 && !isMapping(spec.tls)) {
        about.warn(
          "bad-rule",
          `only clients of TLS ask for a name (${name}), and the IngressRouteTCP has no tls; the route is left out. Use HostSNI(\`*\`)`,
        );
        return [];
      }
      const guard = readStreamGuard(route.middlewares, namespaceOf(manifest), own, objects);
      const refused = "refused" in guard ? guard.refused : termination.refused;
      if (refused !== undefined || "refused" in guard) {
        about.error(
          "access-denied",
          `the route for ${name} is left out, because who may connect is restricted and that can't be kept: ${refused}`,
        );
        return [];
      }
      const protocol = isMapping(spec.tls) ? "tls" as const : "tcp" as const;
      return portsOf(manifest, protocol, backend, objects).map((port) =>
        routeTo(backend, {
          protocol,
          port,
          ...(hosts.length > 0 ? { hosts } : {}),
          ...(termination.tls ? { tls: termination.tls } : {}),
          ...(guard.sources ? { allowedSources: guard.sources } : {}),
          resource: idOf(manifest),
        })
      );
    });
  });
}

function routeTo(
  { servicePort: _, ...backend }: StreamBackend,
  route: Omit<StreamRoute, "upstream">,
): StreamRoute {
  return { ...route, ...backend };
}

/** How TLS ends; nowhere where it passes through, and why nobody may connect where that is restricted. */
function readTermination(
  manifest: Manifest,
  objects: TraefikObjects,
): Pick<StreamRoute, "tls"> & { refused?: string } {
  const { tls } = mapping(manifest.spec);
  if (!isMapping(tls) || tls.passthrough === true) return {};
  const namespace = namespaceOf(manifest);
  const named = optionsIn(tls.options, namespace);
  const reference = named === "default" ? "" : named;
  const points = texts(mapping(manifest.spec).entryPoints);
  if (reference === "" && asksAtEntryPoint(points, objects)) {
    objects.ctx.report(manifest, "spec.tls.options").info(
      "entry-point-tls",
      "the TLSOption of its entry point (http.tls.options) is for requests: Traefik asks clients of an IngressRouteTCP for no certificate by it, and neither does the proxy here. Name the TLSOption here where they must show one",
    );
  }
  const { restrictions: [restriction], versions } = clientTls(
    reference,
    "spec.tls.options",
    objects,
  );
  const secret = text(tls.secretName);
  return {
    tls: {
      ...defaultTermination(text(tls.certResolver), objects),
      ...(secret === "" ? {} : { secret: { namespace, name: secret } }),
      ...versions,
    },
    ...(restriction ? { refused: describeRestriction(restriction) } : {}),
  };
}

function asksAtEntryPoint(points: readonly string[], objects: TraefikObjects): boolean {
  const tls = entryPointTls(points, false, objects);
  return tls !== undefined && tls.restrictions.length > 0;
}

function describeRestriction({ guard, annotation, remedy }: AccessRestriction): string {
  if (guard === "clientCertificate") return `${annotation} asks clients for certificates`;
  return remedy ? `${annotation}. ${remedy}` : annotation;
}

/** What a rule takes; what can't be kept is left out. */
function readMatches(
  rule: string,
  about: Reporter,
): { hosts: string[]; sources?: readonly string[] }[] {
  const read = readStreamRule(rule);
  if ("problem" in read) {
    about.warn("bad-rule", describeBadRule(rule, read.problem));
    return [];
  }
  for (const lost of read.lost) {
    about.warn(
      "unsupported-rule",
      `connections with ${lost} can't be told from others, so this alternative of the rule is left out`,
    );
  }
  return read.matches;
}

/** The ports that clients know. */
function portsOf(
  manifest: Manifest,
  protocol: StreamRoute["protocol"],
  { servicePort }: StreamBackend,
  objects: TraefikObjects,
): number[] {
  const names = texts(mapping(manifest.spec).entryPoints).map((name) => name.trim().toLowerCase());
  const others = publicEntryPoints(objects.ctx);
  const about = objects.ctx.report(manifest, "spec.entryPoints");
  if (names.length === 0 && protocol === "tls") return [443];
  const ports = (names.length === 0 ? [""] : names).flatMap((name) => {
    const known = others.get(name) ?? PORTS.get(name);
    if (known !== undefined) return [known];
    const what = name === ""
      ? "no entry point is named"
      : `which port the entry point ${JSON.stringify(name)} has is not known here`;
    if (servicePort === undefined) {
      about.warn(
        "unknown-port",
        `${what}, nor that of the Service, so the route is left out. Name its port in dekube.yaml: extensions.traefik.entry_points.${
          name || "<name>"
        }: PORT`,
      );
      return [];
    }
    about.warn(
      "guessed-port",
      `${what}, so it is ${servicePort}, the Service's own. Name another in dekube.yaml: extensions.traefik.entry_points.${
        name || "<name>"
      }: PORT`,
    );
    return [servicePort];
  });
  return [...new Set(ports)];
}
