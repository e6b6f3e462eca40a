/**
 * The Compose services of one workload: one for each container, tied together as the pod ties them.
 *
 * @module
 */

import {
  type ComposeDependency,
  type ComposeService,
  type ConvertContext,
  type OwnedService,
  resolveEnv,
  text,
} from "@dekube/engine/pacts";
import {
  allContainers,
  type Container,
  type ContainerRole,
  convertCommand,
  convertVolumeMounts,
  iterNamedContainers,
  type NamedContainer,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { convertProbes } from "./healthcheck.ts";
import { convertLifecycle } from "./lifecycle.ts";
import { convertPod, sharedProcesses } from "./pod.ts";
import { publishedPorts } from "./ports.ts";
import { convertResources } from "./resources.ts";
import { convertSecurity } from "./security.ts";

const PULL_POLICIES: Record<string, string> = {
  Always: "always",
  IfNotPresent: "missing",
  Never: "never",
};

/** Services of a workload by name. Those of a role share its rules: see the table in the README. */
export function workloadServices(
  workload: Workload,
  ctx: ConvertContext,
): Record<string, OwnedService> {
  const main = ctx.names.service(workload.id);
  const services: Record<string, OwnedService> = {};
  let lastInit: string | undefined;
  for (const named of iterNamedContainers(workload, main)) {
    const service = containerService(named, workload, ctx);
    switch (named.role) {
      case "init":
        service.restart = "on-failure";
        if (lastInit) service.depends_on = completed(lastInit);
        Object.assign(service, convertPod(workload, [named.container]));
        lastInit = named.serviceName;
        break;
      case "main":
        Object.assign(service, convertPod(workload, allContainers(workload)), ports(workload, ctx));
        if (lastInit) service.depends_on = completed(lastInit);
        break;
      default:
        service.network_mode = `service:${main}`;
        Object.assign(service, sharedProcesses(workload.pod, main));
    }
    services[named.serviceName] = service;
  }
  return services;
}

function completed(service: string): Record<string, ComposeDependency> {
  return { [service]: { condition: "service_completed_successfully" } };
}

function ports(workload: Workload, ctx: ConvertContext): ComposeService {
  const ports = publishedPorts(workload, ctx);
  return ports.length > 0 ? { ports } : {};
}

/** What a container says of itself, whatever its role. */
function containerService(
  { container, role }: NamedContainer,
  workload: Workload,
  ctx: ConvertContext,
): OwnedService {
  const { pod, id } = workload;
  const env = resolveEnv(container, workload, ctx);
  const volumes = convertVolumeMounts(container, workload, env, ctx);
  const image = text(container.image);
  if (image === "") {
    ctx.report(id, `containers[${text(container.name)}].image`).warn(
      "no-image",
      `the container "${
        text(container.name)
      }" has no image, so Compose can't start it. Set one under "overrides" in dekube.yaml`,
    );
  }
  return {
    owner: id,
    ...(image ? { image } : {}),
    ...pullPolicy(container),
    ...convertCommand(container, env),
    ...(text(container.workingDir) ? { working_dir: text(container.workingDir) } : {}),
    ...(container.stdin === true ? { stdin_open: true } : {}),
    ...(container.tty === true ? { tty: true } : {}),
    ...(Object.keys(env).length > 0 ? { environment: env } : {}),
    ...(volumes.length > 0 ? { volumes } : {}),
    ...convertSecurity(container, workload, ctx),
    ...convertResources(container, workload, ctx),
    ...(role === "init" ? {} : convertProbes(container, workload, env, ctx)),
    ...(role === "init" ? {} : convertLifecycle(container, workload, ctx)),
    ...gracePeriod(workload),
    restart: restartPolicy(role, workload),
  };

  function gracePeriod({ pod }: Workload): ComposeService {
    const seconds = Number(pod.terminationGracePeriodSeconds ?? NaN);
    return Number.isInteger(seconds) && seconds >= 0 ? { stop_grace_period: `${seconds}s` } : {};
  }

  function pullPolicy(container: Container): ComposeService {
    const policy = text(container.imagePullPolicy);
    return Object.hasOwn(PULL_POLICIES, policy) ? { pull_policy: PULL_POLICIES[policy] } : {};
  }

  function restartPolicy(role: ContainerRole, { id }: Workload): string {
    if (role === "native-sidecar") return "always";
    if (id.kind === "Job") return "on-failure";
    if (id.kind !== "Pod") return "always";
    switch (text(pod.restartPolicy)) {
      case "Never":
        return "no";
      case "OnFailure":
        return "on-failure";
      default:
        return "always";
    }
  }
}
