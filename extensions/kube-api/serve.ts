/**
 * Puts the API beside the project: its services, their files, and what containers need to ask it.
 *
 * @module
 */

import {
  addDependencies,
  type ComposeService,
  type ConvertContext,
  ownedServices,
  type ResourceId,
  type StartAfter,
} from "@dekube/engine/pacts";
import type { Accounts, User } from "./accounts.ts";
import { API_HOST, type Certificates, issuedCertificates } from "./certificates.ts";
import { giveAccess } from "./clients.ts";
import { type ApiObject, apiObjects } from "./objects.ts";
import { planOf } from "./plan.ts";
import PROGRAM from "./program.json" with { type: "json" };
import {
  controllersService,
  FOLDERS,
  freeVolume,
  noteService,
  objectsService,
  serverNames,
  serverService,
  statusService,
  storeService,
} from "./services.ts";
import type { ServerSettings } from "./settings.ts";
import { statusRights } from "./status_rights.ts";

/** What the API is made from. */
export interface Project {
  /** All services. */
  services: Record<string, ComposeService>;
  /** What the user set. */
  settings: ServerSettings;
  /** Who may ask. */
  accounts: Accounts;
  /** Who is known to ask. */
  asking: readonly ResourceId[];
}

/** Adds the API. */
export function serve(
  { services, settings, accounts, asking }: Project,
  ctx: ConvertContext,
): void {
  const certificates = issuedCertificates(ctx);
  if (!certificates) {
    ctx.report().error(
      "no-api-certificate",
      "there is no Kubernetes API, since nobody issued its certificate. Load the extension cert-manager",
    );
    return;
  }
  const { plan, jobs } = planOf(services, ctx);
  const isRun = new Set(
    plan.workloads.filter(({ pod }) => pod !== undefined)
      .map(({ kind, namespace, name }) => `${kind} ${namespace} ${name}`),
  );
  giveAccess(services, accounts, certificates.authority, ctx);

  const admin = accounts.program("objects", ["system:masters"]);
  const status = accounts.program("status");
  const controllers = accounts.program("controllers", ["system:masters"]);
  const objects = [
    ...apiObjects(
      ctx,
      ({ kind, metadata }) =>
        isRun.has(`${kind} ${metadata.namespace || "default"} ${metadata.name}`),
    ),
    ...statusRights(status.name),
    ...plan.pods.map(({ object }) => object),
  ];
  writePrograms(ctx);
  writeServer(certificates, accounts, ctx);
  writeClient("objects", admin, certificates, ctx);
  writeObjects(objects, ctx);
  writeClient("status", status, certificates, ctx);
  writeSecret(`${FOLDERS.status}/plan.json`, JSON.stringify(plan), ctx);
  writeControllers(controllers, certificates, ctx);

  const name = {
    store: ctx.names.reserve("kube-api-store"),
    server: ctx.names.reserve("kube-api"),
    controllers: ctx.names.reserve("kube-api-controllers"),
    objects: ctx.names.reserve("kube-api-objects"),
    status: ctx.names.reserve("kube-api-status"),
  };
  const isTaken = (alias: string) => answersTo(services, alias, ctx);
  const volume = freeVolume(ctx.composeExtras.volumes);
  ctx.composeExtras.volumes[volume] = null;
  services[name.store] = storeService(volume, settings);
  services[name.server] = serverService(name.store, volume, serverNames(isTaken), settings);
  services[name.controllers] = controllersService(name.server, settings);
  services[name.objects] = objectsService(name.server, settings);
  services[name.status] = statusService(name.objects, settings);
  if (!settings.docker_socket) {
    for (const job of jobs) {
      const note = ctx.names.reserve(`${job.service}-completed`);
      services[note] = noteService(job, name.objects, settings);
    }
  }
  waitForObjects(services, name.objects, asking, ctx);
  sayServed(asking, settings, ctx);
}

/** Has those start later that ask the API: they would find nothing there. */
function waitForObjects(
  services: Record<string, ComposeService>,
  objects: string,
  asking: readonly ResourceId[],
  ctx: ConvertContext,
): void {
  const servicesOf = ownedServices(services, ctx);
  const wanted = asking.flatMap((id): StartAfter[] =>
    (servicesOf(id)?.containers ?? []).map((service) => ({
      service,
      dependency: objects,
      condition: "service_completed_successfully",
    }))
  );
  addDependencies(services, wanted);
}

/** Whether a name is another service's. */
function answersTo(
  services: Readonly<Record<string, ComposeService>>,
  alias: string,
  { services: lookup }: Pick<ConvertContext, "services">,
): boolean {
  return Object.hasOwn(services, alias) ||
    [...lookup.values()].some(({ metadata }) => metadata.name === alias);
}

function writePrograms(ctx: ConvertContext): void {
  for (const [file, content] of Object.entries(PROGRAM)) {
    ctx.files.write(`${FOLDERS.program}/${file}`, content);
  }
}

function writeServer(
  { server, tokens }: Certificates,
  accounts: Accounts,
  ctx: ConvertContext,
): void {
  const files = {
    "tls.crt": server.certificate,
    "tls.key": server.key,
    "tokens.crt": tokens.certificate,
    "tokens.key": tokens.key,
    "tokens.csv": accounts.file(),
  };
  for (const [file, content] of Object.entries(files)) {
    writeSecret(`${FOLDERS.server}/${file}`, content, ctx);
  }
}

function writeClient(
  folder: "objects" | "status",
  { token }: User,
  { authority }: Certificates,
  ctx: ConvertContext,
): void {
  writeSecret(`${FOLDERS[folder]}/token`, token, ctx);
  writeSecret(`${FOLDERS[folder]}/ca.crt`, authority, ctx);
}

/** Texts of ConfigMaps name Services as containers find them mounted: by the ports that are here. */
function writeObjects(objects: readonly ApiObject[], ctx: ConvertContext): void {
  const isText = ({ kind }: ApiObject) => kind === "ConfigMap";
  const others = objects.filter((object) => !isText(object));
  writeSecret(`${FOLDERS.objects}/objects.json`, JSON.stringify(others), ctx);
  const byNamespace = Map.groupBy(objects.filter(isText), ({ metadata }) => metadata.namespace!);
  for (const [index, [namespace, texts]] of [...byNamespace].entries()) {
    ctx.files.write(
      `${FOLDERS.objects}/texts-${index + 1}.json`,
      JSON.stringify(texts),
      { mode: 0o600, exact: true, rewrite: { addressesIn: namespace, json: true } },
    );
  }
}

/** JSON is YAML. */
function writeControllers(
  { token }: User,
  { authority, tokens }: Certificates,
  ctx: ConvertContext,
): void {
  const name = "project";
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{
      name,
      cluster: {
        server: `https://${API_HOST}`,
        "certificate-authority": "ca.crt",
      },
    }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  writeSecret(`${FOLDERS.controllers}/kubeconfig`, JSON.stringify(kubeconfig), ctx);
  writeSecret(`${FOLDERS.controllers}/ca.crt`, authority, ctx);
  writeSecret(`${FOLDERS.controllers}/tokens.key`, tokens.key, ctx);
}

/** Only root reads it, as whom these containers run. */
function writeSecret(path: string, content: string, ctx: ConvertContext): void {
  ctx.files.write(path, content, { mode: 0o600, exact: true });
}

const MOST_NAMED = 6;

function sayServed(
  asking: readonly ResourceId[],
  { docker_socket }: ServerSettings,
  ctx: ConvertContext,
): void {
  const names = [...new Set(asking.map(({ name }) => name))];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  const users = names.length > 0 ? `, for ${names.slice(0, MOST_NAMED).join(", ")}${more}` : "";
  ctx.report().info(
    "api-server",
    `a Kubernetes API runs beside the project${users}: it takes about 250 MB of memory. What programs make there is objects alone: no container comes of a Pod or a Job, and a Secret is mounted from the next conversion on that has it among the manifests`,
  );
  if (!docker_socket) return;
  ctx.report().warn(
    "status-by-docker",
    `"extensions.kube-api.docker_socket" in dekube.yaml has the service kube-api-status read Docker's socket: whoever takes that container over has the machine. Without it the status is what can be seen on the network`,
  );
}
