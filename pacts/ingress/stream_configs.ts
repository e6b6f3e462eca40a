/**
 * ConfigMaps that have an ingress controller forward connections: each key is a port at which it listens, each value says
 * where connections go.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { portNumber } from "../kubernetes/services.ts";
import { idOf, type Manifest, namespaceOf } from "../manifest.ts";
import { mapping, textMap } from "../read.ts";
import { accessRestrictions } from "./access.ts";
import { doorsOf } from "./controller_doors.ts";
import { policiesOf } from "./controller_guards.ts";
import { namedBy } from "./controller_pods.ts";
import { type Controller, type ControllerProgram, Controllers } from "./controllers.ts";
import { PodPolicies } from "./pod_policies.ts";
import { readStreamEntry } from "./stream_entry.ts";
import { STREAM_FORMATS, type StreamFormat } from "./stream_formats.ts";
import type { StreamRoute } from "./stream_route.ts";

/** What is looked at. */
type Context = Pick<ConvertContext, "manifests" | "limits" | "config" | "services" | "report">;

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
  ctx: Pick<ConvertContext, "manifests" | "limits" | "config" | "services" | "report">,
): StreamRoute[] {
  const ofPods = new PodPolicies(ctx);
  return programs.flatMap((program) =>
    new Controllers([program], ctx).all.flatMap((controller) =>
      (STREAM_FORMATS[program] ?? []).flatMap((format) => {
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

/** The ConfigMap that a flag names. */
function configOf(
  { flag, protocol }: StreamFormat,
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
  { guards }: StreamFormat,
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
  format: StreamFormat;
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
  const route = readStreamEntry(entry.value, entry.format, namespaceOf(config), about, ctx);
  if (!route) return [];
  const doors = doorsOf(controller.manifest, { port: listening, protocol }, ctx);
  const { kind, metadata: { name } } = controller.manifest;
  if (doors.length === 0) {
    about.warn(
      "unexposed-stream",
      `port ${listening} (${protocol}) is not served, because nobody outside the cluster reaches it: neither a Service nor a hostPort of the ${kind} "${name}" leads to it. Add the port there`,
    );
  }
  return doors.flatMap(({ port, sources, guard, internal }): StreamRoute[] => {
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
    if (internal !== undefined) {
      about.warn(
        "internal-load-balancer",
        `port ${port} is reached from a private network alone in the cluster (${internal}), while it is served at all addresses of this machine`,
      );
    }
    const resource = idOf(config);
    return [{ ...route, port, ...(sources ? { allowedSources: sources } : {}), resource }];
  });
}

/** The port at which the controller listens, or why it does not. */
function listeningPort(
  { key, format: { reserved }, controller: { flags } }: Entry,
): number | string {
  const port = portNumber(key.trim());
  if (port === undefined) return "a key is the port to listen at, a number from 1 to 65535";
  const own = Object.entries(reserved).find(([flag, usual]) =>
    (portNumber(flags.value(flag)) ?? usual) === port
  );
  return own ? `the controller has the port for itself (--${own[0]}); use another` : port;
}
