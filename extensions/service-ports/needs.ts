/**
 * Which Services are named without a port that was rewritten.
 *
 * @module
 */

import {
  commandLines,
  type ComposeService,
  type ConvertContext,
  items,
  type Service,
  text,
  withoutEnd,
} from "@dekube/engine/pacts";
import { iterNamedContainers } from "@dekube/engine/pacts/kubernetes";
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
    const namespace = namespaceOf(service);
    for (const [variable, value] of Object.entries(service.environment ?? {})) {
      if (NO_HOST.test(variable) || podAddresses.get(name)?.has(variable)) continue;
      const isList = /[,;]/.test(text(value)) && !HOST_LIST.test(variable);
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
      if (this.#target(service)) this.#names.add(service.metadata.name);
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
      const service = this.#ctx.services.find(host, namespace);
      return service && this.#target(service);
    };
    const changes = (service: Service, port: number) => this.#changed.get(service)!.has(port);
    for (const service of mentions(content, kind, find, changes)) this.needed.add(service);
  }

  /** The Service that another leads to, where its ports change. */
  #target(service: Service): Service | undefined {
    const target = this.#ctx.services.resolve(service)?.service;
    return target && this.#changed.has(target) ? target : undefined;
  }
}

/**
 * A command line's words. A program, its subcommand or a queue may be called like a Service (`postgres`,
 * `web`), so a bare word is read between its neighbours: `-h web`, `nc web 80`.
 */
function* commandTexts(service: ComposeService): Iterable<[text: string, kind: TextKind]> {
  // `command` goes on where `entrypoint` ends.
  let [lastKey, last] = ["", ""];
  for (const { key, words } of commandLines(service)) {
    const line = words.map(text);
    for (const [index, word] of line.entries()) {
      const before = line[index - 1] ?? (lastKey === "entrypoint" && key === "command" ? last : "");
      if (/^[\w-]+$/.test(word)) {
        yield [[before, word, (line[index + 1] ?? "").slice(0, 8)].join(" "), "file"];
      } else yield [word, "value"];
    }
    [lastKey, last] = [key, line.at(-1) ?? ""];
  }
}

/**
 * Variables that hold the pod's own address or name, by Compose service. That may be a Service's name here, but has
 * no Service's ports in the cluster either.
 */
function podAddressVariables(ctx: ConvertContext): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const workload of ctx.workloads) {
    const main = ctx.names.service(workload.id);
    for (const { serviceName, container } of iterNamedContainers(workload, main)) {
      const addresses = new Set<string>();
      const names = new Set<string>();
      for (const { name, value, valueFrom } of items(container.env)) {
        const field = text(valueFrom?.fieldRef?.fieldPath);
        const references = [...text(value).matchAll(/\$\(([^()]+)\)/g)].map(([, other]) => other);
        if (
          field.startsWith("status.podIP") || references.some((other) => addresses.has(other))
        ) addresses.add(text(name));
        // It may be the start of another name, so what is put together with it is read.
        else if (field === "metadata.name") names.add(text(name));
      }
      const variables = new Set([...addresses, ...names]);
      if (variables.size > 0) found.set(serviceName, variables);
    }
  }
  return found;
}

/** Which namespaces mount which path of the output folder. */
function namespacesByPath(services: Services): Map<string, Set<string>> {
  const paths = new Map<string, Set<string>>();
  for (const service of Object.values(services)) {
    for (const { source } of service.volumes ?? []) {
      if (!source?.startsWith("./")) continue;
      const path = withoutEnd(source.slice(2), "/");
      const namespaces = paths.get(path);
      if (namespaces) namespaces.add(namespaceOf(service));
      else paths.set(path, new Set([namespaceOf(service)]));
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

/** Namespace in which the programs of a service look names up. */
function namespaceOf({ owner }: ComposeService): string {
  return owner?.namespace ?? "";
}
