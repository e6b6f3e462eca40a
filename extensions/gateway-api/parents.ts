/**
 * Which listeners a route attaches to, and for which hostnames.
 *
 * @module
 */

import { list, type Manifest, mapping, namespaceOf, text } from "@dekube/engine/pacts";
import { portNumber } from "@dekube/engine/pacts/kubernetes";
import type { Listener } from "./gateways.ts";
import { GROUP } from "./group.ts";
import { covers, intersection } from "./hostnames.ts";
import type { World } from "./world.ts";

/** A listener that a route attaches to. */
export interface Attachment {
  /** The listener. */
  listener: Listener;
  /** What both are for; empty for any host. */
  hostnames: readonly string[];
}

/** The listeners that a route attaches to. What keeps it from one is said. */
export function attachmentsOf(route: Manifest, world: World): Attachment[] {
  const { ctx } = world;
  const spec = mapping(route.spec);
  const refs = list(spec.parentRefs);
  if (refs.length === 0) {
    ctx.report(route, "spec.parentRefs").warn(
      "no-parent",
      "the route names no Gateway, so nothing leads to it",
    );
  }
  const given = spec.hostnames ?? [];
  const hostnames = (Array.isArray(given) ? given : [given]).map((name) =>
    text(name).toLowerCase()
  );
  if (hostnames.includes("")) {
    ctx.report(route, "spec.hostnames").error(
      "no-listener-hostname",
      "one of its hostnames is empty, which no host is called, so nothing leads to the route. Take it out",
    );
    return [];
  }
  const taken = new Set<Listener>();
  return refs.flatMap((item, index) => {
    const found = attach(route, mapping(item), `spec.parentRefs[${index}]`, hostnames, world)
      .filter(({ listener }) => !taken.has(listener));
    for (const { listener } of found) taken.add(listener);
    return found;
  });
}

function attach(
  route: Manifest,
  ref: Record<string, unknown>,
  field: string,
  hostnames: readonly string[],
  { ctx, gateways }: World,
): Attachment[] {
  const about = ctx.report(route, field);
  const [group, kind] = [ref.group === undefined ? GROUP : text(ref.group), text(ref.kind)];
  if (group !== GROUP || !["", "Gateway", "ListenerSet"].includes(kind)) {
    about.warn("unsupported-parent", describeParent(group, kind));
    return [];
  }
  const [namespace, name] = [text(ref.namespace) || namespaceOf(route), text(ref.name)];
  const section = text(ref.sectionName);
  const port = portNumber(ref.port);
  let listeners = gateways.of(kind || "Gateway", namespace, name);
  if (!listeners) {
    const assumed = assumedListener(`${namespace}/${name}`, section, port);
    if (kind === "ListenerSet" || !assumed.refuses(route.kind, "")) {
      about.warn(
        "missing-gateway",
        kind === "ListenerSet"
          ? `there is no ListenerSet "${name}" in the manifests, so nothing leads to the route by it. Add it to the manifests`
          : `there is no Gateway "${name}" in the manifests, so the route is served over ${assumed.protocol}, as by one that takes any host and any route. Add it to the manifests`,
      );
    } else {
      about.warn(
        "missing-gateway",
        `there is no Gateway "${name}" in the manifests, so nothing leads to the route by it. Add it to the manifests`,
      );
    }
    if (kind === "ListenerSet") return [];
    listeners = [assumed];
  }
  const named = listeners.filter((listener) =>
    (section === "" || listener.name === section) &&
    (port === undefined || listener.port === port)
  );
  if (named.length === 0) {
    const wanted = [section && `is called "${section}"`, port && `has port ${port}`];
    about.warn(
      "no-listener",
      `no listener of "${name}" ${
        wanted.filter(Boolean).join(" and ") || "is one that can be used"
      }, so nothing leads to the route by it`,
    );
    return [];
  }
  const refusals = named.map((listener) => listener.refuses(route.kind, namespaceOf(route)));
  const open = named.filter((_, index) => refusals[index] === undefined);
  if (open.length === 0) {
    about.warn(
      "route-not-allowed",
      `"${name}" ${refusals[0]} (allowedRoutes), so nothing leads to the route by it`,
    );
    return [];
  }
  const attached = open.map((listener) => ({
    listener,
    hostnames: hostnamesAt(listener, hostnames),
  })).filter(({ hostnames }) => hostnames.length > 0);
  if (attached.length === 0) {
    ctx.report(route, "spec.hostnames").warn(
      "no-listener-hostname",
      `no listener of "${name}" is for ${
        hostnames.join(", ")
      }, so nothing leads to the route by it`,
    );
  }
  return attached.map(({ listener, hostnames }) => ({
    listener,
    hostnames: isolated(hostnames, gateways.narrower(listener)),
  }));
}

/** Why nothing leads to a route by a parent. */
function describeParent(group: string, kind: string): string {
  if (group === "" && kind === "Service") {
    return "routes attach to Gateways and ListenerSets here, not to a Service: within the project requests reach it as they are";
  }
  const lost = "so nothing leads to the route by it";
  if (kind === "XListenerSet") {
    return `an XListenerSet is read as a ListenerSet alone, ${lost}. Write it, and this reference, as the kind ListenerSet of ${GROUP}`;
  }
  return `routes attach to Gateways and ListenerSets of ${GROUP} here, not to the kind ${
    JSON.stringify(kind)
  } of ${group === "" ? "the core group" : group}, ${lost}`;
}

function hostnamesAt({ hostname }: Listener, hostnames: readonly string[]): string[] {
  if (hostnames.length === 0) return [hostname];
  return [...new Set(hostnames.flatMap((one) => intersection(one, hostname) ?? []))];
}

/** A request has one listener, the one whose hostname is the most specific. */
function isolated(hostnames: readonly string[], narrower: readonly string[]): string[] {
  if (narrower.length === 0) return [...hostnames];
  return hostnames.filter((one) => !narrower.some((other) => covers(other, one)));
}

/** What a Gateway would listen to that is not among the manifests. */
function assumedListener(key: string, section: string, port: number | undefined): Listener {
  const isHttps = /https|tls|secure/i.test(section) || port === 443 || port === 8443;
  return {
    gatewayKey: `Gateway/${key}`,
    name: section,
    hostname: "",
    port: port ?? (isHttps ? 443 : 80),
    protocol: isHttps ? "HTTPS" : "HTTP",
    isPassthrough: false,
    ...(isHttps ? { tls: {} } : {}),
    refuses: (kind) =>
      kind === "HTTPRoute" || kind === "GRPCRoute" ? undefined : `takes no ${kind}`,
  };
}
