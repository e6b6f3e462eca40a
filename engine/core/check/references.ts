/**
 * What services of a project refer to and what is not there: Docker Compose refuses the whole project then.
 *
 * @module
 */

import { type ComposeProject, isMapping, items, mapping, text } from "../../../pacts/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";
import { circleIn } from "../../../pacts/graph.ts";
import { mountsOf } from "../output/mounts.ts";
import { isOutOfReach } from "../settings/profiles.ts";
import { isFilledIn, type Mistake, type Path } from "./shape.ts";

/** A name of something, and where it stands below a service. */
type Reference = readonly [name: string, path: Path];

/** The mistakes in what services of a project are made of and refer to. Each must have the right shape. */
export function brokenReferences(project: ComposeProject): Mistake[] {
  const known = {
    services: new Set(Object.keys(project.services)),
    networks: new Set(["default", ...Object.keys(mapping(project.networks))]),
    secrets: new Set(Object.keys(mapping(project.secrets))),
    configs: new Set(Object.keys(mapping(project.configs))),
    volumes: new Set(Object.keys(mapping(project.volumes))),
  };
  const broken = Object.keys(project.services)
    .flatMap((name) => brokenIn(name, project, known));
  return broken.length > 0 ? broken : circular(project);
}

/** What makes services wait for each other in a circle, of the first that there is: each place, whoever wrote it. */
function circular({ services }: ComposeProject): Mistake[] {
  const waits = (name: string) => [...servicesIn(services[name] as Record<string, unknown>)];
  const circle = circleIn(
    new Map(Object.keys(services).map((name) => [name, waits(name).map(([other]) => other)])),
  );
  const shown = circle.length > 0 ? [...circle, circle[0]].join(" -> ") : "";
  return circle.flatMap((name, index) => {
    const next = circle[(index + 1) % circle.length];
    return waits(name).filter(([other]) => other === next)
      .map(([, path]): Mistake => ({
        path: ["services", name, ...path],
        problem: `has services wait for each other in a circle: ${shown}`,
      }));
  });
}

/** The names that there are, of each sort. */
type Known = Readonly<
  Record<"services" | "networks" | "secrets" | "configs" | "volumes", ReadonlySet<string>>
>;

function brokenIn(
  name: string,
  { services }: Pick<ComposeProject, "services">,
  all: Known,
): Mistake[] {
  const service = services[name] as Record<string, unknown>;
  const mistakes: Mistake[] = [];
  const say = (path: Path, problem: string) =>
    void mistakes.push({ path: ["services", name, ...path], problem });
  const check = (references: Iterable<Reference>, what: string, known: ReadonlySet<string>) => {
    for (const [name, path] of references) {
      if (isFilledIn(name) || known.has(name)) continue;
      say(path, `names the ${what} "${name}", which is not there${nearest(name, [...known])}`);
    }
  };
  if (!["image", "build", "extends", "provider"].some((key) => service[key])) {
    say(["image"], "is missing: a service needs an image, or a build");
  }
  check([...servicesIn(service), ...extendedBy(service)], "service", all.services);
  for (const [other, path] of servicesIn(service)) {
    if (!isOutOfReach(services, name, other)) continue;
    say(
      path,
      `names "${other}", which Compose starts in its profile alone; give "${name}" the same profiles, or "${other}" none`,
    );
  }
  check(named(service.networks, "networks"), "network", all.networks);
  for (const key of ["secrets", "configs"] as const) {
    check(granted(service[key], key), key.replace(/s$/, ""), all[key]);
  }
  check(volumesIn(service), "volume", all.volumes);
  if (service.network_mode && service.networks) {
    say(["networks"], 'and "network_mode" exclude each other; take one of them out');
  }
  return mistakes;
}

function* servicesIn(service: Record<string, unknown>): Iterable<Reference> {
  for (const reference of named(service.depends_on, "depends_on")) {
    const [other] = reference;
    const wait = isMapping(service.depends_on) ? mapping(service.depends_on[other]) : {};
    if (wait.required !== false) yield reference;
  }
  for (const key of ["network_mode", "pid", "ipc"]) {
    const other = /^service:(.*)$/.exec(text(service[key] ?? ""))?.[1];
    if (other !== undefined) yield [other, [key]];
  }
  for (const key of ["links", "volumes_from"]) {
    for (const [index, entry] of items(service[key] as string[] | undefined).entries()) {
      const [other] = entry.split(":");
      if (!entry.startsWith("container:")) yield [other, [key, index]];
    }
  }
}

/** The service that one goes on from; one of another file is that file's. */
function extendedBy({ extends: base }: Record<string, unknown>): Reference[] {
  if (typeof base === "string") return [[base, ["extends"]]];
  return isMapping(base) && !base.file ? [[text(base.service), ["extends", "service"]]] : [];
}

/** Names that are a mapping's keys, or a list: Compose takes both. */
function named(value: unknown, key: string): Reference[] {
  return isMapping(value)
    ? Object.keys(value).map((name) => [name, [key, name]])
    : items(value as string[] | undefined).map((name, index) => [name, [key, index]]);
}

function granted(value: unknown, key: string): Reference[] {
  return items(value as (string | { source?: string })[] | undefined).map((grant, index) =>
    isMapping(grant)
      ? [text(grant.source ?? ""), [key, index, "source"]]
      : [text(grant), [key, index]]
  );
}

function volumesIn(service: Record<string, unknown>): Reference[] {
  return mountsOf(service).flatMap(({ type, source = "" }, index): Reference[] =>
    type === "volume" && /^[A-Za-z0-9]/.test(source) ? [[source, ["volumes", index]]] : []
  );
}
