/**
 * One Keycloak resource as one Compose service.
 *
 * @module
 */

import {
  type ComposeService,
  type Container,
  convertCommand,
  type ConvertContext,
  convertVolumeMounts,
  type Env,
  IMAGE,
  type Manifest,
  mountParts,
  readSetting,
  resolveEnv,
  type Workload,
} from "@dekube/engine/pacts";
import type { Reachable } from "./cluster_services.ts";
import { serverVariables } from "./environment.ts";
import { healthcheckOf } from "./healthcheck.ts";
import { DEFAULT_IMAGE, type Image, imageOf } from "./image.ts";
import { sayLeftOut } from "./left_out.ts";
import { listenersOf } from "./listeners.ts";
import { CONTAINER, podKeys, sayTemplateLeftOut, workloadFor } from "./pod_template.ts";
import { type Mount, realmMounts } from "./realm_imports.ts";
import { resourcesOf } from "./resources.ts";
import { Spec } from "./spec.ts";
import { certificates, truststores } from "./trust.ts";

/** A server whose environment and ports are decided, and whose Services can be made known. */
export interface Server extends Reachable {
  /** Its custom resource. */
  manifest: Manifest;
  /** Its image. */
  image: Image;
  /** Its environment. */
  env: Env;
  /** Its container, as the operator would make it. */
  container: Container;
  /** Its pod. */
  workload: Workload;
}

/** Decides a server's environment. `service` is the name of its Compose service. */
export function prepareServer(manifest: Manifest, service: string, ctx: ConvertContext): Server {
  const spec = new Spec(manifest, ctx);
  const image = imageOf(spec, readSetting("keycloak", "image", IMAGE, DEFAULT_IMAGE, ctx));
  const tls = certificates(spec, ctx);
  const trust = truststores(spec, ctx);
  const { workload, container } = workloadFor(manifest, spec, [...tls.volumes, ...trust.volumes]);
  const own = namedAs(service, ctx);
  const inherited = resolveEnv({ ...container, env: [] }, workload, own);
  const mounted = [...tls.variables, ...trust.variables];
  container.env = serverVariables(spec, image, mounted, inherited, ctx);
  const env = resolveEnv(container, workload, own);
  const listeners = listenersOf(env);
  container.ports = Object.entries(listeners)
    .map(([name, containerPort]) => ({ name, containerPort }));
  return { manifest, spec, service, image, env, listeners, container, workload };
}

/** The service of a server. Its Services must be known, and those of all others, for addresses in its realms. */
export function serviceOf(
  server: Server,
  imports: readonly Manifest[],
  ctx: ConvertContext,
): ComposeService {
  const { spec, image, env, listeners, container, workload, service } = server;
  const { kind, namespace, name } = spec.resource;
  const realms = realmMounts(imports, env, ctx);
  const mounts = convertVolumeMounts(container, workload, env, namedAs(service, ctx));
  const volumes = oncePerTarget(spec, [...mounts, ...realms]);
  const healthcheck = healthcheckOf(spec, env, listeners, image.major);
  sayLeftOut(spec);
  sayTemplateLeftOut(spec);
  sayInstances(spec);
  return {
    image: image.name,
    ...commandOf(server, realms.length > 0),
    environment: env,
    ...(volumes.length > 0 ? { volumes } : {}),
    ...(healthcheck ? { healthcheck } : {}),
    ...resourcesOf(spec, CONTAINER),
    ...podKeys(spec),
    restart: "always",
    labels: {
      "dekube.io/kind": kind,
      ...(namespace ? { "dekube.io/namespace": namespace } : {}),
      "dekube.io/name": name,
    },
  };
}

/** The pod is no manifest's, so what is named after it has to be told the name of its service. */
function namedAs(service: string, ctx: ConvertContext): ConvertContext {
  const { names } = ctx;
  return {
    ...ctx,
    names: {
      service: () => service,
      folder: (id) => names.folder(id),
      claim: (namespace, claim) => names.claim(namespace, claim),
      reserve: (wanted) => names.reserve(wanted),
    },
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
    const { target } = mountParts(mount);
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
