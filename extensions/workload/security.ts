/**
 * securityContext of pod and container.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 * @module
 */

import { type ComposeService, type ConvertContext, items, text } from "@dekube/engine/pacts";
import { allContainers, type Container, type Workload } from "@dekube/engine/pacts/kubernetes";

/** Keys that limit or widen what a container may do; the container's word goes before the pod's. */
export function convertSecurity(
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): ComposeService {
  const pod = workload.pod.securityContext ?? {};
  const own = container.securityContext ?? {};
  const capAdd = [...new Set(items(own.capabilities?.add).map(text))];
  const capDrop = [...new Set(items(own.capabilities?.drop).map(text))];
  const securityOpt = [
    ...(own.allowPrivilegeEscalation === false && own.privileged !== true
      ? ["no-new-privileges:true"]
      : []),
    ...seccomp(),
    ...apparmor(),
    ...selinux(),
  ];
  return {
    ...identity(),
    ...(own.privileged === true ? { privileged: true } : {}),
    ...(capAdd.length > 0 ? { cap_add: capAdd } : {}),
    ...(capDrop.length > 0 ? { cap_drop: capDrop } : {}),
    ...(own.readOnlyRootFilesystem === true ? { read_only: true } : {}),
    ...(securityOpt.length > 0 ? { security_opt: securityOpt } : {}),
  };

  function identity(): ComposeService {
    const uid = own.runAsUser ?? pod.runAsUser;
    const gid = own.runAsGroup ?? pod.runAsGroup;
    const isAlone = typeof uid !== "number" && typeof gid === "number";
    if (isAlone) sayGroupAlone(gid);
    const groups = [
      // As a further group it opens the same files.
      ...(isAlone ? [gid] : []),
      ...(typeof pod.fsGroup === "number" ? [pod.fsGroup] : []),
      ...items(pod.supplementalGroups),
    ].map(text);
    return {
      ...(typeof uid === "number"
        ? { user: typeof gid === "number" ? `${uid}:${gid}` : String(uid) }
        : {}),
      ...(groups.length > 0 ? { group_add: [...new Set(groups)] } : {}),
    };
  }

  /** Docker reads `:5` as root with that group, whoever the image's own user is. */
  function sayGroupAlone(gid: number): void {
    const isPods = typeof own.runAsGroup !== "number";
    // What the pod says is said once.
    if (isPods && allContainers(workload).find(hasPodsGroupAlone) !== container) return;
    const path = isPods ? "" : `containers[${text(container.name)}].`;
    ctx.report(workload.id, `${path}securityContext.runAsGroup`).warn(
      "group-without-user",
      `the group ${gid} is given without a user (runAsUser), which Compose can't say: it becomes a further group of the image's user. Name both as "overrides.<service>.user" in dekube.yaml: UID:${gid}`,
      { override: "user" },
    );
  }

  function hasPodsGroupAlone({ securityContext }: Container): boolean {
    return typeof (securityContext?.runAsUser ?? pod.runAsUser) !== "number" &&
      typeof securityContext?.runAsGroup !== "number";
  }

  function seccomp(): string[] {
    const profile = own.seccompProfile ?? pod.seccompProfile;
    switch (text(profile?.type)) {
      case "Unconfined":
        return ["seccomp=unconfined"];
      case "Localhost":
        ctx.report(workload.id, `containers[${text(container.name)}].securityContext`).warn(
          "seccomp-profile",
          `the seccomp profile "${
            text(profile?.localhostProfile)
          }" lies on the cluster's nodes; Docker's own profile is used. Set "overrides.<service>.security_opt" in dekube.yaml`,
          { override: "security_opt" },
        );
        return [];
      default:
        return [];
    }
  }

  function apparmor(): string[] {
    // Newer than the Kubernetes types: securityContext.appArmorProfile.
    type WithAppArmor = {
      appArmorProfile?: { type?: unknown; localhostProfile?: unknown } | null;
    };
    const profile = (own as WithAppArmor).appArmorProfile ?? (pod as WithAppArmor).appArmorProfile;
    switch (text(profile?.type)) {
      case "Unconfined":
        return ["apparmor=unconfined"];
      case "Localhost":
        return text(profile?.localhostProfile)
          ? [`apparmor=${text(profile?.localhostProfile)}`]
          : [];
      default:
        return [];
    }
  }

  function selinux(): string[] {
    const options = own.seLinuxOptions ?? pod.seLinuxOptions ?? {};
    return (["user", "role", "type", "level"] as const)
      .filter((key) => text(options[key]) !== "")
      .map((key) => `label=${key}:${text(options[key])}`);
  }
}
