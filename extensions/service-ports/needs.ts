/**
 * Which Services are named without a port that was rewritten.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  findService,
  isMapping,
  items,
  iterNamedContainers,
  mountParts,
  namespaceOf,
  resolveService,
  type Service,
  text,
} from "@dekube/engine/pacts";
import { mentions, type TextKind } from "./mentions.ts";
import type { Backend } from "./port_changes.ts";

type Services = Record<string, ComposeService>;

/** A variable that holds a name of something else than a host, or hosts that are not asked. */
const NO_HOST =
  /(?:USER|USERNAME|PASS|PASSWORD|DATABASE|DB|DBNAME|DB_NAME|SCHEMA|ROLE|TOKEN|KEY|NO_PROXY)$/i;

/** A variable whose list is one of hosts. */
const HOST_LIST =
  /HOST|SERVER|ADDR|ENDPOINT|UR[LI]|UPSTREAM|BROKER|NODE|PEER|MEMBER|SEED|CLUSTER|SENTINEL|REPLICA|BACKEND/i;

/** The Services whose ports change and that environment, command lines or mounted files name. */
export function neededServices(
  services: Services,
  backends: ReadonlyMap<string, Backend>,
  ctx: ConvertContext,
): Set<Service> {
  const scan = new Scan(backends, ctx);
  if (scan.isIdle) return scan.needed;
  const podAddresses = podAddressVariables(ctx);
  for (const [name, service] of Object.entries(services)) {
    const namespace = namespaceLabel(service);
    for (const [variable, value] of Object.entries(service.environment ?? {})) {
      if (NO_HOST.test(variable) || podAddresses.get(name)?.has(variable)) continue;
      const isList = /[,;]/.test(String(value)) && !HOST_LIST.test(variable);
      scan.read(value, isList ? "file" : "value", namespace);
    }
    for (const [text, kind] of commandTexts(service)) scan.read(text, kind, namespace);
  }
  const readers = namespacesByPath(services);
  for (const [path, { content }] of ctx.files.entries()) {
    for (const namespace of readersOf(path, readers)) scan.read(content, "file", namespace);
  }
  return scan.needed;
}

/** Reads texts, and remembers which Services they name. */
class Scan {
  readonly needed = new Set<Service>();
  readonly #changed = new Map<Service, Set<number>>();
  /** First labels of all names that lead to a Service whose ports change. */
  readonly #names = new Set<string>();
  readonly #ctx: ConvertContext;

  constructor(backends: ReadonlyMap<string, Backend>, ctx: ConvertContext) {
    this.#ctx = ctx;
    for (const { changes } of backends.values()) {
      for (const { service, port } of changes) {
        const ports = this.#changed.get(service);
        if (ports) ports.add(port);
        else this.#changed.set(service, new Set([port]));
      }
    }
    for (const service of ctx.services.values()) {
      const { name } = service.metadata;
      if (this.#target(namespaceOf(service), name)) this.#names.add(name);
    }
  }

  /** Whether there is nothing to look for. */
  get isIdle(): boolean {
    return this.#changed.size === 0;
  }

  /** Reads a text as a pod of `namespace` means it. */
  read(content: unknown, kind: TextKind, namespace: string): void {
    if (typeof content !== "string") return;
    const find = (host: string) => {
      const [label] = host.toLowerCase().split(".", 1);
      if (!this.#names.has(label)) return undefined;
      const service = findService(host, namespace, this.#ctx);
      return service && this.#target(namespaceOf(service), service.metadata.name);
    };
    const changes = (service: Service, port: number) => this.#changed.get(service)!.has(port);
    for (const service of mentions(content, kind, find, changes)) this.needed.add(service);
  }

  /** The Service at the end of a name, where its ports change. */
  #target(namespace: string, name: string): Service | undefined {
    const service = resolveService(namespace, name, this.#ctx)?.service;
    return service && this.#changed.has(service) ? service : undefined;
  }
}

/**
 * A command line's words. A program, its subcommand or a queue may be called like a Service (`postgres`,
 * `web`), so a bare word is read between its neighbours: `-h web`, `nc web 80`.
 */
function* commandTexts(
  { entrypoint, command }: ComposeService,
): Iterable<[text: string, kind: TextKind]> {
  const words = [...items(entrypoint as unknown[]), ...items(command as unknown[])].map(text);
  for (const [index, word] of words.entries()) {
    if (/^[\w-]+$/.test(word)) {
      yield [
        [words[index - 1] ?? "", word, (words[index + 1] ?? "").slice(0, 8)].join(" "),
        "file",
      ];
    } else {
      yield [word, "value"];
    }
  }
}

/**
 * Variables that hold the pod's own address, by Compose service. It is the service's name here, but has no
 * Service's ports in the cluster either.
 */
function podAddressVariables(ctx: ConvertContext): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const workload of ctx.workloads) {
    const main = ctx.names.service(workload.id);
    for (const { serviceName, container } of iterNamedContainers(workload, main)) {
      const variables = new Set<string>();
      for (const { name, value, valueFrom } of items(container.env)) {
        const references = [...text(value).matchAll(/\$\(([^()]+)\)/g)].map(([, other]) => other);
        if (
          text(valueFrom?.fieldRef?.fieldPath).startsWith("status.podIP") ||
          references.some((other) => variables.has(other))
        ) variables.add(text(name));
      }
      if (variables.size > 0) found.set(serviceName, variables);
    }
  }
  return found;
}

/** Which namespaces mount which path of the output folder. */
function namespacesByPath(services: Services): Map<string, Set<string>> {
  const paths = new Map<string, Set<string>>();
  for (const service of Object.values(services)) {
    for (const volume of items(service.volumes)) {
      const { source } = mountParts(volume);
      if (!source.startsWith("./")) continue;
      const path = source.slice(2).replace(/\/+$/, "");
      const namespaces = paths.get(path);
      if (namespaces) namespaces.add(namespaceLabel(service));
      else paths.set(path, new Set([namespaceLabel(service)]));
    }
  }
  return paths;
}

function readersOf(path: string, readers: ReadonlyMap<string, Set<string>>): Set<string> {
  const found = new Set<string>();
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    for (const namespace of readers.get(path.slice(0, end)) ?? []) found.add(namespace);
  }
  return found;
}

function namespaceLabel({ labels }: ComposeService): string {
  return isMapping(labels) ? String(labels["dekube.io/namespace"] ?? "") : "";
}
