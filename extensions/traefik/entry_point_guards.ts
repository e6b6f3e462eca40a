/**
 * Middlewares that Traefik's own settings put in front of all routes of an entry point, and the TLSOption of those that name
 * none: those of them that restrict hold for the routes here.
 *
 * @see https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/
 * @module
 */

import { append, type Ingress } from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  type Controller,
  Controllers,
  traefikPodGuards,
  unreadGuards,
} from "@dekube/engine/pacts/ingress";
import { middlewareRestrictions } from "./guards.ts";
import { resolveMiddlewares, type Step, stepsOf } from "./middlewares.ts";
import type { TraefikObjects } from "./objects.ts";
import { type ClientTls, clientTls } from "./tls_options.ts";

/** What is in front of routes. */
export interface EntryPointGuards {
  /** What the Middlewares do, before those of a route. */
  steps: Step[];
  /** What they restrict. */
  restrictions: AccessRestriction[];
}

/** What is in front of the routes of some entry points; where a route names none, of all. */
export function entryPointGuards(
  names: readonly string[],
  objects: TraefikObjects,
  manifest?: Ingress,
): EntryPointGuards {
  const found = pointsOf(middlewaresOf, names, objects, manifest);
  const steps: Step[] = [];
  const restrictions = [
    ...(manifest ? [] : objects.once(policiesOfPods)),
    ...controllersFor(manifest, objects).flatMap(unreadGuards),
  ];
  const taken = new Set<string>();
  for (const { references, field, controller } of found) {
    const resolved = resolveMiddlewares(references.filter((one) => !taken.has(one)), objects);
    for (const reference of references) taken.add(reference);
    const isGuard = (middleware: typeof resolved.middlewares[number]) =>
      middlewareRestrictions({ middlewares: [middleware], unknown: [] }, field).length > 0;
    const guards = resolved.middlewares.filter(isGuard);
    const others = resolved.middlewares.filter((one) => !guards.includes(one));
    if (others.length > 0) {
      objects.ctx.report(controller.manifest, "spec.template.spec.containers").warn(
        "entry-point-middlewares",
        `${field}: of Middlewares in front of all routes those hold that restrict who may come in; ${
          others.map(({ metadata }) => `"${metadata.name}"`).join(", ")
        } must be named by the routes themselves`,
      );
    }
    append(steps, stepsOf(guards, objects.ctx));
    append(
      restrictions,
      middlewareRestrictions({ middlewares: guards, unknown: resolved.unknown }, field),
    );
  }
  return { steps, restrictions };
}

/**
 * What the TLSOptions of some entry points ask of clients of routes that name none themselves; `undefined` where they have
 * none.
 */
export function entryPointTls(
  names: readonly string[],
  hasOwnTls: boolean,
  objects: TraefikObjects,
  manifest?: Ingress,
): ClientTls | undefined {
  const found = pointsOf(tlsOptionsOf, names, objects, manifest)
    .flatMap(({ references, field }) => references.map((reference) => ({ reference, field })));
  if (found.length === 0) return undefined;
  const all = found.map(({ reference, field }) => clientTls(reference, field, objects));
  const isOne = new Set(found.map(({ reference }) => reference)).size === 1;
  // Each of several is for other ports, and there is one here: what one of them asks is not kept for all.
  const ofPoints = isOne ? all[0] : unkept(all);
  // A router with TLS of its own has the default one in Traefik; that of the entry point holds as it is documented.
  const standing = hasOwnTls ? clientTls("", "", objects) : undefined;
  if (!standing || standing.restrictions.length === 0) return ofPoints;
  return ofPoints.restrictions.length === 0 ? standing : unkept([ofPoints, standing]);
}

/** What can't be asked for together. */
function unkept(all: readonly ClientTls[]): ClientTls {
  const restrictions = all.flatMap(({ restrictions }) => restrictions)
    .map(({ guard: _, ...reason }): AccessRestriction => ({ guard: "other", ...reason }));
  return { restrictions, versions: {} };
}

/** What flags say of some entry points; where a route names none, of all. */
function pointsOf(
  read: (controller: Controller) => ReturnType<typeof settingsOf>,
  names: readonly string[],
  objects: TraefikObjects,
  manifest: Ingress | undefined,
) {
  const asked = names.map((name) => name.trim().toLowerCase()).filter(Boolean);
  return controllersFor(manifest, objects).flatMap((controller) =>
    read(controller).filter(({ name }) => asked.length === 0 || asked.includes(name))
      .map((point) => ({ ...point, controller }))
  );
}

/** What policies and load balancers ask of who comes by Traefik's pods; of Ingresses the engine asks it. */
function policiesOfPods(objects: TraefikObjects): AccessRestriction[] {
  return traefikPodGuards(objects.once(controllersOf).all, objects.ctx)
    .map((annotation) => ({ guard: "other", annotation }));
}

/** All that settings of entry points name. */
export function entryPointReferences(
  objects: TraefikObjects,
): { kind: "Middleware" | "TLSOption"; reference: string }[] {
  return objects.once(controllersOf).all.flatMap((controller) => [
    ...middlewaresOf(controller).flatMap(({ references }) =>
      references.map((reference) => ({ kind: "Middleware" as const, reference }))
    ),
    ...tlsOptionsOf(controller).flatMap(({ references }) =>
      references.map((reference) => ({ kind: "TLSOption" as const, reference }))
    ),
  ]);
}

/** Whether all controllers take a prefix of an Ingress by its segments (`strictPrefixMatching`). */
export function matchesStrictly(objects: TraefikObjects): boolean {
  const { all } = objects.once(controllersOf);
  return all.length > 0 &&
    all.every(({ flags }) =>
      flags.value("providers.kubernetesingress.strictprefixmatching")?.toLowerCase() === "true"
    );
}

/** Those that may read an Ingress; all of them read what Traefik's own kinds say. */
function controllersFor(
  manifest: Ingress | undefined,
  objects: TraefikObjects,
): readonly Controller[] {
  const controllers = objects.once(controllersOf);
  return manifest ? controllers.of(manifest) : controllers.all;
}

/** The controllers of Traefik among the manifests. */
export function controllersOf({ ctx }: TraefikObjects): Controllers {
  return new Controllers(["traefik"], ctx);
}

/** The Middlewares of each entry point, as flags name them. */
function middlewaresOf(controller: Controller) {
  return settingsOf("http.middlewares", controller);
}

/** The TLSOption of each entry point, as flags name it. */
function tlsOptionsOf(controller: Controller) {
  return settingsOf("http.tls.options", controller);
}

/** What a flag of entry points names for each of them. */
function settingsOf(setting: string, { flags }: Controller) {
  const names = flags.words.flatMap((word) => {
    const [, name, own] = /^--?entrypoints\.([^.=]+)\.([^=]+)(?:=|$)/i.exec(word) ?? [];
    return own?.toLowerCase() === setting ? [name.toLowerCase()] : [];
  });
  return [...new Set(names)].map((name) => {
    const flag = `entrypoints.${name}.${setting}`;
    const references = (flags.value(flag) ?? "").split(",").map((part) => part.trim());
    return { name, field: `--${flag}`, references: references.filter(Boolean) };
  });
}
