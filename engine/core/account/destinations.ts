/**
 * Where fields went: the services and files that came of the object that they are of.
 *
 * @module
 */

import { above, type FieldPlace } from "../../../pacts/account.ts";
import {
  idOf,
  isExcluded,
  isMapping,
  items,
  kindOf,
  type Manifest,
  mapping,
  networkOwner,
  ownValue,
  type Service,
  text,
} from "../../../pacts/mod.ts";
import { iterNamedContainers } from "../../../pacts/kubernetes/mod.ts";
import type { Run } from "../run.ts";
import type { Instead } from "./notes.ts";
import { keyOf } from "../resource_key.ts";

const SERVICES = "services.*";

/** Where a field went. */
export interface Went {
  /** Keys of services, or parts of the project in words. */
  to: string[];
  /** Where it went nowhere, what stands in the place of what it asked for. */
  instead?: Instead;
}

/** Whose rule it is. */
export interface Maker {
  /** Its name. */
  by: string;
  /** Whether it adds to what another one makes of the kind. */
  adds: boolean;
}

/** Looks up where the fields of objects went. */
export class Destinations {
  readonly #run: Pick<Run, "services" | "project" | "ctx" | "successors" | "config">;
  readonly #moved: readonly string[];
  readonly #byOwner = new Map<string, string[]>();
  #last: { manifest: Manifest; own: Own } | undefined;

  /** `moved` are variables that extensions put elsewhere. */
  constructor(
    run: Pick<Run, "services" | "project" | "ctx" | "successors" | "config">,
    moved: readonly string[],
  ) {
    this.#run = run;
    this.#moved = moved;
    for (const [name, { owner }] of Object.entries(run.services)) {
      if (!owner || !Object.hasOwn(run.project.services, name)) continue;
      const key = keyOf(owner);
      const own = this.#byOwner.get(key);
      if (own) own.push(name);
      else this.#byOwner.set(key, [name]);
    }
  }

  /** Whether a service came of an object, or of what it makes. */
  hasServices(manifest: Manifest): boolean {
    return this.#own(manifest).services.length > 0;
  }

  /**
   * What `becomes` of a rule means for a field: the star is the service's name, and ` and ` stands between keys. Nothing where
   * no service has such a key, since the field asks for what there is without it; nor where somebody else has put there what
   * is.
   */
  of(becomes: string, { manifest, keys, value }: FieldPlace, maker: Maker): Went {
    const own = this.#own(manifest);
    if (!becomes.startsWith(SERVICES)) {
      const file = own.files.get(String(keys.at(-1)));
      return { to: [file ?? becomes] };
    }
    const paths = becomes.slice(SERVICES.length).split(" and ")
      .map((path) => path.split(".").filter(Boolean));
    const at = keys.findIndex((key) => key === "containers" || key === "initContainers");
    const isOfContainer = at >= 0 && own.containers.size > 0;
    const mounted = mountedBy({ manifest, keys });
    const names = isOfContainer
      ? own.containers.get(`${keys[at]} ${keys[at + 1]}`) ?? []
      : own.services.filter((name) =>
        !mounted || (own.volumes.get(name)?.has(mounted.volume) ?? true)
      );
    const variable = variableOf({ manifest, keys });
    // A word of a command line may have gone by itself.
    const item = keys.slice(-1).filter((key) => typeof key === "number").map(String);
    const went: Went = { to: [] };
    const same: string[] = [];
    for (const name of names) {
      const service = this.#run.project.services[name];
      const mayBeOthers = this.#mayBeOthers(name);
      for (const path of variable === undefined ? paths : [["environment", variable]]) {
        const isOfMounts = mounted && ["volumes", "tmpfs"].includes(path[0]);
        const instead = !mayBeOthers
          ? undefined
          : isOfMounts
          ? this.#insteadOfMounts(name, mounted, own.mounts.get(name))
          : this.#instead(name, [...path, ...item]);
        if (has(service, path) && comesOf(maker, instead, path)) {
          const to = ["services", name, ...path].join(".");
          went.to.push(to);
          if (valueAt(service, path) === value) same.push(to);
        } else if (instead) went.instead ??= instead;
        else if (variable !== undefined && isExcluded(variable, this.#moved)) {
          went.to.push(`services.${name}`);
        }
      }
    }
    // What has it as it is has it from there; the others of the object's services have their own.
    return same.length > 0 ? { ...went, to: same } : went;
  }

  /** Whether anything of a service may come of something else than its object. */
  #mayBeOthers(name: string): boolean {
    const { config: { overrides, services }, ctx } = this.#run;
    return Object.hasOwn(services, name) || Object.hasOwn(overrides, name) ||
      (ctx.notes?.hasInstead(this.#run.services[name]) ?? false);
  }

  /** What stands in the place of what the fields of an object asked of a service. */
  #instead(name: string, path: readonly string[]): Instead | undefined {
    const { config: { overrides, services }, ctx } = this.#run;
    if (Object.hasOwn(services, name) || isSet(ownValue(overrides, name), path)) return BY_USER;
    return ctx.notes?.instead(this.#run.services[name], path);
  }

  /** What stands in the place of mounts, where something does in that of each that a service would have. */
  #insteadOfMounts(
    name: string,
    { volume, target }: Mounted,
    mounts: readonly Mounted[] = [],
  ): Instead | undefined {
    const found = mounts.filter((mount) =>
      target === undefined ? mount.volume === volume : mount.target === target
    ).map(({ target }) => this.#instead(name, ["mounts", target!]));
    return found.every((instead) => instead !== undefined) ? found[0] : undefined;
  }

  #own(manifest: Manifest): Own {
    // Fields come object by object.
    if (this.#last?.manifest !== manifest) {
      this.#last = { manifest, own: this.#lookUp(manifest) };
    }
    return this.#last.own;
  }

  /** What a Service leads to, and what has the ports of that. */
  #behind(service: Service): string[] {
    const { ctx, project: { services } } = this.#run;
    const names = ctx.services.composeNames(service);
    const owners = names.flatMap((name) => networkOwner(services, name) ?? []);
    return [...new Set([...names, ...owners])].filter((name) => Object.hasOwn(services, name));
  }

  #lookUp(manifest: Manifest): Own {
    const { ctx, project, successors } = this.#run;
    const id = idOf(manifest);
    const made = successors.get(manifest) ?? [manifest];
    const own: Own = {
      services: kindOf(manifest) === "Service"
        ? this.#behind(manifest as Service)
        : made.flatMap((one) => this.#byOwner.get(keyOf(idOf(one))) ?? []),
      containers: new Map(),
      mounts: new Map(),
      volumes: new Map(),
      files: new Map(),
    };
    for (const one of made) {
      const workload = ctx.workloads.of(one);
      if (!workload) continue;
      const counts = { init: 0, main: 0 };
      for (
        const { serviceName, container, role } of iterNamedContainers(
          workload,
          ctx.names.service(workload.id),
        )
      ) {
        const isFirst = role === "init" || role === "native-sidecar";
        const key = isFirst ? `initContainers ${counts.init++}` : `containers ${counts.main++}`;
        const names = own.containers.get(key) ?? [];
        if (Object.hasOwn(project.services, serviceName)) names.push(serviceName);
        own.containers.set(key, names);
        const mounts = items(container.volumeMounts).map(({ name, mountPath }) => ({
          volume: text(name),
          target: tidyPath(text(mountPath)),
        }));
        own.mounts.set(serviceName, mounts);
        own.volumes.set(serviceName, new Set(mounts.map(({ volume }) => volume)));
      }
    }
    const folder = FOLDERS.get(id.group === undefined ? id.kind : "");
    if (folder !== undefined) {
      const { data, binaryData, stringData } = manifest as unknown as Record<string, object>;
      const below = `${folder}/${ctx.names.folder(id)}`;
      for (const key of Object.keys({ ...data, ...binaryData, ...stringData })) {
        if (ctx.files.has(`${below}/${key}`)) own.files.set(key, `${below}/${key}`);
      }
    }
    return own;
  }
}

/** What came of an object. */
interface Own {
  services: string[];
  /** Services by the list of a container, and its index there. */
  containers: Map<string, string[]>;
  /** What is mounted where, by service. */
  mounts: Map<string, Mounted[]>;
  /** Names of volumes that are mounted, by service; of one that is no container's nobody knows. */
  volumes: Map<string, Set<string>>;
  /** Files by key. */
  files: Map<string, string>;
}

/** Where the files of such objects lie. */
const FOLDERS = new Map([["ConfigMap", "configmaps"], ["Secret", "secrets"]]);

/** Whether what is at a path comes of a maker's rules: of what an extension adds to others' kinds, where it has put it there. */
function comesOf(
  { by, adds }: Maker,
  instead: Instead | undefined,
  path: readonly string[],
): boolean {
  return instead === undefined ? !adds || path.length === 0 : instead.by === by;
}

/** What the last word is in. */
const BY_USER: Instead = { by: "engine", reason: "dekube.yaml says what is there" };

/** Whether dekube.yaml says what is at a path of a service. */
function isSet(patch: unknown, path: readonly string[]): boolean {
  let here = patch;
  for (const name of path) {
    if (!isMapping(here)) break;
    if (!Object.hasOwn(here, name)) return false;
    here = here[name];
  }
  return here !== undefined && !isMapping(here);
}

/** Mounts of a pod that a field is about: one, or all of a volume. */
interface Mounted {
  /** Name of the volume. */
  volume: string;
  /** Path in the container, where one mount is meant. */
  target?: string;
}

/** What a field of a pod's volume, or of a mount of one, is about. */
function mountedBy(place: Omit<FieldPlace, "value">): Mounted | undefined {
  const at = place.keys.findIndex((key) => key === "volumes" || key === "volumeMounts");
  if (at < 0 || place.keys.length < at + 2) return undefined;
  const { name, mountPath } = mapping(
    above({ ...place, value: undefined }, place.keys.length - at - 2),
  );
  return {
    volume: text(name),
    ...place.keys[at] === "volumes" ? {} : { target: tidyPath(text(mountPath)) },
  };
}

/** A path without doubled slashes or one at its end. */
function tidyPath(path: string): string {
  return path.replace(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
}

/** The variable that a field of `env` is of. */
function variableOf(place: Omit<FieldPlace, "value">): string | undefined {
  const at = place.keys.indexOf("env");
  if (at < 0 || place.keys.length < at + 2) return undefined;
  const item = above({ ...place, value: undefined }, place.keys.length - at - 2);
  return text(mapping(item).name);
}

function valueAt(service: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, name) => mapping(here)[name], service);
}

function has(service: unknown, path: readonly string[]): boolean {
  let here = service;
  for (const name of path) {
    if (!isMapping(here) || !Object.hasOwn(here, name)) return false;
    here = here[name];
  }
  return true;
}
