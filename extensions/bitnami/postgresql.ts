/**
 * PostgreSQL of Bitnami's: its data on a volume, its password files where it looks for them.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  type Mount,
  mount,
  settingPath,
  text,
} from "@dekube/engine/pacts";
import { hostPath, iterNamedContainers, writeSourceFolder } from "@dekube/engine/pacts/kubernetes";
import { isWithin, mountOf, setMounts, targetOf, tidyPath } from "./mounts.ts";
import { secretFile } from "./passwords.ts";
import { howToKeep, startsAsBitnami, type Subject } from "./subject.ts";

type Services = Record<string, ComposeService>;

/** Gives a PostgreSQL server what it needs; one that runs a command of its own is a client. */
export function convertPostgresql(
  subject: Subject,
  services: Services,
  ctx: ConvertContext,
): void {
  if (!startsAsBitnami(subject)) return;
  const changes = [...keepData(subject, services, ctx), ...mountPasswords(subject, ctx)];
  if (changes.length === 0) return;
  ctx.report(subject.service.owner).info(
    "bitnami-postgresql",
    `the service "${subject.name}" ${changes.join(", and ")}. ${howToKeep(subject)}`,
  );
}

/** A database without a volume would lose its data with its container, one with an emptyDir with its pod. */
function keepData(subject: Subject, services: Services, ctx: ConvertContext): string[] {
  const { name, service } = subject;
  const setting = (variable: string) => tidyPath(text(service.environment?.[variable]));
  const home = setting("POSTGRESQL_VOLUME_DIR") || "/bitnami/postgresql";
  const data = setting("POSTGRESQL_DATA_DIR") || setting("PGDATA") || `${home}/data`;
  if (!data.startsWith("/")) return [];
  const present = mountOf(data, service);
  // A tmpfs is a choice: the manifest asked for memory.
  if (present?.type === "tmpfs") return [];
  if (present?.source !== undefined) return keepVolume(present, subject, services, ctx);

  const target = present ? targetOf(present) : isWithin(data, home) ? home : data;
  const source = newVolume(`${name}-data`, ctx);
  setMounts(service, [
    ...items(service.volumes).filter((entry) => entry !== present),
    { ...mount(source, target), ...(present?.origin ? { origin: present.origin } : {}) },
  ]);
  return [`keeps its data in ${/^[./~]/.test(source) ? source : `the volume "${source}"`}`];
}

/** Has a volume that would be emptied with its pod start with what the image has, and stay. */
function keepVolume(
  { source = "", origin, volume }: Mount,
  { name, origin: container }: Subject,
  services: Services,
  { config, composeExtras, names }: ConvertContext,
): string[] {
  const isOfPod = origin?.kind === "emptyDir" || origin?.kind === "ephemeral";
  if (!isOfPod || !volume?.nocopy || volume.subpath !== undefined) return [];
  // What has options is in memory, or dekube.yaml's.
  if (Object.hasOwn(config.volumes, source) || composeExtras.volumes[source]) return [];
  const pod = container === undefined
    ? [name]
    : [...iterNamedContainers(container.workload, names.service(container.workload.id))]
      .map(({ serviceName }) => serviceName);
  for (const member of pod) {
    for (const mounted of items(services[member]?.volumes)) {
      if (mounted.source === source && mounted.volume?.subpath === undefined) delete mounted.volume;
    }
  }
  return [`keeps its data in the volume "${source}"`];
}

/** A volume that nothing else has; a folder of the host where dekube.yaml maps it to one. */
function newVolume(wanted: string, { config, composeExtras, names }: ConvertContext): string {
  const taken = new Set([...names.claims(), ...Object.keys(composeExtras.volumes)]);
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
  const { host_path: path, ...options } = Object.hasOwn(config.volumes, name)
    ? config.volumes[name]
    : {};
  if (path !== undefined && path !== null) return hostPath(path, config.volumeRoot);
  composeExtras.volumes[name] = Object.keys(options).length > 0 ? options : null;
  return name;
}

/** Mounts the Secret of each password file that nothing mounts. */
function mountPasswords(subject: Subject, ctx: ConvertContext): string[] {
  const { name, service, origin } = subject;
  const changes: string[] = [];
  for (const [variable, value] of Object.entries(service.environment ?? {})) {
    if (!variable.endsWith("PASSWORD_FILE")) continue;
    const path = tidyPath(text(value));
    if (!path.startsWith("/") || isThere(path, subject, ctx)) continue;
    const found = secretFile(path, subject, ctx);
    const folder = found && origin && writeSourceFolder(
      { kind: "Secret", name: found.secret.metadata.name },
      origin.workload,
      ctx,
      `containers[${text(origin.container.name)}].env[${variable}]`,
    );
    const key = path.slice(path.lastIndexOf("/") + 1);
    if (!found || !folder?.files.has(key)) {
      ctx.report(subject.service.owner).warn(
        "missing-password-file",
        `the service "${name}" reads its password from ${path} (${variable}), but nothing mounts that file and no Secret of the pod has a key "${key}". Add the Secret to the manifests, or set the password under "${
          settingPath("overrides", name, "environment")
        }" in dekube.yaml`,
      );
      continue;
    }
    // One file at a time where something else is mounted at the folder.
    const parent = path.slice(0, path.lastIndexOf("/"));
    const isFree = parent !== "" &&
      !items(service.volumes).some((entry) => isWithin(targetOf(entry), parent));
    setMounts(service, [
      ...items(service.volumes),
      isFree
        ? mount(`./${folder.path}`, parent, { readOnly: true })
        : mount(`./${folder.path}/${key}`, path, { readOnly: true }),
    ]);
    changes.push(`gets the Secret "${found.secret.metadata.name}" for ${variable}`);
  }
  return changes;
}

/** Whether a file is mounted; what lies in a claim or a folder of the host nobody knows. */
function isThere(path: string, { service }: Subject, { files }: ConvertContext): boolean {
  const entry = mountOf(path, service);
  if (entry?.source === undefined) return false;
  const { source } = entry;
  if (!/^\.\/(configmaps|secrets)\//.test(source)) return true;
  return files.has(tidyPath(source.slice(2) + path.slice(targetOf(entry).length)));
}
