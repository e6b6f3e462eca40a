/**
 * securityContext of pod and container.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  isMapping,
  isOn,
  items,
  mayBeOn,
  text,
} from "@dekube/engine/pacts";
import { allContainers, type Container, type Workload } from "@dekube/engine/pacts/kubernetes";

/** A user, and a group, to whom nothing belongs. */
const NOBODY = 65534;

/** What holds where nobody can tell what a container is kept from. */
const STRICTEST: ComposeService = {
  user: `${NOBODY}:${NOBODY}`,
  cap_drop: ["ALL"],
  read_only: true,
  security_opt: ["no-new-privileges:true"],
};

/** Keys that limit or widen what a container may do; the container's word goes before the pod's. */
export function convertSecurity(
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): ComposeService {
  const at = `containers[${text(container.name)}].`;
  const pod = workload.pod.securityContext ?? {};
  const own = container.securityContext ?? {};
  if (!isMapping(pod) || !isMapping(own)) {
    sayUnclear(isMapping(own) ? "securityContext" : `${at}securityContext`, "it is no mapping");
    return STRICTEST;
  }
  const capAdd = [...new Set(items(own.capabilities?.add).map(text))];
  const capDrop = [...new Set(dropped())];
  const escalation: unknown = own.allowPrivilegeEscalation;
  const mayEscalate = escalation === undefined || escalation === null || isOn(escalation);
  const securityOpt = [
    ...(!mayEscalate && own.privileged !== true ? ["no-new-privileges:true"] : []),
    ...seccomp(),
    ...apparmor(),
    ...selinux(),
  ];
  return {
    ...identity(),
    ...(own.privileged === true ? { privileged: true } : {}),
    ...(capAdd.length > 0 ? { cap_add: capAdd } : {}),
    ...(capDrop.length > 0 ? { cap_drop: capDrop } : {}),
    ...(mayBeOn(own.readOnlyRootFilesystem) ? { read_only: true } : {}),
    ...(securityOpt.length > 0 ? { security_opt: securityOpt } : {}),
  };

  function sayUnclear(path: string, why: string): void {
    ctx.report(workload.id, path).error(
      "unclear-security",
      `${why}, which no cluster takes. It may take something from the container, so all of that is taken. Correct it`,
    );
  }

  /** What can't be read may be any capability. */
  function dropped(): string[] {
    const capabilities: unknown = own.capabilities ?? {};
    const drop = isMapping(capabilities) ? capabilities.drop ?? [] : undefined;
    if (Array.isArray(drop)) return items(drop).map(text);
    sayUnclear(`${at}securityContext.capabilities`, "what is to be dropped is no list");
    return ["ALL"];
  }

  /** A number, or one in quotes; nobody's where it is none. */
  function idOf(field: "runAsUser" | "runAsGroup"): number | undefined {
    const value: unknown = own[field] ?? pod[field] ?? undefined;
    if (value === undefined || typeof value === "number") return value;
    if (typeof value === "string" && /^\d{1,10}$/.test(value)) return Number(value);
    const isOwn = own[field] !== undefined && own[field] !== null;
    sayUnclear(`${isOwn ? at : ""}securityContext.${field}`, "it is no number");
    return NOBODY;
  }

  function identity(): ComposeService {
    const uid = idOf("runAsUser");
    const gid = idOf("runAsGroup");
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
