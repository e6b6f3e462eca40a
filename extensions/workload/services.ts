/**
 * The Compose services of one workload: one for each container, tied together as the pod ties them.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  isExcluded,
  type OwnedService,
  readSettings,
  resolveEnv,
  text,
} from "@dekube/engine/pacts";
import {
  type Container,
  convertCommand,
  convertVolumeMounts,
  devicesOf,
  iterNamedContainers,
  type NamedContainer,
  secondsText,
  wholeNumber,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { convertProbes } from "./healthcheck.ts";
import { jobEnvironment, numbered, sayJobLimits } from "./job.ts";
import { convertLifecycle } from "./lifecycle.ts";
import { convertPod, podSysctls } from "./pod.ts";
import { alone, inPod, needsOwner, podOwner } from "./pod_owner.ts";
import { publishedPorts } from "./ports.ts";
import { convertResources } from "./resources.ts";
import { restartOf } from "./restart.ts";
import { convertSecurity } from "./security.ts";
import { sayMisreadFields } from "./shapes.ts";
import { SETTINGS } from "./settings.ts";
import { StartOrder } from "./start_order.ts";

const PULL_POLICIES: Record<string, string> = {
  Always: "always",
  IfNotPresent: "missing",
  Never: "never",
};

/**
 * Services of a workload by name. Where it needs one, a service of its own holds what the pod's containers have in
 * common; else the one container does.
 */
export function workloadServices(
  workload: Workload,
  ctx: ConvertContext,
): Record<string, OwnedService> {
  const { pod_image } = readSettings("workload", SETTINGS, ctx);
  const main = ctx.names.service(workload.id);
  const services: Record<string, OwnedService> = {};
  const containers = [...iterNamedContainers(workload, main)].filter(({ role, serviceName }) =>
    role === "main" || !isExcluded(serviceName, ctx.config.exclude)
  );
  const common: ComposeService = {
    ...convertPod(workload, containers.map(({ container }) => container), ctx),
    ...ports(workload, ctx),
    ...podSysctls(workload.pod),
  };
  const owner = needsOwner(containers, workload) ? ctx.names.reserve(`${main}-pod`) : undefined;
  if (owner !== undefined) services[owner] = podOwner(workload, common, pod_image);

  const order = new StartOrder();
  for (const named of containers) {
    const service = containerService(named, workload, ctx);
    Object.assign(service, order.next(named, service));
    Object.assign(
      service,
      owner === undefined ? alone(named, workload, common, ctx) : inPod(workload, owner),
    );
    services[named.serviceName] = service;
  }
  sayJobLimits(workload, ctx);
  sayMisreadFields(workload, ctx);
  return services;
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
  const { id } = workload;
  const env = { ...jobEnvironment(workload), ...resolveEnv(container, numbered(workload), ctx) };
  const volumes = convertVolumeMounts(container, workload, env, ctx);
  const devices = devicesOf(container, workload);
  const image = text(container.image);
  if (image === "") {
    ctx.report(id, `containers[${text(container.name)}].image`).warn(
      "no-image",
      `the container "${
        text(container.name)
      }" has no image, so nothing of it runs. Set one as "overrides.<service>.image" in dekube.yaml`,
      { override: ["image", "build"] },
    );
  }
  return {
    owner: id,
    ...(image ? { image } : {}),
    ...pullPolicy(container),
    ...convertCommand(container, env, { object: id, limits: ctx.limits }),
    ...(text(container.workingDir) ? { working_dir: text(container.workingDir) } : {}),
    ...(container.stdin === true ? { stdin_open: true } : {}),
    ...(container.tty === true ? { tty: true } : {}),
    ...(Object.keys(env).length > 0 ? { environment: env } : {}),
    ...(volumes.length > 0 ? { volumes } : {}),
    ...(devices.length > 0 ? { devices } : {}),
    ...convertSecurity(container, workload, ctx),
    ...convertResources(container, workload, ctx),
    ...(role === "init" ? {} : convertProbes(container, workload, env, ctx)),
    ...(role === "init" ? {} : convertLifecycle(container, workload, ctx)),
    ...gracePeriod(workload),
    restart: restartOf(role, workload),
  };

  function gracePeriod({ pod }: Workload): ComposeService {
    const seconds = wholeNumber(pod.terminationGracePeriodSeconds);
    return seconds === undefined ? {} : { stop_grace_period: secondsText(seconds) };
  }

  function pullPolicy(container: Container): ComposeService {
    const policy = text(container.imagePullPolicy);
    return Object.hasOwn(PULL_POLICIES, policy) ? { pull_policy: PULL_POLICIES[policy] } : {};
  }
}
