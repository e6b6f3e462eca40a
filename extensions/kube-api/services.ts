/**
 * The services that the API consists of.
 *
 * @module
 */

import { type ComposeService, type Mount, mount } from "@dekube/engine/pacts";
import { API_NAMES } from "./certificates.ts";
import type { ServerSettings } from "./settings.ts";

/** Where what a program needs lies in its container. */
export const FILES = "/etc/kube-api";
/** Where the programs themselves lie. */
const PROGRAM = "/program";
/** Where the objects are kept, and where the server finds who keeps them. */
const DATA = "/data";

/** A name for the volume that no other has. */
export function freeVolume(volumes: Readonly<Record<string, unknown>>): string {
  let name = "kube-api";
  while (Object.hasOwn(volumes, name)) name += "-data";
  return name;
}

/** Folders of files below the output folder, by who reads them. */
export const FOLDERS = {
  server: "secrets/.kube-api-server",
  controllers: "secrets/.kube-api-controllers",
  objects: "secrets/.kube-api-objects",
  status: "secrets/.kube-api-status",
  program: "kube-api",
} as const;

/** What admits objects in a cluster, and would refuse or change them here for what is not there. */
const NOT_ADMITTED = [
  "DefaultIngressClass",
  "DefaultStorageClass",
  "DefaultTolerationSeconds",
  "LimitRanger",
  "MutatingAdmissionWebhook",
  "PersistentVolumeClaimResize",
  "PodSecurity",
  "Priority",
  "ResourceQuota",
  "RuntimeClass",
  "ServiceAccount",
  "StorageObjectInUseProtection",
  "TaintNodesByCondition",
  "ValidatingAdmissionWebhook",
];

/** Controllers that change nothing but objects. */
const CONTROLLERS = [
  "clusterrole-aggregation-controller",
  "garbage-collector-controller",
  "namespace-controller",
  "root-ca-certificate-publisher-controller",
  "serviceaccount-controller",
  "serviceaccount-token-controller",
  "ttl-after-finished-controller",
];

/** Who may sign tokens, and for whom. */
const ISSUER = "https://kubernetes.default.svc.cluster.local";

/** Where Docker answers. */
const SOCKET = "/var/run/docker.sock";

/** Keeps the objects. It is on no network: whoever reached it would get round all rights. */
export function storeService(volume: string, { store_image }: ServerSettings): ComposeService {
  return {
    image: store_image,
    user: "0",
    network_mode: "none",
    entrypoint: ["kine"],
    command: [
      `--endpoint=sqlite://${DATA}/state.db?_journal=WAL&cache=shared`,
      `--listen-address=unix://${DATA}/kine.sock`,
      "--metrics-bind-address=0",
    ],
    restart: "always",
    volumes: [mount(volume, DATA)],
  };
}

/** The API server. Its port is published nowhere. */
export function serverService(
  store: string,
  volume: string,
  names: readonly string[],
  { server_image }: ServerSettings,
): ComposeService {
  return {
    image: server_image,
    user: "0",
    entrypoint: ["kube-apiserver"],
    command: [
      "--secure-port=443",
      `--etcd-servers=unix://${DATA}/kine.sock`,
      `--tls-cert-file=${FILES}/tls.crt`,
      `--tls-private-key-file=${FILES}/tls.key`,
      `--token-auth-file=${FILES}/tokens.csv`,
      `--service-account-issuer=${ISSUER}`,
      `--service-account-key-file=${FILES}/tokens.crt`,
      `--service-account-signing-key-file=${FILES}/tokens.key`,
      "--authorization-mode=RBAC",
      "--anonymous-auth=false",
      "--allow-privileged=true",
      "--endpoint-reconciler-type=none",
      "--service-cluster-ip-range=10.96.0.0/16",
      "--profiling=false",
      `--disable-admission-plugins=${NOT_ADMITTED.join()}`,
    ],
    restart: "always",
    networks: { default: { aliases: [...names] } },
    depends_on: { [store]: { condition: "service_started" } },
    volumes: [files("server"), mount(volume, DATA)],
  };
}

/** Some of a cluster's controllers. */
export function controllersService(
  server: string,
  { controllers_image }: ServerSettings,
): ComposeService {
  return {
    image: controllers_image,
    user: "0",
    entrypoint: ["kube-controller-manager"],
    command: [
      `--kubeconfig=${FILES}/kubeconfig`,
      "--secure-port=0",
      "--leader-elect=false",
      `--root-ca-file=${FILES}/ca.crt`,
      `--service-account-private-key-file=${FILES}/tokens.key`,
      `--controllers=${CONTROLLERS.join()}`,
    ],
    restart: "always",
    depends_on: { [server]: { condition: "service_started" } },
    volumes: [files("controllers")],
  };
}

/** Applies the objects, and ends. */
export function objectsService(
  server: string,
  { program_image }: ServerSettings,
): ComposeService {
  return {
    ...program(program_image, "apply.ts"),
    restart: "no",
    depends_on: { [server]: { condition: "service_started" } },
    volumes: [files("objects"), PROGRAM_FILES],
  };
}

/** Has the status of objects follow the containers. */
export function statusService(
  objects: string,
  { program_image, docker_socket }: ServerSettings,
): ComposeService {
  const socket = docker_socket ? [SOCKET] : [];
  return {
    ...program(program_image, "follow.ts", docker_socket ? ["--docker"] : [], socket),
    restart: "always",
    depends_on: { [objects]: { condition: "service_completed_successfully" } },
    volumes: [
      files("status"),
      PROGRAM_FILES,
      ...socket.map((path) => mount(path, path, { readOnly: true })),
    ],
  };
}

/** Notes that a Job is done: Compose starts it then, and not before. */
export function noteService(
  job: { namespace: string; name: string; pod: string; service: string },
  objects: string,
  { program_image }: ServerSettings,
): ComposeService {
  return {
    ...program(program_image, "complete.ts", [job.namespace, job.name, job.pod]),
    restart: "no",
    depends_on: {
      [objects]: { condition: "service_completed_successfully" },
      [job.service]: { condition: "service_completed_successfully" },
    },
    volumes: [files("status"), PROGRAM_FILES],
  };
}

/** The names by which the server is reached: those that are somebody else's are not its own. */
export function serverNames(isTaken: (name: string) => boolean): string[] {
  return API_NAMES.filter((name) => name.includes(".") || !isTaken(name));
}

function program(
  image: string,
  file: string,
  args: readonly string[] = [],
  sockets: readonly string[] = [],
): ComposeService {
  return {
    image,
    user: "0",
    entrypoint: ["deno", "run", "--no-remote", "--no-npm", "--no-config", "--no-lock"],
    command: [
      "--allow-net",
      "--allow-env=KUBE_API_FOLDER,KUBE_API_ADDRESS",
      "--allow-sys=networkInterfaces",
      `--allow-read=${
        [FILES, ...sockets, ...(sockets.length > 0 ? ["/etc/hostname"] : [])].join()
      }`,
      // To connect is to write.
      ...(sockets.length > 0 ? [`--allow-write=${sockets.join()}`] : []),
      `${PROGRAM}/${file}`,
      ...args,
    ],
  };
}

const PROGRAM_FILES: Mount = mount(`./${FOLDERS.program}`, PROGRAM, { readOnly: true });

function files(folder: keyof typeof FOLDERS): Mount {
  return mount(`./${FOLDERS[folder]}`, FILES, { readOnly: true });
}
