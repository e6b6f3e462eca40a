/**
 * Keycloak of Bitnami's: its passwords as environment, its own folders instead of copies of them.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  type Mount,
  settingPath,
  text,
} from "@dekube/engine/pacts";
import { iterNamedContainers, type NamedContainer } from "@dekube/engine/pacts/kubernetes";
import { bitnamiImage } from "./image.ts";
import { dropUnusedVolumes, mountOf, setMounts } from "./mounts.ts";
import { passwordOf } from "./passwords.ts";
import { howToKeep, settledByUser, type Subject } from "./subject.ts";

/** Gives a Keycloak server its passwords and folders. */
export function convertKeycloak(
  subject: Subject,
  services: Record<string, ComposeService>,
  ctx: ConvertContext,
): void {
  const changes = [...setPasswords(subject, ctx), ...useOwnFolders(subject, services, ctx)];
  if (changes.length === 0) return;
  ctx.report(subject.service.owner).info(
    "bitnami-keycloak",
    `the service "${subject.name}" ${changes.join(", and ")}. ${howToKeep(subject)}`,
  );
}

/** `KC_DB_PASSWORD_FILE` and the like become the variable without `_FILE`. */
function setPasswords(subject: Subject, ctx: ConvertContext): string[] {
  const { name, service } = subject;
  const set: string[] = [];
  const environment: Record<string, string> = {};
  for (const [variable, path] of Object.entries(service.environment ?? {})) {
    if (!variable.endsWith("PASSWORD_FILE")) {
      if (!Object.hasOwn(environment, variable)) environment[variable] = path;
      continue;
    }
    const plain = variable.slice(0, -"_FILE".length);
    const password = passwordOf(plain, subject, ctx);
    if (password.value !== "") {
      environment[plain] = password.value;
      set.push(plain);
      continue;
    }
    environment[variable] = path;
    const mount = mountOf(text(path), service);
    const isElsewhere = mount && !/^\.\/(configmaps|secrets)\//.test(mount.source ?? "");
    if (isElsewhere) continue;
    ctx.report(subject.service.owner).warn(
      "missing-password-file",
      `the service "${name}" reads its password from ${
        text(path)
      } (${variable}), but no Secret among the manifests has that file. Add the Secret, or set ${plain} under "${
        settingPath("overrides", name, "environment")
      }" in dekube.yaml`,
    );
  }
  if (set.length === 0) return [];
  service.environment = environment;
  return [`gets ${set.join(", ")} as environment instead of files`];
}

/**
 * In the cluster the image's file system is read-only, so that an init container copies the folders
 * that Keycloak writes to an emptyDir first. Without it, Keycloak writes to its container.
 */
function useOwnFolders(
  subject: Subject,
  services: Record<string, ComposeService>,
  ctx: ConvertContext,
): string[] {
  const { name, service, origin } = subject;
  if (!origin || origin.role !== "main") return [];
  const containers = [...iterNamedContainers(origin.workload, name)];
  const init = containers.find((named) =>
    copiesFolders(named) && Object.hasOwn(services, named.serviceName)
  );
  if (!init) return [];
  const why = whyCopiesStay(init, containers, subject, services, ctx);
  if (why !== undefined) {
    ctx.report(subject.service.owner).info(
      "bitnami-kept",
      `the init service "${init.serviceName}" stays, because ${why}`,
    );
    return [];
  }

  const copies = services[init.serviceName];
  const isCopy = mountsOneOf(podVolumes(copies));
  const before = items(service.volumes);
  setMounts(service, before.filter((mount) => !isCopy(mount)));
  delete services[init.serviceName];
  passOnDependencies(init.serviceName, copies, services);
  dropUnusedVolumes([...before.filter(isCopy), ...items(copies.volumes)], services, ctx);

  delete service.read_only;
  // The image's folders belong to the group 0, which any user of it is meant to have.
  const [uid] = text(service.user).split(":");
  if (uid !== "") service.user = `${uid}:0`;
  return [
    `uses the folders of its own image, writable, instead of the copies that the init service "${init.serviceName}" made, which is gone`,
  ];
}

/** Whether a container does nothing but copy folders of Keycloak's image. */
function copiesFolders({ role, container }: NamedContainer): boolean {
  const script = [...items(container.command), ...items(container.args)].map(text).join("\n");
  return role === "init" && bitnamiImage(text(container.image))?.name === "keycloak" &&
    /\bcp\s[^\n]*\/opt\/bitnami\/keycloak\//.test(script);
}

/** Names of the pod's volumes that a service mounts. */
function podVolumes({ volumes }: ComposeService): Set<string> {
  return new Set(items(volumes).flatMap(({ origin }) => origin ? [origin.volume] : []));
}

/** Whether a mount stands for one of some volumes of the pod. */
function mountsOneOf(volumes: ReadonlySet<string>): (mount: Mount) => boolean {
  return ({ origin }) => origin !== undefined && volumes.has(origin.volume);
}

/** Why the copies are needed, `undefined` where they are not. */
function whyCopiesStay(
  { serviceName }: NamedContainer,
  containers: readonly NamedContainer[],
  { name, service }: Subject,
  services: Record<string, ComposeService>,
  { config }: ConvertContext,
): string | undefined {
  if (settledByUser(serviceName, { config }) !== undefined) return "dekube.yaml overrides it";
  const copies = services[serviceName];
  const isCopy = mountsOneOf(podVolumes(copies));
  const other = containers.find((named) =>
    named.serviceName !== serviceName && named.serviceName !== name &&
    items(services[named.serviceName]?.volumes).some(isCopy)
  );
  if (other) return `"${other.serviceName}" shares the volume with the copies`;
  const onHost = [...items(copies.volumes), ...items(service.volumes)]
    .some((mount) => mount.type === "bind" && isCopy(mount));
  return onHost ? "dekube.yaml keeps the copies in a folder of the host" : undefined;
}

/** Whoever waited for a service waits for what that one waited for. */
function passOnDependencies(
  name: string,
  gone: ComposeService,
  services: Record<string, ComposeService>,
): void {
  for (const service of Object.values(services)) {
    if (!service.depends_on || !Object.hasOwn(service.depends_on, name)) continue;
    const { [name]: _gone, ...others } = service.depends_on;
    const dependencies = { ...gone.depends_on, ...others };
    if (Object.keys(dependencies).length > 0) service.depends_on = dependencies;
    else delete service.depends_on;
  }
}
