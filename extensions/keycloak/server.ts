/**
 * One Keycloak resource as one Compose service.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  IMAGE,
  type Manifest,
  type Mount,
  type OwnedService,
  readSettings,
  resolveEnv,
  type Settings,
} from "@dekube/engine/pacts";
import {
  type Container,
  convertCommand,
  convertVolumeMounts,
  type Env,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import type { Reachable } from "./cluster_services.ts";
import { serverVariables } from "./environment.ts";
import { healthcheckOf } from "./healthcheck.ts";
import { DEFAULT_IMAGE, type Image, imageOf } from "./image.ts";
import { sayLeftOut } from "./left_out.ts";
import { listenersOf } from "./listeners.ts";
import { CONTAINER, podKeys, podTemplate, sayTemplateLeftOut } from "./pod_template.ts";
import { type Imports, realmMounts } from "./realm_imports.ts";
import { resourcesOf } from "./resources.ts";
import { Spec } from "./spec.ts";
import { certificates, truststores } from "./trust.ts";

/** What a user may set. */
export const SETTINGS = {
  image: {
    type: IMAGE,
    default: DEFAULT_IMAGE,
    description: "Image of a Keycloak that names none.",
  },
} satisfies Settings;

/** A server whose environment and ports are decided, and whose pod is known. */
export interface Server extends Reachable {
  /** Its custom resource. */
  manifest: Manifest;
  /** Its Compose service. */
  service: string;
  /** Its image. */
  image: Image;
  /** Its environment. */
  env: Env;
  /** Its container, as the operator would make it. */
  container: Container;
  /** Its pod. */
  workload: Workload;
}

/** Decides a server's environment, and makes its pod known. `service` is the name of its Compose service. */
export function prepareServer(manifest: Manifest, service: string, ctx: ConvertContext): Server {
  const spec = new Spec(manifest, ctx);
  const image = imageOf(spec, readSettings("keycloak", SETTINGS, ctx).image);
  const tls = certificates(spec, ctx);
  const trust = truststores(spec, ctx);
  const { template, container: bare } = podTemplate(spec, [...tls.volumes, ...trust.volumes]);
  // Variables may say how the pod is called, and they say where the server listens.
  const pod = ctx.workloads.add(manifest, template, service);
  const inherited = resolveEnv(bare, pod, ctx);
  const mounted = [...tls.variables, ...trust.variables];
  const withEnv = { ...bare, env: serverVariables(spec, image, mounted, inherited, ctx) };
  const env = resolveEnv(withEnv, pod, ctx);
  const listeners = listenersOf(env);
  const ports = Object.entries(listeners).map(([name, port]) => ({ name, containerPort: port }));
  const container = { ...withEnv, ports };
  const whole = { ...template, spec: { ...template.spec, containers: [container] } };
  const workload = ctx.workloads.add(manifest, whole, service);
  return { manifest, spec, service, image, env, listeners, container, workload };
}

/** The service of a server. */
export function serviceOf(
  server: Server,
  imports: Imports,
  ctx: ConvertContext,
): OwnedService {
  const { spec, image, env, listeners, container, workload } = server;
  const realms = realmMounts(imports, env, ctx);
  const mounts = convertVolumeMounts(container, workload, env, ctx);
  const volumes = oncePerTarget(spec, [...mounts, ...realms]);
  const healthcheck = healthcheckOf(spec, env, listeners, image.major);
  sayLeftOut(spec);
  sayTemplateLeftOut(spec);
  sayInstances(spec);
  return {
    owner: spec.resource,
    image: image.name,
    ...commandOf(server, realms.length > 0),
    environment: env,
    ...(volumes.length > 0 ? { volumes } : {}),
    ...(healthcheck ? { healthcheck } : {}),
    ...resourcesOf(spec, CONTAINER),
    ...podKeys(spec),
    restart: "always",
  };
}

/** `start`, or what the pod template says; a command of the template's own is left as it is. */
function commandOf({ spec, image, env, container }: Server, hasRealms: boolean): ComposeService {
  const own = convertCommand(container, env);
  if (own.entrypoint) {
    if (hasRealms) {
      spec.warn(
        "own-command",
        "the pod template has a command of its own, so realms are imported only if it passes --import-realm to the server",
        `${CONTAINER}.command`,
      );
    }
    return { ...own };
  }
  const command = own.command ?? ["start"];
  const flags = [
    ...(image.optimized ? ["--optimized"] : []),
    ...(hasRealms ? ["--import-realm"] : []),
  ].filter((flag) => !command.includes(flag));
  return { command: [...command, ...flags] };
}

/** Compose takes no two mounts at one place. */
function oncePerTarget(spec: Spec, mounts: readonly Mount[]): Mount[] {
  const byTarget = new Map<string, Mount>();
  for (const mount of mounts) {
    const { target } = mount;
    if (!byTarget.has(target)) {
      byTarget.set(target, mount);
      continue;
    }
    spec.warn(
      "mounted-twice",
      `two volumes are mounted at ${target}; the second is left out`,
      CONTAINER,
    );
  }
  return [...byTarget.values()];
}

function sayInstances(spec: Spec): void {
  const instances = spec.number("instances") ?? 1;
  if (instances <= 1) return;
  spec.info("one-replica", `${instances} instances become one container`, "instances");
}
