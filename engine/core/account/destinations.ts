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
  type Manifest,
  mapping,
  type ResourceId,
  text,
} from "../../../pacts/mod.ts";
import { iterNamedContainers } from "../../../pacts/kubernetes/mod.ts";
import type { Run } from "../run.ts";

const SERVICES = "services.*";

/** Looks up where the fields of objects went. */
export class Destinations {
  readonly #run: Pick<Run, "services" | "project" | "ctx" | "successors">;
  readonly #moved: readonly string[];
  readonly #byOwner = new Map<string, string[]>();
  #last: { manifest: Manifest; own: Own } | undefined;

  /** `moved` are variables that extensions put elsewhere. */
  constructor(
    run: Pick<Run, "services" | "project" | "ctx" | "successors">,
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
   * no service has such a key: the field asks for what there is without it.
   */
  of(becomes: string, { manifest, keys }: Omit<FieldPlace, "value">): string[] {
    const own = this.#own(manifest);
    if (!becomes.startsWith(SERVICES)) {
      const file = own.files.get(String(keys.at(-1)));
      return [file ?? becomes];
    }
    const paths = becomes.slice(SERVICES.length).split(" and ")
      .map((path) => path.split(".").filter(Boolean));
    const at = keys.findIndex((key) => key === "containers" || key === "initContainers");
    const isOfContainer = at >= 0 && own.containers.size > 0;
    const names = isOfContainer
      ? own.containers.get(`${keys[at]} ${keys[at + 1]}`) ?? []
      : own.services;
    const variable = variableOf({ manifest, keys });
    return names.flatMap((name) => {
      const service = this.#run.project.services[name];
      if (variable !== undefined) {
        const path = ["environment", variable];
        if (has(service, path)) return [["services", name, ...path].join(".")];
        return isExcluded(variable, this.#moved) ? [`services.${name}`] : [];
      }
      return paths.filter((path) => has(service, path))
        .map((path) => ["services", name, ...path].join("."));
    });
  }

  #own(manifest: Manifest): Own {
    // Fields come object by object.
    if (this.#last?.manifest !== manifest) {
      this.#last = { manifest, own: this.#lookUp(manifest) };
    }
    return this.#last.own;
  }

  #lookUp(manifest: Manifest): Own {
    const { ctx, project, successors } = this.#run;
    const id = idOf(manifest);
    const made = successors.get(manifest) ?? [manifest];
    const own: Own = {
      services: made.flatMap((one) => this.#byOwner.get(keyOf(idOf(one))) ?? []),
      containers: new Map(),
      files: new Map(),
    };
    for (const one of made) {
      const workload = ctx.workloads.of(one);
      if (!workload) continue;
      const counts = { init: 0, main: 0 };
      for (
        const { serviceName, role } of iterNamedContainers(workload, ctx.names.service(workload.id))
      ) {
        const isFirst = role === "init" || role === "native-sidecar";
        const key = isFirst ? `initContainers ${counts.init++}` : `containers ${counts.main++}`;
        const names = own.containers.get(key) ?? [];
        if (Object.hasOwn(project.services, serviceName)) names.push(serviceName);
        own.containers.set(key, names);
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
  /** Files by key. */
  files: Map<string, string>;
}

/** Where the files of such objects lie. */
const FOLDERS = new Map([["ConfigMap", "configmaps"], ["Secret", "secrets"]]);

function keyOf({ group, kind, namespace, name }: ResourceId): string {
  return JSON.stringify([group, kind, namespace, name]);
}

/** The variable that a field of `env` is of. */
function variableOf(place: Omit<FieldPlace, "value">): string | undefined {
  const at = place.keys.indexOf("env");
  if (at < 0 || place.keys.length < at + 2) return undefined;
  const item = above({ ...place, value: undefined }, place.keys.length - at - 2);
  return text(mapping(item).name);
}

function has(service: unknown, path: readonly string[]): boolean {
  let here = service;
  for (const name of path) {
    if (!isMapping(here) || !Object.hasOwn(here, name)) return false;
    here = here[name];
  }
  return true;
}
