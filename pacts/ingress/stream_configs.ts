/**
 * ConfigMaps that have an ingress controller forward connections: each key is a port at which it listens, each value says
 * where connections go.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/exposing-tcp-udp-services/
 * @see https://haproxy-ingress.github.io/docs/configuration/command-line/#tcp-services-configmap
 * @see https://github.com/haproxytech/kubernetes-ingress/blob/master/documentation/controller.md
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Reporter } from "../diagnostics.ts";
import { portNumber } from "../kubernetes/services.ts";
import type { Service } from "../kubernetes/types.ts";
import { idOf, type Manifest, namespaceOf } from "../manifest.ts";
import { items, mapping, text, textMap } from "../read.ts";
import { accessRestrictions } from "./access.ts";
import { doorsOf } from "./controller_doors.ts";
import { policiesOf } from "./controller_guards.ts";
import { namedBy } from "./controller_pods.ts";
import { type Controller, type ControllerProgram, Controllers } from "./controllers.ts";
import type { TlsTermination } from "./entry.ts";
import { PodPolicies } from "./pod_policies.ts";
import type { StreamRoute } from "./stream_route.ts";

/** How a program is told of the connections that it forwards. */
interface Format {
  /** The flag that names the ConfigMap. */
  flag: string;
  protocol: "TCP" | "UDP";
  /** What a value may have behind the Service and its port, separated by colons. */
  parts: readonly Part[];
  /** Flags of ports that it listens at for itself, and those ports where nobody says another. */
  reserved: Readonly<Record<string, number>>;
  /** Keys of the controller's own ConfigMap that may say who connects. */
  guards: readonly string[];
}

/** A part of a value. `decode` and `encode`: the PROXY protocol of clients, and towards the backend. */
type Part = "decode" | "encode" | "ssl" | "certificate" | "check" | "ca";

/** How messages write the parts. */
const WRITTEN: Readonly<Record<Part, string>> = {
  decode: "PROXY",
  encode: "PROXY",
  ssl: "ssl",
  certificate: "namespace/secret",
  check: "interval",
  ca: "namespace/secret",
};

const NGINX_PORTS = { "http-port": 80, "https-port": 443, "default-server-port": 8181 };

const NGINX = { reserved: NGINX_PORTS, guards: ["stream-snippet"] };

const FORMATS: Readonly<Partial<Record<ControllerProgram, readonly Format[]>>> = {
  nginx: [
    { flag: "tcp-services-configmap", protocol: "TCP", parts: ["decode", "encode"], ...NGINX },
    { flag: "udp-services-configmap", protocol: "UDP", parts: [], ...NGINX },
  ],
  haproxy: [{
    flag: "configmap-tcp-services",
    protocol: "TCP",
    parts: ["ssl"],
    reserved: {},
    guards: ["cr-defaults"],
  }],
  "haproxy-ingress": [{
    flag: "tcp-services-configmap",
    protocol: "TCP",
    parts: ["decode", "encode", "certificate", "check", "ca"],
    reserved: {},
    guards: ["config-defaults", "config-tcp"],
  }],
};

/** What is handed to {@linkcode configuredStreams}. */
type Context = Pick<ConvertContext, "manifests" | "services" | "report">;

/**
 * The routes of connections that controllers among the manifests are told of by ConfigMaps. What is wrong with an entry is
 * said, and so is why nobody may connect.
 *
 * @example
 * ```ts
 * import { configuredStreams } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const image = "registry.k8s.io/ingress-nginx/controller:v1.12.0";
 * const pod = {
 *   kind: "Pod",
 *   metadata: { name: "edge", namespace: "edge" },
 *   spec: { containers: [{ name: "x", image, args: ["--tcp-services-configmap=edge/tcp"] }] },
 * };
 * const config = {
 *   kind: "ConfigMap",
 *   metadata: { name: "tcp", namespace: "edge" },
 *   data: { "9000": "shop/db:5432" },
 * };
 * const db = {
 *   kind: "Service",
 *   metadata: { name: "db", namespace: "shop" },
 *   spec: { ports: [{ port: 5432 }] },
 * };
 * assertEquals(configuredStreams(["nginx"], testContext([pod, config, db])), [{
 *   protocol: "tcp",
 *   port: 9000,
 *   upstream: "db.shop.svc.cluster.local:5432",
 *   resource: { kind: "ConfigMap", namespace: "edge", name: "tcp" },
 * }]);
 * ```
 */
export function configuredStreams(
  programs: readonly ControllerProgram[],
  ctx: Context,
): StreamRoute[] {
  const ofPods = new PodPolicies(ctx);
  return programs.flatMap((program) =>
    new Controllers([program], ctx).all.flatMap((controller) =>
      (FORMATS[program] ?? []).flatMap((format) => {
        const config = configOf(format, controller, ctx);
        if (!config) return [];
        const guards = [
          ...policiesOf(controller.manifest, ofPods, ctx),
          ...snippetsOf(format, controller, ctx),
        ];
        return Object.entries(textMap(mapping(config).data)).flatMap(([key, value]) =>
          routesOf({ key, value: value.trim(), format, config, controller, guards }, ctx)
        );
      })
    )
  );
}

/** The controllers of a program that are told of connections, and the flags that do it. */
export function streamFlags(
  program: ControllerProgram,
  ctx: Pick<ConvertContext, "manifests">,
): { controller: Manifest; flags: string[] }[] {
  return new Controllers([program], ctx).all.flatMap(({ manifest, flags }) => {
    const given = (FORMATS[program] ?? []).map(({ flag }) => flag)
      .filter((flag) => flags.value(flag) !== undefined);
    return given.length > 0 ? [{ controller: manifest, flags: given }] : [];
  });
}

/** The ConfigMap that a flag names. */
function configOf(
  { flag, protocol }: Format,
  controller: Controller,
  { manifests, report }: Context,
): Manifest | undefined {
  const value = controller.flags.value(flag);
  if (value === undefined) return undefined;
  const ref = namedBy(flag, controller);
  const config = ref && manifests.get("ConfigMap", ref.namespace, ref.name);
  if (!config) {
    report(controller.manifest).warn(
      "missing-stream-config",
      `--${flag} names the ConfigMap ${
        JSON.stringify(value)
      }, which is not among the manifests, so connections of ${protocol} that the controller forwards lead nowhere. Add it`,
    );
  }
  return config;
}

/** What the controller's own ConfigMap says of who may connect, in words. */
function snippetsOf(
  { guards }: Format,
  { configMap }: Controller,
  { manifests }: Context,
): string[] {
  if (typeof configMap !== "object") return [];
  const config = manifests.get("ConfigMap", configMap.namespace, configMap.name);
  const annotations = Object.fromEntries(
    Object.entries(textMap(mapping(config).data)).filter(([key]) => guards.includes(key))
      .map(([key, value]) => [`x/${key}`, value]),
  );
  return accessRestrictions({ metadata: { name: "", annotations } })
    .map(({ annotation }) => `${annotation.slice(2)} of the ConfigMap "${configMap.name}"`);
}

/** An entry of a ConfigMap, with all that says what it means. */
interface Entry {
  key: string;
  value: string;
  format: Format;
  config: Manifest;
  controller: Controller;
  guards: readonly string[];
}

/** A route for each port by which clients come. */
function routesOf(entry: Entry, ctx: Context): StreamRoute[] {
  const { key, format: { protocol }, config, controller, guards } = entry;
  const about = ctx.report(config, `data[${JSON.stringify(key)}]`);
  const listening = listeningPort(entry);
  if (typeof listening === "string") {
    about.warn("bad-stream-entry", `${JSON.stringify(key)} is left out: ${listening}`);
    return [];
  }
  const route = readValue(entry, about, ctx);
  if (!route) return [];
  const doors = doorsOf(controller.manifest, { port: listening, protocol }, ctx);
  const { kind, metadata: { name } } = controller.manifest;
  if (doors.length === 0) {
    about.warn(
      "unexposed-stream",
      `port ${listening} (${protocol}) is not served, because nobody outside the cluster reaches it: no Service in front of the ${kind} "${name}" leads to it. Add the port to the Service`,
    );
  }
  return doors.flatMap(({ port, sources, guard }): StreamRoute[] => {
    const unkept = [...guards, ...(guard === undefined ? [] : [guard])];
    if (unkept.length > 0) {
      about.error(
        "access-denied",
        `connections to port ${port} are not forwarded, because who may come in is restricted and that can't be kept: ${
          unkept.join(", ")
        }. Serve them by a proxy of your own`,
      );
      return [];
    }
    const resource = idOf(config);
    return [{ ...route, port, ...(sources ? { allowedSources: sources } : {}), resource }];
  });
}

/** The port at which the controller listens, or why it does not. */
function listeningPort({ key, format: { reserved }, controller: { flags } }: Entry) {
  const port = portNumber(key.trim());
  if (port === undefined) return "a key is the port to listen at, a number from 1 to 65535";
  const own = Object.entries(reserved).find(([flag, port]) =>
    (portNumber(flags.value(flag)) ?? port) === portNumber(key.trim())
  );
  return own ? `the controller has the port for itself (--${own[0]}); use another` : port;
}

/** What a value says; `undefined` where it says nothing that can be kept, which is said. */
function readValue(
  { value, format: { protocol, parts }, config }: Entry,
  about: Reporter,
  ctx: Context,
): Omit<StreamRoute, "port"> | undefined {
  const [ref, wanted = "", ...rest] = value.split(/:(?!\/\/)/).map((part) => part.trim());
  const [, namespace, name] = /^([^\s/]+)\/([^\s/]+)$/.exec(ref) ?? [];
  if (name === undefined || wanted === "" || rest.length > parts.length) {
    const form = parts.map((part) => `[:${WRITTEN[part]}`).join("") + "]".repeat(parts.length);
    about.warn(
      "bad-stream-entry",
      `${
        JSON.stringify(value)
      } does not say where connections go, so it is left out: expected namespace/service:port${form}`,
    );
    return undefined;
  }
  const said = new Map(parts.map((part, index) => [part, rest[index] ?? ""]));
  const upstream = upstreamOf({ namespace, name, wanted, protocol }, about, ctx);
  if (upstream === undefined) return undefined;
  if (said.get("ca")) {
    about.error(
      "access-denied",
      `connections are not forwarded, because clients are asked for certificates (${
        said.get("ca")
      }), which can't be kept. Let TLS pass through to the backend, and have that ask for them`,
    );
    return undefined;
  }
  const tls = terminationOf(said, namespaceOf(config), about);
  if (tls === "unknown") return undefined;
  if (isProxy(said.get("decode"))) {
    about.info(
      "ignored-proxy-header",
      "clients are not asked for a header of the PROXY protocol: that is for a load balancer in front of the controller, and here they connect by themselves",
    );
  }
  return {
    protocol: tls ? "tls" : protocol === "TCP" ? "tcp" : "udp",
    upstream,
    ...(tls ? { tls } : {}),
    ...(isProxy(said.get("encode")) ? { proxyProtocol: true } : {}),
  };
}

function isProxy(word = ""): boolean {
  return /^proxy(-v[12])?$/i.test(word);
}

/** How TLS of clients ends, if it does; `"unknown"` where nobody has the certificate. */
function terminationOf(
  said: ReadonlyMap<Part, string>,
  home: string,
  about: Reporter,
): TlsTermination | "unknown" | undefined {
  if (said.get("ssl")?.toLowerCase() === "ssl") return {};
  const ref = said.get("certificate") ?? "";
  if (ref === "") return undefined;
  const [, namespace = home, name] = /^(?:([^\s/]+)\/)?([^\s/]+)$/.exec(ref) ?? [];
  if (name !== undefined) return { secret: { namespace, name } };
  about.warn(
    "bad-stream-entry",
    `the certificate ${
      JSON.stringify(ref)
    } is no Secret (namespace/secret) but a file of the controller's, so the entry is left out`,
  );
  return "unknown";
}

/** Where a Service and its port lead; what leads nowhere is left out, as controllers do. */
function upstreamOf(
  { namespace, name, wanted, protocol }: {
    namespace: string;
    name: string;
    wanted: string;
    protocol: Format["protocol"];
  },
  about: Reporter,
  { services }: Context,
): string | undefined {
  const service = services.get(namespace, name);
  if (!service) {
    about.warn(
      "missing-service",
      `there is no Service "${name}" in the namespace "${namespace}", so nothing would answer, and the entry is left out. Add it to the manifests`,
    );
    return undefined;
  }
  const outside = services.resolve(service)?.externalName;
  const port = portOf(service, wanted, protocol);
  if (!port && outside === undefined) {
    about.error(
      "missing-port",
      `the Service "${name}" has no port ${
        JSON.stringify(wanted)
      } of ${protocol}, so the entry is left out. Name one that it has`,
    );
    return undefined;
  }
  const target = (port && services.targetPort(service, text(port.name) || text(port.port))) ??
    wanted;
  return `${outside ?? `${name}.${namespace}.svc.cluster.local`}:${target}`;
}

function portOf(service: Service, wanted: string, protocol: Format["protocol"]) {
  return items(service.spec?.ports).find((port) =>
    (text(port.port) === wanted || text(port.name) === wanted) &&
    (text(port.protocol) || "TCP") === protocol
  );
}
