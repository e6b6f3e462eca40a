/**
 * What a container needs to ask the API: the files of its ServiceAccount, and the address.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  mapping,
  type Mount,
  mount,
  networkOwner,
  type ResourceId,
  text,
  withoutEnd,
} from "@dekube/engine/pacts";
import type { PodSpec, Workload } from "@dekube/engine/pacts/kubernetes";
import { accountOf, type Accounts, placeOf } from "./accounts.ts";
import { API_HOST } from "./certificates.ts";

/** Where programs look. */
const TARGET = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Folder of the accounts' files, below the output folder. */
const FOLDER = "secrets/.kube-api-accounts";

const ENVIRONMENT = {
  KUBERNETES_SERVICE_HOST: API_HOST,
  KUBERNETES_SERVICE_PORT: "443",
  KUBERNETES_SERVICE_PORT_HTTPS: "443",
  KUBERNETES_PORT: `tcp://${API_HOST}:443`,
  KUBERNETES_PORT_443_TCP: `tcp://${API_HOST}:443`,
  KUBERNETES_PORT_443_TCP_ADDR: API_HOST,
  KUBERNETES_PORT_443_TCP_PORT: "443",
  KUBERNETES_PORT_443_TCP_PROTO: "tcp",
};

/** Gives each container the token of its pod's account, where the pod would have it, and the address of the API. */
export function giveAccess(
  services: Readonly<Record<string, ComposeService>>,
  accounts: Accounts,
  authority: string,
  ctx: ConvertContext,
): void {
  const workloads = new Map([...ctx.workloads].map((workload) => [keyOf(workload.id), workload]));
  const unreached = new Map<string, ResourceId>();
  for (const [name, service] of Object.entries(services)) {
    const { owner } = service;
    if (!owner || service.holdsPod) continue;
    const workload = workloads.get(keyOf(owner)) ?? scheduled(owner, ctx);
    if (!workload) continue;
    if (networkOwner(services, name) === undefined) {
      if (workload.pod.hostNetwork === true) unreached.set(keyOf(owner), owner);
      continue;
    }
    giveAddress(service);
    const account = accountOf(workload, ctx);
    const folder = account &&
      writeAccount(placeOf(owner.namespace), account, accounts, authority, ctx);
    if (folder && !hidesToken(service, workload)) {
      service.volumes = withMount(service.volumes, folder);
    }
  }
  for (const owner of unreached.values()) {
    ctx.report(owner, "spec.template.spec.hostNetwork").info(
      "api-out-of-reach",
      "it has the host's network, where the Kubernetes API of the project has no name, so it can't ask it",
    );
  }
}

/** The pod of a CronJob, which is no workload here. */
function scheduled(
  { kind, namespace, name }: ResourceId,
  { manifests }: Pick<ConvertContext, "manifests">,
): Pick<Workload, "id" | "pod"> & Workload | undefined {
  const manifest = kind === "CronJob" ? manifests.get(kind, namespace, name) : undefined;
  if (!manifest) return undefined;
  const job = mapping(mapping(mapping(manifest.spec).jobTemplate).spec);
  const pod = mapping(mapping(job.template).spec) as PodSpec;
  return { manifest, id: { kind, namespace, name }, labels: {}, annotations: {}, pod };
}

/** Variables of the manifest stand; a text that refers to these has them filled in. */
function giveAddress(service: ComposeService): void {
  const given = service.environment ?? {};
  const values: Record<string, string> = { ...ENVIRONMENT, ...given };
  const filled = (text: string) =>
    text.replace(
      /\$\((KUBERNETES_[A-Z0-9_]+)\)/g,
      (whole, variable) => Object.hasOwn(ENVIRONMENT, variable) ? values[variable] : whole,
    );
  service.environment = {
    ...ENVIRONMENT,
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, filled(value)])),
  };
  if (service.command) service.command = service.command.map(filled);
  if (service.entrypoint) service.entrypoint = service.entrypoint.map(filled);
}

/** Writes the files of an account, once, and returns their folder. */
function writeAccount(
  namespace: string,
  account: string,
  accounts: Accounts,
  authority: string,
  ctx: ConvertContext,
): string | undefined {
  const token = accounts.token(namespace, account);
  if (token === undefined) return undefined;
  const folder = `${FOLDER}/${namespace}/${account}`;
  ctx.files.write(`${folder}/token`, token);
  ctx.files.write(`${folder}/ca.crt`, authority);
  ctx.files.write(`${folder}/namespace`, namespace);
  return folder;
}

/** Whether a container has something of its own where the token would be, which is the way to be without one. */
function hidesToken({ volumes = [] }: ComposeService, { pod }: Pick<Workload, "pod">): boolean {
  if (!volumes.some(({ target }) => withoutEnd(target, "/") === TARGET)) return false;
  const injected = new Set(
    items(pod.volumes).filter(({ secret, projected }) =>
      secret || items(projected?.sources).some(({ serviceAccountToken }) => serviceAccountToken)
    ).map(({ name }) => text(name)),
  );
  return [...items(pod.containers), ...items(pod.initContainers)]
    .flatMap(({ volumeMounts }) => items(volumeMounts))
    .some(({ mountPath, name }) =>
      withoutEnd(text(mountPath), "/") === TARGET && !injected.has(text(name))
    );
}

/** The mounts of a container with the account's files, also where the manifest has mounted what a cluster injects. */
function withMount(mounts: readonly Mount[] = [], folder: string): Mount[] {
  const others = mounts.filter(({ target }) => withoutEnd(target, "/") !== TARGET);
  return [...others, mount(`./${folder}`, TARGET, { readOnly: true })];
}

function keyOf({ group = "", kind, namespace, name }: ResourceId): string {
  return JSON.stringify([group, kind, namespace, name]);
}
