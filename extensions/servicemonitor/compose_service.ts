/**
 * The Compose service of a program that the operator runs.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  list,
  mapping,
  type Mount,
  mount,
  type OwnedService,
  resolveEnv,
  text,
  texts,
} from "@dekube/engine/pacts";
import {
  composeResources,
  convertVolumeMounts,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import type { Assets } from "./assets.ts";
import { publishedPorts } from "./pods.ts";
import type { Running } from "./program.ts";
import { isSet, reportUnread, type Site } from "./read.ts";

/** User of the programs' own images. */
const NOBODY = "65534";

/** Containers that the operator adds beside the program, and that the CR may patch. */
const RELOADERS = new Set(["config-reloader", "init-config-reloader"]);

/** Fields of the container's patch that are read. Its probes and the pull policy are the cluster's. */
const CONTAINER_FIELDS = new Set([
  ...["name", "image", "env", "envFrom", "resources", "securityContext", "volumeMounts", "ports"],
  ...["livenessProbe", "readinessProbe", "startupProbe", "imagePullPolicy", "lifecycle"],
  ...["terminationMessagePath", "terminationMessagePolicy"],
]);

/** The service, with its command line. */
export function composeService(
  running: Running,
  pods: readonly [own: Workload, ...others: Workload[]],
  assets: Assets,
  command: string[],
  ctx: ConvertContext,
): OwnedService {
  const { program, container, spec, image, resource, site } = running;
  sayWhatIsLeftOut(running);
  const [workload] = pods;
  const own = workload.pod.containers![0]!;
  const env = resolveEnv(own, workload, ctx);
  const volumes = distinct([
    ...assets.folders.map(({ source, target }) => mount(`./${source}`, target, { readOnly: true })),
    ...convertVolumeMounts(own, workload, env, ctx),
  ], site);
  const ports = publishedPorts(running.service, program, pods, ctx);
  const resources = { ...mapping(spec.resources), ...mapping(container.resources) };
  return {
    owner: resource,
    image,
    restart: "always",
    ...userOf(running),
    command,
    ...(Object.keys(env).length > 0 ? { environment: env } : {}),
    ...(ports.length > 0 ? { ports } : {}),
    volumes,
    ...composeResources(
      resources,
      (field) => ctx.report(site.resource, `${site.path}.resources.${field}`),
    ),
  };
}

/** Compose refuses two mounts at one place. */
function distinct(mounts: readonly Mount[], site: Site): Mount[] {
  const targets = new Set<string>();
  return mounts.filter((mount) => {
    const target = mount.target.replace(/(?<!\/)\/+$/, "");
    if (targets.has(target)) {
      site.at("volumeMounts").warn(
        "two-mounts",
        `two volumes are mounted at ${target}; the second is left out`,
      );
      return false;
    }
    targets.add(target);
    return true;
  });
}

/** `user`; a claim's folder must belong to somebody, so that one is named where the CR names none. */
function userOf({ container, spec }: Running): ComposeService {
  const pod = mapping(spec.securityContext);
  const own = mapping(container.securityContext);
  const uid = text(own.runAsUser ?? pod.runAsUser);
  const gid = text(own.runAsGroup ?? pod.runAsGroup);
  const groups = [pod.fsGroup, ...list(pod.supplementalGroups)].map(text)
    .filter((group) => /^\d+$/.test(group));
  const dropped = texts(mapping(own.capabilities).drop);
  const keeps = isSet(mapping(spec.storage).volumeClaimTemplate);
  const user = /^\d+$/.test(uid) ? uid : keeps ? NOBODY : "";
  return {
    ...(user === "" ? {} : { user: /^\d+$/.test(gid) ? `${user}:${gid}` : user }),
    ...(groups.length > 0 ? { group_add: [...new Set(groups)] } : {}),
    ...(own.readOnlyRootFilesystem === true ? { read_only: true } : {}),
    ...(dropped.length > 0 ? { cap_drop: [...new Set(dropped)] } : {}),
    ...(own.allowPrivilegeEscalation === false ? { security_opt: ["no-new-privileges:true"] } : {}),
  };
}

function sayWhatIsLeftOut({ program, container, spec, site }: Running): void {
  reportUnread(container, CONTAINER_FIELDS, site.at(`containers[${program.name}]`));
  for (const [index, { name }] of list(spec.containers).map(mapping).entries()) {
    if (text(name) === program.name || RELOADERS.has(text(name))) continue;
    site.at(`containers[${index}]`).warn(
      "unsupported-container",
      `the container "${
        text(name)
      }" runs beside ${program.kind} in the cluster; it is left out. Add it under "services" in dekube.yaml`,
    );
  }
}
